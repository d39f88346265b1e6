#include "workspace.hpp"

#include <unistd.h>

#include <fstream>
#include <sstream>

#include "config/catalogue.hpp"

namespace dondoc::config::test {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMain = R"(
language = "en"
host = "test.example"
calendar = "van-phong"
fallback = "contact:van-phong"

[delivery]
mode = "redirect"
redirect = { channel = "box", to = "all@example.com" }

[[channel]]
id = "box"
type = "maildir"
directory = "mail"
)";

constexpr std::string_view kCalendar = R"(
id = "van-phong"
[hours]
weekdays = ["07:00-11:30", "13:30-17:00"]
[[year]]
year = 2022
status = "official"
notice = "119/TB"
)";

constexpr std::string_view kRules = R"(
[[rule]]
id = "viec"
  [[rule.step]]
  id = "qua-han"
  at = "due"
  notify = "head"
)";

}  // namespace

Workspace::Workspace() {
  auto pattern = (fs::temp_directory_path() / "dondoc-config-XXXXXX").string();
  path_ = ::mkdtemp(pattern.data());
}

Workspace::~Workspace() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void Workspace::write(const std::string& name, std::string_view content) const {
  fs::create_directories((path_ / name).parent_path());
  std::ofstream{path_ / name, std::ios::binary} << content;
}

void Workspace::remove(const std::string& name) const { fs::remove(path_ / name); }

void Workspace::write_good() const {
  write("dondoc.toml", kMain);
  write("calendars/van-phong.toml", kCalendar);
  write("rules/viec.toml", kRules);
}

LoadResult Workspace::load() const { return config::load(path_, channel_schemas()); }

std::vector<rules::SettingsSchema> channel_schemas() {
  using Type = rules::SettingField::Type;
  const auto field = [](std::string name, Type type, bool required = false) {
    rules::SettingField out;
    out.name = std::move(name);
    out.type = type;
    out.required = required;
    return out;
  };
  rules::SettingsSchema maildir;
  maildir.type = "maildir";
  maildir.takes_mail_addresses = true;
  maildir.fields = {field("directory", Type::path, true), field("from", Type::text), field("from_name", Type::text)};
  rules::SettingsSchema smtp;
  smtp.type = "smtp";
  smtp.takes_mail_addresses = true;
  smtp.fields = {field("host", Type::text, true),   field("port", Type::integer),    field("password", Type::secret),
                 field("timeout", Type::duration),  field("security", Type::choice), field("proxy", Type::url),
                 field("capture", Type::text_list), field("verify", Type::boolean)};
  smtp.fields[1].min = 1;
  smtp.fields[1].max = 65535;
  smtp.fields[1].standard = "587";
  smtp.fields[3].min = 1000;
  smtp.fields[3].standard = "120s";
  smtp.fields[4].choices = {"starttls", "tls"};
  smtp.fields[4].standard = "starttls";
  smtp.fields[7].standard = "true";
  return {maildir, smtp};
}

std::string lines_of(const rules::Problems& problems) {
  std::string out;
  for (const auto& problem : problems) {
    const auto text = format_problem(Language::en, problem);
    out += text.substr(0, text.find('\n')) + "\n";
  }
  return out;
}

std::string content_of(const fs::path& path) {
  std::ifstream file{path, std::ios::binary};
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

}  // namespace dondoc::config::test

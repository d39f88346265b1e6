#include "config/configuration.hpp"

#include <algorithm>
#include <tuple>

#include "config/calendar_reader.hpp"
#include "config/directory_files.hpp"
#include "config/fingerprint.hpp"
#include "config/main_file.hpp"
#include "config/rule_reader.hpp"
#include "config/zones.hpp"

namespace dondoc::config {
namespace {

namespace fs = std::filesystem;

void compile_calendar(rules::CalendarSpec spec, TomlReader& reader, rules::CalendarMap& out) {
  auto zone = load_zone(spec.zone);
  if (!zone) {
    reader.report("DD1115", "zone", {{"zone", spec.zone}});
    return;
  }
  const auto id = spec.id;
  out.emplace(id, std::make_shared<const rules::WorkCalendar>(std::move(spec), std::move(*zone)));
}

// `problems` are those of reading the files.
CalendarsResult read_calendars(const std::vector<TomlFile>& files, rules::Problems problems) {
  CalendarsResult result;
  result.problems = std::move(problems);
  UniqueIds ids;
  if (result.problems.empty()) result.names.emplace();
  for (const auto& file : files) {
    if (const auto* id = file.document.find("id"); id && result.names) result.names->insert(id->value.text);
    auto spec = read_calendar(file.document, file.name, result.problems);
    if (!spec) continue;
    TomlReader reader{file.document, file.name, {"calendar"}, result.problems};
    reader.call(spec->id);
    if (ids.add(spec->id, reader, "id")) compile_calendar(std::move(*spec), reader, result.calendars);
  }
  return result;
}

std::set<std::string> template_names(const std::map<std::string, std::string>& templates) {
  std::set<std::string> out;
  for (const auto& [name, text] : templates) {
    const auto stem = fs::path{name}.stem().string();
    if (!stem.starts_with('_')) out.insert(stem);
  }
  return out;
}

std::set<std::string> channel_names(const std::vector<ChannelConfig>& channels) {
  std::set<std::string> out;
  for (const auto& channel : channels) out.insert(channel.id);
  return out;
}

// Where there is only one calendar, nobody has to say which is meant.
void settle_default_calendar(TomlReader& main, const std::set<std::string>& names, Configuration& out) {
  if (out.default_calendar.empty() && names.size() == 1) out.default_calendar = *names.begin();
  if (names.contains(out.default_calendar)) return;
  main.report(out.default_calendar.empty() ? "DD1125" : "DD1220", "calendar", {{"name", out.default_calendar}});
}

// False where dondoc.toml could not be read at all.
bool read_main(Configuration& out, std::span<const rules::SettingsSchema> schemas, const LoadOptions& options,
               const CalendarsResult& calendars, rules::Problems& problems) {
  const std::string name = "dondoc.toml";
  const auto instead = options.instead.find(name);
  auto content = instead == options.instead.end() ? read_file(out.directory / name, name)
                                                  : tl::expected<std::string, rules::Problem>{instead->second};
  auto document = content.and_then([&](const std::string& text) { return parse_toml(text, name); });
  if (!document) {
    problems.push_back(std::move(document.error()));
    return false;
  }
  read_main_file(*document, schemas, options.needs_credentials, out, problems);
  TomlReader reader{*document, name, {}, problems};
  if (calendars.names) settle_default_calendar(reader, *calendars.names, out);
  return true;
}

// A folder of the directory, or the one given in its place; messages call its files by what they were given as.
std::vector<TomlFile> read_part(const fs::path& directory, const std::string& part,
                                const std::optional<fs::path>& other, const std::map<std::string, std::string>& instead,
                                rules::Problems& problems) {
  if (!other) return read_folder(directory / part, part + "/", instead, problems);
  if (fs::is_directory(*other)) return read_folder(*other, (*other / "").generic_string(), {}, problems);
  problems.push_back({"DD1005", {{"file", other->string()}}, other->string(), 0, 0, {}});
  return {};
}

void read_rules(Configuration& out, const References& references, const LoadOptions& options,
                rules::Problems& problems) {
  RuleFiles files{references, problems};
  for (const auto& file : read_part(out.directory, "rules", options.rules, options.instead, problems)) {
    files.read(file.document, file.name);
  }
  out.rules = files.finish();
  out.series = files.series();
}

}  // namespace

bool has_errors(const rules::Problems& problems) {
  return std::ranges::any_of(problems, [](const auto& problem) { return !problem.warning; });
}

void sort_problems(rules::Problems& problems) {
  std::ranges::stable_sort(problems, [](const rules::Problem& a, const rules::Problem& b) {
    return std::tie(a.file, a.line, a.column) < std::tie(b.file, b.line, b.column);
  });
}

ReadResult read(const fs::path& directory, std::span<const rules::SettingsSchema> channels,
                const LoadOptions& options) {
  ReadResult result;
  auto& configuration = result.configuration;
  configuration.directory = fs::absolute(directory).lexically_normal();
  rules::Problems unread;
  const auto files = read_part(configuration.directory, "calendars", options.calendars, options.instead, unread);
  auto calendars = read_calendars(files, std::move(unread));
  configuration.calendars = std::move(calendars.calendars);
  const bool has_main = read_main(configuration, channels, options, calendars, result.problems);
  std::ranges::move(calendars.problems, std::back_inserter(result.problems));
  configuration.templates = read_templates(configuration.directory / "templates", result.problems);
  References references{std::nullopt, std::move(calendars.names), template_names(configuration.templates)};
  if (has_main) references.channels = channel_names(configuration.channels);
  read_rules(configuration, references, options, result.problems);
  sort_problems(result.problems);
  configuration.fingerprint = configuration_fingerprint(configuration);
  return result;
}

LoadResult load(const fs::path& directory, std::span<const rules::SettingsSchema> channels,
                const LoadOptions& options) {
  auto read_files = read(directory, channels, options);
  LoadResult result;
  if (!has_errors(read_files.problems)) result.configuration = std::move(read_files.configuration);
  result.problems = std::move(read_files.problems);
  return result;
}

CalendarsResult load_calendars(const fs::path& path) {
  rules::Problems unread;
  const bool one_file = fs::is_regular_file(path);
  const auto files = one_file ? read_one(path, unread) : read_folder(path, "", {}, unread);
  auto result = read_calendars(files, std::move(unread));
  sort_problems(result.problems);
  return result;
}

}  // namespace dondoc::config

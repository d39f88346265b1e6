#include "config/directory_files.hpp"

#include <algorithm>

#include "config/shipped_files.hpp"

namespace dondoc::config {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kShippedTemplates = "shipped/templates/";

bool is_visible(const fs::path& path) { return !path.filename().string().starts_with('.'); }

std::vector<fs::path> toml_files_of(const fs::path& folder, const std::string& prefix, rules::Problems& problems) {
  std::vector<fs::path> out;
  std::error_code error;
  if (!fs::exists(folder, error)) return out;
  for (fs::directory_iterator it{folder, error}, end; !error && it != end; it.increment(error)) {
    if (it->path().extension() == ".toml" && is_visible(it->path())) out.push_back(it->path());
  }
  if (error) problems.push_back({"DD1002", {{"file", prefix}, {"detail", error.message()}}, prefix, 0, 0, {}});
  std::ranges::sort(out);
  return out;
}

bool is_template(const fs::path& path) {
  const auto ending = path.extension();
  return (ending == ".txt" || ending == ".html" || ending == ".subject") && is_visible(path);
}

using Content = tl::expected<std::string, rules::Problem>;

void add_document(const Content& content, const std::string& name, std::vector<TomlFile>& out,
                  rules::Problems& problems) {
  auto document = content.and_then([&](const std::string& text) { return parse_toml(text, name); });
  if (document) {
    out.push_back({name, std::move(*document)});
  } else {
    problems.push_back(std::move(document.error()));
  }
}

}  // namespace

std::vector<TomlFile> read_folder(const fs::path& folder, const std::string& prefix,
                                  const std::map<std::string, std::string>& instead, rules::Problems& problems) {
  std::vector<TomlFile> out;
  for (const auto& path : toml_files_of(folder, prefix, problems)) {
    const auto name = prefix + path.filename().string();
    const auto text = instead.find(name);
    add_document(text == instead.end() ? read_file(path, name) : Content{text->second}, name, out, problems);
  }
  return out;
}

std::vector<TomlFile> read_one(const fs::path& file, rules::Problems& problems) {
  std::vector<TomlFile> out;
  add_document(read_file(file, file.string()), file.string(), out, problems);
  return out;
}

std::map<std::string, std::string> read_templates(const fs::path& folder, rules::Problems& problems) {
  std::map<std::string, std::string> out;
  for (const auto& file : shipped_files()) {
    if (!file.path.starts_with(kShippedTemplates)) continue;
    out[std::string{file.path.substr(kShippedTemplates.size())}] = file.content;
  }
  std::error_code error;
  if (!fs::exists(folder, error)) return out;
  for (fs::recursive_directory_iterator it{folder, error}, end; !error && it != end; it.increment(error)) {
    if (!it->is_regular_file() || !is_template(it->path())) continue;
    const auto name = it->path().lexically_relative(folder).generic_string();
    if (auto text = read_file(it->path(), "templates/" + name)) {
      out[name] = std::move(*text);
    } else {
      problems.push_back(std::move(text.error()));
    }
  }
  if (error)
    problems.push_back({"DD1002", {{"file", "templates"}, {"detail", error.message()}}, "templates", 0, 0, {}});
  return out;
}

}  // namespace dondoc::config

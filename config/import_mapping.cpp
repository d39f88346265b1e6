#include "config/import_mapping.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "config/toml_reader.hpp"

namespace dondoc::config {
namespace {

using Texts = std::map<std::string, std::string>;

// A table whose keys are free and whose values are texts.
Texts read_texts(TomlReader& reader) {
  Texts out;
  for (const TomlNode::Entry& entry : reader.node().entries) {
    if (const auto value = reader.text(entry.key)) out.emplace(entry.key, *value);
  }
  return out;
}

void read_values(TomlReader& reader, rules::ImportMapping& mapping) {
  for (const TomlNode::Entry& entry : reader.node().entries) {
    const TomlNode* words = reader.table(entry.key);
    if (words == nullptr) continue;
    TomlReader below = reader.below(*words, entry.key);
    mapping.values.emplace(entry.key, read_texts(below));
  }
}

bool is_date_format(std::string_view text) {
  static constexpr std::array<std::string_view, 9> kFormats = {"dd/MM/yyyy", "dd-MM-yyyy", "dd.MM.yyyy",
                                                               "MM/dd/yyyy", "MM-dd-yyyy", "MM.dd.yyyy",
                                                               "yyyy/MM/dd", "yyyy-MM-dd", "yyyy.MM.dd"};
  return std::find(kFormats.begin(), kFormats.end(), text) != kFormats.end();
}

void read_times(TomlReader& reader, rules::ImportMapping& mapping) {
  mapping.zone = reader.text_or("zone", "");
  mapping.date_format = reader.text_or("date_format", "");
  if (!mapping.date_format.empty() && !is_date_format(mapping.date_format)) {
    reader.report("DD2061", "date_format", {{"got", mapping.date_format}});
  }
  mapping.keep_clock = reader.boolean("keep_clock").value_or(false);
  mapping.shift_weeks = static_cast<int>(reader.integer("shift_weeks", {-10'000, 10'000}).value_or(0));
  if (const TomlNode* cut = reader.any("as_they_stood")) {
    if (cut->type == TomlNode::Type::date_time) {
      mapping.as_they_stood = cut->instant;
    } else {
      reader.report("DD2062", "as_they_stood");
    }
  }
  reader.finish();
}

}  // namespace

tl::expected<rules::ImportMapping, rules::Problems> parse_import_mapping(std::string_view content,
                                                                         const std::string& name) {
  const auto document = parse_toml(content, name);
  if (!document) return tl::unexpected(rules::Problems{document.error()});
  rules::Problems problems;
  rules::ImportMapping mapping;
  mapping.file = name;
  TomlReader reader(*document, name, {}, problems);
  mapping.source = reader.text_or("source", "");
  const auto section = [&reader](const char* key, auto read) {
    const TomlNode* node = reader.table(key);
    if (node == nullptr) return;
    TomlReader below = reader.below(*node, key);
    read(below);
  };
  section("columns", [&](TomlReader& below) { mapping.columns = read_texts(below); });
  section("constants", [&](TomlReader& below) { mapping.constants = read_texts(below); });
  section("values", [&](TomlReader& below) { read_values(below, mapping); });
  section("times", [&](TomlReader& below) { read_times(below, mapping); });
  reader.finish();
  if (mapping.columns.empty()) reader.report_here("DD2060");
  if (!problems.empty()) return tl::unexpected(std::move(problems));
  return mapping;
}

tl::expected<rules::ImportMapping, rules::Problems> load_import_mapping(const std::filesystem::path& path) {
  const auto content = read_file(path, path.string());
  if (!content) return tl::unexpected(rules::Problems{content.error()});
  return parse_import_mapping(*content, path.string());
}

}  // namespace dondoc::config

#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "rules/problem.hpp"
#include "rules/time.hpp"

namespace dondoc::config {

// One value of a TOML file with its place. A plain tree, so that only toml_document.cpp includes the parser's headers.
struct TomlNode {
  enum class Type { text, integer, real, boolean, date, time, local_date_time, date_time, list, table };
  struct Entry;

  Type type = Type::table;
  std::string text;
  std::int64_t integer = 0;
  bool boolean = false;
  rules::Day day{};
  rules::Instant instant{};     // date_time: has an offset
  std::vector<TomlNode> items;  // list
  std::vector<Entry> entries;   // table, in the order of the file
  int line = 0;                 // from 1; columns count letters, not bytes
  int column = 0;
  int end_line = 0;  // just behind the value; of a table under a [header], behind the header
  int end_column = 0;

  [[nodiscard]] const Entry* find(std::string_view key) const;
};

struct TomlNode::Entry {
  std::string key;
  int line = 0;  // of the key
  int column = 0;
  TomlNode value;
};

// As TOML calls its types: "string", "array", …
[[nodiscard]] std::string_view type_name(TomlNode::Type type);

// `name` is what messages call the file. A syntax error is a problem (the parser stops at the first).
[[nodiscard]] tl::expected<TomlNode, rules::Problem> parse_toml(std::string_view content, const std::string& name);
[[nodiscard]] tl::expected<std::string, rules::Problem> read_file(const std::filesystem::path& path,
                                                                  const std::string& name);

}  // namespace dondoc::config

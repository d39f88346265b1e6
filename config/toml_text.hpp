#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/toml_document.hpp"

// Changes to a TOML file as text, for programs that edit what people write: all that is not changed stays byte for
// byte, comments too.

namespace dondoc::config {

// As a basic string: "\"Tết\"".
[[nodiscard]] std::string toml_quoted(std::string_view text);

// A key with its value as TOML writes it.
struct TomlField {
  std::string key;
  std::string value;
};
// { date = 2026-11-24, kind = "statutory" }
[[nodiscard]] std::string inline_table(const std::vector<TomlField>& fields);

// Changes of one text, given by places of the text as it was; they do not overlap.
class TomlText {
 public:
  explicit TomlText(std::string content) : content_(std::move(content)) {}

  // { … } in place, not a table under a [header].
  [[nodiscard]] bool is_inline(const TomlNode& node) const { return content_[begin_of(node)] == '{'; }

  void replace(const TomlNode& node, const std::string& text);
  // A list of tables gets one more in front of `successor`, or behind `last`.
  void insert_before(const TomlNode& successor, const std::string& table);
  void insert_after(const TomlNode& last, const std::string& table);
  // An inline table of a list, with its comma and its line where nothing else stands there.
  void remove_inline(const TomlNode& node);

  // A table under a [header]: keys it has get the value, others are added below `anchor`. REQUIRES: it has `anchor`.
  void set_fields(const TomlNode& table, const std::vector<TomlField>& fields, std::string_view anchor);
  void remove_field(const TomlNode::Entry& entry);
  // With its header and all its lines.
  void remove_table(const TomlNode& table);
  // A block of whole lines at the end of the file, after a blank line.
  void append(const std::string& block);

  [[nodiscard]] std::string result() const;

 private:
  struct Change {
    std::size_t from;
    std::size_t until;
    std::string text;
  };

  [[nodiscard]] std::size_t offset(int line, int column) const;
  [[nodiscard]] std::size_t begin_of(const TomlNode& node) const { return offset(node.line, node.column); }
  [[nodiscard]] std::size_t end_of(const TomlNode& node) const { return offset(node.end_line, node.end_column); }
  [[nodiscard]] std::size_t line_start(std::size_t at) const;
  [[nodiscard]] std::size_t next_line(std::size_t at) const;
  // Blanks between the start of the line and `at`; nothing where anything else stands there.
  [[nodiscard]] bool begins_line(std::size_t at) const;
  [[nodiscard]] std::string indentation(std::size_t at) const;
  [[nodiscard]] std::size_t skip_blanks(std::size_t at) const;

  std::string content_;
  std::vector<Change> changes_;
};

}  // namespace dondoc::config

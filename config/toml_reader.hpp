#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/toml_document.hpp"
#include "rules/problem.hpp"

namespace dondoc::config {

// Reads one table of a file and collects what is wrong with it: wrong types, missing keys, and, by finish(), keys
// nobody asked for. Never stops at the first problem; a getter that found something wrong gives nothing. Lives on the
// stack of a loader; the document and the list of problems outlive it.
class TomlReader {
 public:
  struct Limits {
    std::int64_t min;
    std::int64_t max;
  };

  TomlReader(const TomlNode& table, std::string file, std::vector<std::string> path, rules::Problems& problems);

  [[nodiscard]] bool has(std::string_view key) { return find(key) != nullptr; }

  // Nothing where the key is missing (no problem) or its value is of another type (a problem).
  [[nodiscard]] std::optional<std::string> text(std::string_view key);
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view key, Limits limits);
  [[nodiscard]] std::optional<bool> boolean(std::string_view key);
  [[nodiscard]] std::optional<rules::Day> day(std::string_view key);
  // A list of texts; a single text counts as a list of one.
  [[nodiscard]] std::vector<std::string> texts(std::string_view key);
  // The same with their places.
  [[nodiscard]] std::vector<const TomlNode*> text_nodes(std::string_view key);
  [[nodiscard]] std::string text_or(std::string_view key, std::string_view fallback);
  // A missing key or an empty text is a problem.
  [[nodiscard]] std::string required_text(std::string_view key);
  // An id: letters, digits, "-", "_" and "."; required.
  [[nodiscard]] std::string id(std::string_view key);

  // A text that `parse` understands (an optional or expected value); `code` is the problem where it does not, with the
  // argument {got}.
  template <class Parse>
  [[nodiscard]] auto parsed(std::string_view key, Parse parse, const std::string& code)
      -> std::optional<std::decay_t<decltype(*parse(std::string_view{}))>> {
    const auto value = text(key);
    if (!value) return std::nullopt;
    std::optional<std::decay_t<decltype(*parse(std::string_view{}))>> out;
    if (auto result = parse(std::string_view{*value})) {
      out.emplace(*std::move(result));
    } else {
      report(code, key, {{"got", *value}});
    }
    return out;
  }
  // The same for each entry of texts(); entries that are not understood are left out.
  template <class Parse>
  [[nodiscard]] auto all_parsed(std::string_view key, Parse parse, const std::string& code)
      -> std::vector<std::decay_t<decltype(*parse(std::string_view{}))>> {
    std::vector<std::decay_t<decltype(*parse(std::string_view{}))>> out;
    for (const auto* node : text_nodes(key)) {
      if (auto result = parse(std::string_view{node->text})) {
        out.push_back(*std::move(result));
      } else {
        report_at(*node, code, key, {{"got", node->text}});
      }
    }
    return out;
  }
  // One of a few words; others are a problem that lists them.
  [[nodiscard]] std::optional<std::string> word(std::string_view key, std::span<const std::string> choices);

  // A table or a list of tables below this one; the node stays owned by the document.
  [[nodiscard]] const TomlNode* table(std::string_view key);
  [[nodiscard]] std::vector<const TomlNode*> tables(std::string_view key);
  // Any value, for readers with types of their own.
  [[nodiscard]] const TomlNode* any(std::string_view key);
  [[nodiscard]] TomlReader below(const TomlNode& node, std::string label) const;

  // A problem with the value of `key` (its place, or the table's where it is missing).
  rules::Problem& report(const std::string& code, std::string_view key, std::map<std::string, std::string> args = {});
  // A problem with the table as a whole.
  rules::Problem& report_here(const std::string& code, std::map<std::string, std::string> args = {});
  // A problem with some node of this file.
  rules::Problem& report_at(const TomlNode& node, const std::string& code, std::string_view key,
                            std::map<std::string, std::string> args = {});
  // Every key that no getter asked for is a problem, with the nearest known one.
  void finish();

  [[nodiscard]] const TomlNode& node() const { return table_; }
  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] rules::Problems& problems() { return problems_; }
  // "file:line:column" of the table.
  [[nodiscard]] std::string place() const;
  // Completes the path of the problems to come: rule → rule "qua-han".
  void call(std::string_view id);

 private:
  const TomlNode* find(std::string_view key);
  const TomlNode* expect(std::string_view key, TomlNode::Type type);
  void wrong_type(const TomlNode& node, std::string_view key, std::string_view expected);

  const TomlNode& table_;
  std::string file_;
  std::vector<std::string> path_;
  rules::Problems& problems_;
  std::vector<std::string> known_;
};

// Tells of an id used twice, naming the first place.
class UniqueIds {
 public:
  // False, and a problem, where the id was there before.
  bool add(const std::string& id, TomlReader& reader, std::string_view key);
  [[nodiscard]] bool contains(const std::string& id) const { return places_.contains(id); }

 private:
  std::map<std::string, std::string> places_;
};

// "30s", "5min", "2h", "5d": elapsed time, a day being 24 hours.
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);
[[nodiscard]] bool is_id(std::string_view text);

}  // namespace dondoc::config

#include "config/where_reader.hpp"

#include <algorithm>
#include <array>

#include "config/nearest.hpp"

namespace dondoc::config {
namespace {

using rules::Test;
using Type = TomlNode::Type;

constexpr std::array<std::string_view, 5> kOwners{"item", "agency", "procedure", "document", "attributes"};
constexpr std::array<std::string_view, 3> kOperators{"not", "min", "max"};

std::optional<rules::Value> value_in(const TomlNode& node) {
  switch (node.type) {
    case Type::text:
      return rules::Value{node.text};
    case Type::integer:
      return rules::Value{node.integer};
    case Type::boolean:
      return rules::Value{node.boolean};
    case Type::date:
      return rules::Value{node.day};
    case Type::date_time:
      return rules::Value{node.instant};
    default:
      return std::nullopt;
  }
}

class TestReader {
 public:
  TestReader(TomlReader& reader, std::string_view field) : reader_{reader}, field_{field} {}

  Test read(const TomlNode& node) {
    if (node.type == Type::list) return any_of(node);
    if (node.type == Type::table) return operation(node);
    Test test;
    if (auto value = value_in(node)) {
      test.value = std::move(*value);
      if (node.type == Type::text && node.text.find('*') != std::string::npos) test.op = Test::Op::pattern;
    } else {
      reader_.report_at(node, "DD1215", field_, {{"got", std::string{type_name(node.type)}}});
    }
    return test;
  }

 private:
  Test any_of(const TomlNode& node) {
    Test test;
    test.op = Test::Op::any_of;
    for (const auto& item : node.items) test.tests.push_back(read(item));
    if (node.items.empty()) reader_.report_at(node, "DD1216", field_);
    return test;
  }

  Test operation(const TomlNode& node) {
    Test test;
    const auto* negated = node.find("not");
    for (const auto& entry : node.entries) {
      if (std::ranges::find(kOperators, entry.key) == kOperators.end()) {
        reader_.report_at(entry.value, "DD1217", field_, {{"got", entry.key}});
      }
    }
    if (negated && node.entries.size() == 1) {
      test.op = Test::Op::negation;
      test.tests.push_back(read(negated->value));
      return test;
    }
    if (negated || node.entries.empty()) reader_.report_at(node, "DD1218", field_);
    test.op = Test::Op::range;
    test.min = bound(node, "min");
    test.max = bound(node, "max");
    const bool inverted = test.min && test.max && test.min->index() == test.max->index() && *test.min > *test.max;
    if (inverted) reader_.report_at(node, "DD1219", field_);
    return test;
  }

  std::optional<rules::Value> bound(const TomlNode& node, std::string_view key) {
    const auto* entry = node.find(key);
    if (!entry) return std::nullopt;
    auto value = value_in(entry->value);
    if (!value) reader_.report_at(entry->value, "DD1215", field_, {{"got", std::string{type_name(entry->value.type)}}});
    return value;
  }

  TomlReader& reader_;
  std::string_view field_;
};

bool is_test_table(const TomlNode& node) {
  return std::ranges::all_of(
      node.entries, [](const auto& entry) { return std::ranges::find(kOperators, entry.key) != kOperators.end(); });
}

bool is_owner(std::string_view key) { return std::ranges::find(kOwners, key) != kOwners.end(); }

bool is_field_word(std::string_view name) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789_";
  return !name.empty() && name.find_first_not_of(kLetters) == std::string_view::npos;
}

void add_condition(TomlReader& where, const TomlNode& node, const std::string& field, rules::Filter& out) {
  auto name = read_field_name(where, node, field, field);
  if (!name.empty()) out.push_back({std::move(name), TestReader{where, field}.read(node)});
}

}  // namespace

std::string read_field_name(TomlReader& reader, const TomlNode& node, std::string_view key, std::string_view written) {
  std::string name{written};
  const bool attribute = name.starts_with("attributes.");
  if (attribute || name.starts_with("item.")) name.erase(0, name.find('.') + 1);
  const auto& known = rules::known_fields();
  if (!attribute && std::ranges::find(known, name) != known.end()) return name;
  const auto near = attribute ? std::string{} : nearest(name, known);
  if (!is_field_word(name)) {
    reader.report_at(node, near.empty() ? "DD1213" : "DD1214", key, {{"field", name}, {"nearest", near}});
    return {};
  }
  if (!near.empty()) reader.report_at(node, "DD1212", key, {{"field", name}, {"nearest", near}}).warning = true;
  return name;
}

rules::Filter read_where(TomlReader& where) {
  rules::Filter out;
  for (const auto& [key, line, column, value] : where.node().entries) {
    const bool nested = value.type == Type::table && is_owner(key) && !is_test_table(value);
    if (!nested) {
      add_condition(where, value, key, out);
      continue;
    }
    for (const auto& entry : value.entries) add_condition(where, entry.value, key + "." + entry.key, out);
  }
  return out;
}

}  // namespace dondoc::config

#include "config/toml_reader.hpp"

#include <algorithm>
#include <utility>

#include "config/nearest.hpp"
#include "rules/amount.hpp"
#include "rules/text.hpp"

namespace dondoc::config {
namespace {

using Type = TomlNode::Type;

}  // namespace

TomlReader::TomlReader(const TomlNode& table, std::string file, std::vector<std::string> path,
                       rules::Problems& problems)
    : table_{table}, file_{std::move(file)}, path_{std::move(path)}, problems_{problems} {}

const TomlNode* TomlReader::find(std::string_view key) {
  if (std::ranges::find(known_, key) == known_.end()) known_.emplace_back(key);
  const auto* entry = table_.find(key);
  return entry ? &entry->value : nullptr;
}

const TomlNode* TomlReader::expect(std::string_view key, Type type) {
  const auto* node = find(key);
  if (!node || node->type == type) return node;
  wrong_type(*node, key, type_name(type));
  return nullptr;
}

void TomlReader::wrong_type(const TomlNode& node, std::string_view key, std::string_view expected) {
  report_at(node, "DD1104", key, {{"expected", std::string{expected}}, {"got", std::string{type_name(node.type)}}});
}

std::optional<std::string> TomlReader::text(std::string_view key) {
  const auto* node = expect(key, Type::text);
  return node ? std::optional{node->text} : std::nullopt;
}

std::optional<std::int64_t> TomlReader::integer(std::string_view key, Limits limits) {
  const auto* node = expect(key, Type::integer);
  if (!node) return std::nullopt;
  if (node->integer >= limits.min && node->integer <= limits.max) return node->integer;
  report("DD1105", key,
         {{"min", std::to_string(limits.min)},
          {"max", std::to_string(limits.max)},
          {"got", std::to_string(node->integer)}});
  return std::nullopt;
}

std::optional<bool> TomlReader::boolean(std::string_view key) {
  const auto* node = expect(key, Type::boolean);
  return node ? std::optional{node->boolean} : std::nullopt;
}

std::optional<rules::Day> TomlReader::day(std::string_view key) {
  const auto* node = expect(key, Type::date);
  return node ? std::optional{node->day} : std::nullopt;
}

std::vector<std::string> TomlReader::texts(std::string_view key) {
  std::vector<std::string> out;
  for (const auto* node : text_nodes(key)) out.push_back(node->text);
  return out;
}

std::vector<const TomlNode*> TomlReader::text_nodes(std::string_view key) {
  const auto* node = find(key);
  if (!node) return {};
  if (node->type == Type::text) return {node};
  if (node->type != Type::list) {
    wrong_type(*node, key, "array of strings");
    return {};
  }
  std::vector<const TomlNode*> out;
  for (const auto& item : node->items) {
    if (item.type == Type::text) {
      out.push_back(&item);
    } else {
      wrong_type(item, key, "string");
    }
  }
  return out;
}

std::string TomlReader::text_or(std::string_view key, std::string_view fallback) {
  return text(key).value_or(std::string{fallback});
}

std::string TomlReader::required_text(std::string_view key) {
  const bool missing = find(key) == nullptr;
  auto value = text(key);
  if (missing || (value && value->empty())) report(missing ? "DD1103" : "DD1109", key, {{"key", std::string{key}}});
  return value.value_or("");
}

std::string TomlReader::id(std::string_view key) {
  auto value = required_text(key);
  if (value.empty() || is_id(value)) return value;
  report("DD1110", key, {{"got", value}});
  return {};
}

std::optional<std::string> TomlReader::word(std::string_view key, std::span<const std::string> choices) {
  auto value = text(key);
  if (!value || std::ranges::find(choices, *value) != choices.end()) return value;
  report("DD1106", key, {{"choices", rules::joined(choices)}, {"got", *value}});
  return std::nullopt;
}

const TomlNode* TomlReader::table(std::string_view key) { return expect(key, Type::table); }

std::vector<const TomlNode*> TomlReader::tables(std::string_view key) {
  std::vector<const TomlNode*> out;
  const auto* list = find(key);
  if (!list) return out;
  if (list->type != Type::list) {
    wrong_type(*list, key, "array of tables");
    return out;
  }
  for (const auto& item : list->items) {
    if (item.type == Type::table) {
      out.push_back(&item);
    } else {
      wrong_type(item, key, "table");
    }
  }
  return out;
}

const TomlNode* TomlReader::any(std::string_view key) { return find(key); }

TomlReader TomlReader::below(const TomlNode& node, std::string label) const {
  auto path = path_;
  path.push_back(std::move(label));
  return {node, file_, std::move(path), problems_};
}

rules::Problem& TomlReader::report(const std::string& code, std::string_view key,
                                   std::map<std::string, std::string> args) {
  const auto* entry = table_.find(key);
  return report_at(entry ? entry->value : table_, code, key, std::move(args));
}

rules::Problem& TomlReader::report_here(const std::string& code, std::map<std::string, std::string> args) {
  return report_at(table_, code, "", std::move(args));
}

rules::Problem& TomlReader::report_at(const TomlNode& node, const std::string& code, std::string_view key,
                                      std::map<std::string, std::string> args) {
  rules::Problem problem{code, std::move(args), file_, node.line, node.column, path_};
  if (!key.empty()) problem.path.emplace_back(key);
  return problems_.emplace_back(std::move(problem));
}

void TomlReader::finish() {
  for (const auto& entry : table_.entries) {
    if (std::ranges::find(known_, entry.key) != known_.end()) continue;
    const auto near = nearest(entry.key, known_);
    std::map<std::string, std::string> args{{"key", entry.key}};
    if (!near.empty()) args["nearest"] = near;
    auto& problem = report_here(near.empty() ? "DD1101" : "DD1102", std::move(args));
    problem.line = entry.line;
    problem.column = entry.column;
  }
}

void TomlReader::call(std::string_view id) {
  if (!id.empty()) path_.back() += " \"" + std::string{id} + "\"";
}

std::string TomlReader::place() const {
  return file_ + ":" + std::to_string(table_.line) + ":" + std::to_string(table_.column);
}

bool UniqueIds::add(const std::string& id, TomlReader& reader, std::string_view key) {
  if (id.empty()) return true;
  const auto [first, added] = places_.emplace(id, reader.place());
  if (!added) reader.report("DD1108", key, {{"id", id}, {"first", first->second}});
  return added;
}

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  const auto amount = rules::parse_amount(text);
  if (!amount || rules::counts_working_time(amount->unit)) return std::nullopt;
  if (amount->unit == rules::Unit::d) return std::chrono::hours{24} * amount->count;
  return rules::length_of(*amount);
}

bool is_id(std::string_view text) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
  return !text.empty() && text.find_first_not_of(kLetters) == std::string_view::npos;
}

}  // namespace dondoc::config

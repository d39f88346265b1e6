#include "integrations/sqlite/filter_json.hpp"

#include <boost/json.hpp>

#include "rules/zone.hpp"

namespace dondoc::integrations::sqlite {

namespace json = boost::json;
using rules::Test;

namespace {

template <class T>
using Read = tl::expected<T, std::string>;

Read<rules::Value> read_value(const json::value& value) {
  if (value.is_bool()) {
    return value.get_bool();
  }
  if (value.is_int64()) {
    return value.get_int64();
  }
  if (!value.is_string()) {
    return tl::unexpected("expected a text, an integer, true or false, got " + json::serialize(value));
  }
  std::string text{value.get_string()};
  if (const auto day = rules::parse_day(text)) {
    return *day;
  }
  if (const auto instant = rules::parse_iso(text)) {
    return *instant;
  }
  return text;
}

Read<Test> read_test(const json::value& value);

Read<Test> read_any_of(const json::array& values) {
  Test test{Test::Op::any_of, {}, {}, {}, {}};
  for (const json::value& value : values) {
    auto part = read_test(value);
    if (!part) {
      return part;
    }
    test.tests.push_back(std::move(*part));
  }
  return test;
}

Read<Test> read_negation(const json::value& value) {
  auto part = read_test(value);
  if (!part) {
    return part;
  }
  return Test{Test::Op::negation, {}, {std::move(*part)}, {}, {}};
}

Read<Test> read_range(const json::object& object) {
  Test test{Test::Op::range, {}, {}, {}, {}};
  for (const auto& member : object) {
    const auto value = read_value(member.value());
    if (!value) {
      return tl::unexpected(value.error());
    }
    (member.key() == "min" ? test.min : test.max) = *value;
  }
  return test;
}

bool is_test(const json::object& object) {
  if (object.size() == 1 && object.contains("not")) {
    return true;
  }
  for (const auto& member : object) {
    if (member.key() != "min" && member.key() != "max") {
      return false;
    }
  }
  return !object.empty();
}

Read<Test> read_test(const json::value& value) {
  if (value.is_array()) {
    return read_any_of(value.get_array());
  }
  if (value.is_object()) {
    const json::object& object = value.get_object();
    if (!is_test(object)) {
      return tl::unexpected("expected {not}, {min} or {max}, got " + json::serialize(value));
    }
    return object.contains("not") ? read_negation(object.at("not")) : read_range(object);
  }
  auto plain = read_value(value);
  if (!plain) {
    return tl::unexpected(plain.error());
  }
  const auto* text = std::get_if<std::string>(&*plain);
  const bool pattern = text != nullptr && text->find('*') != std::string::npos;
  return Test{pattern ? Test::Op::pattern : Test::Op::equals, std::move(*plain), {}, {}, {}};
}

// {"agency": {"level": …}} says agency.level.
std::optional<std::string> add_conditions(const std::string& prefix, const json::object& object,
                                          rules::Filter& filter) {
  for (const auto& member : object) {
    const std::string field = prefix + std::string{member.key()};
    if (member.value().is_object() && !is_test(member.value().get_object()) && prefix.empty()) {
      if (auto error = add_conditions(field + '.', member.value().get_object(), filter)) {
        return error;
      }
      continue;
    }
    auto test = read_test(member.value());
    if (!test) {
      return field + ": " + test.error();
    }
    filter.push_back({field, std::move(*test)});
  }
  return std::nullopt;
}

}  // namespace

tl::expected<rules::Filter, std::string> filter_from_json(std::string_view text) {
  boost::system::error_code error;
  const json::value value = json::parse(json::string_view(text.data(), text.size()), error);
  if (error || !value.is_object()) {
    return tl::unexpected("expected a JSON object, got " + std::string{text.substr(0, 80)});
  }
  rules::Filter filter;
  if (auto wrong = add_conditions("", value.get_object(), filter)) {
    return tl::unexpected(std::move(*wrong));
  }
  return filter;
}

namespace {

json::value write_value(const rules::Value& value) {
  struct Writer {
    json::value operator()(const std::string& text) const { return json::value(text); }
    json::value operator()(std::int64_t number) const { return number; }
    json::value operator()(bool flag) const { return flag; }
    json::value operator()(rules::Day day) const { return json::value(rules::format_day(day)); }
    json::value operator()(rules::Instant instant) const {
      static const rules::Zone kUtc{"UTC", {{rules::kEarliestInstant, std::chrono::seconds{0}}}};
      return json::value(rules::format_iso(instant, kUtc));
    }
  };
  return std::visit(Writer{}, value);
}

json::value write_test(const Test& test) {
  switch (test.op) {
    case Test::Op::equals:
    case Test::Op::pattern:
      return write_value(test.value);
    case Test::Op::any_of: {
      json::array values;
      for (const auto& part : test.tests) values.push_back(write_test(part));
      return values;
    }
    case Test::Op::negation:
      return json::object{{"not", write_test(test.tests.front())}};
    case Test::Op::range: {
      json::object range;
      if (test.min) range["min"] = write_value(*test.min);
      if (test.max) range["max"] = write_value(*test.max);
      return range;
    }
  }
  return nullptr;
}

}  // namespace

std::string filter_to_json(const rules::Filter& filter) {
  json::object out;
  for (const auto& condition : filter) out[condition.field] = write_test(condition.test);
  return json::serialize(out);
}

}  // namespace dondoc::integrations::sqlite

#include "daemon/cli/where_option.hpp"

#include <algorithm>
#include <charconv>

#include "integrations/sqlite/reports.hpp"
#include "rules/text.hpp"
#include "rules/zone.hpp"

namespace dondoc::daemon::cli {
namespace {

namespace sqlite = integrations::sqlite;
using rules::Test;

// Numbers and flags are set on every item, so that an empty one shows the type of the field.
template <class T>
bool is_always(std::string_view field) {
  static const rules::Directory kNothing;
  const auto value = rules::field_value(rules::Item{}, kNothing, field);
  return value && std::holds_alternative<T>(*value);
}

// Fields with words of their own: a word they cannot have would quietly match nothing.
std::vector<std::string> words_of(std::string_view field) {
  std::vector<std::string> words;
  const auto add = [&words](auto name, auto... values) { (words.emplace_back(name(values)), ...); };
  using rules::Kind;
  using rules::State;
  if (field == "state") {
    add(rules::state_name, State::open, State::reported, State::suspended, State::done, State::withdrawn,
        State::cancelled, State::merged);
  } else if (field == "kind") {
    add(rules::kind_name, Kind::task, Kind::dossier, Kind::occurrence);
  } else if (is_always<bool>(field)) {
    words = {"true", "false"};
  }
  return words;
}

CommandError unknown_word(const std::string& value, const std::vector<std::string>& words) {
  const auto near = rules::nearest(value, words);
  return CommandError{Exit::usage, near ? problem("DD5063", {{"value", value}, {"nearest", *near}})
                                        : problem("DD5044", {{"value", value}, {"known", rules::joined(words)}})};
}

bool is_time(std::string_view field) {
  return field.ends_with("_at") || field == "result_date" || field == "document.date";
}

// The values of one condition.
class ValueReader {
 public:
  ValueReader(Context& context, std::string_view field)
      : context_(context),
        field_(field),
        is_time_(is_time(field)),
        is_number_(is_always<std::int64_t>(field)),
        words_(words_of(field)) {}

  // A number, a date, a time, else a text.
  rules::Value bound(const std::string& text) {
    const auto number = number_in(text);
    if (is_number_) {
      if (!number) throw CommandError{Exit::usage, problem("DD5840", {{"field", field_}, {"value", text}})};
      return *number;
    }
    if (auto time = time_in(text)) return *time;
    if (is_time_) throw CommandError{Exit::usage, problem("DD5009", {{"value", text}})};
    return number ? rules::Value{*number} : rules::Value{text};
  }

  Test any_of(const std::string& text) {
    Test test;
    test.op = Test::Op::any_of;
    for (std::size_t from = 0; from <= text.size();) {
      const std::size_t bar = std::min(text.find('|', from), text.size());
      test.tests.push_back(one_value(text.substr(from, bar - from)));
      from = bar + 1;
    }
    return test.tests.size() == 1 ? test.tests.front() : test;
  }

 private:
  static std::optional<std::int64_t> number_in(const std::string& text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    return whole ? std::optional{number} : std::nullopt;
  }

  std::optional<rules::Value> time_in(const std::string& text) {
    const auto given = read_time(text, *context_.zone(), context_.now());
    if (!given) return std::nullopt;
    return given->bare_date ? rules::Value{given->day} : rules::Value{given->instant};
  }

  Test one_value(const std::string& text) {
    Test test;
    if (is_time_ || is_number_) {
      test.value = bound(text);
      return test;
    }
    const bool pattern = text.find('*') != std::string::npos;
    if (!pattern && !words_.empty() && std::ranges::find(words_, text) == words_.end()) {
      throw unknown_word(text, words_);
    }
    test.op = pattern ? Test::Op::pattern : Test::Op::equals;
    test.value = text;
    return test;
  }

  Context& context_;
  std::string field_;
  bool is_time_;
  bool is_number_;
  std::vector<std::string> words_;
};

Test make_test(Context& context, std::string_view field, char before_equals, const std::string& value) {
  ValueReader reader{context, field};
  Test test;
  switch (before_equals) {
    case '!':
      test.op = Test::Op::negation;
      test.tests.push_back(reader.any_of(value));
      return test;
    case '>':
      test.op = Test::Op::range;
      test.min = reader.bound(value);
      return test;
    case '<':
      test.op = Test::Op::range;
      test.max = reader.bound(value);
      return test;
    default:
      return reader.any_of(value);
  }
}

// A bare name may be a custom attribute, unless it is that of no item.
void expect_field(Context& context, const std::string& field) {
  const std::vector<std::string>& known = rules::known_fields();
  if (std::ranges::find(known, field) != known.end() || field.starts_with("attributes.")) return;
  std::vector<std::string> names = sqlite::attribute_names(context.database());
  if (std::ranges::find(names, field) != names.end()) return;
  names.insert(names.end(), known.begin(), known.end());
  const auto near = rules::nearest(field, names);
  throw CommandError{Exit::usage, near ? problem("DD5019", {{"field", field}, {"nearest", *near}})
                                       : problem("DD5064", {{"field", field}})};
}

}  // namespace

rules::Filter parse_where(Context& context, const std::vector<std::string>& options) {
  rules::Filter filter;
  for (const std::string& option : options) {
    const std::size_t equals = option.find('=');
    const bool has_sign = equals != std::string::npos && equals > 0 &&
                          std::string_view{"!<>"}.find(option[equals - 1]) != std::string_view::npos;
    std::string field = option.substr(0, has_sign ? equals - 1 : equals);
    if (equals == std::string::npos || field.empty()) {
      throw CommandError{Exit::usage, problem("DD5040", {{"value", option}})};
    }
    if (field.starts_with("item.")) field.erase(0, 5);
    expect_field(context, field);
    Test test = make_test(context, field, has_sign ? option[equals - 1] : '=', option.substr(equals + 1));
    filter.push_back({std::move(field), std::move(test)});
  }
  return filter;
}

}  // namespace dondoc::daemon::cli

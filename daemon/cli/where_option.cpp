#include "daemon/cli/where_option.hpp"

#include <algorithm>
#include <charconv>

#include "rules/text.hpp"
#include "rules/zone.hpp"

namespace dondoc::daemon::cli {
namespace {

using rules::Test;

rules::Value bound(const std::string& text) {
  if (const auto day = rules::parse_day(text)) return *day;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc{} && end == text.data() + text.size()) return number;
  return text;
}

Test one_value(const std::string& text) {
  Test test;
  test.op = text.find('*') == std::string::npos ? Test::Op::equals : Test::Op::pattern;
  test.value = text;
  return test;
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

Test make_test(char before_equals, const std::string& value) {
  Test test;
  switch (before_equals) {
    case '!':
      test.op = Test::Op::negation;
      test.tests.push_back(any_of(value));
      return test;
    case '>':
      test.op = Test::Op::range;
      test.min = bound(value);
      return test;
    case '<':
      test.op = Test::Op::range;
      test.max = bound(value);
      return test;
    default:
      return any_of(value);
  }
}

void warn_if_misspelt(Context& context, const std::string& field) {
  const std::vector<std::string>& known = rules::known_fields();
  if (std::ranges::find(known, field) != known.end() || field.starts_with("attributes.")) return;
  const auto near = rules::nearest(field, known);
  if (!near) return;
  rules::Problem warning = problem("DD5019", {{"field", field}, {"nearest", *near}});
  warning.warning = true;
  context.print_problems({warning});
}

}  // namespace

rules::Filter parse_where(Context& context, const std::vector<std::string>& options) {
  rules::Filter filter;
  for (const std::string& option : options) {
    const std::size_t equals = option.find('=');
    const bool has_sign = equals != std::string::npos && equals > 0 &&
                          std::string_view{"!<>"}.find(option[equals - 1]) != std::string_view::npos;
    const std::string field = option.substr(0, has_sign ? equals - 1 : equals);
    if (equals == std::string::npos || field.empty()) {
      throw CommandError{Exit::usage, problem("DD5040", {{"value", option}})};
    }
    warn_if_misspelt(context, field);
    filter.push_back({field, make_test(has_sign ? option[equals - 1] : '=', option.substr(equals + 1))});
  }
  return filter;
}

}  // namespace dondoc::daemon::cli

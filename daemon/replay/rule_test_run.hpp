#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/rule_test.hpp"
#include "rules/problem.hpp"

namespace dondoc::daemon::replay {

// An alert that was told, or that should have been.
struct TestLine {
  enum class Mark {
    met,         // expected, and told
    missing,     // expected, and not told
    unexpected,  // told, and not expected
    broken       // told where silence was expected
  };
  Mark mark = Mark::met;
  rules::Instant at{};  // the minute of the window
  rules::Recipient to;
  std::string item;
  std::string rule;
  std::string step;
  int repeat = 0;
  config::Place place{};  // of the expectation or the silence
};

struct TestOutcome {
  std::vector<TestLine> lines;  // by time, then recipient
  rules::Problems problems;     // events that were refused, or templates that cannot be read
  [[nodiscard]] bool passed() const;
};

// Runs the test on a database of its own, with the rules, calendars and windows of the configuration; delivery is live.
[[nodiscard]] TestOutcome run_rule_test(const config::Configuration& configuration, const config::RuleTestFile& file,
                                        const config::RuleTest& test);

}  // namespace dondoc::daemon::replay

#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <variant>
#include <vector>

#include "rules/problem.hpp"
#include "rules/time.hpp"
#include "rules/zone.hpp"

namespace dondoc::rules {

// rule := part (";" part)*     after RFC 5545 §3.3.10, in upper or lower case
// part := FREQ | INTERVAL | COUNT | UNTIL | WKST | BYSECOND | BYMINUTE | BYHOUR | BYDAY | BYMONTHDAY | BYYEARDAY
//       | BYWEEKNO | BYMONTH | BYSETPOS, each "NAME=VALUE", each at most once
enum class Frequency { secondly, minutely, hourly, daily, weekly, monthly, yearly };

struct RecurrenceRule {
  Frequency frequency = Frequency::daily;
  int interval = 1;
  std::optional<int> count;
  std::chrono::weekday week_start{std::chrono::Monday};
  // A date includes all of that day; a civil time is of the zone in which the rule is expanded.
  std::optional<std::variant<Day, LocalTime, Instant>> until;
  std::map<std::string, std::vector<int>, std::less<>> by;  // numbers of BYSECOND … BYSETPOS; BYDAY stands in `text`
  std::string text;                                         // upper case, without UNTIL
};

// What is wrong with a rule, so that a message can name the part.
struct RecurrenceFault {
  enum class Kind {
    unknown_part,  // no part is called so
    twice,         // a part stands there twice
    missing,       // FREQ is missing, or what `part` needs beside it: `expected`
    bad_value,     // `value` is not what `expected` says
    not_together,  // `part` does not go with `expected` (RFC 5545 §3.3.10 forbids it)
    too_many       // more occurrences than kMostOccurrences, or too long a walk to them
  };
  Kind kind = Kind::bad_value;
  std::string part;
  std::string value{};
  std::string expected{};
  friend bool operator==(const RecurrenceFault&, const RecurrenceFault&) = default;
};

// DD1701 … DD1706, with {part}, {got} and {expected}; without a place.
[[nodiscard]] Problem problem_of(const RecurrenceFault& fault);

[[nodiscard]] tl::expected<RecurrenceRule, RecurrenceFault> parse_recurrence_rule(std::string_view text);

// "20221205T080000", "2022-12-05T08:00", "2022-12-05 08:00:00"; a bare date ("20221205", "2022-12-05") has no clock
// time.
struct CivilTime {
  Day day{};
  std::optional<Millis> clock;  // since midnight, below 24 h
  friend bool operator==(const CivilTime&, const CivilTime&) = default;
};
[[nodiscard]] std::optional<CivilTime> parse_civil(std::string_view text);
// "2022-12-05T08:00:00" or "2022-12-05".
[[nodiscard]] std::string format_civil(const CivilTime& time);

// A recurrence set (RFC 5545 §3.8.5): what the rule gives from `start` on, and `dates`, without `except`. A start that
// the rule does not give is no occurrence; without a rule it is one.
struct Recurrence {
  std::optional<RecurrenceRule> rule;
  LocalTime start{};
  std::vector<CivilTime> dates;   // RDATE; a bare date has the clock time of the start
  std::vector<CivilTime> except;  // EXDATE; a bare date takes out all of that day
};

struct Recurring {
  LocalTime local;  // as the rule gives it
  Instant at;       // of it in the zone
  friend bool operator==(const Recurring&, const Recurring&) = default;
};

inline constexpr std::size_t kMostOccurrences = 200'000;

// The occurrences that begin in the interval, sorted, each instant once. Days and clock times are counted in civil
// time; only then the zone gives instants (RFC 5545 §3.3.5): a time that occurs twice is the first of the two, one that
// the clocks skip is counted by the offset before the gap (02:30 becomes 03:30).
[[nodiscard]] tl::expected<std::vector<Recurring>, RecurrenceFault> expand_recurrence(const Recurrence& recurrence,
                                                                                      const Zone& zone,
                                                                                      Interval interval);
// The instant of one civil time by the same rule.
[[nodiscard]] Instant instant_of_civil(LocalTime local, const Zone& zone);

}  // namespace dondoc::rules

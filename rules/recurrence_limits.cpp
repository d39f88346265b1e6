#include "rules/recurrence_limits.hpp"

#include <algorithm>

namespace dondoc::rules {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::seconds;

constexpr int kSecondsOfDay = 86'400;

// Counted from the start of its month or year, or from the end.
bool allows_either(const RecurrenceRule& rule, std::string_view part, Day first, Day day, Day last) {
  return allows(rule, part, static_cast<int>((day - first).count()) + 1) ||
         allows(rule, part, static_cast<int>((day - last).count()) - 1);
}

struct WeekOfYear {
  int year = 0;
  int number = 0;    // from 1
  int from_end = 0;  // from -1
};

// Week 1 is the first one with four days in the year (RFC 5545 §3.3.10), so that 4 January is in it.
WeekOfYear week_of_year(const RecurrenceRule& rule, Day day) {
  const Day week = week_of(rule, day);
  const int year = year_of(week + days{3});
  const auto weeks = [](Day from, Day to) { return static_cast<int>((to - from).count() / 7); };
  const Day first = week_of(rule, make_day(year, 1, 4));
  return {year, weeks(first, week) + 1, -weeks(week, week_of(rule, make_day(year + 1, 1, 4)))};
}

bool allows_week(const RecurrenceRule& rule, Day day) {
  if (!rule.by.contains("BYWEEKNO")) return true;
  const auto week = week_of_year(rule, day);
  return allows(rule, "BYWEEKNO", week.number) || allows(rule, "BYWEEKNO", week.from_end);
}

// Whether the steps of a rule within the day ever meet a clock time that it allows.
bool clock_can_match(const RecurrenceRule& rule, LocalTime start) {
  const seconds step = step_of(rule);
  if (step.count() == 0) return true;
  const auto first = static_cast<int>(floor<seconds>(start - LocalTime{floor<days>(start)}).count());
  int clock = first;
  do {
    const bool second = rule.frequency != Frequency::secondly || allows(rule, "BYSECOND", clock % 60);
    const bool minute = rule.frequency == Frequency::hourly || allows(rule, "BYMINUTE", clock / 60 % 60);
    if (second && minute && allows(rule, "BYHOUR", clock / 3600)) return true;
    clock = static_cast<int>((clock + step.count()) % kSecondsOfDay);
  } while (clock != first);
  return false;
}

// Whether any date is one that a rule by the week or a shorter one allows: no 30 February. A leap day comes within
// eight years.
bool date_can_match(const RecurrenceRule& rule) {
  if (!only_limits(rule)) return true;
  for (Day day = make_day(2096, 1, 1); day < make_day(2105, 1, 1); day += days{1}) {
    if (allows_date(rule, day)) return true;
  }
  return false;
}

}  // namespace

seconds step_of(const RecurrenceRule& rule) {
  switch (rule.frequency) {
    case Frequency::secondly:
      return seconds{rule.interval};
    case Frequency::minutely:
      return std::chrono::minutes{rule.interval};
    case Frequency::hourly:
      return std::chrono::hours{rule.interval};
    default:
      return seconds{0};
  }
}

bool allows(const RecurrenceRule& rule, std::string_view part, int number) {
  const auto found = rule.by.find(part);
  return found == rule.by.end() || std::ranges::find(found->second, number) != found->second.end();
}

bool only_limits(const RecurrenceRule& rule) { return rule.frequency <= Frequency::weekly; }

bool looks_at_days(const RecurrenceRule& rule) {
  if (rule.frequency != Frequency::yearly) return false;
  const auto has = [&](std::string_view part) { return rule.by.contains(part); };
  return has("BYWEEKNO") || (has("BYYEARDAY") && (has("BYMONTH") || has("BYMONTHDAY")));
}

bool allows_date(const RecurrenceRule& rule, Day day) {
  const auto date = civil(day);
  const auto month = date.year() / date.month();
  const auto year = date.year();
  return allows(rule, "BYMONTH", static_cast<int>(static_cast<unsigned>(date.month()))) &&
         allows_either(rule, "BYMONTHDAY", Day{month / 1}, day, Day{month / std::chrono::last}) &&
         allows_either(rule, "BYYEARDAY", Day{year / 1 / 1}, day, Day{year / 12 / 31}) && allows_week(rule, day);
}

Day week_of(const RecurrenceRule& rule, Day day) { return day - (weekday_of(day) - rule.week_start); }

bool in_turn(const RecurrenceRule& rule, LocalTime start, Day day) {
  if (looks_at_days(rule)) {
    const int year = rule.by.contains("BYWEEKNO") ? week_of_year(rule, day).year : year_of(day);
    return (year - year_of(floor<days>(start))) % rule.interval == 0;
  }
  if (rule.frequency != Frequency::weekly) return true;
  const auto weeks = (week_of(rule, day) - week_of(rule, floor<days>(start))) / std::chrono::weeks{1};
  return weeks % rule.interval == 0;
}

bool can_match(const RecurrenceRule& rule, LocalTime start) {
  return clock_can_match(rule, start) && date_can_match(rule);
}

}  // namespace dondoc::rules

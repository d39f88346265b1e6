#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <set>

#include "rules/recurrence.hpp"
#include "tests/rules/calendars.hpp"

// Rules of days against a twin that looks at every single day and asks what RFC 5545 §3.3.10 says of it.

namespace dondoc::rules {
namespace {

using std::chrono::days;

struct Weekday {
  int ordinal = 0;  // 0: each
  unsigned weekday = 0;
};

// A rule as the twin sees it; empty lists: the part is not there.
struct PlainRule {
  Frequency frequency = Frequency::daily;
  int interval = 1;
  int count = 0;
  std::vector<int> months;
  std::vector<int> month_days;
  std::vector<int> year_days;
  std::vector<int> weeks;
  std::vector<Weekday> weekdays;
  std::vector<int> positions;
  unsigned week_start = 1;
  Day start{};
};

constexpr std::string_view kCodes[] = {"SU", "MO", "TU", "WE", "TH", "FR", "SA"};

template <class Range, class Text>
std::string joined(const Range& range, Text text) {
  std::string out;
  for (const auto& one : range) out += (out.empty() ? "" : ",") + text(one);
  return out;
}

std::string written(const PlainRule& rule) {
  constexpr std::string_view kNames[] = {"SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"};
  const auto number = [](int value) { return std::to_string(value); };
  std::string out = "FREQ=" + std::string{kNames[static_cast<std::size_t>(rule.frequency)]};
  out += ";INTERVAL=" + std::to_string(rule.interval) + ";WKST=" + std::string{kCodes[rule.week_start]};
  if (rule.count > 0) out += ";COUNT=" + std::to_string(rule.count);
  if (!rule.months.empty()) out += ";BYMONTH=" + joined(rule.months, number);
  if (!rule.month_days.empty()) out += ";BYMONTHDAY=" + joined(rule.month_days, number);
  if (!rule.year_days.empty()) out += ";BYYEARDAY=" + joined(rule.year_days, number);
  if (!rule.weeks.empty()) out += ";BYWEEKNO=" + joined(rule.weeks, number);
  if (!rule.weekdays.empty()) {
    out += ";BYDAY=" + joined(rule.weekdays, [](const Weekday& one) {
             return (one.ordinal == 0 ? "" : std::to_string(one.ordinal)) + std::string{kCodes[one.weekday]};
           });
  }
  if (!rule.positions.empty()) out += ";BYSETPOS=" + joined(rule.positions, number);
  return out;
}

int month_of(Day day) { return static_cast<int>(static_cast<unsigned>(civil(day).month())); }
int day_of(Day day) { return static_cast<int>(static_cast<unsigned>(civil(day).day())); }

Day first_of_month(Day day) { return Day{civil(day).year() / civil(day).month() / 1}; }
Day last_of_month(Day day) { return Day{civil(day).year() / civil(day).month() / std::chrono::last}; }
Day first_of_year(Day day) { return make_day(year_of(day), 1, 1); }
Day last_of_year(Day day) { return make_day(year_of(day), 12, 31); }

bool among(const std::vector<int>& list, int from_start, int from_end) {
  return std::ranges::find(list, from_start) != list.end() || std::ranges::find(list, from_end) != list.end();
}

// The Thursday of a week that begins on Monday, and so on, says to which year the week belongs.
Day middle_of_week(const PlainRule& rule, Day day) {
  return day + days{3 - static_cast<int>((weekday_of(day).c_encoding() + 7 - rule.week_start) % 7)};
}

bool week_fits(const PlainRule& rule, Day day) {
  const Day middle = middle_of_week(rule, day);
  int from_start = 0;
  for (Day week = middle; year_of(week) == year_of(middle); week -= days{7}) ++from_start;
  int from_end = 0;
  for (Day week = middle; year_of(week) == year_of(middle); week += days{7}) --from_end;
  return among(rule.weeks, from_start, from_end);
}

// The period of the rule to which a day belongs, counted from that of the start.
std::int64_t period_of(const PlainRule& rule, Day day) {
  const auto week = [&](Day one) { return one - days{(weekday_of(one).c_encoding() + 7 - rule.week_start) % 7}; };
  const auto months = [](Day one) { return std::int64_t{year_of(one)} * 12 + month_of(one); };
  switch (rule.frequency) {
    case Frequency::daily:
      return (day - rule.start).count();
    case Frequency::weekly:
      return (week(day) - week(rule.start)).count() / 7;
    case Frequency::monthly:
      return months(day) - months(rule.start);
    default:
      return year_of(rule.weeks.empty() ? day : middle_of_week(rule, day)) - year_of(rule.start);
  }
}

bool weekday_fits(const PlainRule& rule, Day day) {
  const bool in_month = rule.frequency == Frequency::monthly || !rule.months.empty();
  const Day first = in_month ? first_of_month(day) : first_of_year(day);
  const Day last = in_month ? last_of_month(day) : last_of_year(day);
  const int from_start = static_cast<int>((day - first).count() / 7) + 1;
  const int from_end = -static_cast<int>((last - day).count() / 7) - 1;
  return std::ranges::any_of(rule.weekdays, [&](const Weekday& one) {
    return weekday_of(day).c_encoding() == one.weekday &&
           (one.ordinal == 0 || one.ordinal == from_start || one.ordinal == from_end);
  });
}

bool fits(const PlainRule& rule, Day day) {
  if (!rule.months.empty() && std::ranges::find(rule.months, month_of(day)) == rule.months.end()) return false;
  if (!rule.month_days.empty() && !among(rule.month_days, day_of(day), day_of(day) - day_of(last_of_month(day)) - 1)) {
    return false;
  }
  if (!rule.year_days.empty() && !among(rule.year_days, static_cast<int>((day - first_of_year(day)).count()) + 1,
                                        -static_cast<int>((last_of_year(day) - day).count()) - 1)) {
    return false;
  }
  if (!rule.weeks.empty() && !week_fits(rule, day)) return false;
  if (!rule.weekdays.empty() && !weekday_fits(rule, day)) return false;
  // What the rule leaves open comes from the start.
  if (!rule.month_days.empty() || !rule.year_days.empty() || !rule.weekdays.empty()) return true;
  if (rule.frequency == Frequency::weekly || !rule.weeks.empty()) return weekday_of(day) == weekday_of(rule.start);
  if (rule.frequency == Frequency::monthly) return day_of(day) == day_of(rule.start);
  if (rule.frequency == Frequency::yearly) {
    return day_of(day) == day_of(rule.start) && (!rule.months.empty() || month_of(day) == month_of(rule.start));
  }
  return true;
}

std::vector<Day> chosen(const PlainRule& rule, const std::vector<Day>& period) {
  if (rule.positions.empty()) return period;
  std::vector<Day> out;
  const auto size = static_cast<int>(period.size());
  for (int index = 0; index < size; ++index) {
    if (among(rule.positions, index + 1, index - size)) out.push_back(period[static_cast<std::size_t>(index)]);
  }
  return out;
}

std::vector<Day> twin(const PlainRule& rule, Day until) {
  std::map<std::int64_t, std::vector<Day>> periods;
  // From before the start, so that BYSETPOS counts in whole periods; to well after the end for the same reason.
  for (Day day = rule.start - days{366}; day < until + days{366}; day += days{1}) {
    const auto period = period_of(rule, day);
    if ((period >= 0 || !rule.weeks.empty()) && period % rule.interval == 0 && fits(rule, day))
      periods[period].push_back(day);
  }
  std::vector<Day> out;
  for (const auto& [number, period] : periods) {
    for (const Day day : chosen(rule, period)) {
      if (day >= rule.start && (rule.count == 0 || out.size() < static_cast<std::size_t>(rule.count))) {
        out.push_back(day);
      }
    }
  }
  std::erase_if(out, [&](Day day) { return day >= until; });
  return out;
}

std::vector<int> some(int least, int most, bool both_ways, int longest = 3) {
  std::vector<int> out;
  const auto count = *rc::gen::inRange(1, longest + 1);
  for (int i = 0; i < count; ++i) {
    const int value = *rc::gen::inRange(least, most + 1);
    out.push_back(both_ways && *rc::gen::arbitrary<bool>() ? -value : value);
  }
  std::ranges::sort(out);
  out.erase(std::ranges::unique(out).begin(), out.end());
  return out;
}

bool sometimes() { return *rc::gen::inRange(0, 3) == 0; }

std::vector<Weekday> some_weekdays(bool counted, int most) {
  std::vector<Weekday> out;
  for (const int weekday : some(0, 6, false)) {
    const int ordinal = counted && *rc::gen::arbitrary<bool>() ? some(1, most, true).front() : 0;
    out.push_back({ordinal, static_cast<unsigned>(weekday)});
  }
  return out;
}

PlainRule any_rule() {
  PlainRule rule;
  rule.frequency = static_cast<Frequency>(*rc::gen::inRange(3, 7));
  rule.interval = sometimes() ? *rc::gen::inRange(2, 5) : 1;
  rule.count = sometimes() ? *rc::gen::inRange(1, 12) : 0;
  rule.week_start = static_cast<unsigned>(*rc::gen::inRange(0, 7));
  rule.start = make_day(2019, 1, 1) + days{*rc::gen::inRange(0, 1500)};
  const bool yearly = rule.frequency == Frequency::yearly;
  const bool within_months = rule.frequency >= Frequency::monthly;
  if (sometimes()) rule.months = some(1, 12, false);
  // Long lists, so that some days are in all of them.
  if (yearly && sometimes()) rule.year_days = some(1, 366, true, 60);
  if (yearly && sometimes()) rule.weeks = some(1, 53, true, 20);
  if (rule.frequency != Frequency::weekly && sometimes()) rule.month_days = some(1, 31, true);
  // Ordinals count in the year or in the month; together with other days the RFC lets BYDAY only limit.
  const bool counted = within_months && rule.month_days.empty() && rule.year_days.empty() && rule.weeks.empty();
  if (*rc::gen::arbitrary<bool>()) {
    rule.weekdays = some_weekdays(counted, yearly && rule.months.empty() ? 53 : 5);
  }
  const bool listed =
      !rule.months.empty() || !rule.month_days.empty() || !rule.year_days.empty() || !rule.weekdays.empty();
  if (listed && rule.weeks.empty() && sometimes()) rule.positions = some(1, 5, true);
  return rule;
}

TEST(RecurrenceProperties, AgreesWithATwinThatLooksAtEveryDay) {
  const auto in = zone("Asia/Ho_Chi_Minh");
  const bool agreed = rc::check([&] {
    const auto rule = any_rule();
    const auto text = written(rule);
    const Day until = rule.start + days{900};
    RC_LOG() << text << " from " << format_day(rule.start) << '\n';
    const auto parsed = parse_recurrence_rule(text);
    RC_ASSERT(parsed.has_value());
    const Recurrence recurrence{*parsed, LocalTime{rule.start} + std::chrono::hours{9}, {}, {}};
    const auto found = expand_recurrence(recurrence, *in, {kEarliestInstant, in->to_instant(LocalTime{until})});
    RC_ASSERT(found.has_value());
    std::string got;
    for (const auto& one : *found) got += format_day(std::chrono::floor<days>(one.local)) + " ";
    std::string expected;
    for (const Day day : twin(rule, until)) expected += format_day(day) + " ";
    RC_ASSERT(got == expected);
  });
  EXPECT_TRUE(agreed);
}

}  // namespace
}  // namespace dondoc::rules

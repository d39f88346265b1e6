#include "rules/statutory_holidays.hpp"

#include <algorithm>

#include "rules/lunar_calendar.hpp"

namespace dondoc::rules {
namespace {

using std::chrono::days;
using HolidayDays = std::vector<HolidayDay>;

void add(HolidayDays& out, Day date, Holiday holiday) { out.push_back({date, DayKind::statutory, holiday}); }

void add_tet(HolidayDays& out, int year) {
  const Day first = lunar_new_year(year);
  const auto weekday = weekday_of(first);
  const bool long_after = weekday == std::chrono::Monday || weekday == std::chrono::Tuesday;
  const Day from = first - days{long_after ? 1 : 2};
  for (int i = 0; i < 5; ++i) add(out, from + days{i}, Holiday::lunar_new_year);
}

void add_national_day(HolidayDays& out, int year) {
  const Day day = make_day(year, 9, 2);
  add(out, day, Holiday::national);
  if (year < 2021) return;
  const auto weekday = weekday_of(day);
  const bool day_after =
      weekday == std::chrono::Sunday || weekday == std::chrono::Monday || weekday == std::chrono::Thursday;
  add(out, day + days{day_after ? 1 : -1}, Holiday::beside_national);
}

bool has(const HolidayDays& days_off, Day date) {
  return std::ranges::find(days_off, date, &HolidayDay::date) != days_off.end();
}

// REQUIRES: `days_off` has the statutory days in order of date.
void add_compensatory(HolidayDays& days_off, const WeekHours& week) {
  const auto rests = [&](Day day) { return week[weekday_of(day).c_encoding()].empty(); };
  const bool always_rests = std::ranges::all_of(week, &DayHours::empty);
  for (std::size_t i = 0, count = days_off.size(); i < count && !always_rests; ++i) {
    const HolidayDay holiday = days_off[i];
    if (holiday.holiday == Holiday::culture || !rests(holiday.date)) continue;
    Day next = holiday.date + days{1};
    while (rests(next) || has(days_off, next)) next += days{1};
    days_off.push_back({next, DayKind::compensatory, holiday.holiday});
  }
}

}  // namespace

std::vector<HolidayDay> statutory_holidays(int year, const WeekHours& week) {
  HolidayDays days_off;
  add(days_off, make_day(year, 1, 1), Holiday::new_year);
  add_tet(days_off, year);
  add(days_off, from_lunar({year, 3, 10, false}).value(), Holiday::hung_kings);
  add(days_off, make_day(year, 4, 30), Holiday::victory);
  add(days_off, make_day(year, 5, 1), Holiday::labour);
  add_national_day(days_off, year);
  if (year >= 2026) add(days_off, make_day(year, 11, 24), Holiday::culture);
  std::ranges::sort(days_off, {}, &HolidayDay::date);
  add_compensatory(days_off, week);
  std::ranges::sort(days_off, {}, &HolidayDay::date);
  return days_off;
}

}  // namespace dondoc::rules

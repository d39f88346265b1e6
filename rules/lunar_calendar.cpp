#include "rules/lunar_calendar.hpp"

#include <cmath>

#include "rules/ephemeris.hpp"

namespace dondoc::rules {
namespace {

constexpr double kUtcPlus7 = 7.0 / 24;
constexpr int kWinterSolstice = 9;  // 270° / 30°

Day month_start(int moon) { return Day{std::chrono::days{static_cast<int>(std::floor(new_moon(moon) + kUtcPlus7))}}; }

// How many principal terms of this round the Sun has passed when the day begins: 0 … 11.
int terms_passed(Day day) {
  const auto midnight = static_cast<double>(day.time_since_epoch().count()) - kUtcPlus7;
  return static_cast<int>(std::floor(solar_longitude(midnight) / 30));
}

// The last month that starts on the day or before it.
int month_of(Day day) {
  int moon = new_moon_near(day) + 1;
  while (month_start(moon) > day) --moon;
  return moon;
}

// Month 11, the one with the winter solstice, of a solar year.
int month_11(int year) {
  const int moon = month_of(make_day(year, 12, 31));
  return terms_passed(month_start(moon)) >= kWinterSolstice ? moon - 1 : moon;
}

bool has_principal_term(int moon) { return terms_passed(month_start(moon)) != terms_passed(month_start(moon + 1)); }

struct NumberedMonth {
  int months_after_11 = 0;  // 1 is month 12, 2 is month 1, …
  bool leap = false;
};

// `first` and `next`: two successive months 11; `moon` lies in between. A month that repeats a number has none of its
// own.
NumberedMonth number_month(int moon, int first, int next) {
  NumberedMonth numbered{moon - first};
  if (next - first < 13) return numbered;
  int leap = first + 1;
  while (has_principal_term(leap)) ++leap;
  if (moon >= leap) --numbered.months_after_11;
  numbered.leap = moon == leap;
  return numbered;
}

// `date.day` counts from `moon`, the month that begins at or before it.
LunarDate named(int moon, int solar_year) {
  int first = month_11(solar_year);
  if (first > moon) first = month_11(--solar_year);
  const NumberedMonth numbered = number_month(moon, first, month_11(solar_year + 1));
  const bool before_new_year = numbered.months_after_11 < 2;
  return {before_new_year ? solar_year : solar_year + 1, (numbered.months_after_11 + 10) % 12 + 1, 1, numbered.leap};
}

}  // namespace

LunarDate to_lunar(Day day) {
  const int moon = month_of(day);
  LunarDate date = named(moon, year_of(day));
  date.day = static_cast<int>((day - month_start(moon)).count()) + 1;
  return date;
}

std::optional<Day> from_lunar(const LunarDate& date) {
  if (date.day < 1) return std::nullopt;
  const int from = month_of(make_day(date.year, 1, 1));
  for (int moon = from; moon <= from + 15; ++moon) {
    const Day start = month_start(moon);
    LunarDate here = named(moon, year_of(start));
    here.day = date.day;
    const Day day = start + std::chrono::days{date.day - 1};
    if (here == date) return day < month_start(moon + 1) ? std::optional{day} : std::nullopt;
  }
  return std::nullopt;
}

Day lunar_new_year(int year) { return from_lunar({year, 1, 1, false}).value(); }

int leap_month(int year) {
  for (int month = 1; month <= 12; ++month) {
    if (from_lunar({year, month, 1, true})) return month;
  }
  return 0;
}

}  // namespace dondoc::rules

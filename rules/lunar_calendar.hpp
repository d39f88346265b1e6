#pragma once

#include <optional>

#include "rules/time.hpp"

// The Vietnamese lunisolar calendar (âm lịch) by the rules in force since 1968: months begin on the day of the new
// moon, the winter solstice lies in month 11, and where thirteen months lie between two months 11 the first without a
// principal term (the Sun at a multiple of 30°) repeats the number of the one before it. Days are those of UTC+7, so
// that some years differ from China's, which counts in UTC+8: Tết was 29/01/1968, 21/01/1985 and 17/02/2007 here, a
// day or a month from there. The rules as Hồ Ngọc Đức describes them ("Thuật toán tính âm lịch").
//
// A new moon of the future that falls within a minute of midnight cannot be told for certain, since nobody knows how
// the Earth will turn: that of the night to 08/05/2054 (month 4) is such a one, and tables differ. None begins a month
// 1 or 3 before 2101.

namespace dondoc::rules {

struct LunarDate {
  int year = 0;   // that in which its Tết lies: 1967 … 2100
  int month = 0;  // 1 … 12
  int day = 0;    // 1 … 30
  bool leap = false;
  friend bool operator==(const LunarDate&, const LunarDate&) = default;
};

// REQUIRES: 1968-01-01 ≤ day ≤ 2100-12-31.
[[nodiscard]] LunarDate to_lunar(Day day);
// Nothing where there is no such day: a month of 29 days has no 30th, most years no leap month.
// REQUIRES: 1968 ≤ date.year ≤ 2100.
[[nodiscard]] std::optional<Day> from_lunar(const LunarDate& date);

// The first day of the lunar year. REQUIRES: 1968 ≤ year ≤ 2100.
[[nodiscard]] Day lunar_new_year(int year);
// The month that the year has twice; 0 where there is none. REQUIRES: 1968 ≤ year ≤ 2100.
[[nodiscard]] int leap_month(int year);

}  // namespace dondoc::rules

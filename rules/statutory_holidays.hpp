#pragma once

#include <vector>

#include "rules/work_calendar.hpp"

namespace dondoc::rules {

// The days of the law on which Vietnam does not work.
enum class Holiday { new_year, lunar_new_year, hung_kings, victory, labour, national, beside_national, culture };

struct HolidayDay {
  Day date;
  DayKind kind = DayKind::statutory;  // or compensatory: for the holiday on a weekly rest day
  Holiday holiday = Holiday::new_year;
  friend bool operator==(const HolidayDay&, const HolidayDay&) = default;
};

inline constexpr int kFirstProposedYear = 2014;  // the first whole year of the Labour Code 2012 (5 days of Tết)
inline constexpr int kLastProposedYear = 2100;

// The days off that the law gives a year before the Prime Minister's yearly decision and without swaps: in order of
// date. A weekly rest day is one without hours in `week`.
//
// Labour Code 2019 art. 112(1) and, to 2020, Labour Code 2012 art. 115(1), which has no second day beside National Day:
// 1/1, five days of Tết, 10/3 of the lunar year, 30/4, 1/5, 2/9. Resolution 28/2026/QH16 art. 2: 24/11, from 2026.
// Art. 111(3) (2012: 115(3)): a holiday on a weekly rest day is made up on the next working day; not 24/11, which is
// outside art. 112(1).
// What art. 112(3) leaves to the Prime Minister is taken as the notices for 2016–2026 had it: where Tết is a Monday or
// Tuesday, its eve and four days from it, else two days before and three from it; beside 2/9 the day that joins the
// weekend, on a Wednesday the one before.
// REQUIRES: kFirstProposedYear ≤ year ≤ kLastProposedYear.
[[nodiscard]] std::vector<HolidayDay> statutory_holidays(int year, const WeekHours& week);

}  // namespace dondoc::rules

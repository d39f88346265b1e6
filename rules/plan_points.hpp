#pragma once

#include <optional>

#include "rules/plan_reader.hpp"

// Days and periods of the calendar in a plan's words.

namespace dondoc::rules {

// A day, or the months from `first_month` to `last_month`; the year may be missing.
struct PlanPoint {
  PlanPeriod period = PlanPeriod::day;
  std::optional<int> year = {};
  unsigned day = 0;
  unsigned first_month = 1;
  unsigned last_month = 12;
  std::size_t place = 0;  // token
};

struct PlanDays {
  Day first;
  Day last;
};

// "ngày 01/4/2023", "tháng 6", "quý II/2023", "năm 2023", "06 tháng đầu năm 2023". Nothing where none stands here; the
// reader then stands where it stood.
[[nodiscard]] std::optional<PlanPoint> read_plan_point(PlanReader& reader);
// The end of a range, which may leave out what its beginning has said: "6/2023" after "tháng 3 -".
[[nodiscard]] std::optional<PlanPoint> read_plan_point_after(PlanReader& reader, const PlanPoint& before);
// A number of exactly four digits, 1900 … 2100.
[[nodiscard]] std::optional<int> read_plan_year(PlanReader& reader);

// Nothing where the point has no year or does not exist; the reader then has the fault.
[[nodiscard]] std::optional<PlanDays> days_of(PlanReader& reader, const PlanPoint& point);
// How long a month of that number is at most, and in every year.
[[nodiscard]] constexpr unsigned most_days(unsigned month) {
  return month == 2 ? 29 : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}
[[nodiscard]] constexpr unsigned least_days(unsigned month) { return month == 2 ? 28 : most_days(month); }

}  // namespace dondoc::rules

#pragma once

#include <optional>
#include <vector>

#include "rules/plan_reader.hpp"

// Which day of each period: `day` of rules/plan_recurrence.hpp.

namespace dondoc::rules {

// A day as it is written, before it is held against the calendar.
struct NamedDay {
  std::optional<std::chrono::weekday> weekday = {};
  std::vector<unsigned> months = {};
  std::optional<unsigned> day = {};  // none: the last
  bool before = false;
  std::size_t place = 0;
};
using NamedDayReading = std::optional<NamedDay>;

// What stands before the day has been read; `before`: it was "trước".
[[nodiscard]] NamedDayReading read_day_of_week(PlanReader& reader, bool before);     // "thứ Sáu"
[[nodiscard]] NamedDayReading read_day_of_month(PlanReader& reader, bool before);    // "ngày 25"
[[nodiscard]] NamedDayReading read_day_of_quarter(PlanReader& reader, bool before);  // "ngày 15 (của) tháng cuối (của)"
[[nodiscard]] NamedDayReading read_day_of_year(PlanReader& reader, bool before);     // "ngày 30/9", "tháng 6", "quý IV"

// The day, or the one before it, where it exists in every one of the months. Nothing, and a fault of the reader,
// where one lacks it.
[[nodiscard]] std::optional<RecurringWording> recurring_on(PlanReader& reader, const NamedDay& named);

[[nodiscard]] const std::vector<unsigned>& every_month();

}  // namespace dondoc::rules

#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "rules/time.hpp"

// A deadline that comes back, as plans write it:
//   recurring := ["định kỳ"] each period {("," | "và") [each] period} [scope]
//              | [bound] day each period [scope] | each period ["," | "("] [bound] day [scope]
//              | "theo quy định (" recurring ")" | "01 lần/quý" | "6 tháng một lần"
//   each      := "hàng", "hằng", "mỗi"
//   period    := "tuần", "tháng", "quý", "6 tháng", "9 tháng" (beside others only), "năm"
//   day       := "thứ Sáu" each week; "ngày 25", "ngày cuối" each month; "ngày 15 tháng cuối" each quarter;
//                "ngày 30/9", "tháng 6", "quý IV" each year
//   scope     := "(từ 01/6/2022)", "từ quý I/2023 (đến …)", "đến năm 2025", "năm 2023", "giai đoạn 2023 - 2025"
// Convention: without a day, it is due at the end of the last day of each period: Sunday, the last day of the month, of
// March, June, September and December, of June and December, 31 December. Periods of months are calendar periods. Of
// several periods that end on one day there is one occurrence: "hàng quý, năm" comes four times a year.

namespace dondoc::rules {

struct RecurringWording {
  static constexpr int kLastDay = -1;

  std::optional<std::chrono::weekday> weekday = {};  // weekly; otherwise by months
  std::vector<unsigned> months = {};                 // 1 … 12, ascending
  int month_day = kLastDay;                          // 1 … 31, in every one of the months; or kLastDay
  bool assumed_day = false;                          // by the convention: the text names no day
  std::optional<Day> from = {};                      // nothing before
  std::optional<Day> until = {};                     // nothing after
  friend bool operator==(const RecurringWording&, const RecurringWording&) = default;
};

// RFC 5545, for a DTSTART that is a date: "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1;UNTIL=20251231".
[[nodiscard]] std::string rrule_of(const RecurringWording& recurring);
// The first due on or after the day; nothing where the scope has ended.
[[nodiscard]] std::optional<Day> first_due(const RecurringWording& recurring, Day day);

}  // namespace dondoc::rules

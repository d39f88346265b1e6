#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <variant>

#include "rules/amount.hpp"
#include "rules/plan_recurrence.hpp"
#include "rules/time.hpp"

// A deadline as the appendix of a Vietnamese plan has it in words. The whole text is understood, or none of it: a rest,
// a second meaning or a date that does not exist is a fault, never a guess.
//
//   wording    := [task] (dated | range | recurring | relative | continuous | on request)
//   task       := "hoàn thành", "thực hiện", "xong", "thời hạn:"
//   dated      := [bound] [clock] point
//   bound      := "trước" (the day or period itself no longer counts) | "chậm nhất (là|vào|đến|trong)", "muộn nhất …",
//                 "không muộn hơn", "không quá", "đến (hết|cuối)", "hết", "trong", "vào" | "từ" (begun by that day)
//   clock      := "17 giờ", "17 giờ 30 phút", "17h30", "17:30"
//   point      := day "ngày 01/4/2023", "01-4-2023", "01 tháng 4 năm 2023", "2023-04-01"; "tháng 6/2023",
//                 "quý II năm 2023", "năm 2023", "06 tháng đầu năm 2023"
//   range      := "năm 2023 - 2025", "giai đoạn 2023-2025", "từ tháng 3 đến tháng 6/2023", "quý I - II/2023"
//   recurring  := rules/plan_recurrence.hpp
//   relative   := ["trong (vòng|thời hạn)" | "chậm nhất" | "không quá"] number ("ngày làm việc" | "ngày" | "giờ" |
//                 "giờ làm việc") ("kể từ ngày" | "từ khi" | "sau khi" | …) (date | "ban hành kế hoạch này" | event)
//   continuous := "thường xuyên", "liên tục" [scope: "(từ 01/6/2022)"]
//   on request := "theo yêu cầu (của …)", "đột xuất", "khi có yêu cầu", "khi phát sinh"
//
// With or without diacritics (a word that has some must have the right ones: "sáu" is not "sau"), in either case and
// normalisation form, tone marks on either vowel, any dash, any blanks, punctuation at the end.

namespace dondoc::rules {

enum class PlanPeriod { day, month, quarter, part_of_year, year, range };

// Owed until the end of `last`, or until `clock` on that day.
struct DatedWording {
  Day last;
  std::optional<Day> first = {};        // of a period
  std::optional<ClockTime> clock = {};  // of a day
  PlanPeriod period = PlanPeriod::day;
  bool start_by = false;  // "Từ ngày …": the work must have begun by then
  friend bool operator==(const DatedWording&, const DatedWording&) = default;
};

// The term runs from a day that is known (`date`), from the plan's own date, or from an event that has yet to come.
struct RelativeWording {
  enum class From { date, document, event };
  Amount term;
  From from = From::event;
  std::optional<Day> date = {};
  std::string event = {};  // "nhận quyết định công bố của Bộ"
  friend bool operator==(const RelativeWording&, const RelativeWording&) = default;
};

// No due; long silence is what is watched.
struct ContinuousWording {
  std::optional<Day> from = {};
  friend bool operator==(const ContinuousWording&, const ContinuousWording&) = default;
};

// No due before somebody asks.
struct OnRequestWording {
  friend bool operator==(const OnRequestWording&, const OnRequestWording&) = default;
};

using PlanWording = std::variant<DatedWording, RecurringWording, RelativeWording, ContinuousWording, OnRequestWording>;

enum class PlanWordingFault {
  empty,
  unknown,       // words, or a rest, that are not understood
  no_such_date,  // 31/6/2023, quý V, tháng 13
  no_year,       // "Tháng 6", "01/4/23"
  some_periods,  // a day that not every month has: "Ngày 31 hàng tháng"
  backwards,     // a range whose end is not after its beginning
  out_of_range,  // before 1900 or after 2100
  ambiguous,     // two readings
};
// "no_such_date"
[[nodiscard]] std::string_view plan_wording_fault_name(PlanWordingFault fault);

struct PlanWordingError {
  PlanWordingFault fault = PlanWordingFault::unknown;
  std::size_t at = 0;  // byte of the text at which understanding stopped; its size: at the end
  friend bool operator==(const PlanWordingError&, const PlanWordingError&) = default;
};

// REQUIRES: valid UTF-8.
[[nodiscard]] tl::expected<PlanWording, PlanWordingError> parse_plan_wording(std::string_view text);

}  // namespace dondoc::rules

#pragma once

#include <optional>
#include <string_view>

#include "rules/work_calendar.hpp"

// What becomes of a due on a day off.

namespace dondoc::rules {

// next: a term whose last day is a weekend or a public holiday ends with the next working day (Civil Code 2015, art.
// 148(5)). previous: it ends with the working day before. none: it stays.
enum class Roll { none, next, previous };
[[nodiscard]] std::string_view roll_name(Roll roll);
[[nodiscard]] std::optional<Roll> parse_roll(std::string_view name);

// `due` itself where its date is a working day or a night shift of the day before is on; else the closing of the next
// or the previous working day. The end of a date stays one: 24:00 of that working day.
[[nodiscard]] Covered<Instant> roll_due(Instant due, Roll roll, const WorkCalendar& calendar);

}  // namespace dondoc::rules

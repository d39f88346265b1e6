#pragma once

#include "rules/work_calendar.hpp"

// What a calendar's weeks and seasons say, before special days.

namespace dondoc::rules {

// The season's week, else the calendar's.
[[nodiscard]] const WeekHours& week_of(const CalendarSpec& spec, Day day);
// Empty: a weekly rest day.
[[nodiscard]] const DayHours& regular_hours(const CalendarSpec& spec, Day day);

}  // namespace dondoc::rules

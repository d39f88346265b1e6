#pragma once

#include <string_view>

#include "rules/recurrence.hpp"

// What a rule says of single dates and clock times, where libical 3.0.16 is wrong or does not end.

namespace dondoc::rules {

// Civil length of one INTERVAL; 0 where it depends on the calendar.
[[nodiscard]] std::chrono::seconds step_of(const RecurrenceRule& rule);

// True where the rule has no such part, or has the number in it.
[[nodiscard]] bool allows(const RecurrenceRule& rule, std::string_view part, int number);

// In rules by the week and shorter ones BYMONTH, BYMONTHDAY and BYYEARDAY only limit, and are left to us: libical
// overlooks negative numbers there, and loses count of the weeks where the start is in none of the months.
[[nodiscard]] bool only_limits(const RecurrenceRule& rule);
// Rules of the year by BYWEEKNO, and with BYYEARDAY beside BYMONTH or BYMONTHDAY: a date is one that all parts allow.
// libical gives nothing where several stand together, and ends the program at some negative weeks; each day is looked
// at here.
[[nodiscard]] bool looks_at_days(const RecurrenceRule& rule);
[[nodiscard]] bool allows_date(const RecurrenceRule& rule, Day day);

// The first day of a week by WKST.
[[nodiscard]] Day week_of(const RecurrenceRule& rule, Day day);
// INTERVAL of weeks is counted here too: libical begins a week late where the first week has nothing but its last day.
// That of years, where each day is looked at, is counted from the year of the start; a week is of the year that has
// most of its days, as libical has it.
[[nodiscard]] bool in_turn(const RecurrenceRule& rule, LocalTime start, Day day);

// Whether the rule ever meets a date and a clock time that it allows, as far as can be seen beforehand. libical looks
// on for hundreds of years where it does not, at each of 18,000,000,000 seconds.
[[nodiscard]] bool can_match(const RecurrenceRule& rule, LocalTime start);

}  // namespace dondoc::rules

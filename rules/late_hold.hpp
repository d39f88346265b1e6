#pragma once

#include <string_view>
#include <vector>

#include "rules/deadline.hpp"

namespace dondoc::rules {

// Why somebody should look at a hold: it may be right, and it may have been entered to save a term.
//   entered_late  it came to our knowledge more than one working day after it began
//   last_day      it began in the last working day of the term, as the holds before it had moved that
//   after_due     it began at or after that due, and so moved nothing
enum class LateHold { entered_late, last_day, after_due };
[[nodiscard]] std::string_view late_hold_name(LateHold late);

// Nothing where it is an ordinary one, and of the term nothing where there is no due or the calendar lacks a year.
[[nodiscard]] std::vector<LateHold> late_reasons(const TermInput& term, const Hold& hold, Instant entered,
                                                 const WorkCalendar& calendar);

}  // namespace dondoc::rules

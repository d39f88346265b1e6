#pragma once

#include "daemon/cli/context.hpp"
#include "rules/work_calendar.hpp"

namespace dondoc::daemon::cli {

// Prints the days on which the calendars differ and the open items that move from one set to the other. Exit::no where
// none moves.
[[nodiscard]] Exit print_moves(Context& context, rules::CalendarMap before, rules::CalendarMap after, bool json);

}  // namespace dondoc::daemon::cli

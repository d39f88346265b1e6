#pragma once

#include <vector>

#include "daemon/cli/series_choice.hpp"

namespace dondoc::daemon::cli {

// Occurrences as a table, or as JSON Lines with the keys series, code, agency, day (the unshifted date), title, start,
// due, due_is_date, shifted, moved, cancelled, state (of the item; null: none yet). Times are in the series' zone.
// Findings about calendars go to the error output.
void print_occurrences(Context& context, const rules::World& world, const AllSeries::One& one,
                       const OccurrenceRows& occurrences, bool json);

}  // namespace dondoc::daemon::cli

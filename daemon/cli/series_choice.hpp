#pragma once

#include <string>
#include <vector>

#include "daemon/cli/context.hpp"
#include "daemon/series_keeper.hpp"

namespace dondoc::daemon::cli {

// The series of the configuration, where there is one, and of the database.
[[nodiscard]] AllSeries series_of(Context& context);
// One of them; CommandError with the nearest id where there is none.
[[nodiscard]] AllSeries::One find_series(Context& context, const std::string& id);

// An occurrence as the series has it now, with what people decided and what became of its item.
struct OccurrenceRow {
  rules::Occurrence occurrence;
  std::optional<rules::State> state;  // of the item; nothing: it is none yet
  bool cancelled = false;
  bool moved = false;
};
struct OccurrenceRows {
  std::vector<OccurrenceRow> rows;  // by start, then agency
  std::vector<rules::Finding> findings;
};
// Those whose unshifted time lies in the interval.
[[nodiscard]] OccurrenceRows occurrence_rows(Context& context, const rules::World& world, const AllSeries::One& one,
                                             rules::Interval interval);

}  // namespace dondoc::daemon::cli

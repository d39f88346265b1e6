#pragma once

#include <boost/json/fwd.hpp>
#include <vector>

#include "daemon/cli/context.hpp"
#include "integrations/sqlite/reports.hpp"
#include "rules/late_hold.hpp"

// `items --late-holds`: holds that were entered after the event or in the last working day of a term.

namespace dondoc::daemon::cli {

struct LateHoldRow {
  rules::Hold hold;
  rules::Instant entered;
  std::vector<rules::LateHold> reasons;
};

// Of an item as it is known at `now`, in order of start.
[[nodiscard]] std::vector<LateHoldRow> late_holds_of(Context& context, const rules::World& world,
                                                     const rules::Item& item, rules::Instant now);

[[nodiscard]] boost::json::array late_hold_rows(Context& context, const std::vector<LateHoldRow>& rows);
// A line for each hold, below the others.
void print_late_holds(Context& context, const rules::Item& item, const std::vector<LateHoldRow>& rows);

}  // namespace dondoc::daemon::cli

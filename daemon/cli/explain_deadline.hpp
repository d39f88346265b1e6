#pragma once

#include "daemon/cli/context.hpp"
#include "rules/evaluate.hpp"

namespace dondoc::daemon::cli {

// How the due of an item comes about, day by day, with the notice that made each special day, and its holds.
void explain_deadline(Context& context, const rules::World& world, const rules::Item& item,
                      const rules::History& history, const rules::Evaluation& evaluation, rules::Instant now);

}  // namespace dondoc::daemon::cli

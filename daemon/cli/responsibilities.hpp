#pragma once

#include <boost/json/fwd.hpp>
#include <vector>

#include "daemon/cli/context.hpp"
#include "integrations/sqlite/overdue_report.hpp"
#include "rules/world.hpp"

// Who answered for an item before it went to another agency: what `show`, `items` and `explain` tell of it.

namespace dondoc::daemon::cli {

// Past the due, working days that were charged to the agency; nothing: none, or the calendar does not reach.
[[nodiscard]] std::optional<std::int64_t> charged_days(const rules::World& world, const rules::Item& item,
                                                       std::optional<rules::Instant> due,
                                                       const integrations::sqlite::Responsibility& part);

// A line for each part, and below it what is charged.
void print_responsibilities(Context& context, const rules::World& world, const rules::Item& item,
                            std::optional<rules::Instant> due,
                            const std::vector<integrations::sqlite::Responsibility>& parts);
[[nodiscard]] boost::json::array responsibility_rows(Context& context, const rules::World& world,
                                                     const rules::Item& item, std::optional<rules::Instant> due,
                                                     const std::vector<integrations::sqlite::Responsibility>& parts);

}  // namespace dondoc::daemon::cli

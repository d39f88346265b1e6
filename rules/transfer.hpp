#pragma once

#include <string_view>

#include "rules/item.hpp"
#include "rules/rule.hpp"
#include "rules/timeline.hpp"

// What follows for alerts when an agency's open items go to its successors (design §5.13): one message to the new head,
// a grace for what had been reached before, and nobody reported upwards before being told.

namespace dondoc::rules {

// A rule beside those of the configuration, for items that were handed over. No rule of a file can have its id.
inline constexpr std::string_view kTransferRule = "org:transfer";
[[nodiscard]] const Rule& transfer_rule();

// The last time the item went to another agency; null where it never did. Those of coordinators do not count.
[[nodiscard]] const Transfer* last_transfer(const Item& item);

// True where the first agency's part in the item went to the second, directly or by way of others.
[[nodiscard]] bool was_transferred(const Item& item, std::string_view from, std::string_view to);

// Until when a step waits for the grace of a hand-over: it was reached before, or goes above the head of an item that
// was overdue then. Nothing: it does not.
[[nodiscard]] std::optional<Instant> transfer_grace(const ScheduledStep& entry, const ItemClock& clock);

// True where being told of the hand-over counts as being told of what this step above the head is about.
[[nodiscard]] bool transfer_tells(const AlertKey& told, const ScheduledStep& entry, const ItemClock& clock);

}  // namespace dondoc::rules

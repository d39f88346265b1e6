#pragma once

#include <optional>

#include "rules/evaluate.hpp"

// The due that holds for an item now, and whether it raises the deadline version (design §5.3).

namespace dondoc::rules {

// What the due of this item is computed from: the issued appointment, else the fixed due, else the own term, else the
// procedure's as it was in force at receipt.
[[nodiscard]] TermInput term_of(const World& world, const Item& item);

struct EffectiveDeadline {
  std::optional<DeadlineResult> computed;  // nothing: no deadline
  std::optional<Instant> due;              // while a hold is open: the stored one
  int version = 1;
  Instant version_start{};
  int told_since_version = 1;
  std::optional<DeadlineChange> change;
};

// REQUIRES: `calendar` is the item's.
[[nodiscard]] Covered<EffectiveDeadline> effective_deadline(const TermInput& term, const Item& item,
                                                            const History& history, const WorkCalendar& calendar,
                                                            Instant now);

}  // namespace dondoc::rules

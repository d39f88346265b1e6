#pragma once

#include <optional>

#include "rules/evaluate.hpp"

// The due that holds for an item now, and whether it raises the deadline version (design §5.3).

namespace dondoc::rules {

// What the due of this item is computed from: the issued appointment, else the fixed due, else the own term, else the
// procedure's as it was in force at receipt; with the holds as they count at `now`.
[[nodiscard]] TermInput term_of(const World& world, const Item& item, Instant now);

// The procedure that was to give the term: unknown, or without a row in force on the day of receipt.
struct MissingProcedure {
  std::string code;
  Day received{};
};

// Nothing for an item with a date or a term of its own, and for one that names no procedure or no receipt.
// REQUIRES: `term` is that of term_of().
[[nodiscard]] std::optional<MissingProcedure> missing_procedure(const World& world, const Item& item,
                                                                const TermInput& term);

struct EffectiveDeadline {
  std::optional<DeadlineResult> computed;  // nothing: no deadline
  std::optional<Instant> due;              // while a hold is open: the stored one
  int version = 1;
  Instant version_start{};
  int told_since_version = 1;
  std::optional<DeadlineChange> change;
  // The due by the term, where an appointment was issued and a calendar edit since moved the one away from the other.
  std::optional<Instant> apart_from_promise;
};

// MissingYear only for items on which work is owed: of the others nothing that hangs on the due is true any more.
// REQUIRES: `calendar` is the item's; `term` is that of term_of().
[[nodiscard]] Covered<EffectiveDeadline> effective_deadline(const TermInput& term, const Item& item,
                                                            const History& history, const WorkCalendar& calendar,
                                                            Instant now);

}  // namespace dondoc::rules

#pragma once

#include <optional>
#include <vector>

#include "rules/effective_deadline.hpp"
#include "rules/evaluate.hpp"

// When the steps of a rule stand for one item (design §4, §5.2, §5.6). Superseding happens within a ladder.

namespace dondoc::rules {

struct ScheduledStep {
  const Step* step = nullptr;
  std::size_t index = 0;  // place in the rule, the tie-break
  Ladder ladder = Ladder::deadline;
  std::int64_t episode = 0;
  Reason reason = Reason::none;        // why it has no moment, or does not count; none: it has one
  Instant base{};                      // the step's own moment: what steps are ranked by
  int number = 0;                      // the latest repeat not after now; 0: the step itself
  Instant scheduled{};                 // the moment of that number
  bool by_date_unit = false;           // that repeat was counted in wd or d: the same-day rule applies
  std::optional<Instant> next;         // the first moment after now: the base or the next repeat
  bool used_up = false;                // number is the last repeat
  bool reminder = false;               // its moment lies before the due
  bool sleeps_while_held = false;      // counts from the due or is a percentage
  int superior_level = 0;              // for steps that name `superior`: which place of the path, from 1 on each ladder
  std::optional<MissingYear> missing;  // a year the calendar lacks: the step, or its next repeat, has no moment
};

struct ItemClock {
  const World& world;
  const Item& item;
  const TermInput& term;
  const EffectiveDeadline& deadline;
  const WorkCalendar& calendar;  // the item's
  Instant now;
};

// The calendar of the recipient's sending hours.
[[nodiscard]] const WorkCalendar& sending_calendar(const Recipient& recipient, const ItemClock& clock);

// One entry a step, in the order of the rule. `reason` may be no_deadline, no_anchor, no_start, term_too_short,
// state_closed, wrong_state or calendar_missing; then base and number say nothing.
[[nodiscard]] std::vector<ScheduledStep> schedule(const Rule& rule, const ItemClock& clock);

}  // namespace dondoc::rules

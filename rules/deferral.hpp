#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "rules/timeline.hpp"

// Why an alert that has been reached has to wait, and until when (design §5.2, §5.4, §5.5).

namespace dondoc::rules {

struct Deferral {
  Reason reason = Reason::none;    // none: nothing stands in the way
  std::optional<Instant> until{};  // when to look again; nothing: when something changes
  bool waits_for_delivery = false;
  [[nodiscard]] bool active() const { return reason != Reason::none; }
};

// The moment of a step of the present configuration, by rule (also under a former id) and step; nothing where it has
// none.
using StepMoments = std::function<std::optional<Instant>(std::string_view rule, std::string_view step)>;

// What `unless` says of a step: reason none where the step is still necessary.
[[nodiscard]] Deferral unless_holds(const Step& step, const ItemClock& clock, const History& history);

// For everybody, by the state of the item and of the world: held, reported, silenced, source late, mode off.
[[nodiscard]] Deferral item_deferral(const ScheduledStep& entry, const ItemClock& clock);

// For one step: new since an unconfirmed reload; reached before a hand-over; above the head and too early for it
// (min_notice, backlog).
[[nodiscard]] Covered<Deferral> step_deferral(const Rule& rule, const ScheduledStep& entry,
                                              const std::vector<ScheduledStep>& steps, const ItemClock& clock,
                                              const History& history);

// No earlier than this can a step above the head be told: its moment, the end of the grace of what was overdue at going
// live or at a hand-over, and `min_notice` after the head was told (after now, where the head still has to be told).
[[nodiscard]] Covered<Instant> earliest_escalation(const Rule& rule, const ScheduledStep& entry,
                                                   const std::vector<ScheduledStep>& steps, const ItemClock& clock,
                                                   const History& history);

// For one person: acknowledged up to this step or a later one. An acknowledgement answers the steps, of whatever rule,
// that the person had been told when it was given: their own moments count, not those of their repeats, so that no
// higher step falls silent.
[[nodiscard]] Deferral person_deferral(std::string_view recipient, const ScheduledStep& entry, const StepMoments& steps,
                                       const ItemClock& clock, const History& history);

}  // namespace dondoc::rules

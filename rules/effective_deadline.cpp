#include "rules/effective_deadline.hpp"

namespace dondoc::rules {
namespace {

EffectiveDeadline as_stored(const Item& item, const History& history) {
  EffectiveDeadline result;
  result.due = history.due;
  result.version = history.version > 0 ? history.version : 1;
  result.version_start = history.version > 0 ? history.version_start : item.received_at.value_or(item.first_stored);
  result.told_since_version = history.version > 0 ? history.told_since_version : 1;
  return result;
}

std::string cause_of(const std::optional<Instant>& before, const std::optional<Instant>& after) {
  if (!before) return "added";
  if (!after) return "removed";
  return *after < *before ? "earlier" : "later";
}

// Earlier: what was told counts as told. Anything else starts the timeline anew.
void raise_version(EffectiveDeadline& deadline, const std::optional<Instant>& due, const History& history,
                   Instant now) {
  DeadlineChange change;
  change.due = due;
  change.version = history.version + 1;
  if (history.version == 0) {
    change.cause = "first";
    change.version_start = deadline.version_start;
  } else {
    change.cause = cause_of(history.due, due);
    change.version_start = now;
    change.told_since_version = change.cause == "earlier" ? history.told_since_version : change.version;
  }
  deadline.due = due;
  deadline.version = change.version;
  deadline.version_start = change.version_start;
  deadline.told_since_version = change.told_since_version;
  deadline.change = std::move(change);
}

}  // namespace

TermInput term_of(const World& world, const Item& item) {
  TermInput term;
  term.received = item.received_at;
  term.holds = item.holds;
  term.holds_shift_fixed = item.holds_shift;
  term.fixed = item.appointment_at ? item.appointment_at : item.due_at;
  term.budget = item.term;
  const auto* calendar = world.calendar_of(item);
  if (calendar && !item.procedure.empty() && item.received_at) {
    const Day day = calendar->zone().day_of(*item.received_at);
    if (const auto* procedure = world.directory->procedure(item.procedure, day)) {
      if (!term.budget) term.budget = procedure->term;
      term.cut_off = procedure->cut_off;
    }
  }
  return term;
}

Covered<EffectiveDeadline> effective_deadline(const TermInput& term, const Item& item, const History& history,
                                              const WorkCalendar& calendar, Instant now) {
  EffectiveDeadline result = as_stored(item, history);
  const auto computed = compute_deadline(term, calendar);
  if (!computed) return tl::unexpected{computed.error()};
  result.computed = *computed;
  const std::optional<Instant> due = *computed ? std::optional{(*computed)->due} : std::nullopt;
  const bool first = history.version == 0;
  const bool sleeping = open_hold(item.holds) != nullptr || !is_active(item.state);
  if (first || (!sleeping && due != history.due)) raise_version(result, due, history, now);
  if (result.change) result.change->provisional = result.computed && result.computed->provisional;
  return result;
}

}  // namespace dondoc::rules

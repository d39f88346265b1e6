#include "rules/effective_deadline.hpp"

#include <string_view>
#include <vector>

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

std::string direction_of(const std::optional<Instant>& before, const std::optional<Instant>& after) {
  if (!before) return "added";
  if (!after) return "removed";
  return *after < *before ? "earlier" : "later";
}

// What a due is computed from, instants in milliseconds:
//   basis := date ";" receipt ";" term ";" holds
//   term  := [budget] ["/" cut-off in minutes] ["@" calendar of reception] [">" roll] [">" roll of the date]
constexpr std::size_t kBasisParts = 4;

std::string in_millis(const std::optional<Instant>& instant) {
  return instant ? std::to_string(to_millis(*instant)) : std::string{};
}

std::string in_words(Roll roll) { return roll == Roll::none ? std::string{} : ">" + std::string{roll_name(roll)}; }

std::string basis_of(const TermInput& term) {
  std::string text = in_millis(term.fixed) + ";" + in_millis(term.received) + ";";
  if (term.budget) text += format_amount(*term.budget);
  if (term.cut_off) text += "/" + std::to_string(term.cut_off->count());
  if (term.reception) text += "@" + term.reception->id();
  text += in_words(term.roll) + in_words(term.roll_fixed);
  text += term.holds_shift_fixed ? ";shift" : ";";
  for (const Hold& hold : term.holds) {
    if (hold.until) text += " " + in_millis(hold.from) + "-" + in_millis(hold.until);
  }
  return text;
}

std::vector<std::string_view> parts_of(std::string_view basis) {
  std::vector<std::string_view> parts;
  while (true) {
    const auto end = basis.find(';');
    parts.push_back(basis.substr(0, end));
    if (end == std::string_view::npos) return parts;
    basis.remove_prefix(end + 1);
  }
}

// What changed since the version began; nothing of the item's own: then the calendar, or which one is used.
std::string cause_of(const History& history, const std::string& basis, const std::string& direction) {
  const auto before = parts_of(history.basis);
  const auto after = parts_of(basis);
  if (before.size() != kBasisParts) return direction;
  const bool granted = history.extension_granted_at && *history.extension_granted_at >= history.version_start;
  if (before[0] != after[0]) return granted ? "extension" : "date";
  if (before[2] != after[2]) return "term";
  if (before[1] != after[1]) return "receipt";
  return before[3] != after[3] ? "hold" : "calendar";
}

// Earlier: what was told counts as told. Anything else starts the timeline anew.
void raise_version(EffectiveDeadline& deadline, const std::optional<Instant>& due, const TermInput& term,
                   const History& history, Instant now) {
  DeadlineChange change;
  change.due = due;
  change.version = history.version + 1;
  change.basis = basis_of(term);
  if (history.version == 0) {
    change.direction = change.cause = "first";
    change.version_start = deadline.version_start;
  } else {
    change.direction = direction_of(history.due, due);
    change.cause = cause_of(history, change.basis, change.direction);
    change.version_start = now;
    change.told_since_version = change.direction == "earlier" ? history.told_since_version : change.version;
  }
  deadline.due = due;
  deadline.version = change.version;
  deadline.version_start = change.version_start;
  deadline.told_since_version = change.told_since_version;
  deadline.change = std::move(change);
}

// The due by the term beside an issued appointment.
std::optional<Instant> due_by_term(TermInput term, const WorkCalendar& calendar) {
  term.fixed.reset();
  const auto computed = compute_deadline(term, calendar);
  return computed && *computed ? std::optional{(*computed)->due} : std::nullopt;
}

// The office may promise what it likes; but where the same facts give another due than when it promised, the calendar
// was edited.
void compare_with_promise(EffectiveDeadline& deadline, const TermInput& term, const Item& item, const History& history,
                          const WorkCalendar& calendar) {
  const auto by_term = due_by_term(term, calendar);
  if (deadline.change) {
    deadline.change->computed_due = by_term;
  } else if (by_term && history.computed_due && *by_term != *history.computed_due && *by_term != *item.appointment_at &&
             basis_of(term) == history.basis) {
    deadline.apart_from_promise = by_term;
  }
}

// Nothing where it changes nothing, so that a due does not seem to come from it.
Roll roll_of_term(const TermInput& term, const Procedure* procedure, const RollPolicy& policy) {
  if (!term.budget || counts_working_time(term.budget->unit)) return Roll::none;
  return procedure && procedure->roll ? *procedure->roll : policy.term;
}

}  // namespace

TermInput term_of(const World& world, const Item& item, Instant now) {
  TermInput term;
  term.received = item.received_at;
  term.holds = holds_at(item.holds, now);
  term.holds_shift_fixed = item.holds_shift;
  term.fixed = item.appointment_at ? item.appointment_at : item.due_at;
  term.budget = item.term;
  // A promise stays as it was given, and a series says itself what it does on days off.
  const bool may_roll = item.due_at && !item.appointment_at && item.kind != Kind::occurrence;
  if (may_roll) term.roll_fixed = world.roll.fixed;
  const auto* procedure = item.received_at ? world.procedure_of(item) : nullptr;
  if (procedure) {
    if (!term.budget) term.budget = procedure->term;
    term.cut_off = procedure->cut_off;
    if (!procedure->reception_calendar.empty()) term.reception = world.calendar(procedure->reception_calendar);
  }
  term.roll = roll_of_term(term, procedure, world.roll);
  return term;
}

std::optional<MissingProcedure> missing_procedure(const World& world, const Item& item, const TermInput& term) {
  if (term.fixed || term.budget || !item.received_at || item.procedure.empty()) return std::nullopt;
  const auto* standard = world.calendar({});
  if (!standard || world.procedure_of(item)) return std::nullopt;
  return MissingProcedure{item.procedure, standard->zone().day_of(*item.received_at)};
}

Covered<EffectiveDeadline> effective_deadline(const TermInput& term, const Item& item, const History& history,
                                              const WorkCalendar& calendar, Instant now) {
  EffectiveDeadline result = as_stored(item, history);
  const bool active = is_active(item.state);
  const auto computed = compute_deadline(term, calendar);
  if (!computed && active) return tl::unexpected{computed.error()};
  if (!computed) return result;
  result.computed = *computed;
  const std::optional<Instant> due = *computed ? std::optional{(*computed)->due} : std::nullopt;
  const bool first = history.version == 0;
  const bool sleeping = !active || open_hold(item.holds, now) != nullptr;
  if (first || (!sleeping && due != history.due)) raise_version(result, due, term, history, now);
  if (result.change) result.change->provisional = result.computed && result.computed->provisional;
  if (active && item.appointment_at) compare_with_promise(result, term, item, history, calendar);
  return result;
}

}  // namespace dondoc::rules

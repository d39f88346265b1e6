#include "rules/outcomes.hpp"

#include <algorithm>

namespace dondoc::rules {
namespace {

Reason reason_of(const JudgedStep& step) {
  if (step.entry.reason != Reason::none) return step.entry.reason;
  if (step.reason != Reason::none) return step.reason;
  for (const auto& person : step.people) {
    if (person.reason == Reason::reached) return Reason::reached;
  }
  return step.people.empty() ? Reason::no_recipient : step.people.front().reason;
}

StepOutcome outcome_of(const JudgedRule& judged, const JudgedStep& step) {
  StepOutcome outcome;
  outcome.rule = judged.rule->id;
  outcome.step = step.entry.step->id;
  outcome.number = step.entry.number;
  const bool timed = step.entry.base != Instant{};
  if (timed) outcome.scheduled_at = step.entry.scheduled;
  outcome.next_at = step.entry.next;
  outcome.superior_level = step.entry.superior_level;
  outcome.earliest = step.earliest;
  outcome.reason = reason_of(step);
  for (const auto& person : step.people) {
    outcome.people.push_back({person.recipient, person.role, person.copy, person.reason, person.until});
  }
  return outcome;
}

StepOutcome no_match(const JudgedRule& judged) {
  StepOutcome outcome;
  outcome.rule = judged.rule->id;
  outcome.reason = Reason::no_match;
  return outcome;
}

// What has to happen, at a time nobody knows, before the step goes on.
Reason waits_for(const JudgedStep& step) {
  switch (step.entry.reason) {
    case Reason::calendar_missing:
    case Reason::unless_reported:
    case Reason::unless_extended:
    case Reason::unless_field:
      return step.entry.reason;
    default:
      break;
  }
  for (const auto& person : step.people) {
    switch (person.reason) {
      case Reason::reported:
      case Reason::source_late:
      case Reason::mode_off:
      case Reason::calendar_missing:
      case Reason::min_notice:
      case Reason::reload_unconfirmed:
        return person.reason;
      default:
        break;
    }
  }
  return Reason::none;
}

}  // namespace

std::vector<StepOutcome> outcomes_of(const std::vector<JudgedRule>& rules) {
  std::size_t count = 0;
  for (const auto& judged : rules) count += std::max<std::size_t>(judged.steps.size(), 1);
  std::vector<StepOutcome> out;
  out.reserve(count);
  for (const auto& judged : rules) {
    if (!judged.matches) out.push_back(no_match(judged));
    if (!judged.matches) continue;
    for (const auto& step : judged.steps) out.push_back(outcome_of(judged, step));
  }
  return out;
}

Reason why_no_check(const std::vector<JudgedRule>& rules, const Item& item, bool has_due, Instant now) {
  if (!is_active(item.state)) return Reason::state_closed;
  if (open_hold(item.holds, now)) return Reason::held;
  if (std::ranges::none_of(rules, &JudgedRule::matches)) return Reason::no_match;
  bool used_up = false;
  Reason digest = Reason::none;
  for (const auto& judged : rules) {
    for (const auto& step : judged.steps) {
      if (const Reason waits = waits_for(step); waits != Reason::none) return waits;
      used_up = used_up || step.entry.used_up;
      if (step.reason == Reason::digest_only) digest = step.reason;
    }
  }
  if (used_up) return Reason::max_repeats;
  if (digest != Reason::none) return digest;
  return has_due ? Reason::already_told : Reason::no_deadline;
}

}  // namespace dondoc::rules

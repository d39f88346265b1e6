#include "rules/deferral.hpp"

#include <algorithm>

#include "rules/recipients.hpp"
#include "rules/told.hpp"
#include "rules/transfer.hpp"

namespace dondoc::rules {
namespace {

constexpr std::string_view kHeadRole = "head";

// Given by the head, who acts for the head, or a delegate of either.
bool speaks_for_head(std::string_view person, const ItemClock& clock, Instant at) {
  const auto& directory = *clock.world.directory;
  const Day day = clock.calendar.zone().day_of(at);
  const auto* agency = directory.in_force(clock.item.agency, day);
  if (!agency) return false;
  for (const Role role : {Role::head, Role::acting_head}) {
    for (const auto* position : directory.holders(agency->code, role, day)) {
      if (position->person == person) return true;
      const auto* delegation = directory.delegation(position->person, at);
      if (delegation && delegation->to_person == person) return true;
    }
  }
  return false;
}

// Who answered for the item before it went to another agency answers no more.
bool in_force(const Acknowledgement& acknowledgement, const ItemClock& clock) {
  const auto* transfer = last_transfer(clock.item);
  if (transfer && acknowledgement.given_at <= transfer->at) return false;
  return acknowledgement.version == clock.deadline.version && clock.now < acknowledgement.until;
}

std::optional<Instant> acknowledged_by_head(const ItemClock& clock, const History& history) {
  std::optional<Instant> until;
  for (const auto& acknowledgement : history.acknowledgements) {
    if (!in_force(acknowledgement, clock)) continue;
    if (!speaks_for_head(acknowledgement.person, clock, acknowledgement.given_at)) continue;
    if (!until || *until < acknowledgement.until) until = acknowledgement.until;
  }
  return until;
}

// The moment of the highest step that the acknowledgement answers. A step that has left the rules ranks by what was
// told of it.
Instant answered_upto(const Acknowledgement& acknowledgement, std::string_view recipient, const StepMoments& steps,
                      const ItemClock& clock, const History& history) {
  std::optional<Instant> highest;
  for (const auto& alert : history.alerts) {
    const auto own = std::ranges::find(alert.notices, recipient, &NoticeRecord::recipient);
    if (own == alert.notices.end() || !is_spent(*own, clock.world.mode)) continue;
    if (!own->settled_at || *own->settled_at > acknowledgement.given_at) continue;
    const Instant moment = steps(alert.key.rule, alert.key.step).value_or(alert.scheduled_at);
    if (!highest || *highest < moment) highest = moment;
  }
  return highest.value_or(acknowledgement.upto);
}

bool is_reminder_step(std::string_view step_id, const std::vector<ScheduledStep>& steps, Instant scheduled_at,
                      const ItemClock& clock) {
  const auto found = std::ranges::find_if(steps, [&](const ScheduledStep& s) { return s.step->id == step_id; });
  if (found != steps.end() && found->reason == Reason::none) return found->reminder;
  return clock.deadline.due && scheduled_at < *clock.deadline.due;
}

bool is_head_now(const Recipient& recipient, const ItemClock& clock) {
  const RecipientSpec head{RecipientSpec::Who::head, {}};
  const auto resolved = resolve_recipients(head, 0, clock.world, clock.item, clock.now);
  return std::ranges::find(resolved.recipients, recipient, &Resolution::Found::recipient) != resolved.recipients.end();
}

// Whether an alert told the head what the step would report.
bool tells_head(const AlertRecord& alert, const Rule& rule, const ScheduledStep& entry,
                const std::vector<ScheduledStep>& steps, const ItemClock& clock) {
  if (transfer_tells(alert.key, entry, clock)) return true;
  if (!rule.is_called(alert.key.rule) || !same_timeline(entry, alert.key.episode, clock.deadline)) return false;
  return entry.ladder != Ladder::deadline || !is_reminder_step(alert.key.step, steps, alert.scheduled_at, clock);
}

// What the head of the agency before was told, the present one was not, unless it is the same person.
bool was_to_present_head(const NoticeRecord& notice, const ItemClock& clock) {
  const auto* transfer = last_transfer(clock.item);
  const bool before = transfer && *notice.settled_at <= transfer->at;
  return (!before && speaks_for(notice, clock.item.agency, clock)) || is_head_now(notice.recipient, clock);
}

// The first notice to the head of the agency that answers for the item now, at or after the due for the deadline's
// ladder, that was delivered or given up.
std::optional<Instant> head_told_at(const Rule& rule, const ScheduledStep& entry,
                                    const std::vector<ScheduledStep>& steps, const ItemClock& clock,
                                    const History& history) {
  std::optional<Instant> first;
  for (const auto& alert : history.alerts) {
    if (!tells_head(alert, rule, entry, steps, clock)) continue;
    for (const auto& notice : alert.notices) {
      if (notice.role != kHeadRole || !notice.settled_at || !is_spent(notice, clock.world.mode)) continue;
      if (!was_to_present_head(notice, clock)) continue;
      if (!first || *notice.settled_at < *first) first = notice.settled_at;
    }
  }
  return first;
}

Covered<Instant> notice_over(const Rule& rule, Instant told, const ItemClock& clock) {
  Moment after;
  after.anchor = Anchor::received;  // counts from the date of the instant itself
  after.amount = rule.min_notice;
  return resolve_moment(after, told, clock.calendar);
}

Covered<Deferral> head_first(const Rule& rule, const ScheduledStep& entry, const std::vector<ScheduledStep>& steps,
                             const ItemClock& clock, const History& history) {
  const auto told = head_told_at(rule, entry, steps, clock, history);
  if (!told) return Deferral{Reason::min_notice, std::nullopt, true};
  const auto release = notice_over(rule, *told, clock);
  if (!release) return tl::unexpected{release.error()};
  if (clock.now < *release) return Deferral{Reason::min_notice, *release, false};
  return Deferral{};
}

}  // namespace

Deferral unless_holds(const Step& step, const ItemClock& clock, const History& history) {
  for (const auto& unless : step.unless) {
    switch (unless.what) {
      case Unless::What::acknowledged:
        if (const auto until = acknowledged_by_head(clock, history)) return {Reason::unless_acknowledged, until};
        break;
      case Unless::What::reported:
        if (clock.item.state == State::reported) return {Reason::unless_reported, std::nullopt};
        break;
      case Unless::What::extended:
        if (history.extension_requested_at && *history.extension_requested_at >= clock.deadline.version_start) {
          return {Reason::unless_extended, std::nullopt};
        }
        break;
      case Unless::What::field:
        if (field_value(clock.item, *clock.world.directory, unless.field, &clock.calendar.zone())) {
          return {Reason::unless_field, std::nullopt};
        }
        break;
    }
  }
  return {};
}

Deferral item_deferral(const ScheduledStep& entry, const ItemClock& clock) {
  // Who takes an item over learns of it as it stands, whatever its alerts wait for.
  if (entry.ladder == Ladder::transferred) {
    return clock.world.mode == DeliveryMode::off ? Deferral{Reason::mode_off, std::nullopt} : Deferral{};
  }
  if (entry.sleeps_while_held && open_hold(clock.item.holds, clock.now)) {
    return {Reason::held, std::nullopt};
  }
  if (clock.item.state == State::reported) return {Reason::reported, std::nullopt};
  for (const auto& silence : clock.world.silences) {
    if (silence.from <= clock.now && clock.now < silence.until &&
        matches(silence.filter, clock.item, *clock.world.directory, clock.calendar.zone())) {
      return {Reason::silenced, silence.until};
    }
  }
  if (clock.world.late_sources.contains(clock.item.source)) return {Reason::source_late, std::nullopt};
  if (clock.world.mode == DeliveryMode::off) return {Reason::mode_off, std::nullopt};
  return {};
}

Covered<Deferral> step_deferral(const Rule& rule, const ScheduledStep& entry, const std::vector<ScheduledStep>& steps,
                                const ItemClock& clock, const History& history) {
  const auto unconfirmed = clock.world.unconfirmed_steps.find({rule.id, entry.step->id});
  if (unconfirmed != clock.world.unconfirmed_steps.end() && entry.scheduled <= unconfirmed->second) {
    return Deferral{Reason::reload_unconfirmed, std::nullopt};
  }
  if (const auto until = transfer_grace(entry, clock)) return Deferral{Reason::transfer_grace, until};
  if (!entry.step->escalates()) return Deferral{};
  if (history.backlog_until && clock.now < *history.backlog_until) {
    return Deferral{Reason::backlog_grace, history.backlog_until};
  }
  return head_first(rule, entry, steps, clock, history);
}

Covered<Instant> earliest_escalation(const Rule& rule, const ScheduledStep& entry,
                                     const std::vector<ScheduledStep>& steps, const ItemClock& clock,
                                     const History& history) {
  const auto told = head_told_at(rule, entry, steps, clock, history);
  auto release = notice_over(rule, told.value_or(clock.now), clock);
  if (!release) return release;
  return std::max({entry.scheduled, *release, history.backlog_until.value_or(entry.scheduled),
                   transfer_grace(entry, clock).value_or(entry.scheduled)});
}

Deferral person_deferral(std::string_view recipient, const ScheduledStep& entry, const StepMoments& steps,
                         const ItemClock& clock, const History& history) {
  const auto person = code_after(kPersonPrefix, recipient);
  if (person.empty()) return {};
  Deferral result;
  for (const auto& acknowledgement : history.acknowledgements) {
    if (acknowledgement.person != person || !in_force(acknowledgement, clock)) continue;
    if (entry.base > answered_upto(acknowledgement, recipient, steps, clock, history)) continue;
    if (!result.until || *result.until < acknowledgement.until) {
      result = {Reason::acknowledged, acknowledgement.until};
    }
  }
  return result;
}

}  // namespace dondoc::rules

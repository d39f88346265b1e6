#include "rules/told.hpp"

#include <algorithm>

#include "rules/transfer.hpp"

namespace dondoc::rules {
namespace {

constexpr std::string_view kOfficerRole = "officer";

bool is_of_step(const AlertRecord& alert, const Telling& telling) {
  return telling.rule.rule->is_called(alert.key.rule) && alert.key.step == telling.step.entry.step->id;
}

// Somebody who held the role before: of the same agency or one it has succeeded; an officer only who left that agency,
// not one whose item was given to another.
bool is_former_holder(const NoticeRecord& notice, const NamedPerson& person, const ItemClock& clock) {
  if (notice.role != person.role || !speaks_for(notice, person.agency, clock)) return false;
  if (notice.role != kOfficerRole) return true;
  const Day day = clock.calendar.zone().day_of(clock.now);
  return clock.world.directory->left_office(code_after(kPersonPrefix, notice.recipient), notice.agency, day);
}

// The notice by which the person counts as told of this alert: their own, or that of a former holder of the role, so
// that a new holder is not told again. A second holder beside the first is a person of their own. A dead letter told
// nobody: whoever stands in is told.
const NoticeRecord* spent_notice(const AlertRecord& alert, const Telling& telling, const ItemClock& clock) {
  const NamedPerson& person = telling.person;
  const DeliveryMode mode = clock.world.mode;
  const auto own = std::ranges::find(alert.notices, person.recipient, &NoticeRecord::recipient);
  if (own != alert.notices.end()) return is_spent(*own, mode) ? &*own : nullptr;
  const auto former = std::ranges::find_if(alert.notices, [&](const NoticeRecord& notice) {
    return is_spent(notice, mode) && notice.state != NoticeState::dead && is_former_holder(notice, person, clock) &&
           std::ranges::none_of(telling.step.people, [&](const NamedPerson& named) {
             return named.recipient == notice.recipient && named.role == notice.role;
           });
  });
  return former == alert.notices.end() ? nullptr : &*former;
}

// The day is that of the repeat's own window, so that the answer stays the same however late somebody asks.
bool told_that_day(const Telling& telling, const ItemClock& clock, const History& history) {
  const ScheduledStep& entry = telling.step.entry;
  const WorkCalendar& calendar = sending_calendar(telling.person.recipient, clock);
  const auto window =
      next_window(windows_of(clock.world.windows, telling.person.daily),
                  class_of(entry.step->severity, telling.person.daily), entry.scheduled, entry.scheduled, calendar);
  const Day day = calendar.zone().day_of(window ? *window : entry.scheduled);
  return std::ranges::any_of(history.alerts, [&](const AlertRecord& alert) {
    if (!is_of_step(alert, telling)) return false;
    const auto* told = spent_notice(alert, telling, clock);
    return told && told->settled_at && calendar.zone().day_of(*told->settled_at) == day;
  });
}

}  // namespace

bool is_spent(const NoticeRecord& notice, DeliveryMode mode) {
  if (notice.state == NoticeState::rehearsed) return mode != DeliveryMode::live;
  return notice.state == NoticeState::told || notice.state == NoticeState::dead;
}

bool same_timeline(const ScheduledStep& entry, std::int64_t alert_episode, const EffectiveDeadline& deadline) {
  if (entry.ladder != Ladder::deadline) return alert_episode == entry.episode;
  return alert_episode >= deadline.told_since_version && alert_episode <= deadline.version;
}

bool speaks_for(const NoticeRecord& notice, std::string_view agency, const ItemClock& clock) {
  if (notice.agency == agency || was_transferred(clock.item, notice.agency, agency)) return true;
  const Day day = clock.calendar.zone().day_of(clock.now);
  const auto* then = clock.world.directory->in_force(notice.agency, day);
  const auto* now = clock.world.directory->in_force(agency, day);
  return then && then == now;
}

Reason told_before(const Telling& telling, const ItemClock& clock, const History& history) {
  const ScheduledStep& entry = telling.step.entry;
  for (const auto& alert : history.alerts) {
    if (!is_of_step(alert, telling) || alert.key.number < entry.number) continue;
    if (!same_timeline(entry, alert.key.episode, clock.deadline)) continue;
    if (!spent_notice(alert, telling, clock)) continue;
    return alert.key.episode == entry.episode ? Reason::already_told : Reason::told_earlier_version;
  }
  return entry.by_date_unit && told_that_day(telling, clock, history) ? Reason::same_day : Reason::none;
}

bool catches_up_below(const Telling& telling, const ItemClock& clock, const History& history) {
  const ScheduledStep& entry = telling.step.entry;
  bool told_higher = false;
  for (const auto& alert : history.alerts) {
    if (!telling.rule.rule->is_called(alert.key.rule)) continue;
    if (!same_timeline(entry, alert.key.episode, clock.deadline)) continue;
    const auto own = std::ranges::find(alert.notices, telling.person.recipient, &NoticeRecord::recipient);
    if (own == alert.notices.end()) continue;
    if (alert.key.step == entry.step->id) return false;
    const auto* other = telling.rule.step(alert.key.step);
    const bool higher = !other || ranks_higher(other->entry, entry);
    told_higher = told_higher || (higher && alert.scheduled_at >= entry.scheduled && is_spent(*own, clock.world.mode));
  }
  return told_higher;
}

}  // namespace dondoc::rules

#include "rules/timeline.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "rules/transfer.hpp"

namespace dondoc::rules {
namespace {

// A repeat list without `max` still ends, and says so: nobody is reminded of one step more often than this.
constexpr int kMostRepeats = 10'000;

// Nothing reported for so long: counts from the last report, else from where work began.
std::optional<Instant> last_sign_of_life(const Item& item) {
  if (item.updated_at) return item.updated_at;
  if (item.start_at) return item.start_at;
  return item.received_at ? item.received_at : std::optional{item.first_stored};
}

std::optional<Instant> anchor_instant(Anchor anchor, const ItemClock& clock) {
  const Item& item = clock.item;
  switch (anchor) {
    case Anchor::due:
      return clock.deadline.due;
    case Anchor::received:
      return item.received_at;
    case Anchor::start:
      return item.start_at ? item.start_at : item.received_at;
    case Anchor::submitted:
      return item.submitted_at;
    case Anchor::updated:
      return last_sign_of_life(item);
    case Anchor::held: {
      const auto* hold = open_hold(item.holds, clock.now);
      return hold ? std::optional{hold->from} : std::nullopt;
    }
    case Anchor::finished:
      return item.finished_at;
    case Anchor::transferred: {
      const auto* last = last_transfer(item);
      return last ? std::optional{last->at} : std::nullopt;
    }
  }
  return std::nullopt;
}

// Whether the ladder is true of the item as it stands.
Reason ladder_state(Ladder ladder, const Item& item, Instant now) {
  switch (ladder) {
    case Ladder::deadline:
      return is_active(item.state) ? Reason::none : Reason::state_closed;
    case Ladder::submitted:
      if (!is_active(item.state)) return Reason::state_closed;
      return item.submitted_at && !item.received_at ? Reason::none : Reason::wrong_state;
    case Ladder::updated:
      if (!is_active(item.state)) return Reason::state_closed;
      return item.state == State::open ? Reason::none : Reason::wrong_state;
    case Ladder::held:
      if (!is_active(item.state)) return Reason::state_closed;
      return open_hold(item.holds, now) ? Reason::none : Reason::wrong_state;
    case Ladder::finished:
      return waits_for_handing_over(item) ? Reason::none : Reason::wrong_state;
    case Ladder::transferred:
      return is_active(item.state) || waits_for_handing_over(item) ? Reason::none : Reason::state_closed;
  }
  return Reason::wrong_state;
}

Covered<std::optional<Instant>> base_moment(const Moment& moment, const ItemClock& clock,
                                            const WorkCalendar& moments_calendar, Reason& reason) {
  if (moment.percent) {
    if (!clock.deadline.computed) {
      reason = Reason::no_deadline;
      return std::nullopt;
    }
    if (!clock.item.received_at) {
      reason = Reason::no_start;
      return std::nullopt;
    }
    const auto at = percent_moment(clock.term, *clock.deadline.computed, *moment.percent, clock.calendar);
    if (!at) return tl::unexpected{at.error()};
    return *at;
  }
  const auto anchor = anchor_instant(moment.anchor, clock);
  if (!anchor) {
    reason = moment.anchor == Anchor::due ? Reason::no_deadline : Reason::no_anchor;
    return std::nullopt;
  }
  const auto at = resolve_moment(moment, *anchor, moments_calendar);
  if (!at) return tl::unexpected{at.error()};
  return *at;
}

// A reminder that was past before anybody could have been reminded.
bool too_short(const ScheduledStep& entry, const ItemClock& clock) {
  if (!entry.reminder || entry.step->late_send) return false;
  const bool counts_back = entry.step->at.percent || entry.step->at.anchor == Anchor::due;
  if (!counts_back) return false;
  return entry.base <= clock.deadline.version_start ||
         (clock.item.received_at && entry.base <= *clock.item.received_at);
}

// A moment that the calendar does not reach lies ahead of a covered now, and hides nothing that was reached before.
void without_next_repeat(ScheduledStep& entry, MissingYear missing, const WorkCalendar& calendar, Instant now) {
  entry.missing = std::move(missing);
  if (!calendar.covers(year_of(calendar.zone().day_of(now)))) entry.reason = Reason::calendar_missing;
}

// Repeats count from the previous one's scheduled moment: a pure function of item, calendar and rule.
// REQUIRES: entry.scheduled is the step's own moment.
void count_repeats(ScheduledStep& entry, const WorkCalendar& calendar, Instant now) {
  if (now < entry.base) {
    entry.next = entry.base;
    return;
  }
  if (!entry.step->repeat || entry.step->repeat->every.empty()) return;
  const Repeat& repeat = *entry.step->repeat;
  const int last = repeat.max.value_or(kMostRepeats);
  while (entry.number < last) {
    const auto& interval = repeat.every[std::min<std::size_t>(entry.number, repeat.every.size() - 1)];
    const auto at = next_repeat(interval, entry.scheduled, calendar);
    if (!at) return without_next_repeat(entry, at.error(), calendar, now);
    if (now < *at) {
      entry.next = *at;
      return;
    }
    entry.scheduled = *at;
    entry.by_date_unit = is_date_unit(interval.amount.unit);
    ++entry.number;
  }
  entry.used_up = true;
}

// The places of the path go up with the steps' moments, whatever their order in the file. Steps without a moment keep
// their place in the file: which place another step means must not depend on whether they happen to have one.
void number_superiors(std::vector<ScheduledStep>& steps) {
  std::map<Ladder, std::vector<ScheduledStep*>> timed;
  std::map<Ladder, std::vector<int>> places;
  std::map<Ladder, int> levels;
  for (auto& entry : steps) {
    if (!entry.step->escalates()) continue;
    entry.superior_level = ++levels[entry.ladder];
    if (entry.base == Instant{}) continue;
    timed[entry.ladder].push_back(&entry);
    places[entry.ladder].push_back(entry.superior_level);
  }
  for (auto& [ladder, entries] : timed) {
    std::ranges::stable_sort(entries, {}, [](const ScheduledStep* entry) { return entry->base; });
    for (std::size_t i = 0; i < entries.size(); ++i) entries[i]->superior_level = places[ladder][i];
  }
}

ScheduledStep schedule_step(const Step& step, std::size_t index, const ItemClock& clock, const WorkCalendar& calendar) {
  ScheduledStep entry;
  entry.step = &step;
  entry.index = index;
  entry.ladder = ladder_of(step.at);
  entry.sleeps_while_held = step.at.percent || step.at.anchor == Anchor::due;
  entry.episode = clock.deadline.version;
  entry.reason = ladder_state(entry.ladder, clock.item, clock.now);
  if (entry.reason != Reason::none) return entry;
  if (entry.ladder != Ladder::deadline) {
    if (const auto anchor = anchor_instant(step.at.anchor, clock)) entry.episode = to_millis(*anchor);
  }
  const auto base = base_moment(step.at, clock, calendar, entry.reason);
  if (!base) {
    entry.reason = Reason::calendar_missing;
    entry.missing = base.error();
    return entry;
  }
  if (!*base) return entry;
  entry.base = **base;
  entry.reminder = entry.ladder == Ladder::deadline && clock.deadline.due && entry.base < *clock.deadline.due;
  entry.scheduled = entry.base;
  if (too_short(entry, clock)) {
    entry.reason = Reason::term_too_short;
  } else {
    count_repeats(entry, calendar, clock.now);
  }
  return entry;
}

}  // namespace

const WorkCalendar& sending_calendar(const Recipient& recipient, const ItemClock& clock) {
  const auto* calendar = clock.world.calendar_of_recipient(recipient, clock.now);
  return calendar ? *calendar : clock.calendar;
}

std::vector<ScheduledStep> schedule(const Rule& rule, const ItemClock& clock) {
  const auto* own = rule.calendar.empty() ? &clock.calendar : clock.world.calendar(rule.calendar);
  const WorkCalendar& calendar = own ? *own : clock.calendar;
  std::vector<ScheduledStep> steps;
  steps.reserve(rule.steps.size());
  for (std::size_t index = 0; index < rule.steps.size(); ++index) {
    steps.push_back(schedule_step(rule.steps[index], index, clock, calendar));
  }
  number_superiors(steps);
  return steps;
}

}  // namespace dondoc::rules

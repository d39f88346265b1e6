#include "rules/timeline.hpp"

#include <algorithm>

namespace dondoc::rules {
namespace {

// A repeat list without `max` still ends: nobody is reminded of one step more often than this.
constexpr int kMostRepeats = 10'000;

Ladder ladder_of(const Moment& moment) {
  if (moment.percent) return Ladder::deadline;
  switch (moment.anchor) {
    case Anchor::submitted:
      return Ladder::submitted;
    case Anchor::updated:
      return Ladder::updated;
    case Anchor::held:
      return Ladder::held;
    case Anchor::finished:
      return Ladder::finished;
    default:
      return Ladder::deadline;
  }
}

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
      const auto* hold = open_hold(item.holds);
      return hold ? std::optional{hold->from} : std::nullopt;
    }
    case Anchor::finished:
      return item.finished_at;
  }
  return std::nullopt;
}

// Whether the ladder is true of the item as it stands.
Reason ladder_state(Ladder ladder, const Item& item) {
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
      return open_hold(item.holds) ? Reason::none : Reason::wrong_state;
    case Ladder::finished:
      return item.state == State::done && item.finished_at && !item.handed_over_at ? Reason::none : Reason::wrong_state;
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

// Repeats count from the previous one's scheduled moment: a pure function of item, calendar and rule.
Covered<bool> count_repeats(ScheduledStep& entry, const WorkCalendar& calendar, Instant now) {
  entry.scheduled = entry.base;
  if (now < entry.base) {
    entry.next = entry.base;
    return true;
  }
  if (!entry.step->repeat || entry.step->repeat->every.empty()) return true;
  const Repeat& repeat = *entry.step->repeat;
  const int last = repeat.max.value_or(kMostRepeats);
  while (entry.number < last) {
    const auto& interval = repeat.every[std::min<std::size_t>(entry.number, repeat.every.size() - 1)];
    const auto at = next_repeat(interval, entry.scheduled, calendar);
    if (!at) return tl::unexpected{at.error()};
    if (now < *at) {
      entry.next = *at;
      return true;
    }
    entry.scheduled = *at;
    entry.by_date_unit = is_date_unit(interval.amount.unit);
    ++entry.number;
  }
  entry.used_up = repeat.max.has_value();
  return true;
}

void number_superiors(std::vector<ScheduledStep>& steps) {
  std::vector<ScheduledStep*> upward;
  for (auto& entry : steps) {
    if (entry.step->escalates()) upward.push_back(&entry);
  }
  // Steps without a moment keep their place in the file: which place of the path a step means must not depend on which
  // other steps happen to have one.
  for (std::size_t i = 0; i < upward.size(); ++i) upward[i]->superior_level = static_cast<int>(i) + 1;
}

}  // namespace

Covered<std::vector<ScheduledStep>> schedule(const Rule& rule, const ItemClock& clock) {
  const auto* own = rule.calendar.empty() ? &clock.calendar : clock.world.calendar(rule.calendar);
  const WorkCalendar& calendar = own ? *own : clock.calendar;
  std::vector<ScheduledStep> steps;
  steps.reserve(rule.steps.size());
  for (std::size_t index = 0; index < rule.steps.size(); ++index) {
    ScheduledStep entry;
    entry.step = &rule.steps[index];
    entry.index = index;
    entry.ladder = ladder_of(entry.step->at);
    entry.episode = clock.deadline.version;
    entry.reason = ladder_state(entry.ladder, clock.item);
    if (entry.reason == Reason::none) {
      if (entry.ladder != Ladder::deadline) {
        const auto anchor = anchor_instant(entry.step->at.anchor, clock);
        if (anchor) entry.episode = to_millis(*anchor);
      }
      const auto base = base_moment(entry.step->at, clock, calendar, entry.reason);
      if (!base) return tl::unexpected{base.error()};
      if (*base) {
        entry.base = **base;
        entry.reminder = entry.ladder == Ladder::deadline && clock.deadline.due && entry.base < *clock.deadline.due;
        if (too_short(entry, clock)) {
          entry.reason = Reason::term_too_short;
        } else if (const auto counted = count_repeats(entry, calendar, clock.now); !counted) {
          return tl::unexpected{counted.error()};
        }
      }
    }
    steps.push_back(entry);
  }
  number_superiors(steps);
  return steps;
}

}  // namespace dondoc::rules

#include "rules/window.hpp"

#include <algorithm>

namespace dondoc::rules {
namespace {

// The instant of a slot on a working day: its own time, or the opening after it if the office is closed then. Nothing
// where no opening follows on that day.
Covered<std::optional<Instant>> slot_on(Day day, ClockTime slot, const WorkCalendar& calendar) {
  const Instant wanted = calendar.zone().at(day, slot);
  const auto opening = calendar.next_opening(wanted);
  if (!opening) return tl::unexpected{opening.error()};
  if (calendar.zone().day_of(*opening) != day) return std::nullopt;
  return *opening;
}

Covered<std::vector<Instant>> slots_on(const WindowPolicy& policy, Day day, const WorkCalendar& calendar) {
  std::vector<Instant> result;
  const auto working = calendar.is_working_day(day);
  if (!working) return tl::unexpected{working.error()};
  if (!*working) return result;
  for (const ClockTime slot : policy.slots) {
    const auto at = slot_on(day, slot, calendar);
    if (!at) return tl::unexpected{at.error()};
    if (*at && (result.empty() || result.back() < **at)) result.push_back(**at);
  }
  return result;
}

Covered<Instant> next_slot(const WindowPolicy& policy, Instant from, const WorkCalendar& calendar) {
  Day day = calendar.zone().day_of(from);
  while (true) {
    const auto slots = slots_on(policy, day, calendar);
    if (!slots) return tl::unexpected{slots.error()};
    const auto found = std::ranges::lower_bound(*slots, from);
    if (found != slots->end()) return *found;
    const auto next = calendar.shift_working_days(day, 1);
    if (!next) return tl::unexpected{next.error()};
    day = *next;
  }
}

Covered<Instant> last_slot_before(const WindowPolicy& policy, Instant before, const WorkCalendar& calendar) {
  Day day = calendar.zone().day_of(before);
  while (true) {
    const auto slots = slots_on(policy, day, calendar);
    if (!slots) return tl::unexpected{slots.error()};
    const auto found = std::ranges::lower_bound(*slots, before);
    if (found != slots->begin()) return *std::prev(found);
    const auto previous = calendar.shift_working_days(day, -1);
    if (!previous) return tl::unexpected{previous.error()};
    day = *previous;
  }
}

Covered<Instant> last_opening_before(Instant before, const WorkCalendar& calendar) {
  Day day = calendar.zone().day_of(before);
  while (true) {
    const auto spans = calendar.spans_of(day);
    if (!spans) return tl::unexpected{spans.error()};
    for (auto span = spans->rbegin(); span != spans->rend(); ++span) {
      if (span->from < before) return span->from;
    }
    const auto previous = calendar.shift_working_days(day, -1);
    if (!previous) return tl::unexpected{previous.error()};
    day = *previous;
  }
}

// An open message this notice may join instead of opening one at `window`: that of the window, or one that is still
// gathering after its time (for routine, a slot not earlier than the moment).
const OutboxLoad::Open* joinable(const WindowPolicy& policy, MessageClass message_class, Instant moment, Instant now,
                                 Instant window, const OutboxLoad& load) {
  const bool routine = message_class == MessageClass::routine;
  const Instant latest = routine ? now : window;
  for (const auto& open : load.open) {
    if (open.message_class != message_class) continue;
    const bool gathers = open.send_at <= latest && latest - open.send_at < policy.group_wait_max;
    if (open.send_at == window || (gathers && !(routine && open.send_at < moment))) return &open;
  }
  return nullptr;
}

const OutboxLoad::Open* next_open_on(Day day, Instant from, const Zone& zone, const OutboxLoad& load) {
  const OutboxLoad::Open* best = nullptr;
  for (const auto& open : load.open) {
    if (open.send_at < from || zone.day_of(open.send_at) != day) continue;
    if (!best || open.send_at < best->send_at) best = &open;
  }
  return best;
}

}  // namespace

WindowPolicy windows_of(WindowPolicy policy, bool daily) {
  if (daily && policy.slots.size() > 1) policy.slots.resize(1);
  return policy;
}

Covered<Instant> next_window(const WindowPolicy& policy, MessageClass message_class, Instant moment, Instant now,
                             const WorkCalendar& calendar) {
  if (message_class == MessageClass::routine) {
    return next_slot(policy, std::max(moment, now - policy.group_wait), calendar);
  }
  return calendar.next_opening(std::max(moment, now));
}

Covered<Instant> reach_instant(const WindowPolicy& policy, MessageClass message_class, Instant moment,
                               std::optional<Instant> due_if_reminder, const WorkCalendar& calendar) {
  if (!due_if_reminder || moment >= *due_if_reminder) return moment;
  const auto window = next_window(policy, message_class, moment, moment, calendar);
  if (!window) return tl::unexpected{window.error()};
  if (*window < *due_if_reminder) return moment;
  return message_class == MessageClass::routine ? last_slot_before(policy, moment, calendar)
                                                : last_opening_before(moment, calendar);
}

Covered<Place> place(const WindowPolicy& policy, MessageClass message_class, Instant moment, Instant now,
                     bool bypass_limits, const WorkCalendar& calendar, OutboxLoad& load) {
  const Zone& zone = calendar.zone();
  Instant not_before = moment;
  while (true) {
    const auto window = next_window(policy, message_class, not_before, now, calendar);
    if (!window) return tl::unexpected{window.error()};
    if (const auto* open = joinable(policy, message_class, not_before, now, *window, load)) {
      return Place{open->send_at, open->message_class};
    }
    const Day day = zone.day_of(*window);
    int& sent = load.per_day[day];
    if (bypass_limits || sent < policy.max_per_day) {
      ++sent;
      load.open.push_back({message_class, *window});
      return Place{*window, message_class};
    }
    if (const auto* open = next_open_on(day, *window, zone, load)) return Place{open->send_at, open->message_class};
    not_before = zone.span_of(day).until;
  }
}

}  // namespace dondoc::rules

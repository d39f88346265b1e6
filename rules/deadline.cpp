#include "rules/deadline.hpp"

#include <algorithm>
#include <utility>

#include "rules/term_clock.hpp"

namespace dondoc::rules {

namespace {

using std::chrono::days;

// Sorted, overlapping and touching ones merged, clipped at `from`, empty ones dropped.
std::vector<Interval> merge(std::vector<Interval> intervals, Instant from) {
  for (Interval& interval : intervals) interval.from = std::max(interval.from, from);
  std::erase_if(intervals, [](const Interval& interval) { return interval.until <= interval.from; });
  std::sort(intervals.begin(), intervals.end(), [](const Interval& a, const Interval& b) { return a.from < b.from; });
  std::vector<Interval> merged;
  for (const Interval& interval : intervals) {
    if (!merged.empty() && interval.from <= merged.back().until) {
      merged.back().until = std::max(merged.back().until, interval.until);
    } else {
      merged.push_back(interval);
    }
  }
  return merged;
}

Covered<Instant> opening_of_next_working_day(const WorkCalendar& calendar, Day day) {
  return calendar.shift_working_days(day, 1)
      .and_then([&](Day next) { return calendar.spans_of(next); })
      .map([](const std::vector<Interval>& spans) { return spans.front().from; });
}

// Received at or after the cut-off of a working day counts as received when the next working day opens.
Covered<Instant> after_cut_off(Instant received, std::optional<ClockTime> cut_off, const WorkCalendar& calendar) {
  if (!cut_off) return received;
  const LocalTime local = calendar.zone().to_local(received);
  const Day day = std::chrono::floor<days>(local);
  if (local - LocalTime{day} < *cut_off) return received;
  const auto working = calendar.is_working_day(day);
  if (!working) return tl::unexpected(working.error());
  return *working ? opening_of_next_working_day(calendar, day) : Covered<Instant>{received};
}

// Cut-off, then the hours of reception where they are others than those of the term.
Covered<Instant> count_receipt(const TermInput& input, const WorkCalendar& calendar) {
  const WorkCalendar& reception = input.reception != nullptr ? *input.reception : calendar;
  auto receipt = after_cut_off(*input.received, input.cut_off, reception);
  if (!receipt || input.reception == nullptr) return receipt;
  return reception.next_opening(*receipt);
}

// REQUIRES: `start` lies in working time.
Covered<Instant> add_working_days(Instant start, std::int64_t count, const WorkCalendar& calendar) {
  const auto day = calendar.working_day_of(start);
  if (!day) return tl::unexpected(day.error());
  if (count == 0) return calendar.closing_of(*day);
  const auto target = calendar.shift_working_days(*day, count);
  if (!target) return tl::unexpected(target.error());
  const Millis clock = calendar.zone().to_local(start) - LocalTime{*day};
  return calendar.at_or_before(*target, clock).and_then([&](Instant due) { return calendar.write_by_boundary(due); });
}

Instant add_civil_days(Instant start, std::int64_t count, const Zone& zone) {
  return zone.to_instant(zone.to_local(start) + days{count});
}

Covered<Instant> add_amount(Instant start, const Amount& amount, const WorkCalendar& calendar) {
  switch (amount.unit) {
    case Unit::wd:
      return add_working_days(start, amount.count, calendar);
    case Unit::d:
      return add_civil_days(start, amount.count, calendar.zone());
    case Unit::wh:
    case Unit::wmin:
      return calendar.advance(start, length_of(amount));
    case Unit::h:
    case Unit::min:
    case Unit::s:
      break;
  }
  return start + length_of(amount);
}

// Cut-off, start, term.
Covered<DeadlineResult> without_holds(const TermInput& input, const WorkCalendar& calendar) {
  if (input.fixed) {
    const Instant start = input.received.value_or(*input.fixed);
    return DeadlineResult{*input.fixed, start, *input.fixed, *input.fixed, start};
  }
  const auto receipt = count_receipt(input, calendar);
  auto start = receipt;
  if (start && counts_working_time(input.budget->unit)) start = calendar.next_opening(*start);
  if (!start) return tl::unexpected(start.error());
  const auto due = add_amount(*start, *input.budget, calendar);
  if (!due) return tl::unexpected(due.error());
  // A term of nothing ends where it starts, though the boundary may write that instant as the closing before it.
  const Instant end = std::max(*due, *start);
  return DeadlineResult{end, *start, end, end, *receipt};
}

Covered<Instant> shift_by_holds(Instant due, const std::vector<Interval>& holds, const TermClock& clock) {
  for (const Interval& hold : holds) {
    if (hold.from >= due) break;
    const auto held = clock.passed(hold);
    if (!held) return tl::unexpected(held.error());
    if (*held == Millis{0}) continue;
    const auto moved = clock.advance(due, *held);
    if (!moved) return moved;
    due = *moved;
  }
  return due;
}

Covered<DeadlineResult> shifted(DeadlineResult result, const TermInput& input, const WorkCalendar& calendar) {
  if (input.holds.empty() || (input.fixed && !input.holds_shift_fixed)) return result;
  const Instant from = input.fixed ? input.received.value_or(kEarliestInstant) : result.start;
  const auto due = shift_by_holds(result.due, closed_holds(input.holds, from), clock_of(input, calendar));
  if (!due) return tl::unexpected(due.error());
  result.due = *due;
  return result;
}

Roll roll_of(const TermInput& input) {
  if (input.fixed) return input.roll_fixed;
  return counts_working_time(input.budget->unit) ? Roll::none : input.roll;
}

Covered<DeadlineResult> rolled(DeadlineResult result, const TermInput& input, const WorkCalendar& calendar) {
  result.due_before_roll = result.due;
  const auto due = roll_due(result.due, roll_of(input), calendar);
  if (!due) return tl::unexpected(due.error());
  // Back to the working day before, but never to before the term began.
  result.due = input.fixed ? *due : std::max(*due, std::min(result.start, result.due));
  return result;
}

bool walks_calendar(const TermInput& input) {
  if (input.fixed) return input.holds_shift_fixed && !input.holds.empty();
  return counts_working_time(input.budget->unit) || input.cut_off.has_value();
}

bool is_provisional(const TermInput& input, const DeadlineResult& result, const WorkCalendar& calendar) {
  const Zone& zone = calendar.zone();
  const Instant from = input.received ? *input.received : result.start;
  const auto [first, last] = std::minmax(result.due, result.due_before_roll);
  if (walks_calendar(input) && calendar.provisional_between(zone.day_of(from), zone.day_before_end(last))) return true;
  if (roll_of(input) != Roll::none &&
      calendar.provisional_between(zone.day_before_end(first), zone.day_before_end(last))) {
    return true;
  }
  if (input.fixed || input.reception == nullptr) return false;
  const Zone& there = input.reception->zone();
  return input.reception->provisional_between(there.day_of(from), there.day_of(result.counted_receipt));
}

}  // namespace

TermClock clock_of(const TermInput& input, const WorkCalendar& calendar) {
  return {calendar, input.fixed || !input.budget || counts_working_time(input.budget->unit)};
}

std::vector<Interval> closed_holds(const std::vector<Hold>& holds, Instant from) {
  std::vector<Interval> closed;
  for (const Hold& hold : holds) {
    if (hold.until) closed.push_back({hold.from, *hold.until});
  }
  return merge(std::move(closed), from);
}

Covered<std::optional<DeadlineResult>> compute_deadline(const TermInput& input, const WorkCalendar& calendar) {
  if (!input.fixed && !(input.received && input.budget)) return std::nullopt;
  auto result = without_holds(input, calendar)
                    .and_then([&](const DeadlineResult& term) { return shifted(term, input, calendar); })
                    .and_then([&](const DeadlineResult& held) { return rolled(held, input, calendar); });
  if (!result) return tl::unexpected(result.error());
  result->provisional = is_provisional(input, *result, calendar);
  return *result;
}

const Hold* open_hold(const std::vector<Hold>& holds, Instant now) {
  const Hold* earliest = nullptr;
  for (const Hold& hold : holds) {
    if (now < hold.from || (hold.until && *hold.until <= now)) continue;
    if (earliest == nullptr || hold.from < earliest->from) earliest = &hold;
  }
  return earliest;
}

bool stands_still(const std::vector<Hold>& holds, Instant due, Instant now) {
  const Hold* hold = open_hold(holds, now);
  return hold != nullptr && hold->from < due;
}

std::vector<Hold> holds_at(const std::vector<Hold>& holds, Instant now) {
  std::vector<Hold> result;
  for (const Hold& hold : holds) {
    if (now < hold.from) continue;
    result.push_back(hold);
    if (hold.until && now < *hold.until) result.back().until.reset();
  }
  return result;
}

}  // namespace dondoc::rules

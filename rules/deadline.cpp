#include "rules/deadline.hpp"

#include <algorithm>
#include <utility>

namespace dondoc::rules {

namespace {

using std::chrono::days;

// Time of one kind: working time of a calendar, or elapsed time.
class Clock {
 public:
  Clock(const WorkCalendar& calendar, bool working) : calendar_(calendar), working_(working) {}

  [[nodiscard]] bool working() const { return working_; }

  [[nodiscard]] Covered<Millis> passed(Interval interval) const {
    if (working_) return calendar_.working_time(interval);
    return std::max(interval.until - interval.from, Millis{0});
  }

  [[nodiscard]] Covered<Instant> advance(Instant from, Millis length) const {
    if (working_) return calendar_.advance(from, length);
    return from + length;
  }

 private:
  const WorkCalendar& calendar_;
  bool working_;
};

// Fixed instants count in working time.
Clock clock_of(const TermInput& input, const WorkCalendar& calendar) {
  return {calendar, input.fixed || !input.budget || counts_working_time(input.budget->unit)};
}

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

std::vector<Interval> closed_holds(const std::vector<Hold>& holds, Instant from) {
  std::vector<Interval> closed;
  for (const Hold& hold : holds) {
    if (hold.until) closed.push_back({hold.from, *hold.until});
  }
  return merge(std::move(closed), from);
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
  if (input.fixed) return DeadlineResult{*input.fixed, input.received.value_or(*input.fixed), *input.fixed};
  auto start = after_cut_off(*input.received, input.cut_off, calendar);
  if (start && counts_working_time(input.budget->unit)) start = calendar.next_opening(*start);
  if (!start) return tl::unexpected(start.error());
  const auto due = add_amount(*start, *input.budget, calendar);
  if (!due) return tl::unexpected(due.error());
  return DeadlineResult{*due, *start, *due};
}

Covered<Instant> shift_by_holds(Instant due, const std::vector<Interval>& holds, const Clock& clock) {
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

bool walks_calendar(const TermInput& input) {
  if (input.fixed) return input.holds_shift_fixed && !input.holds.empty();
  return counts_working_time(input.budget->unit) || input.cut_off.has_value();
}

// The stretches from the start to the due in which the clock runs.
std::vector<Interval> running(const TermInput& input, const DeadlineResult& deadline) {
  std::vector<Interval> result;
  Instant from = deadline.start;
  for (const Interval& hold : closed_holds(input.holds, deadline.start)) {
    if (hold.from >= deadline.due) break;
    if (from < hold.from) result.push_back({from, hold.from});
    from = hold.until;
  }
  if (from < deadline.due) result.push_back({from, deadline.due});
  return result;
}

// How much of `day` lies in `stretches`, by the clock.
Covered<Millis> time_on_day(Interval day, const std::vector<Interval>& stretches, const Clock& clock) {
  Millis total{0};
  for (const Interval& stretch : stretches) {
    const Interval part{std::max(day.from, stretch.from), std::min(day.until, stretch.until)};
    const auto passed = clock.passed(part);
    if (!passed) return passed;
    total += *passed;
  }
  return total;
}

// A term that opens with its first day and ends with the closing of its last counts that first day as number one.
bool first_day_counts(const DeadlineResult& deadline, const WorkCalendar& calendar) {
  if (calendar.spec().boundary != Boundary::closing) return false;
  const auto day = calendar.working_day_of(deadline.start);
  const auto spans = day.and_then([&](Day working_day) { return calendar.spans_of(working_day); });
  return spans && !spans->empty() && spans->front().from == deadline.start;
}

}  // namespace

Covered<std::optional<DeadlineResult>> compute_deadline(const TermInput& input, const WorkCalendar& calendar) {
  if (!input.fixed && !(input.received && input.budget)) return std::nullopt;
  auto result = without_holds(input, calendar);
  if (!result) return tl::unexpected(result.error());

  if (!input.holds.empty() && (!input.fixed || input.holds_shift_fixed)) {
    const Instant from = input.fixed ? input.received.value_or(kEarliestInstant) : result->start;
    const auto due = shift_by_holds(result->due, closed_holds(input.holds, from), clock_of(input, calendar));
    if (!due) return tl::unexpected(due.error());
    result->due = *due;
  }
  if (walks_calendar(input)) {
    const Zone& zone = calendar.zone();
    const Instant from = input.received ? *input.received : result->start;
    result->provisional = calendar.provisional_between(zone.day_of(from), zone.day_before_end(result->due));
  }
  return *result;
}

std::vector<Interval> merge_holds(const std::vector<Hold>& holds, Instant from, Instant now) {
  std::vector<Interval> intervals;
  intervals.reserve(holds.size());
  for (const Hold& hold : holds) intervals.push_back({hold.from, hold.until.value_or(now)});
  return merge(std::move(intervals), from);
}

const Hold* open_hold(const std::vector<Hold>& holds) {
  const Hold* earliest = nullptr;
  for (const Hold& hold : holds) {
    if (!hold.until && (earliest == nullptr || hold.from < earliest->from)) earliest = &hold;
  }
  return earliest;
}

Covered<Instant> percent_moment(const TermInput& input, const DeadlineResult& deadline, int percent,
                                const WorkCalendar& calendar) {
  const Clock clock = clock_of(input, calendar);
  const std::vector<Interval> stretches = running(input, deadline);
  Millis unheld{0};
  for (const Interval& stretch : stretches) {
    const auto passed = clock.passed(stretch);
    if (!passed) return tl::unexpected(passed.error());
    unheld += *passed;
  }
  // The first millisecond at which the part has passed.
  Millis wanted{(unheld.count() * percent + 99) / 100};
  if (wanted == Millis{0}) return std::min(deadline.start, deadline.due);
  for (const Interval& stretch : stretches) {
    const Millis passed = *clock.passed(stretch);
    if (wanted <= passed) {
      return clock.advance(stretch.from, wanted).map([&](Instant moment) { return std::min(moment, deadline.due); });
    }
    wanted -= passed;
  }
  return deadline.due;
}

Covered<std::vector<WalkDay>> walk_to_deadline(const TermInput& input, const DeadlineResult& deadline,
                                               const WorkCalendar& calendar) {
  const Clock clock = clock_of(input, calendar);
  const Zone& zone = calendar.zone();
  const auto run = running(input, deadline);
  auto held = closed_holds(input.holds, deadline.start);
  std::erase_if(held, [&](const Interval& hold) { return hold.from >= deadline.due; });

  const bool numbered = !input.fixed && input.budget && input.budget->unit == Unit::wd;
  std::int64_t number = first_day_counts(deadline, calendar) ? 0 : -1;
  std::vector<WalkDay> walk;
  const Day last = std::max(zone.day_of(deadline.start), zone.day_before_end(deadline.due));
  for (Day day = zone.day_of(deadline.start); day <= last; day += days{1}) {
    WalkDay line{day};
    const auto working = calendar.is_working_day(day);
    if (!working && clock.working()) return tl::unexpected(working.error());
    const Interval span = zone.span_of(day);
    const auto counted = time_on_day(span, run, clock);
    const auto taken = time_on_day(span, held, clock);
    if (!counted) return tl::unexpected(counted.error());
    if (!taken) return tl::unexpected(taken.error());
    line.working = working && *working;
    line.counted = *counted;
    line.held = *taken;
    line.special = calendar.special_day(day);
    if (line.working && (line.counted > Millis{0} || line.held == Millis{0})) ++number;
    line.working_day = numbered && line.working ? std::max<std::int64_t>(number, 0) : 0;
    walk.push_back(line);
  }
  return walk;
}

}  // namespace dondoc::rules

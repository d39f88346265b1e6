#include <algorithm>
#include <utility>

#include "rules/deadline.hpp"
#include "rules/term_clock.hpp"

// Looking back along a deadline: parts of the time allowed, and what each day gave.

namespace dondoc::rules {

namespace {

using std::chrono::days;

// The stretches from the start to `end` in which the clock runs.
std::vector<Interval> running(const TermInput& input, Instant start, Instant end) {
  std::vector<Interval> result;
  Instant from = start;
  for (const Interval& hold : closed_holds(input.holds, start)) {
    if (hold.from >= end) break;
    if (from < hold.from) result.push_back({from, hold.from});
    from = hold.until;
  }
  if (from < end) result.push_back({from, end});
  return result;
}

// How much of `day` lies in `stretches`, by the clock.
Covered<Millis> time_on_day(Interval day, const std::vector<Interval>& stretches, const TermClock& clock) {
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

Covered<Instant> percent_moment(const TermInput& input, const DeadlineResult& deadline, int percent,
                                const WorkCalendar& calendar) {
  const TermClock clock = clock_of(input, calendar);
  const std::vector<Interval> stretches = running(input, deadline.start, deadline.due);
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
  const TermClock clock = clock_of(input, calendar);
  const Zone& zone = calendar.zone();
  const Instant end = std::min(deadline.due, deadline.due_before_roll);
  const auto run = running(input, deadline.start, end);
  auto held = closed_holds(input.holds, deadline.start);
  std::erase_if(held, [&](const Interval& hold) { return hold.from >= end; });

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

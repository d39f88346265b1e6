#pragma once

#include <algorithm>
#include <vector>

#include "rules/deadline.hpp"

// What computing a deadline and looking back along it share; only deadline.cpp and deadline_walk.cpp use it.

namespace dondoc::rules {

// Time of one kind: working time of a calendar, or elapsed time.
class TermClock {
 public:
  TermClock(const WorkCalendar& calendar, bool working) : calendar_(calendar), working_(working) {}

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

// The kind of time in which the term runs; fixed instants count in working time.
[[nodiscard]] TermClock clock_of(const TermInput& input, const WorkCalendar& calendar);

// The closed holds, sorted, overlapping and touching ones merged, clipped at `from`.
[[nodiscard]] std::vector<Interval> closed_holds(const std::vector<Hold>& holds, Instant from);

}  // namespace dondoc::rules

#pragma once

#include <memory>
#include <optional>

#include "rules/recurrence.hpp"

namespace dondoc::rules {

// A rule's occurrences in civil time, one after the other, from libical's iterator; what libical 3.0.16 gets wrong is
// done here. UNTIL and COUNT are left to the caller. REQUIRES: recurrence.rule; it outlives the walk.
class RecurrenceWalk {
 public:
  // What lies before `from` may be left out where that shortens the walk; what lies after `upto` is not needed.
  RecurrenceWalk(const Recurrence& recurrence, LocalTime from, LocalTime upto);
  ~RecurrenceWalk();
  RecurrenceWalk(const RecurrenceWalk&) = delete;
  RecurrenceWalk& operator=(const RecurrenceWalk&) = delete;

  // Nothing after the end, or where too much was walked.
  [[nodiscard]] std::optional<LocalTime> next();
  [[nodiscard]] bool too_long() const;

 private:
  class Steps;
  std::unique_ptr<Steps> steps_;
};

}  // namespace dondoc::rules

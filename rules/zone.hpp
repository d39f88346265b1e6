#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/time.hpp"

namespace dondoc::rules {

// One IANA time zone as a table of offsets. Immutable, shared between threads, never reads files: whoever loads the
// zone data passes the transitions in (config/zones.hpp).
class Zone {
 public:
  // From `from` on, local time is UTC + `offset`.
  struct Transition {
    Instant from;
    std::chrono::seconds offset;
  };

  // REQUIRES: `transitions` is not empty, sorted, and its first entry is at or before kEarliestInstant.
  Zone(std::string name, std::vector<Transition> transitions);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::vector<Transition>& transitions() const { return transitions_; }

  [[nodiscard]] std::chrono::seconds offset_at(Instant instant) const;
  [[nodiscard]] LocalTime to_local(Instant instant) const;

  // A civil time that occurs twice (clocks set back) is the earlier instant; one that does not occur (clocks set
  // forward) is the first instant after the gap.
  [[nodiscard]] Instant to_instant(LocalTime local) const;
  [[nodiscard]] Instant at(Day day, ClockTime clock) const { return to_instant(LocalTime{day} + clock); }

  // The civil date on which `instant` lies.
  [[nodiscard]] Day day_of(Instant instant) const;
  // The civil date of the last millisecond before `instant`: 30/11 24:00 belongs to 30/11.
  [[nodiscard]] Day day_before_end(Instant instant) const { return day_of(instant - Millis{1}); }
  // Start of the civil date and of the next one.
  [[nodiscard]] Interval span_of(Day day) const;

 private:
  std::string name_;
  std::vector<Transition> transitions_;
};

// "2022-12-01T07:30:00+07:00"; milliseconds are written only when they are not zero.
[[nodiscard]] std::string format_iso(Instant instant, const Zone& zone);

// ISO 8601 with an offset or "Z": "2022-12-01T07:30[:00[.020]]+07:00". Nothing where the text is not of that form, has
// no offset, or lies outside the accepted range.
[[nodiscard]] std::optional<Instant> parse_iso(std::string_view text);
// "2022-12-01", a date that exists.
[[nodiscard]] std::optional<Day> parse_day(std::string_view text);
// "2022-12-01"
[[nodiscard]] std::string format_day(Day day);
// "07:30", 00:00 … 24:00.
[[nodiscard]] std::optional<ClockTime> parse_clock(std::string_view text);
[[nodiscard]] std::string format_clock(ClockTime clock);

}  // namespace dondoc::rules

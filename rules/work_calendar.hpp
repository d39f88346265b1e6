#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "rules/time.hpp"
#include "rules/zone.hpp"

namespace dondoc::rules {

// Part of a day in which work is done; `until` may pass 24:00 (a night shift belongs to the day on which it starts).
struct ClockSpan {
  ClockTime from;
  ClockTime until;
  friend bool operator==(const ClockSpan&, const ClockSpan&) = default;
};
using DayHours = std::vector<ClockSpan>;    // sorted, disjoint; empty: a day off
using WeekHours = std::array<DayHours, 7>;  // by weekday::c_encoding(): 0 is Sunday

// Labour Code 2019 art. 111(3), 112; swaps rest on the yearly notice for the civil service.
enum class DayKind { statutory, compensatory, swap_off, swap_work };
[[nodiscard]] std::string_view day_kind_name(DayKind kind);

struct SpecialDay {
  Day date;
  DayKind kind = DayKind::statutory;
  std::string name;
  std::string notice;           // the document that made the day special; empty: follows from the law
  DayHours hours;               // swap_work only; empty: those of the day off it replaces, else Monday's
  std::optional<Day> replaces;  // swap_work only: the swap_off day worked for
};

// Hours of a part of the year, both ends included; may wrap around the new year.
struct Season {
  std::string name;
  std::chrono::month_day from;
  std::chrono::month_day until;
  WeekHours hours;
};

struct YearCoverage {
  bool provisional = false;
  std::string notice;
};

// How an instant is written that is both the end of one working span and the start of the next.
enum class Boundary { closing, opening };

// A working calendar as configured (calendars/*.toml).
struct CalendarSpec {
  std::string id;
  std::string title;
  std::string zone;
  Boundary boundary = Boundary::closing;
  WeekHours hours;
  std::vector<Season> seasons;
  std::map<int, YearCoverage> years;
  std::vector<SpecialDay> days;
};

// A computation walked into a year that the calendar does not have. Nothing is guessed.
struct MissingYear {
  std::string calendar;
  int year = 0;
};
template <class T>
using Covered = tl::expected<T, MissingYear>;

// A calendar compiled for arithmetic: running totals of working days and working time per day, so that a walk over
// years costs a binary search. Immutable, shared between threads.
//
// Working time is half-open: at 11:30 sharp the morning is over. All functions fail with MissingYear where the walk
// leaves the covered years.
class WorkCalendar {
 public:
  WorkCalendar(CalendarSpec spec, std::shared_ptr<const Zone> zone);
  ~WorkCalendar();
  WorkCalendar(const WorkCalendar&) = delete;
  WorkCalendar& operator=(const WorkCalendar&) = delete;

  [[nodiscard]] const CalendarSpec& spec() const;
  [[nodiscard]] const std::string& id() const { return spec().id; }
  [[nodiscard]] const Zone& zone() const;

  [[nodiscard]] bool covers(int year) const;
  // True where a provisional year lies between the two dates (in either order, both included).
  [[nodiscard]] bool provisional_between(Day a, Day b) const;
  [[nodiscard]] const SpecialDay* special_day(Day day) const;

  [[nodiscard]] Covered<bool> is_working_day(Day day) const;
  // The working spans that start on this day, as instants; empty on a day off.
  [[nodiscard]] Covered<std::vector<Interval>> spans_of(Day day) const;

  // The n-th working day after (n > 0) or before (n < 0) `day`; n = 0: `day` itself.
  [[nodiscard]] Covered<Day> shift_working_days(Day day, std::int64_t n) const;
  // Number of working days in (after, upto]; negative where upto < after.
  [[nodiscard]] Covered<std::int64_t> working_days_between(Day after, Day upto) const;

  [[nodiscard]] Covered<bool> is_open(Instant instant) const;
  // `instant` itself if it lies in working time, else the next opening.
  [[nodiscard]] Covered<Instant> next_opening(Instant instant) const;
  // The latest closing at or before `instant` that is not inside a span.
  [[nodiscard]] Covered<Instant> closing_before(Instant instant) const;
  // The end of the last span that starts on this working day. REQUIRES: the day is a working day.
  [[nodiscard]] Covered<Instant> closing_of(Day day) const;

  // The day to which an instant inside working time belongs: that on which its span starts.
  [[nodiscard]] Covered<Day> working_day_of(Instant instant) const;
  // `clock` after the midnight with which the day begins (night shifts: beyond 24 h), clamped to the closing before it
  // where the day has no such time.
  [[nodiscard]] Covered<Instant> at_or_before(Day day, Millis clock) const;

  // Working time in the interval (0 where until <= from).
  [[nodiscard]] Covered<Millis> working_time(Interval interval) const;
  // The instant at which `length` of working time has passed since `from`, written by the calendar's boundary.
  // length = 0 writes `from` itself by the boundary if it lies outside working time or at an opening.
  [[nodiscard]] Covered<Instant> advance(Instant from, Millis length) const;
  // The latest instant from which `length` of working time leads to `to`, written by the boundary.
  [[nodiscard]] Covered<Instant> retreat(Instant to, Millis length) const;
  // The same point in working time, written by the calendar's boundary: an opening becomes the closing before it, or
  // the other way round; any other instant stays.
  [[nodiscard]] Covered<Instant> write_by_boundary(Instant instant) const;

 private:
  struct Compiled;
  std::unique_ptr<const Compiled> compiled_;
};

using CalendarMap = std::map<std::string, std::shared_ptr<const WorkCalendar>, std::less<>>;

}  // namespace dondoc::rules

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "rules/work_calendar.hpp"

// The compiled form of a working calendar; only work_calendar.cpp uses it.

namespace dondoc::rules {

// Null where the day is none. REQUIRES: spec.days is sorted by date
[[nodiscard]] const SpecialDay* find_special_day(const CalendarSpec& spec, Day day);

// Consecutive covered years with running totals, so that every walk is a search in sorted tables.
//
// A *run* is a maximal stretch of working time: touching spans (a shift that ends as the next begins) are one run.
// A *position* is the working time that has passed since the block began; it names a point in working time, which is
// one instant inside a run, and at the edge of a run two: a closing and the next opening.
class CalendarBlock {
 public:
  // REQUIRES: spec.years has every year from `first_year` to `last_year`; spec.days is sorted by date.
  CalendarBlock(const CalendarSpec& spec, const Zone& zone, int first_year, int last_year);

  [[nodiscard]] int first_year() const { return first_year_; }
  [[nodiscard]] int last_year() const { return last_year_; }
  [[nodiscard]] bool has(Day day) const { return day >= first_day_ && day < end_day_; }
  // `until()` itself is inside: the last day may end there.
  [[nodiscard]] bool has(Instant instant) const { return instant >= from_ && instant <= until_; }
  [[nodiscard]] Instant until() const { return until_; }

  // By days. REQUIRES: has(day)
  [[nodiscard]] bool is_working_day(Day day) const { return working_upto(day) != working_before(day); }
  // Working days of the block before the day, and up to and including it.
  [[nodiscard]] std::int64_t working_before(Day day) const { return working_before_[index_of(day)]; }
  [[nodiscard]] std::int64_t working_upto(Day day) const { return working_before_[index_of(day) + 1]; }
  [[nodiscard]] const std::vector<Day>& working_days() const { return working_days_; }
  [[nodiscard]] std::span<const Interval> spans_of(Day day) const;

  // By runs. The first run that ends after `instant`; runs().size() where there is none. REQUIRES: has(instant)
  [[nodiscard]] const std::vector<Interval>& runs() const { return runs_; }
  [[nodiscard]] std::size_t run_at(Instant instant) const;
  [[nodiscard]] Millis position_of(Instant instant) const;
  [[nodiscard]] Millis total() const { return run_position_.back(); }
  // The last run that begins at or before the position; runs().size() for total(). REQUIRES: 0 <= position <= total()
  [[nodiscard]] std::size_t run_of_position(Millis position) const;
  [[nodiscard]] Millis run_position(std::size_t run) const { return run_position_[run]; }

 private:
  [[nodiscard]] std::size_t index_of(Day day) const { return static_cast<std::size_t>((day - first_day_).count()); }
  void add_day(const DayHours& hours, const Zone& zone, Day day);
  void add_run(Interval span);
  void index_runs();

  // Constant after construction.
  int first_year_;
  int last_year_;
  Day first_day_;
  Day end_day_;
  Instant from_;
  Instant until_;
  std::vector<std::uint32_t> working_before_;  // by day, one more entry than days
  std::vector<Day> working_days_;
  std::vector<std::uint32_t> first_span_;  // by day, one more entry than days
  std::vector<Interval> spans_;
  std::vector<Interval> runs_;
  std::vector<Millis> run_position_;       // working time before each run; the last entry is the total
  std::vector<std::uint32_t> run_by_day_;  // by 24 h since `from_`: the first run that ends after that moment
};

}  // namespace dondoc::rules

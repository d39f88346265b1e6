#include "rules/calendar_block.hpp"

#include <algorithm>

#include "rules/regular_hours.hpp"

namespace dondoc::rules {

namespace {

using std::chrono::days;
constexpr std::chrono::hours kDayLength{24};

const DayHours& worked_instead(const CalendarSpec& spec, const SpecialDay& special) {
  if (!special.hours.empty()) return special.hours;
  if (special.replaces) {
    const DayHours& replaced = regular_hours(spec, *special.replaces);
    if (!replaced.empty()) return replaced;
  }
  return week_of(spec, special.date)[std::chrono::Monday.c_encoding()];
}

const DayHours& hours_of(const CalendarSpec& spec, Day day) {
  static const DayHours kDayOff;
  const SpecialDay* special = find_special_day(spec, day);
  if (special == nullptr) return regular_hours(spec, day);
  return special->kind == DayKind::swap_work ? worked_instead(spec, *special) : kDayOff;
}

// How far spans may reach into the next day.
ClockTime longest_night(const CalendarSpec& spec) {
  ClockTime longest{0};
  const auto see = [&longest](const DayHours& hours) {
    for (const ClockSpan& span : hours) longest = std::max<ClockTime>(longest, span.until - kDayLength);
  };
  std::for_each(spec.hours.begin(), spec.hours.end(), see);
  for (const Season& season : spec.seasons) std::for_each(season.hours.begin(), season.hours.end(), see);
  for (const SpecialDay& day : spec.days) see(day.hours);
  return longest;
}

Day new_year(int year) { return make_day(year, 1, 1); }

}  // namespace

const SpecialDay* find_special_day(const CalendarSpec& spec, Day day) {
  const auto found = std::lower_bound(spec.days.begin(), spec.days.end(), day,
                                      [](const SpecialDay& special, Day wanted) { return special.date < wanted; });
  return found != spec.days.end() && found->date == day ? &*found : nullptr;
}

CalendarBlock::CalendarBlock(const CalendarSpec& spec, const Zone& zone, int first_year, int last_year)
    : first_year_(first_year),
      last_year_(last_year),
      first_day_(new_year(first_year)),
      end_day_(new_year(last_year + 1)),
      // A night shift of the year before, which the calendar does not have, may reach into the first morning.
      from_(zone.at(first_day_, longest_night(spec))),
      until_(zone.at(end_day_, ClockTime{0})) {
  for (Day day = first_day_; day < end_day_; day += days{1}) {
    add_day(hours_of(spec, day), zone, day);
  }
  working_before_.push_back(static_cast<std::uint32_t>(working_days_.size()));
  first_span_.push_back(static_cast<std::uint32_t>(spans_.size()));
  if (!runs_.empty()) until_ = std::max(until_, runs_.back().until);
  index_runs();
}

void CalendarBlock::add_day(const DayHours& hours, const Zone& zone, Day day) {
  working_before_.push_back(static_cast<std::uint32_t>(working_days_.size()));
  first_span_.push_back(static_cast<std::uint32_t>(spans_.size()));
  for (const ClockSpan& hours_span : hours) {
    const Interval span{zone.at(day, hours_span.from), zone.at(day, hours_span.until)};
    if (span.from >= span.until) continue;  // lies in a gap of the clocks
    spans_.push_back(span);
    add_run(span);
  }
  if (spans_.size() != first_span_.back()) working_days_.push_back(day);
}

void CalendarBlock::add_run(Interval span) {
  if (!runs_.empty() && span.from <= runs_.back().until) {
    runs_.back().until = std::max(runs_.back().until, span.until);
  } else {
    runs_.push_back(span);
  }
}

void CalendarBlock::index_runs() {
  Millis position{0};
  for (const Interval& run : runs_) {
    run_position_.push_back(position);
    position += run.until - run.from;
  }
  run_position_.push_back(position);

  std::uint32_t run = 0;
  for (Instant moment = from_; moment <= until_; moment += kDayLength) {
    while (run < runs_.size() && runs_[run].until <= moment) ++run;
    run_by_day_.push_back(run);
  }
}

std::span<const Interval> CalendarBlock::spans_of(Day day) const {
  const std::size_t index = index_of(day);
  return std::span{spans_}.subspan(first_span_[index], first_span_[index + 1] - first_span_[index]);
}

std::size_t CalendarBlock::run_at(Instant instant) const {
  std::size_t run = run_by_day_[static_cast<std::size_t>((instant - from_) / kDayLength)];
  while (run < runs_.size() && runs_[run].until <= instant) ++run;
  return run;
}

Millis CalendarBlock::position_of(Instant instant) const {
  const std::size_t run = run_at(instant);
  const Millis before = run_position_[run];
  return run < runs_.size() && instant > runs_[run].from ? before + (instant - runs_[run].from) : before;
}

std::size_t CalendarBlock::run_of_position(Millis position) const {
  const auto after = std::upper_bound(run_position_.begin(), run_position_.end(), position);
  return static_cast<std::size_t>(after - run_position_.begin()) - 1;
}

}  // namespace dondoc::rules

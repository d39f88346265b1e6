#include "rules/work_calendar.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "rules/calendar_block.hpp"

namespace dondoc::rules {

namespace {

using std::chrono::days;

}  // namespace

std::string_view day_kind_name(DayKind kind) {
  switch (kind) {
    case DayKind::statutory:
      return "statutory";
    case DayKind::compensatory:
      return "compensatory";
    case DayKind::swap_off:
      return "swap_off";
    case DayKind::swap_work:
      return "swap_work";
  }
  return "";
}

struct WorkCalendar::Compiled {
  CalendarSpec spec;
  std::shared_ptr<const Zone> zone;
  std::vector<CalendarBlock> blocks;  // sorted, never touching
  std::vector<int> provisional_years;

  Compiled(CalendarSpec given, std::shared_ptr<const Zone> given_zone)
      : spec(std::move(given)), zone(std::move(given_zone)) {
    std::stable_sort(spec.days.begin(), spec.days.end(),
                     [](const SpecialDay& a, const SpecialDay& b) { return a.date < b.date; });
    for (auto year = spec.years.cbegin(); year != spec.years.cend();) year = compile_block(year);
    for (const auto& [year, coverage] : spec.years) {
      if (coverage.provisional) provisional_years.push_back(year);
    }
  }

  // Days and instants alike: the block that has them.
  template <class Point>
  const CalendarBlock* block(Point point) const {
    for (const CalendarBlock& candidate : blocks) {
      if (candidate.has(point)) return &candidate;
    }
    return nullptr;
  }

  tl::unexpected<MissingYear> missing(int year) const { return tl::unexpected(MissingYear{spec.id, year}); }
  tl::unexpected<MissingYear> missing_before(const CalendarBlock& block) const {
    return missing(block.first_year() - 1);
  }
  tl::unexpected<MissingYear> missing_after(const CalendarBlock& block) const { return missing(block.last_year() + 1); }
  tl::unexpected<MissingYear> missing_at(Day day) const { return missing(year_of(day)); }
  // An instant may be missing although its year is there: in the first hours, which a night shift of the year before
  // may fill.
  tl::unexpected<MissingYear> missing_at(Instant instant) const {
    const int year = year_of(zone->day_of(instant));
    return missing(spec.years.contains(year) ? year - 1 : year);
  }

  // The end of the last run before `run`, and the start of `run`.
  Covered<Instant> closing(const CalendarBlock& block, std::size_t run) const {
    if (run == 0) return missing_before(block);
    return block.runs()[run - 1].until;
  }
  Covered<Instant> opening(const CalendarBlock& block, std::size_t run) const {
    if (run == block.runs().size()) return missing_after(block);
    return block.runs()[run].from;
  }

  Covered<Instant> at_position(const CalendarBlock& block, Millis position) const {
    if (position < Millis{0}) return missing_before(block);
    if (position > block.total()) return missing_after(block);
    const std::size_t run = block.run_of_position(position);
    const Millis inside = position - block.run_position(run);
    if (inside > Millis{0}) return block.runs()[run].from + inside;
    return spec.boundary == Boundary::closing ? closing(block, run) : opening(block, run);
  }

  Covered<Instant> shifted(Instant from, Millis length) const {
    const CalendarBlock* found = block(from);
    if (found == nullptr) return missing_at(from);
    return at_position(*found, found->position_of(from) + length);
  }

 private:
  using Year = std::map<int, YearCoverage>::const_iterator;

  // Compiles the years that follow each other from `first` on; gives the one after them.
  Year compile_block(Year first) {
    auto last = first;
    while (std::next(last) != spec.years.cend() && std::next(last)->first == last->first + 1) ++last;
    blocks.emplace_back(spec, *zone, first->first, last->first);
    return std::next(last);
  }
};

WorkCalendar::WorkCalendar(CalendarSpec spec, std::shared_ptr<const Zone> zone)
    : compiled_(std::make_unique<const Compiled>(std::move(spec), std::move(zone))) {}

WorkCalendar::~WorkCalendar() = default;

const CalendarSpec& WorkCalendar::spec() const { return compiled_->spec; }

const Zone& WorkCalendar::zone() const { return *compiled_->zone; }

bool WorkCalendar::covers(int year) const { return spec().years.contains(year); }

bool WorkCalendar::provisional_between(Day a, Day b) const {
  const auto& years = compiled_->provisional_years;
  if (years.empty()) return false;
  const auto [first, last] = std::minmax(a, b);
  const auto year = std::lower_bound(years.begin(), years.end(), year_of(first));
  return year != years.end() && *year <= year_of(last);
}

const SpecialDay* WorkCalendar::special_day(Day day) const { return find_special_day(spec(), day); }

Covered<bool> WorkCalendar::is_working_day(Day day) const {
  const CalendarBlock* block = compiled_->block(day);
  if (block == nullptr) return compiled_->missing_at(day);
  return block->is_working_day(day);
}

Covered<std::vector<Interval>> WorkCalendar::spans_of(Day day) const {
  const CalendarBlock* block = compiled_->block(day);
  if (block == nullptr) return compiled_->missing_at(day);
  const auto spans = block->spans_of(day);
  return std::vector<Interval>(spans.begin(), spans.end());
}

Covered<Day> WorkCalendar::shift_working_days(Day day, std::int64_t n) const {
  const CalendarBlock* block = compiled_->block(day);
  if (block == nullptr) return compiled_->missing_at(day);
  if (n == 0) return day;
  const std::int64_t index = n > 0 ? block->working_upto(day) + n - 1 : block->working_before(day) + n;
  if (index < 0) return compiled_->missing_before(*block);
  if (index >= std::ssize(block->working_days())) return compiled_->missing_after(*block);
  return block->working_days()[static_cast<std::size_t>(index)];
}

Covered<std::int64_t> WorkCalendar::working_days_between(Day after, Day upto) const {
  const CalendarBlock* block = compiled_->block(after);
  if (block == nullptr) return compiled_->missing_at(after);
  if (!block->has(upto)) {
    return upto > after ? compiled_->missing_after(*block) : compiled_->missing_before(*block);
  }
  return block->working_upto(upto) - block->working_upto(after);
}

Covered<bool> WorkCalendar::is_open(Instant instant) const {
  const CalendarBlock* block = compiled_->block(instant);
  if (block == nullptr || instant == block->until()) return compiled_->missing_at(instant);
  const std::size_t run = block->run_at(instant);
  return run < block->runs().size() && block->runs()[run].from <= instant;
}

Covered<Instant> WorkCalendar::next_opening(Instant instant) const {
  const CalendarBlock* block = compiled_->block(instant);
  if (block == nullptr) return compiled_->missing_at(instant);
  const auto opening = compiled_->opening(*block, block->run_at(instant));
  return opening ? std::max(*opening, instant) : opening;
}

Covered<Instant> WorkCalendar::closing_before(Instant instant) const {
  const CalendarBlock* block = compiled_->block(instant);
  if (block == nullptr) return compiled_->missing_at(instant);
  return compiled_->closing(*block, block->run_at(instant));
}

Covered<Instant> WorkCalendar::closing_of(Day day) const {
  const CalendarBlock* block = compiled_->block(day);
  if (block == nullptr) return compiled_->missing_at(day);
  assert(block->is_working_day(day));
  return block->spans_of(day).back().until;
}

Covered<Day> WorkCalendar::working_day_of(Instant instant) const {
  const Day today = zone().day_of(instant);
  for (const Day day : {today, today - days{1}}) {
    const CalendarBlock* block = compiled_->block(day);
    if (block == nullptr) return compiled_->missing_at(day);
    for (const Interval& span : block->spans_of(day)) {
      if (span.from <= instant && instant < span.until) return day;
    }
  }
  return today;
}

Covered<Instant> WorkCalendar::at_or_before(Day day, Millis clock) const {
  const CalendarBlock* block = compiled_->block(day);
  if (block == nullptr) return compiled_->missing_at(day);
  const Instant wanted = zone().to_instant(LocalTime{day} + clock);
  const auto spans = block->spans_of(day);
  const auto later = std::find_if(spans.begin(), spans.end(), [&](const Interval& span) { return span.from > wanted; });
  if (later != spans.begin()) return std::min(wanted, std::prev(later)->until);
  // Earlier than all the hours of the day, or a day off: a night shift of the day before may still be on.
  const auto open = is_open(wanted);
  if (open && *open) return wanted;
  return closing_before(wanted);
}

Covered<Millis> WorkCalendar::working_time(Interval interval) const {
  if (interval.until <= interval.from) return Millis{0};
  const CalendarBlock* block = compiled_->block(interval.from);
  if (block == nullptr) return compiled_->missing_at(interval.from);
  if (!block->has(interval.until)) return compiled_->missing_after(*block);
  return block->position_of(interval.until) - block->position_of(interval.from);
}

Covered<Instant> WorkCalendar::advance(Instant from, Millis length) const { return compiled_->shifted(from, length); }

Covered<Instant> WorkCalendar::retreat(Instant to, Millis length) const { return compiled_->shifted(to, -length); }

Covered<Instant> WorkCalendar::write_by_boundary(Instant instant) const {
  const CalendarBlock* block = compiled_->block(instant);
  if (block == nullptr) return compiled_->missing_at(instant);
  const std::size_t run = block->run_at(instant);
  const bool is_opening = run < block->runs().size() && block->runs()[run].from == instant;
  const bool is_closing = run > 0 && block->runs()[run - 1].until == instant;
  if (spec().boundary == Boundary::closing)
    return is_opening ? compiled_->closing(*block, run) : Covered<Instant>{instant};
  return is_closing ? compiled_->opening(*block, run) : Covered<Instant>{instant};
}

}  // namespace dondoc::rules

#pragma once

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <vector>

#include "rules/deadline.hpp"
#include "rules/moment.hpp"
#include "rules/work_calendar.hpp"

namespace dondoc::rules {

// The slow twin of WorkCalendar, deadlines and moments: it knows every minute of a calendar as open or closed and walks
// them one by one. It shares nothing with the product but the specification and the zone, works on whole minutes, and
// throws OutOfRange where a walk leaves the covered years.
class BruteForceCalendar {
 public:
  struct OutOfRange : std::runtime_error {
    OutOfRange() : std::runtime_error("left the covered years") {}
  };
  static constexpr Millis kMinute = std::chrono::minutes{1};

  // REQUIRES: spec.years has no gap, and the hours are such that no span ends or starts in an hour that occurs twice.
  BruteForceCalendar(CalendarSpec spec, const Zone& zone) : spec_(std::move(spec)), zone_(zone) {
    first_ = make_day(spec_.years.begin()->first, 1, 1);
    end_ = make_day(spec_.years.rbegin()->first + 1, 1, 1);
    // The first morning may belong to a night of the year before; the last night reaches into the year after.
    ClockTime night{0};
    for (const DayHours& hours : spec_.hours) {
      for (const ClockSpan& span : hours) night = std::max<ClockTime>(night, span.until - std::chrono::hours{24});
    }
    from_ = zone_.at(first_, night);
    until_ = zone_.at(end_, ClockTime{0});
    const std::vector<Interval> last_day = spans_of(end_ - std::chrono::days{1});
    if (!last_day.empty()) until_ = std::max(until_, last_day.back().until);
    open_.resize(static_cast<std::size_t>((until_ - from_) / kMinute));
    for (Day day = first_; day < end_; day += std::chrono::days{1}) {
      for (const Interval& span : spans_of(day)) {
        for (Instant t = std::max(span.from, from_); t < span.until; t += kMinute) open_[index(t)] = true;
      }
    }
  }

  [[nodiscard]] Instant from() const { return from_; }
  [[nodiscard]] Instant until() const { return until_; }

  [[nodiscard]] DayHours hours_of(Day day) const {
    for (const SpecialDay& special : spec_.days) {
      if (special.date != day) continue;
      if (special.kind != DayKind::swap_work) return {};
      if (!special.hours.empty()) return special.hours;
      if (special.replaces && !weekly(*special.replaces).empty()) return weekly(*special.replaces);
      return spec_.hours[1];
    }
    return weekly(day);
  }
  [[nodiscard]] std::vector<Interval> spans_of(Day day) const {
    std::vector<Interval> spans;
    for (const ClockSpan& span : hours_of(day)) spans.push_back({zone_.at(day, span.from), zone_.at(day, span.until)});
    return spans;
  }
  [[nodiscard]] bool is_working_day(Day day) const {
    if (day < first_ || day >= end_) throw OutOfRange{};
    return !hours_of(day).empty();
  }
  [[nodiscard]] Day shift_working_days(Day day, std::int64_t n) const {
    if (day < first_ || day >= end_) throw OutOfRange{};
    const std::chrono::days step{n > 0 ? 1 : -1};
    for (std::int64_t left = std::abs(n); left > 0;) {
      day += step;
      if (is_working_day(day)) --left;
    }
    return day;
  }

  // Is the minute that begins at `t` worked?
  [[nodiscard]] bool open(Instant t) const {
    if (t < from_ || t >= until_) throw OutOfRange{};
    return open_[index(t)];
  }
  [[nodiscard]] bool is_opening(Instant t) const { return open(t) && !open(t - kMinute); }
  [[nodiscard]] bool is_closing(Instant t) const { return open(t - kMinute) && !(t < until_ && open(t)); }
  [[nodiscard]] Instant next_opening(Instant t) const {
    while (!open(t)) t += kMinute;
    return t;
  }
  [[nodiscard]] Instant closing_before(Instant t) const {
    while (!is_closing(t)) t -= kMinute;
    return t;
  }
  [[nodiscard]] Millis working_time(Instant from, Instant until) const {
    Millis total{0};
    for (Instant t = from; t < until; t += kMinute) {
      if (open(t)) total += kMinute;
    }
    return total;
  }

  // The point in working time at which `t` stands, as the calendar writes it.
  [[nodiscard]] Instant written(Instant t) const {
    if (t < until_ && open(t) && !is_opening(t)) return t;
    return spec_.boundary == Boundary::closing ? closing_before(t) : next_opening(t);
  }
  [[nodiscard]] Instant advance(Instant from, Millis length) const {
    for (; length > Millis{0}; from += kMinute) {
      if (open(from)) length -= kMinute;
    }
    return written(from);
  }
  [[nodiscard]] Instant retreat(Instant to, Millis length) const {
    for (; length > Millis{0}; to -= kMinute) {
      if (open(to - kMinute)) length -= kMinute;
    }
    return written(to);
  }

  // `reception` is the twin of input.reception.
  [[nodiscard]] Instant deadline(const TermInput& input, const BruteForceCalendar* reception = nullptr) const {
    const Amount budget = *input.budget;
    const bool working = counts_working_time(budget.unit);
    const Instant start = term_start(input, reception);
    Instant due = std::max(start, without_holds(start, budget));
    for (const Interval& hold : held(input.holds, start)) {
      if (hold.from >= due) break;
      if (!working) {
        due += hold.until - hold.from;
      } else if (const Millis length = working_time(hold.from, hold.until); length > Millis{0}) {
        due = advance(due, length);
      }
    }
    return working ? due : std::max(start, rolled(due, input.roll));
  }

  // Day by day to one that is worked.
  [[nodiscard]] Instant rolled(Instant due, Roll roll) const {
    const Day last = zone_.day_of(due - kMinute);
    // On a day off only a night shift that began the day before is work.
    if (roll == Roll::none || is_working_day(last) || open(due - kMinute)) return due;
    Day day = last;
    while (!is_working_day(day)) day += std::chrono::days{roll == Roll::next ? 1 : -1};
    return due == zone_.at(last, std::chrono::hours{24}) ? zone_.at(day, std::chrono::hours{24})
                                                         : spans_of(day).back().until;
  }

  // Where the term begins to run: cut-off, then the next opening for terms in working time.
  [[nodiscard]] Instant term_start(const TermInput& input, const BruteForceCalendar* reception = nullptr) const {
    const Instant receipt = (reception == nullptr ? *this : *reception).after_cut_off(*input.received, input.cut_off);
    const Instant start = reception == nullptr ? receipt : reception->next_opening(receipt);
    return counts_working_time(input.budget->unit) ? next_opening(start) : start;
  }

  // Every minute from start to due that no hold takes out, in order; then counted off.
  [[nodiscard]] Instant percent(const TermInput& input, Instant start, Instant due, int percent) const {
    const bool working = !input.budget || counts_working_time(input.budget->unit);
    const auto holds = held(input.holds, start);
    std::vector<Instant> minutes;
    for (Instant t = start; t < due; t += kMinute) {
      const bool stands = std::any_of(holds.begin(), holds.end(),
                                      [t](const Interval& hold) { return hold.from <= t && t < hold.until; });
      if (!stands && (!working || open(t))) minutes.push_back(t);
    }
    if (minutes.empty()) return std::min(start, due);
    const Millis wanted{(std::ssize(minutes) * kMinute.count() * percent + 99) / 100};
    const auto whole = static_cast<std::size_t>(wanted / kMinute);
    if (wanted % kMinute != Millis{0}) return minutes[whole] + wanted % kMinute;
    const Instant end = minutes[whole - 1] + kMinute;
    return std::min(working ? written(end) : end, due);
  }

  [[nodiscard]] Instant moment(const Moment& moment, Instant anchor) const {
    if (!moment.amount) return moment.clock ? zone_.at(date_of(moment.anchor, anchor), *moment.clock) : anchor;
    const auto [count, unit] = *moment.amount;
    if (unit == Unit::wh || unit == Unit::wmin) {
      return moment.sign > 0 ? advance(anchor, length_of(*moment.amount)) : retreat(anchor, length_of(*moment.amount));
    }
    if (unit != Unit::wd && unit != Unit::d) return anchor + moment.sign * length_of(*moment.amount);

    const Day date = date_of(moment.anchor, anchor);
    const Millis clock = zone_.to_local(anchor) - LocalTime{date};
    const Day day = unit == Unit::wd ? shift_working_days(date, moment.sign * count)
                                     : date + moment.sign * std::chrono::days{count};
    if (moment.clock) return zone_.at(day, *moment.clock);
    const Instant same = zone_.to_instant(LocalTime{day} + clock);
    if (unit == Unit::d) {
      const bool closes = clock == std::chrono::hours{24} && is_working_day(day);
      return closes ? spans_of(day).back().until : same;
    }
    const Instant kept = kept_or_closing(day, same);
    return moment.sign * count > 0 && kept <= anchor ? next_opening(zone_.at(day, ClockTime{0})) : kept;
  }

 private:
  [[nodiscard]] std::size_t index(Instant t) const { return static_cast<std::size_t>((t - from_) / kMinute); }
  [[nodiscard]] const DayHours& weekly(Day day) const { return spec_.hours[weekday_of(day).c_encoding()]; }

  [[nodiscard]] Instant after_cut_off(Instant received, std::optional<ClockTime> cut_off) const {
    const Day today = zone_.day_of(received);
    const bool late = cut_off && zone_.to_local(received) - LocalTime{today} >= *cut_off && is_working_day(today);
    return late ? spans_of(shift_working_days(today, 1)).front().from : received;
  }

  [[nodiscard]] Day date_of(Anchor anchor, Instant instant) const {
    return zone_.day_of(anchor == Anchor::due ? instant - Millis{1} : instant);
  }

  [[nodiscard]] Day shift_day(Instant start) const {
    for (Day day = zone_.day_of(start);; day -= std::chrono::days{1}) {
      for (const Interval& span : spans_of(day)) {
        if (span.from <= start && start < span.until) return day;
      }
    }
  }

  // `t` if it lies in the hours of the day, else the closing before it.
  [[nodiscard]] Instant kept_or_closing(Day day, Instant t) const {
    std::optional<Instant> closing;
    for (const Interval& span : spans_of(day)) {
      if (span.from <= t && t < span.until) return t;
      if (span.until <= t) closing = span.until;
    }
    if (closing) return *closing;
    return open(t) ? t : closing_before(t);
  }

  [[nodiscard]] Instant without_holds(Instant start, const Amount& budget) const {
    switch (budget.unit) {
      case Unit::wd: {
        const Day day = shift_day(start);
        if (budget.count == 0) return spans_of(day).back().until;
        const Day target = shift_working_days(day, budget.count);
        const Millis clock = zone_.to_local(start) - LocalTime{day};
        const Instant due = kept_or_closing(target, zone_.to_instant(LocalTime{target} + clock));
        const bool between = !(due < until_ && open(due)) || is_opening(due);
        return between ? written(due) : due;
      }
      case Unit::wh:
      case Unit::wmin:
        return advance(start, length_of(budget));
      case Unit::d:
        return zone_.to_instant(zone_.to_local(start) + std::chrono::days{budget.count});
      default:
        return start + length_of(budget);
    }
  }

  // The minutes that closed holds cover from `start` on, joined to intervals.
  [[nodiscard]] std::vector<Interval> held(const std::vector<Hold>& holds, Instant start) const {
    Instant last = start;
    for (const Hold& hold : holds) last = std::max(last, hold.until.value_or(start));
    std::vector<Interval> result;
    for (Instant t = start; t < last; t += kMinute) {
      const bool stands = std::any_of(holds.begin(), holds.end(), [t](const Hold& hold) {
        return hold.until && hold.from <= t && t < *hold.until;
      });
      if (!stands) continue;
      if (!result.empty() && result.back().until == t) {
        result.back().until += kMinute;
      } else {
        result.push_back({t, t + kMinute});
      }
    }
    return result;
  }

  CalendarSpec spec_;
  const Zone& zone_;
  Day first_;
  Day end_;
  Instant from_;
  Instant until_;
  std::vector<bool> open_;
};

}  // namespace dondoc::rules

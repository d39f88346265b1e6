#include "rules/recurrence_walk.hpp"

#include <libical/ical.h>

#include <deque>

#include "rules/recurrence_limits.hpp"

namespace dondoc::rules {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::seconds;

// How many occurrences a walk passes before the interval begins: COUNT has to be counted from the start.
constexpr std::size_t kLongestWalk = 10'000'000;
// Beyond the end of what is asked for, BYSETPOS needs the rest of the period.
constexpr days kLongestPeriod{366};

struct FreeIterator {
  void operator()(icalrecur_iterator* iterator) const { icalrecur_iterator_free(iterator); }
};
using Iterator = std::unique_ptr<icalrecur_iterator, FreeIterator>;

icaltimetype to_ical(LocalTime local) {
  const Day day = floor<days>(local);
  const auto date = civil(day);
  const std::chrono::hh_mm_ss clock{floor<seconds>(local - LocalTime{day})};
  icaltimetype time = icaltime_null_time();
  time.year = static_cast<int>(date.year());
  time.month = static_cast<int>(static_cast<unsigned>(date.month()));
  time.day = static_cast<int>(static_cast<unsigned>(date.day()));
  time.hour = static_cast<int>(clock.hours().count());
  time.minute = static_cast<int>(clock.minutes().count());
  time.second = static_cast<int>(clock.seconds().count());
  time.is_date = 0;
  return time;
}

LocalTime from_ical(const icaltimetype& time) {
  return LocalTime{make_day(time.year, static_cast<unsigned>(time.month), static_cast<unsigned>(time.day))} +
         std::chrono::hours{time.hour} + std::chrono::minutes{time.minute} + seconds{time.second};
}

// The last step at or before `from`, so that a rule within the day is not walked from its beginning. What it gives from
// there on is the same: days are civil, and clock times count from the start.
LocalTime nearer_start(const Recurrence& recurrence, LocalTime from) {
  const seconds step = step_of(*recurrence.rule);
  if (step.count() == 0 || recurrence.rule->count || from <= recurrence.start) return recurrence.start;
  const auto steps = floor<seconds>(from - recurrence.start) / step - 1;
  return steps > 0 ? recurrence.start + steps * step : recurrence.start;
}

// BYSETPOS is left to us: libical 3.0.16 takes it only in rules of whole months and years.
class Positions {
 public:
  explicit Positions(const RecurrenceRule& rule) : rule_{rule} {}

  // The first moment of the period in which `local` lies; the units that the rule lists begin anew in it.
  [[nodiscard]] LocalTime period_start(LocalTime local) const {
    const Day day = floor<days>(local);
    const std::chrono::hh_mm_ss clock{floor<seconds>(local - LocalTime{day})};
    const auto frequency = rule_.frequency;
    const bool hours = frequency >= Frequency::daily && rule_.by.contains("BYHOUR");
    const bool minutes = frequency >= Frequency::hourly && rule_.by.contains("BYMINUTE");
    const bool in_minute = frequency >= Frequency::minutely && rule_.by.contains("BYSECOND");
    return LocalTime{first_day(day)} + (hours ? std::chrono::hours{0} : clock.hours()) +
           (minutes ? std::chrono::minutes{0} : clock.minutes()) + (in_minute ? seconds{0} : clock.seconds());
  }

  // Which of the occurrences of one period the rule means.
  [[nodiscard]] std::vector<LocalTime> chosen(const std::vector<LocalTime>& period) const {
    std::vector<LocalTime> out;
    const auto size = static_cast<int>(period.size());
    for (int index = 0; index < size; ++index) {
      if (allows(rule_, "BYSETPOS", index + 1) || allows(rule_, "BYSETPOS", index - size)) {
        out.push_back(period[static_cast<std::size_t>(index)]);
      }
    }
    return out;
  }

 private:
  [[nodiscard]] Day first_day(Day day) const {
    const auto date = civil(day);
    if (rule_.frequency == Frequency::yearly) return Day{date.year() / 1 / 1};
    if (rule_.frequency == Frequency::monthly) return Day{date.year() / date.month() / 1};
    if (rule_.frequency == Frequency::weekly) return week_of(rule_, day);
    return day;
  }

  const RecurrenceRule& rule_;
};

// What a rule leaves open comes from its start; written into the rule, it stays so when the walk begins elsewhere.
void pin_defaults(const RecurrenceRule& rule, LocalTime start, icalrecurrencetype& parsed) {
  const Day day = floor<days>(start);
  const auto listed = [](const short* list) { return *list != ICAL_RECURRENCE_ARRAY_MAX; };
  const auto pin = [](short* list, unsigned value) {
    list[0] = static_cast<short>(value);
    list[1] = ICAL_RECURRENCE_ARRAY_MAX;
  };
  if (listed(parsed.by_day) || listed(parsed.by_month_day) || listed(parsed.by_year_day)) return;
  if (rule.frequency == Frequency::weekly || listed(parsed.by_week_no)) {
    pin(parsed.by_day, weekday_of(day).c_encoding() + 1U);
  } else if (rule.frequency >= Frequency::monthly) {
    pin(parsed.by_month_day, static_cast<unsigned>(civil(day).day()));
    if (rule.frequency == Frequency::yearly && !listed(parsed.by_month)) {
      pin(parsed.by_month, static_cast<unsigned>(civil(day).month()));
    }
  }
}

// BYMONTHDAY of a year means each of its months (RFC 5545 §3.3.10); libical 3.0.16 takes only that of the start.
void spread_month_days(const RecurrenceRule& rule, icalrecurrencetype& parsed) {
  if (rule.frequency != Frequency::yearly || !rule.by.contains("BYMONTHDAY")) return;
  if (rule.by.contains("BYMONTH") || rule.by.contains("BYYEARDAY") || rule.by.contains("BYWEEKNO")) return;
  for (short month = 1; month <= 12; ++month) parsed.by_month[month - 1] = month;
  parsed.by_month[12] = ICAL_RECURRENCE_ARRAY_MAX;
}

// Every day, for looks_at_days().
void spread_days(const RecurrenceRule& rule, LocalTime start, icalrecurrencetype& parsed) {
  const bool weekday_of_start =
      *parsed.by_day == ICAL_RECURRENCE_ARRAY_MAX && !rule.by.contains("BYMONTHDAY") && !rule.by.contains("BYYEARDAY");
  if (weekday_of_start) {
    parsed.by_day[0] = static_cast<short>(weekday_of(floor<days>(start)).c_encoding() + 1U);
    parsed.by_day[1] = ICAL_RECURRENCE_ARRAY_MAX;
  }
  parsed.freq = ICAL_DAILY_RECURRENCE;
  parsed.interval = 1;
  parsed.by_week_no[0] = ICAL_RECURRENCE_ARRAY_MAX;
}

}  // namespace

class RecurrenceWalk::Steps {
 public:
  Steps(const Recurrence& recurrence, LocalTime from, LocalTime upto)
      : rule_{*recurrence.rule},
        positions_{rule_},
        start_{recurrence.start},
        end_{upto + kLongestPeriod},
        has_positions_{rule_.by.contains("BYSETPOS")},
        looks_at_days_{looks_at_days(rule_)},
        limits_here_{looks_at_days_ || only_limits(rule_)} {
    icalerror_set_errors_are_fatal(0);  // libical's own default is to abort the program
    auto parsed = icalrecurrencetype_from_string(rule_.text.c_str());
    parsed.count = 0;
    parsed.by_set_pos[0] = ICAL_RECURRENCE_ARRAY_MAX;
    if (rule_.frequency == Frequency::weekly) parsed.interval = 1;
    if (looks_at_days_) spread_days(rule_, start_, parsed);
    if (limits_here_) {
      for (auto* list : {parsed.by_month, parsed.by_month_day, parsed.by_year_day}) *list = ICAL_RECURRENCE_ARRAY_MAX;
    }
    if (!looks_at_days_) spread_month_days(rule_, parsed);
    LocalTime begin = nearer_start(recurrence, from);
    if (has_positions_) {
      if (!looks_at_days_) pin_defaults(rule_, start_, parsed);
      begin = positions_.period_start(begin);
    }
    // Nothing where libical sees before it begins that a rule never comes: 30 February.
    iterator_.reset(icalrecur_iterator_new(parsed, to_ical(begin)));
  }

  std::optional<LocalTime> next() {
    if (!has_positions_) return step();
    while (ready_.empty() && (ahead_ || steps_ == 0)) {
      for (const LocalTime local : positions_.chosen(whole_period())) {
        if (local >= start_) ready_.push_back(local);
      }
    }
    if (ready_.empty()) return std::nullopt;
    const LocalTime local = ready_.front();
    ready_.pop_front();
    return local;
  }
  [[nodiscard]] bool too_long() const { return steps_ > kLongestWalk; }

 private:
  std::vector<LocalTime> whole_period() {
    std::vector<LocalTime> period;
    if (!ahead_) ahead_ = step();
    if (!ahead_) return period;
    const LocalTime begin = positions_.period_start(*ahead_);
    for (; ahead_ && positions_.period_start(*ahead_) == begin; ahead_ = step()) period.push_back(*ahead_);
    return period;
  }

  std::optional<LocalTime> step() {
    while (iterator_ && ++steps_ <= kLongestWalk) {
      const auto next = icalrecur_iterator_next(iterator_.get());
      if (icaltime_is_null_time(next) != 0) break;
      const auto local = from_ical(next);
      if (local > end_) break;
      const Day day = floor<days>(local);
      if (!limits_here_ || (allows_date(rule_, day) && in_turn(rule_, start_, day))) return local;
    }
    if (!iterator_) steps_ = 1;
    return std::nullopt;
  }

  const RecurrenceRule& rule_;
  Positions positions_;
  LocalTime start_;
  LocalTime end_;
  bool has_positions_;
  bool looks_at_days_;
  bool limits_here_;
  Iterator iterator_;
  std::size_t steps_ = 0;
  std::optional<LocalTime> ahead_;
  std::deque<LocalTime> ready_;
};

RecurrenceWalk::RecurrenceWalk(const Recurrence& recurrence, LocalTime from, LocalTime upto)
    : steps_{std::make_unique<Steps>(recurrence, from, upto)} {}

RecurrenceWalk::~RecurrenceWalk() = default;

std::optional<LocalTime> RecurrenceWalk::next() { return steps_->next(); }

bool RecurrenceWalk::too_long() const { return steps_->too_long(); }

}  // namespace dondoc::rules

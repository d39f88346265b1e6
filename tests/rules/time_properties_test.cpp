#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdlib>

#include "rules/term_clock.hpp"
#include "tests/rules/brute_force_calendar.hpp"
#include "tests/rules/calendars.hpp"

// Everything that walks a calendar, against the twin that walks it minute by minute.

namespace dondoc::rules {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

struct Pair {
  std::string name;
  const WorkCalendar fast;
  const BruteForceCalendar slow;

  Pair(const CalendarSpec& spec, const std::shared_ptr<const Zone>& in)
      : name(spec.id), fast(spec, in), slow(spec, fast.zone()) {}
};

CalendarSpec two_years(CalendarSpec spec) {
  spec.years.erase(2026);
  spec.years.erase(2027);
  // Days that are shorter, longer, later and on other weekdays than the rest.
  spec.days.push_back(worked("2022-06-18", "2022-06-17"));
  spec.days.push_back(worked("2022-06-19", "", work_hours({{800, 1200}})));
  spec.days.push_back(worked("2022-07-16", "", work_hours({{1800, 2000}})));
  spec.days.push_back(worked("2022-07-23", "", work_hours({{600, 1030}, {1100, 1900}})));
  return spec;
}

// Every day is worked in three shifts without a pause but Sunday, which is off.
CalendarSpec round_the_clock() {
  CalendarSpec spec = shifts_spec("round-the-clock", "Asia/Ho_Chi_Minh");
  spec.hours.fill(work_hours({{600, 1400}, {1400, 2200}, {2200, 3000}}));
  spec.hours[0] = {};
  return spec;
}

// Nights only, over the last hour of 1959, which Saigon left out.
CalendarSpec nights_of_saigon() {
  CalendarSpec spec = shifts_spec("saigon", "Asia/Ho_Chi_Minh");
  spec.hours.fill(work_hours({{2200, 3000}}));
  spec.years = {{1959, {}}, {1960, {}}};
  return spec;
}

const std::vector<std::unique_ptr<Pair>>& pairs() {
  static const auto all = [] {
    std::vector<std::unique_ptr<Pair>> made;
    for (const Boundary boundary : {Boundary::closing, Boundary::opening}) {
      made.push_back(std::make_unique<Pair>(two_years(vietnam_spec(boundary)), zone("Asia/Ho_Chi_Minh")));
      made.push_back(std::make_unique<Pair>(shifts_spec("berlin", "Europe/Berlin", boundary), zone("Europe/Berlin")));
    }
    made.push_back(std::make_unique<Pair>(every_night_spec(), zone("America/New_York")));
    made.push_back(std::make_unique<Pair>(round_the_clock(), zone("Asia/Ho_Chi_Minh")));
    made.push_back(std::make_unique<Pair>(nights_of_saigon(), zone("Asia/Ho_Chi_Minh")));
    return made;
  }();
  return all;
}

const Pair& any_pair() { return *pairs()[*rc::gen::inRange<std::size_t>(0, pairs().size())]; }

// Half of the instants stand within two days of something odd: the ends of the calendar, the changes of the clocks,
// Tet, and the special days above.
Instant any_instant(const Pair& pair) {
  static const std::vector<Instant> odd = {at("2022-01-01T12:00Z"), at("2023-12-30T12:00Z"), at("2022-03-13T07:00Z"),
                                           at("2022-03-27T01:00Z"), at("2022-10-30T01:00Z"), at("2022-11-06T06:00Z"),
                                           at("2023-01-23T00:00Z"), at("2022-06-18T12:00Z"), at("2022-07-16T12:00Z"),
                                           at("2022-07-23T12:00Z"), at("1959-12-31T15:00Z")};
  if (*rc::gen::arbitrary<bool>()) {
    const Instant near = *rc::gen::elementOf(odd) + minutes{*rc::gen::inRange(-3 * 1440, 3 * 1440)};
    return std::clamp(near, pair.slow.from(), pair.slow.until());
  }
  const auto length = static_cast<int>((pair.slow.until() - pair.slow.from()) / BruteForceCalendar::kMinute);
  return pair.slow.from() + minutes{*rc::gen::inRange(0, length)};
}

Day any_day(const Pair& pair) { return pair.fast.zone().day_of(any_instant(pair)); }

std::string text_of(const Pair& pair, Instant t) { return said(t, pair.fast.zone()); }
std::string text_of(const Pair&, Day date) { return format_day(date); }
std::string text_of(const Pair&, Millis length) { return std::to_string(length.count()) + " ms"; }
std::string text_of(const Pair&, bool yes) { return yes ? "yes" : "no"; }

template <class Slow>
std::string slow_text(const Pair& pair, Slow slow) {
  try {
    return text_of(pair, slow());
  } catch (const BruteForceCalendar::OutOfRange&) {
    return "missing";
  }
}

// Both leave the covered years, or both stay and agree.
template <class T, class Slow>
void expect_same(const Pair& pair, const Covered<T>& fast, Slow slow) {
  const std::string calendar = pair.name + ": ";
  RC_ASSERT(calendar + (fast ? text_of(pair, *fast) : "missing") == calendar + slow_text(pair, slow));
}

Amount any_budget() {
  const Unit unit = *rc::gen::element(Unit::wd, Unit::wd, Unit::wh, Unit::wmin, Unit::d, Unit::h, Unit::min);
  const int most = unit == Unit::wd || unit == Unit::d ? 30 : unit == Unit::wmin || unit == Unit::min ? 3000 : 120;
  return {*rc::gen::inRange(0, most), unit};
}

TermInput any_term(const Pair& pair) {
  TermInput input;
  input.received = any_instant(pair);
  input.budget = any_budget();
  if (*rc::gen::inRange(0, 4) == 0) input.cut_off = minutes{*rc::gen::inRange(0, 1440)};
  input.roll = *rc::gen::element(Roll::none, Roll::next, Roll::next, Roll::previous);
  if (*rc::gen::inRange(0, 4) == 0) input.reception = &any_pair().fast;
  const int count = *rc::gen::inRange(0, 5);
  for (int i = 0; i < count; ++i) {
    // Retroactive ones too, and such as touch the one before.
    const bool touches = i > 0 && input.holds.back().until && *rc::gen::inRange(0, 4) == 0;
    const Instant from =
        touches ? *input.holds.back().until : *input.received + minutes{*rc::gen::inRange(-2 * 1440, 30 * 1440)};
    const auto length =
        minutes{*rc::gen::inRange(0, 10) == 0 ? *rc::gen::inRange(0, 20 * 1440) : *rc::gen::inRange(0, 2 * 1440)};
    const Instant until = std::clamp(from + length, pair.slow.from(), pair.slow.until());
    input.holds.push_back({std::clamp(from, pair.slow.from(), pair.slow.until()), until, "", ""});
    if (*rc::gen::inRange(0, 8) == 0) input.holds.back().until.reset();
  }
  return input;
}

// The twin of the calendar of reception.
const BruteForceCalendar* reception_of(const TermInput& input) {
  for (const auto& pair : pairs()) {
    if (&pair->fast == input.reception) return &pair->slow;
  }
  return nullptr;
}

// Rapidcheck takes its settings from the environment only; whoever sets them there wins.
const int kMoreRuns = setenv("RC_PARAMS", "max_success=300 max_discard_ratio=10", 0);

#define EXPECT_PROPERTY(...) EXPECT_TRUE(rc::check(__VA_ARGS__))

TEST(Twin, AgreesOnDays) {
  EXPECT_PROPERTY([] {
    const Pair& pair = any_pair();
    const Day from = any_day(pair);
    const std::int64_t n = *rc::gen::inRange(-300, 300);
    expect_same(pair, pair.fast.is_working_day(from), [&] { return pair.slow.is_working_day(from); });
    const auto shifted = pair.fast.shift_working_days(from, n);
    expect_same(pair, shifted, [&] { return pair.slow.shift_working_days(from, n); });
    if (shifted && n > 0) RC_ASSERT(pair.fast.working_days_between(from, *shifted).value() == n);
  });
}

TEST(Twin, AgreesOnOpeningsAndClosings) {
  EXPECT_PROPERTY([] {
    const Pair& pair = any_pair();
    const Instant t = any_instant(pair);
    switch (*rc::gen::inRange(0, 3)) {
      case 0:
        return expect_same(pair, pair.fast.is_open(t), [&] { return pair.slow.open(t); });
      case 1:
        return expect_same(pair, pair.fast.next_opening(t), [&] { return pair.slow.next_opening(t); });
      default:
        return expect_same(pair, pair.fast.closing_before(t), [&] { return pair.slow.closing_before(t); });
    }
  });
}

TEST(Twin, AgreesOnWorkingTime) {
  EXPECT_PROPERTY([] {
    const Pair& pair = any_pair();
    const Instant a = any_instant(pair);
    const Instant b = *rc::gen::inRange(0, 8) == 0 ? any_instant(pair) : a + minutes{*rc::gen::inRange(0, 3000)};
    expect_same(pair, pair.fast.working_time({a, b}), [&] { return pair.slow.working_time(a, b); });
  });
}

TEST(Twin, AgreesOnAdvanceAndRetreat) {
  EXPECT_PROPERTY([] {
    const Pair& pair = any_pair();
    const Instant t = any_instant(pair);
    const Millis length = minutes{*rc::gen::inRange(0, 5) == 0 ? 0 : *rc::gen::inRange(0, 20000)};
    if (*rc::gen::arbitrary<bool>()) {
      expect_same(pair, pair.fast.advance(t, length), [&] { return pair.slow.advance(t, length); });
    } else {
      expect_same(pair, pair.fast.retreat(t, length), [&] { return pair.slow.retreat(t, length); });
    }
  });
}

TEST(Twin, AgreesOnDeadlinesWithHolds) {
  EXPECT_PROPERTY([] {
    const Pair& pair = any_pair();
    const TermInput input = any_term(pair);
    const auto result = compute_deadline(input, pair.fast).map([](const auto& deadline) { return deadline->due; });
    expect_same(pair, result, [&] { return pair.slow.deadline(input, reception_of(input)); });
  });
}

TEST(Twin, AgreesOnPercentages) {
  EXPECT_PROPERTY([] {
    const Pair& pair = any_pair();
    const TermInput input = any_term(pair);
    const int percent = *rc::gen::inRange(1, 101);
    const auto deadline = compute_deadline(input, pair.fast);
    if (!deadline) RC_DISCARD("no deadline");
    expect_same(pair, percent_moment(input, **deadline, percent, pair.fast), [&] {
      const Instant start = pair.slow.term_start(input, reception_of(input));
      return pair.slow.percent(input, start, (*deadline)->due, percent);
    });
  });
}

TEST(Twin, AgreesOnMoments) {
  EXPECT_PROPERTY([] {
    const Pair& pair = any_pair();
    Moment moment;
    moment.anchor = *rc::gen::element(Anchor::due, Anchor::due, Anchor::received);
    moment.sign = *rc::gen::element(-1, +1);
    if (*rc::gen::inRange(0, 8) != 0) moment.amount = any_budget();
    if ((!moment.amount || is_date_unit(moment.amount->unit)) && *rc::gen::arbitrary<bool>()) {
      moment.clock = minutes{*rc::gen::inRange(0, 1441)};
    }
    Instant anchor = any_instant(pair);
    if (*rc::gen::inRange(0, 3) == 0) anchor = pair.fast.zone().span_of(pair.fast.zone().day_of(anchor)).until;
    expect_same(pair, resolve_moment(moment, anchor, pair.fast), [&] { return pair.slow.moment(moment, anchor); });
  });
}

// Laws that need no twin, down to the millisecond.
Instant any_millisecond(const Pair& pair) { return any_instant(pair) + Millis{*rc::gen::inRange(0, 60'000)}; }

TEST(Law, AdvancePassesExactlyThatMuchWorkingTime) {
  EXPECT_PROPERTY([] {
    const Pair& pair = any_pair();
    const Instant from = any_millisecond(pair);
    const Millis length{*rc::gen::inRange(1, 200'000'000)};
    const auto to = pair.fast.advance(from, length);
    if (!to) RC_DISCARD("left the calendar");
    RC_ASSERT(pair.fast.working_time({from, *to}).value() == length);
    const auto back = pair.fast.retreat(*to, length);
    RC_ASSERT(said(back, pair.fast) == said(pair.fast.advance(from, Millis{0}), pair.fast));
    RC_ASSERT(pair.fast.write_by_boundary(*to).value() == *to);
  });
}

TEST(Law, WorkingTimeAddsUp) {
  EXPECT_PROPERTY([] {
    const Pair& pair = any_pair();
    std::vector<Instant> t{any_millisecond(pair), any_millisecond(pair), any_millisecond(pair)};
    std::sort(t.begin(), t.end());
    const auto whole = pair.fast.working_time({t[0], t[2]});
    if (!whole) RC_DISCARD("left the calendar");
    RC_ASSERT(*whole == *pair.fast.working_time({t[0], t[1]}) + *pair.fast.working_time({t[1], t[2]}));
  });
}

TEST(Law, RepeatsAlwaysMoveOn) {
  EXPECT_PROPERTY([] {
    const Pair& pair = any_pair();
    const Instant previous = any_millisecond(pair);
    RepeatInterval every{any_budget(), std::nullopt};
    every.amount.count += 1;
    if (is_date_unit(every.amount.unit) && *rc::gen::arbitrary<bool>())
      every.clock = minutes{*rc::gen::inRange(0, 1441)};
    const auto next = next_repeat(every, previous, pair.fast);
    if (!next) RC_DISCARD("left the calendar");
    RC_ASSERT(*next > previous);
  });
}

// A hold that was there from the start to the due is the same as so much more working time.
TEST(Law, ADueMovesByTheHoldsThatBeganBeforeIt) {
  EXPECT_PROPERTY([] {
    const Pair& pair = any_pair();
    TermInput input = any_term(pair);
    input.budget = Amount{*rc::gen::inRange(1, 200), Unit::wh};
    if (pair.fast.spec().boundary == Boundary::opening) RC_DISCARD("a night before an opening may be held");
    const auto result = compute_deadline(input, pair.fast);
    if (!result) RC_DISCARD("left the calendar");
    const DeadlineResult& deadline = **result;
    Millis unheld = pair.fast.working_time({deadline.start, deadline.due}).value();
    for (const Interval& hold : closed_holds(input.holds, deadline.start)) {
      if (hold.from < deadline.due) unheld -= pair.fast.working_time(hold).value();
    }
    RC_ASSERT(unheld == length_of(*input.budget));
  });
}

}  // namespace
}  // namespace dondoc::rules

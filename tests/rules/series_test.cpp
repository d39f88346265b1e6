#include "rules/series.hpp"

#include <gtest/gtest.h>

#include "rules/series_changes.hpp"
#include "tests/rules/world_fixture.hpp"

// Which occurrences a series has, and what has to be done so that the items agree with it.

namespace dondoc::rules {
namespace {

World province() {
  World world;
  world.calendars.emplace("vn", std::make_shared<const WorkCalendar>(vietnam_spec(), zone("Asia/Ho_Chi_Minh")));
  world.default_calendar = "vn";
  set_directory(world, small_directory());
  return world;
}

Series series_of(const char* rrule, const char* start, IfDayOff if_day_off = IfDayOff::keep) {
  Series series;
  series.id = "gb";
  series.title = "Họp tháng {{month}}/{{year}}";
  series.rrule = rrule;
  series.recurrence.rule = parse_recurrence_rule(rrule).value();
  const auto time = parse_civil(start).value();
  series.date_only = !time.clock;
  series.recurrence.start = LocalTime{time.day} + time.clock.value_or(Millis{0});
  series.if_day_off = if_day_off;
  series.agencies = {"STC"};
  return series;
}

Interval between(const char* from, const char* until) {
  const auto in = zone("Asia/Ho_Chi_Minh");
  return {in->span_of(day(from)).from, in->span_of(day(until)).until};
}

// "gb/STC/2023-02-05 Mon 2023-02-06T08:00+07:00", with "due …" where it is another time; a line each.
std::string written(const SeriesPlan& plan) {
  const auto in = zone("Asia/Ho_Chi_Minh");
  std::string out;
  for (const auto& one : plan.occurrences) {
    out += one.code + " " + said(one.start, *in);
    if (one.due != one.start) out += " due " + said(one.due, *in);
    out += "\n";
  }
  for (const auto& code : plan.undecided) out += code + " undecided\n";
  for (const auto& finding : plan.findings) out += finding.code + " " + finding.subject + "\n";
  return out;
}

std::string planned(const Series& series, const char* from, const char* until) {
  return written(plan_series(series, province(), *zone("Asia/Ho_Chi_Minh"), between(from, until)));
}

TEST(SeriesPlan, ShiftsOffDaysOff) {
  // 5/2/2023 is a Sunday; 5/1 and 5/4 are working days; 5/3 is a Sunday again
  const struct {
    IfDayOff choice;
    const char* expected;
  } cases[] = {
      {IfDayOff::keep, "gb/STC/2023-02-05 Sun 2023-02-05T08:00+07:00\ngb/STC/2023-03-05 Sun 2023-03-05T08:00+07:00\n"},
      {IfDayOff::next, "gb/STC/2023-02-05 Mon 2023-02-06T08:00+07:00\ngb/STC/2023-03-05 Mon 2023-03-06T08:00+07:00\n"},
      {IfDayOff::previous,
       "gb/STC/2023-02-05 Fri 2023-02-03T08:00+07:00\ngb/STC/2023-03-05 Fri 2023-03-03T08:00+07:00\n"},
      {IfDayOff::skip, ""},
  };
  for (const auto& [choice, expected] : cases) {
    const auto series = series_of("FREQ=MONTHLY;BYMONTHDAY=5", "2022-12-05T08:00", choice);
    EXPECT_EQ(planned(series, "2023-02-01", "2023-03-31"), expected) << if_day_off_name(choice);
  }
}

// Four days off from 29/4/2023 (Saturday): all shift to 4/5, and the one that is least shifted stays.
TEST(SeriesPlan, MergesWhatShiftsOntoOneDay) {
  const auto daily = series_of("FREQ=DAILY", "2023-01-01T08:00", IfDayOff::next);
  EXPECT_EQ(planned(daily, "2023-04-28", "2023-05-05"),
            "gb/STC/2023-04-28 Fri 2023-04-28T08:00+07:00\n"
            "gb/STC/2023-05-04 Thu 2023-05-04T08:00+07:00\n"
            "gb/STC/2023-05-05 Fri 2023-05-05T08:00+07:00\n");
  // Asked for the days off alone, there is none: the 4th has them.
  EXPECT_EQ(planned(daily, "2023-04-29", "2023-05-03"), "");
  // Saturdays and Sundays both shift to Monday; the Sunday is nearer.
  const auto weekend = series_of("FREQ=WEEKLY;BYDAY=SA,SU", "2023-01-01T08:00", IfDayOff::next);
  EXPECT_EQ(planned(weekend, "2023-02-11", "2023-02-12"), "gb/STC/2023-02-12 Mon 2023-02-13T08:00+07:00\n");
}

TEST(SeriesPlan, MakesOneForEachAgencyInForce) {
  auto series = series_of("FREQ=MONTHLY;BYMONTHDAY=6", "2022-12-06T08:00");
  series.agencies.clear();
  series.for_each = Filter{{"agency.level", {rules::Test::Op::equals, std::string{"so"}, {}, {}, {}}}};
  auto world = province();
  auto directory = small_directory();
  for (auto& agency : directory.agencies) {
    if (agency.code == "VP") agency.valid_until = day("2023-01-31");
  }
  set_directory(world, std::move(directory));
  EXPECT_EQ(written(plan_series(series, world, *zone("Asia/Ho_Chi_Minh"), between("2023-01-01", "2023-02-28"))),
            "gb/STC/2023-01-06 Fri 2023-01-06T08:00+07:00\n"
            "gb/VP/2023-01-06 Fri 2023-01-06T08:00+07:00\n"
            "gb/STC/2023-02-06 Mon 2023-02-06T08:00+07:00\n");
  series.for_each.reset();
  EXPECT_EQ(planned(series, "2023-01-01", "2023-01-31"), "gb/2023-01-06 Fri 2023-01-06T08:00+07:00\n");
}

TEST(SeriesPlan, GivesReportsTheirTerm) {
  // 14/2/2023 is a Tuesday; 14/5 a Sunday
  auto report = series_of("FREQ=MONTHLY;BYMONTHDAY=14", "2022-12-14");
  report.kind = SeriesKind::report;
  EXPECT_EQ(planned(report, "2023-02-01", "2023-02-28"),
            "gb/STC/2023-02-14 Tue 2023-02-14T00:00+07:00 due Wed 2023-02-15T00:00+07:00\n");
  report.term = Amount{2, Unit::wd};
  EXPECT_EQ(planned(report, "2023-02-01", "2023-02-28"),
            "gb/STC/2023-02-14 Tue 2023-02-14T00:00+07:00 due Fri 2023-02-17T00:00+07:00\n");
  report.term = Amount{3, Unit::d};
  EXPECT_EQ(planned(report, "2023-02-01", "2023-02-28"),
            "gb/STC/2023-02-14 Tue 2023-02-14T00:00+07:00 due Sat 2023-02-18T00:00+07:00\n");
  auto timed = series_of("FREQ=MONTHLY;BYMONTHDAY=14", "2022-12-14T16:00");
  timed.kind = SeriesKind::report;
  timed.term = Amount{4, Unit::wh};
  EXPECT_EQ(planned(timed, "2023-02-01", "2023-02-28"),
            "gb/STC/2023-02-14 Tue 2023-02-14T16:00+07:00 due Wed 2023-02-15T10:00+07:00\n");
}

// 2024 is missing: nothing is guessed, and a finding says so.
TEST(SeriesPlan, LeavesOutWhatTheCalendarDoesNotKnow) {
  const auto series = series_of("FREQ=MONTHLY;BYMONTHDAY=5", "2022-12-05T08:00", IfDayOff::next);
  EXPECT_EQ(planned(series, "2023-12-01", "2024-02-28"),
            "gb/STC/2023-12-05 Tue 2023-12-05T08:00+07:00\n"
            "gb/STC/2024-01-05 undecided\n"
            "gb/STC/2024-02-05 undecided\n"
            "DD6903 series:gb/vn/2024\n");
  // 31/12/2023 is a Sunday: its working day lies in 2024
  const auto last = series_of("FREQ=MONTHLY;BYMONTHDAY=-1", "2022-12-31T08:00", IfDayOff::next);
  EXPECT_EQ(planned(last, "2023-12-01", "2023-12-31"), "gb/STC/2023-12-31 undecided\nDD6903 series:gb/vn/2024\n");
  // one that keeps its day asks no calendar
  const auto kept = series_of("FREQ=MONTHLY;BYMONTHDAY=5", "2022-12-05T08:00");
  EXPECT_EQ(planned(kept, "2024-01-01", "2024-01-31"), "gb/STC/2024-01-05 Fri 2024-01-05T08:00+07:00\n");
}

TEST(SeriesPlan, WritesTitlesAsOfficialsWriteDates) {
  const struct {
    const char* title;
    const char* start;
    const char* expected;
  } cases[] = {
      {"Họp tháng {{month}}/{{year}}", "2023-01-05T08:00", "Họp tháng 01/2023"},
      {"Họp tháng {{month}}/{{year}}", "2023-02-05T08:00", "Họp tháng 02/2023"},
      {"Họp tháng {{month}}/{{year}}", "2023-03-05T08:00", "Họp tháng 3/2023"},
      {"Báo cáo quý {{quarter}}/{{year}}", "2023-12-14T08:00", "Báo cáo quý IV/2023"},
      {"Báo cáo quý {{quarter}}", "2023-06-14T08:00", "Báo cáo quý II"},
      {"Họp ngày {{date}}", "2023-04-01T08:00", "Họp ngày 01/4/2023"},
      {"Họp {{date", "2023-04-01T08:00", "Họp {{date"},
      {"Họp", "2023-04-01T08:00", "Họp"},
  };
  for (const auto& [title, start, expected] : cases) {
    auto series = series_of("FREQ=YEARLY", start);
    series.title = title;
    const auto plan = plan_series(series, province(), *zone("Asia/Ho_Chi_Minh"), between("2023-01-01", "2023-12-31"));
    ASSERT_EQ(plan.occurrences.size(), 1U);
    EXPECT_EQ(plan.occurrences.front().title, expected);
  }
  EXPECT_EQ(unknown_title_place("{{month}} {{mont}} {{x}}"), "mont");
  EXPECT_EQ(unknown_title_place("{{month}}/{{year}} {{quarter}} {{date}}"), std::nullopt);
}

// A store of one series: what changes_of() says is done to it.
class SeriesStory : public testing::Test {
 protected:
  SeriesStory() : series_(series_of("FREQ=MONTHLY;BYMONTHDAY=5", "2022-12-05T08:00", IfDayOff::next)) {
    series_.loaded_at = at("2022-12-01T07:00+07:00");
    series_.horizon = std::chrono::days{40};
  }

  // What changes at that time, a line each: "make gb/STC/2022-12-05 Mon 2022-12-05T08:00+07:00".
  std::string on(const char* now) {
    constexpr std::string_view kNames[] = {"make", "change", "withdraw", "restore", "close"};
    const auto in = zone("Asia/Ho_Chi_Minh");
    const auto changes = ended_ ? changes_at_end(series_, world_, *in, known_, at(now))
                                : changes_of(series_, world_, *in, known_, at(now));
    next_ = changes.next;
    std::string out;
    for (const auto& [what, one] : changes.changes) {
      out += std::string{kNames[static_cast<std::size_t>(what)]} + " " + one.code + " " + said(one.due, *in) + "\n";
      apply(what, one);
    }
    return out;
  }

  KnownOccurrence& known(std::string_view code) {
    const auto found = std::ranges::find(known_, code, &KnownOccurrence::code);
    if (found == known_.end()) throw std::invalid_argument("no such occurrence");
    return *found;
  }

  void set_rule(const char* rrule) { series_.recurrence.rule = parse_recurrence_rule(rrule).value(); }

  Series series_;
  World world_ = province();
  std::vector<KnownOccurrence> known_;
  std::optional<Instant> next_;
  bool ended_ = false;

 private:
  void apply(OccurrenceChange::What what, const Occurrence& one) {
    using What = OccurrenceChange::What;
    if (what == What::make) {
      const auto found = std::ranges::find(known_, one.code, &KnownOccurrence::code);
      auto& row = found == known_.end() ? known_.emplace_back() : *found;
      row.code = one.code;
      row.agency = one.agency;
      row.day = one.day;
      row.state = State::open;
    }
    auto& row = known(one.code);
    if (what == What::close) {
      row.state = State::done;
      return;
    }
    row.withdrawn = what == What::withdraw;
    row.state = row.withdrawn ? State::cancelled : State::open;
    row.title = one.title;
    row.start = one.start;
    row.due = one.due;
    row.due_is_date = one.due_is_date;
  }
};

TEST_F(SeriesStory, MakesWhatTheHorizonReachesAndClosesWhatIsOver) {
  EXPECT_EQ(on("2022-12-01T07:00+07:00"),
            "make gb/STC/2022-12-05 Mon 2022-12-05T08:00+07:00\n"
            "make gb/STC/2023-01-05 Thu 2023-01-05T08:00+07:00\n");
  EXPECT_EQ(next_, at("2022-12-05T08:00+07:00"));
  EXPECT_EQ(on("2022-12-05T07:59+07:00"), "");
  EXPECT_EQ(on("2022-12-05T08:00+07:00"), "close gb/STC/2022-12-05 Mon 2022-12-05T08:00+07:00\n");
  // 40 days before 5/2/2023
  EXPECT_EQ(next_, at("2022-12-27T00:00+07:00"));
  EXPECT_EQ(on("2022-12-27T00:00+07:00"), "make gb/STC/2023-02-05 Mon 2023-02-06T08:00+07:00\n");
  EXPECT_EQ(on("2022-12-27T00:01+07:00"), "");
}

TEST_F(SeriesStory, BeginsWhereItWasLoadedUnlessSinceGoesBack) {
  series_.loaded_at = at("2022-12-05T08:00:01+07:00");
  EXPECT_EQ(on("2022-12-06T07:00+07:00"), "make gb/STC/2023-01-05 Thu 2023-01-05T08:00+07:00\n");
  series_.since = day("2022-12-05");
  EXPECT_EQ(on("2022-12-06T07:00+07:00"),
            "make gb/STC/2022-12-05 Mon 2022-12-05T08:00+07:00\n"
            "close gb/STC/2022-12-05 Mon 2022-12-05T08:00+07:00\n");
}

TEST_F(SeriesStory, MakesWhatFellIntoADowntime) {
  EXPECT_NE(on("2022-12-01T07:00+07:00"), "");
  EXPECT_EQ(on("2023-02-10T07:00+07:00"),
            "close gb/STC/2022-12-05 Mon 2022-12-05T08:00+07:00\n"
            "close gb/STC/2023-01-05 Thu 2023-01-05T08:00+07:00\n"
            "make gb/STC/2023-02-05 Mon 2023-02-06T08:00+07:00\n"
            "close gb/STC/2023-02-05 Mon 2023-02-06T08:00+07:00\n"
            "make gb/STC/2023-03-05 Mon 2023-03-06T08:00+07:00\n");
}

// An agency that comes later, or with the first import after the series was loaded, owes nothing of before.
TEST_F(SeriesStory, AsksNobodyForWhatHadBegunBeforeHeWasThere) {
  series_.agencies = {};
  series_.for_each = Filter{{"agency", {rules::Test::Op::equals, std::string{"STC"}, {}, {}, {}}}};
  set_directory(world_, Directory{});
  EXPECT_EQ(on("2022-12-01T07:00+07:00"), "");
  set_directory(world_, small_directory());
  EXPECT_EQ(on("2023-01-10T07:00+07:00"), "make gb/STC/2023-02-05 Mon 2023-02-06T08:00+07:00\n");
  series_.for_each->front().test.value = std::string{"*"};
  series_.for_each->front().test.op = rules::Test::Op::pattern;
  EXPECT_EQ(on("2023-02-07T07:00+07:00"),
            "close gb/STC/2023-02-05 Mon 2023-02-06T08:00+07:00\n"
            "make gb/CL/2023-03-05 Mon 2023-03-06T08:00+07:00\n"
            "make gb/STC/2023-03-05 Mon 2023-03-06T08:00+07:00\n"
            "make gb/UBND/2023-03-05 Mon 2023-03-06T08:00+07:00\n"
            "make gb/VP/2023-03-05 Mon 2023-03-06T08:00+07:00\n"
            "make gb/XA/2023-03-05 Mon 2023-03-06T08:00+07:00\n");
}

TEST_F(SeriesStory, StaysOpenWhereSomebodyHasToReport) {
  series_.completion = Completion::report;
  EXPECT_EQ(on("2022-12-01T07:00+07:00"),
            "make gb/STC/2022-12-05 Mon 2022-12-05T08:00+07:00\n"
            "make gb/STC/2023-01-05 Thu 2023-01-05T08:00+07:00\n");
  EXPECT_EQ(on("2022-12-20T07:00+07:00"), "");
}

// A calendar edit moves the occurrence and keeps its code.
TEST_F(SeriesStory, FollowsTheCalendar) {
  EXPECT_NE(on("2022-12-01T07:00+07:00"), "");
  auto spec = vietnam_spec();
  spec.days.push_back(off("2023-01-05", DayKind::swap_off));
  world_.calendars["vn"] = std::make_shared<const WorkCalendar>(spec, zone("Asia/Ho_Chi_Minh"));
  EXPECT_EQ(on("2022-12-02T07:00+07:00"), "change gb/STC/2023-01-05 Fri 2023-01-06T08:00+07:00\n");
  // a year that the calendar no longer has takes nothing back
  spec.years.erase(2023);
  world_.calendars["vn"] = std::make_shared<const WorkCalendar>(spec, zone("Asia/Ho_Chi_Minh"));
  EXPECT_EQ(on("2022-12-02T07:01+07:00"), "");
}

TEST_F(SeriesStory, TakesBackWhatAChangedRuleNoLongerHasAndKeepsThePast) {
  EXPECT_NE(on("2022-12-01T07:00+07:00"), "");
  EXPECT_NE(on("2022-12-06T07:00+07:00"), "");
  set_rule("FREQ=MONTHLY;BYMONTHDAY=10");
  EXPECT_EQ(on("2022-12-06T07:01+07:00"),
            "make gb/STC/2022-12-10 Mon 2022-12-12T08:00+07:00\n"
            "make gb/STC/2023-01-10 Tue 2023-01-10T08:00+07:00\n"
            "withdraw gb/STC/2023-01-05 Thu 2023-01-05T08:00+07:00\n");
  EXPECT_EQ(on("2022-12-06T07:02+07:00"), "");
  // changed back: the same item is there again
  set_rule("FREQ=MONTHLY;BYMONTHDAY=5");
  EXPECT_EQ(on("2022-12-06T07:03+07:00"),
            "restore gb/STC/2023-01-05 Thu 2023-01-05T08:00+07:00\n"
            "withdraw gb/STC/2022-12-10 Mon 2022-12-12T08:00+07:00\n"
            "withdraw gb/STC/2023-01-10 Tue 2023-01-10T08:00+07:00\n");
}

TEST_F(SeriesStory, NeverTakesBackWhatSomebodyWasToldOf) {
  EXPECT_NE(on("2022-12-01T07:00+07:00"), "");
  known("gb/STC/2022-12-05").told = true;
  set_rule("FREQ=MONTHLY;BYMONTHDAY=10");
  EXPECT_EQ(on("2022-12-01T08:00+07:00"),
            "make gb/STC/2022-12-10 Mon 2022-12-12T08:00+07:00\n"
            "make gb/STC/2023-01-10 Tue 2023-01-10T08:00+07:00\n"
            "withdraw gb/STC/2023-01-05 Thu 2023-01-05T08:00+07:00\n");
  // it closes by itself at its time all the same
  EXPECT_EQ(on("2022-12-05T08:00+07:00"), "close gb/STC/2022-12-05 Mon 2022-12-05T08:00+07:00\n");
}

TEST_F(SeriesStory, EndsWithItsSeries) {
  EXPECT_NE(on("2022-12-01T07:00+07:00"), "");
  known("gb/STC/2022-12-05").told = true;
  ended_ = true;
  EXPECT_EQ(on("2022-12-01T08:00+07:00"), "withdraw gb/STC/2023-01-05 Thu 2023-01-05T08:00+07:00\n");
  EXPECT_EQ(on("2022-12-05T08:00+07:00"), "close gb/STC/2022-12-05 Mon 2022-12-05T08:00+07:00\n");
}

TEST_F(SeriesStory, KeepsWhatPeopleDecided) {
  EXPECT_NE(on("2022-12-01T07:00+07:00"), "");
  // moved by a person: it stays there, under the same code
  known("gb/STC/2023-01-05").moved_to = at("2023-01-12T14:00+07:00");
  EXPECT_EQ(on("2022-12-01T08:00+07:00"), "change gb/STC/2023-01-05 Thu 2023-01-12T14:00+07:00\n");
  EXPECT_EQ(on("2022-12-01T08:01+07:00"), "");
  // cancelled by a person: neither made nor restored
  known("gb/STC/2023-01-05").cancelled = true;
  known("gb/STC/2023-01-05").state = State::cancelled;
  EXPECT_EQ(on("2022-12-01T08:02+07:00"), "");
  KnownOccurrence beforehand;
  beforehand.code = "gb/STC/2023-02-05";
  beforehand.agency = "STC";
  beforehand.day = day("2023-02-05");
  beforehand.cancelled = true;
  known_.push_back(beforehand);
  EXPECT_EQ(on("2022-12-27T08:00+07:00"), "close gb/STC/2022-12-05 Mon 2022-12-05T08:00+07:00\n");
}

TEST_F(SeriesStory, FollowsTheAgencies) {
  EXPECT_NE(on("2022-12-01T07:00+07:00"), "");
  series_.agencies = {"VP"};
  EXPECT_EQ(on("2022-12-01T08:00+07:00"),
            "make gb/VP/2022-12-05 Mon 2022-12-05T08:00+07:00\n"
            "make gb/VP/2023-01-05 Thu 2023-01-05T08:00+07:00\n"
            "withdraw gb/STC/2022-12-05 Mon 2022-12-05T08:00+07:00\n"
            "withdraw gb/STC/2023-01-05 Thu 2023-01-05T08:00+07:00\n");
}

}  // namespace
}  // namespace dondoc::rules

#include "rules/deadline.hpp"

#include <gtest/gtest.h>

#include "rules/term_clock.hpp"
#include "tests/rules/deadline_words.hpp"

namespace dondoc::rules {
namespace {

using std::chrono::hours;

struct TermCase {
  const char* rule;
  const char* received;
  const char* budget;
  const char* expected;
};

void expect_dues(const std::vector<TermCase>& cases, const WorkCalendar& calendar) {
  for (const auto& [rule, received, budget, expected] : cases) {
    EXPECT_EQ(due(term(received, budget), calendar), expected) << rule << ": " << budget << " from " << received;
  }
}

TEST(WorkingDays, KeepTheTimeOfDay) {
  expect_dues(
      {
          {"at work", "Mon 2026-10-05T10:15+07:00", "3wd", "Thu 2026-10-08T10:15+07:00"},
          {"over a weekend", "Thu 2026-10-08T10:15+07:00", "3wd", "Tue 2026-10-13T10:15+07:00"},
          {"seconds and milliseconds too", "Mon 2026-10-05T10:15:30.250+07:00", "1wd",
           "Tue 2026-10-06T10:15:30.250+07:00"},
          {"three days of eight hours over 24/11", "Thu 2026-11-19T10:15+07:00", "3wd", "Wed 2026-11-25T10:15+07:00"},
          {"a make-up Saturday is worked", "Fri 2026-08-21T09:00+07:00", "2wd", "Mon 2026-08-24T09:00+07:00"},
          {"received on a make-up Saturday", "Sat 2026-08-22T09:00+07:00", "1wd", "Mon 2026-08-24T09:00+07:00"},
          {"over Tet 2023", "Thu 2023-01-19T09:00+07:00", "1wd", "Fri 2023-01-27T09:00+07:00"},
          {"over the swapped Monday and 1-2/9", "Fri 2026-08-28T09:00+07:00", "1wd", "Thu 2026-09-03T09:00+07:00"},
          {"30 days over New Year", "Thu 2022-12-01T09:00+07:00", "30wd", "Fri 2023-01-13T09:00+07:00"},
      },
      vietnam());
}

TEST(WorkingDays, StartAtTheNextOpeningIfReceivedOutsideWorkingTime) {
  expect_dues(
      {
          {"Friday evening", "Fri 2026-10-02T18:00+07:00", "3wd", "Wed 2026-10-07T17:00+07:00"},
          {"Saturday", "Sat 2026-10-03T09:00+07:00", "3wd", "Wed 2026-10-07T17:00+07:00"},
          {"early Monday", "Mon 2026-10-05T05:00+07:00", "3wd", "Wed 2026-10-07T17:00+07:00"},
          {"at the opening", "Mon 2026-10-05T07:00+07:00", "3wd", "Wed 2026-10-07T17:00+07:00"},
          {"at the closing", "Fri 2026-10-02T17:00+07:00", "3wd", "Wed 2026-10-07T17:00+07:00"},
          {"at lunch: from 13:30, which ends as the morning does", "Mon 2026-10-05T12:00+07:00", "1wd",
           "Tue 2026-10-06T11:30+07:00"},
          {"at half past eleven sharp", "Mon 2026-10-05T11:30+07:00", "1wd", "Tue 2026-10-06T11:30+07:00"},
          {"just before", "Mon 2026-10-05T11:29+07:00", "1wd", "Tue 2026-10-06T11:29+07:00"},
          {"on a holiday", "Tue 2026-11-24T09:00+07:00", "1wd", "Wed 2026-11-25T17:00+07:00"},
      },
      vietnam());
}

TEST(WorkingDays, AreWrittenAsOpeningsWhereTheCalendarSaysSo) {
  expect_dues(
      {
          {"Friday evening", "Fri 2026-10-02T18:00+07:00", "3wd", "Thu 2026-10-08T07:00+07:00"},
          {"at the opening", "Mon 2026-10-05T07:00+07:00", "3wd", "Thu 2026-10-08T07:00+07:00"},
          {"at lunch", "Mon 2026-10-05T12:00+07:00", "1wd", "Tue 2026-10-06T13:30+07:00"},
          {"at work nothing changes", "Mon 2026-10-05T10:15+07:00", "3wd", "Thu 2026-10-08T10:15+07:00"},
          {"working hours", "Mon 2026-10-05T16:00+07:00", "1wh", "Tue 2026-10-06T07:00+07:00"},
          {"the same day stays the same day", "Mon 2026-10-05T10:15+07:00", "0wd", "Mon 2026-10-05T17:00+07:00"},
      },
      vietnam_opening());
}

TEST(WorkingDays, ZeroIsTheClosingOfTheDayItStarts) {
  expect_dues(
      {
          {"at work", "Mon 2026-10-05T10:15+07:00", "0wd", "Mon 2026-10-05T17:00+07:00"},
          {"at lunch", "Mon 2026-10-05T12:00+07:00", "0wd", "Mon 2026-10-05T17:00+07:00"},
          {"in the evening", "Mon 2026-10-05T17:30+07:00", "0wd", "Tue 2026-10-06T17:00+07:00"},
          {"on Saturday", "Sat 2026-10-03T09:00+07:00", "0wd", "Mon 2026-10-05T17:00+07:00"},
          {"on a make-up Saturday", "Sat 2026-08-22T09:00+07:00", "0wd", "Sat 2026-08-22T17:00+07:00"},
      },
      vietnam());
}

// Fridays end at 11:30; Saturday 18/06/2022 is worked 08:00-12:00 and Sunday 19/06/2022 18:00-20:00.
CalendarSpec uneven_spec(Boundary boundary) {
  CalendarSpec spec;
  spec.id = "uneven";
  spec.boundary = boundary;
  spec.hours = monday_to_friday(work_hours({{700, 1130}, {1330, 1700}}));
  spec.hours[std::chrono::Friday.c_encoding()] = work_hours({{700, 1130}});
  spec.years = {{2022, {}}};
  spec.days = {worked("2022-06-18", "", work_hours({{800, 1200}})),
               worked("2022-06-19", "", work_hours({{1800, 2000}}))};
  return spec;
}

TEST(WorkingDays, AreClampedWhereTheDayHasNoSuchTime) {
  const std::vector<TermCase> cases = {
      {"the afternoon of a short Friday", "Thu 2022-06-09T15:00+07:00", "1wd", "Fri 2022-06-10T11:30+07:00"},
      {"its morning", "Thu 2022-06-09T10:00+07:00", "1wd", "Fri 2022-06-10T10:00+07:00"},
      {"later than a short Saturday", "Fri 2022-06-17T09:00+07:00", "1wd", "Sat 2022-06-18T09:00+07:00"},
      {"earlier than a late Saturday: the closing before", "Fri 2022-06-17T07:30+07:00", "1wd",
       "Fri 2022-06-17T11:30+07:00"},
      {"earlier than an evening Sunday", "Fri 2022-06-17T09:00+07:00", "2wd", "Sat 2022-06-18T12:00+07:00"},
      {"two days on the time of day is the old one", "Thu 2022-06-09T15:00+07:00", "2wd", "Mon 2022-06-13T15:00+07:00"},
  };
  expect_dues(cases, WorkCalendar{uneven_spec(Boundary::closing), zone("Asia/Ho_Chi_Minh")});
  const WorkCalendar opening{uneven_spec(Boundary::opening), zone("Asia/Ho_Chi_Minh")};
  EXPECT_EQ(due(term("Thu 2022-06-09T15:00+07:00", "1wd"), opening), "Mon 2022-06-13T07:00+07:00");
  EXPECT_EQ(due(term("Fri 2022-06-17T07:30+07:00", "1wd"), opening), "Sat 2022-06-18T08:00+07:00");
}

TEST(WorkingDays, FollowTheHoursOfTheSeason) {
  CalendarSpec spec;
  spec.hours = monday_to_friday(work_hours({{700, 1130}, {1330, 1700}}));
  spec.seasons.push_back({"winter", std::chrono::October / 17, std::chrono::April / 14,
                          monday_to_friday(work_hours({{730, 1200}, {1300, 1630}}))});
  spec.years = {{2022, {}}};
  const WorkCalendar calendar{spec, zone("Asia/Ho_Chi_Minh")};
  expect_dues(
      {
          {"the time is there in both", "Fri 2022-10-14T10:00+07:00", "1wd", "Mon 2022-10-17T10:00+07:00"},
          {"the winter day ends earlier", "Fri 2022-10-14T16:45+07:00", "1wd", "Mon 2022-10-17T16:30+07:00"},
          {"the winter day begins later", "Fri 2022-10-14T07:15+07:00", "1wd", "Fri 2022-10-14T17:00+07:00"},
          {"hours are the hours there are", "Fri 2022-10-14T16:00+07:00", "2wh", "Mon 2022-10-17T08:30+07:00"},
      },
      calendar);
}

TEST(WorkingHours, AreWalkedFromTheStart) {
  expect_dues(
      {
          {"24 h over a holiday and a weekend", "Thu 2026-11-19T10:15+07:00", "24wh", "Wed 2026-11-25T10:15+07:00"},
          {"4 h over a weekend", "Fri 2026-11-20T15:00+07:00", "4wh", "Mon 2026-11-23T09:00+07:00"},
          {"4 h over lunch", "Thu 2026-11-19T10:00+07:00", "4wh", "Thu 2026-11-19T16:00+07:00"},
          {"2 h into the next day", "Thu 2026-11-19T16:00+07:00", "2wh", "Fri 2026-11-20T08:00+07:00"},
          {"8 h from Friday evening: Monday's closing, not Tuesday's opening", "Fri 2026-11-20T17:30+07:00", "8wh",
           "Mon 2026-11-23T17:00+07:00"},
          {"4 h received on a Saturday", "Sat 2026-11-21T09:00+07:00", "4wh", "Mon 2026-11-23T11:00+07:00"},
          {"minutes", "Thu 2026-11-19T11:00+07:00", "45wmin", "Thu 2026-11-19T13:45+07:00"},
          {"up to the closing", "Thu 2026-11-19T10:00+07:00", "90wmin", "Thu 2026-11-19T11:30+07:00"},
      },
      vietnam());
}

// What a live provincial system gets wrong when it is replayed.
TEST(FaultsSeenElsewhere, AreNotOurs) {
  expect_dues(
      {
          {"a make-up Saturday is left out", "Fri 2026-08-21T09:00+07:00", "2wd", "Mon 2026-08-24T09:00+07:00"},
          {"30 civil days become 90", "Mon 2026-03-02T09:00+07:00", "30d", "Wed 2026-04-01T09:00+07:00"},
          {"4 h from a Saturday are due that Saturday", "Sat 2026-11-21T09:00+07:00", "4wh",
           "Mon 2026-11-23T11:00+07:00"},
          {"only days off to come are known", "Wed 2022-08-31T09:00+07:00", "1wd", "Mon 2022-09-05T09:00+07:00"},
          {"the end of Monday is written as Tuesday, a day off", "Fri 2026-11-20T17:30+07:00", "8wh",
           "Mon 2026-11-23T17:00+07:00"},
      },
      vietnam());
}

TEST(CivilDays, KeepTheClockTimeInTheZone) {
  expect_dues(
      {
          {"thirty days are thirty days", "Mon 2026-03-02T09:00+07:00", "30d", "Wed 2026-04-01T09:00+07:00"},
          {"also onto a day off", "Thu 2022-12-01T20:00+07:00", "3d", "Sun 2022-12-04T20:00+07:00"},
          {"none", "Thu 2022-12-01T20:00+07:00", "0d", "Thu 2022-12-01T20:00+07:00"},
          {"they need no calendar", "Thu 2023-12-28T09:00+07:00", "10d", "Sun 2024-01-07T09:00+07:00"},
      },
      vietnam());
  expect_dues(
      {
          {"clocks set forward in between", "Sat 2022-03-26T12:00+01:00", "1d", "Sun 2022-03-27T12:00+02:00"},
          {"into the gap", "Sat 2022-03-26T02:30+01:00", "1d", "Sun 2022-03-27T03:00+02:00"},
          {"into the overlap: the earlier", "Sat 2022-10-29T02:30+02:00", "1d", "Sun 2022-10-30T02:30+02:00"},
          {"clocks set back in between", "Sat 2022-10-29T12:00+02:00", "1d", "Sun 2022-10-30T12:00+01:00"},
      },
      berlin());
}

TEST(ElapsedTime, RunsThroughNightsAndClockChanges) {
  expect_dues(
      {
          {"hours", "Fri 2022-12-02T18:00+07:00", "24h", "Sat 2022-12-03T18:00+07:00"},
          {"minutes", "Fri 2022-12-02T18:00+07:00", "90min", "Fri 2022-12-02T19:30+07:00"},
          {"seconds", "Fri 2022-12-02T18:00+07:00", "20s", "Fri 2022-12-02T18:00:20+07:00"},
          {"they need no calendar", "Sun 2023-12-31T23:00+07:00", "2h", "Mon 2024-01-01T01:00+07:00"},
      },
      vietnam());
  expect_dues({{"24 h are 24 h", "Sat 2022-03-26T12:00+01:00", "24h", "Sun 2022-03-27T13:00+02:00"}}, berlin());
}

TEST(NightShiftTerms, BelongToTheDayOnWhichTheShiftStarts) {
  expect_dues(
      {
          {"at three in the morning of Tuesday's shift", "Wed 2022-06-01T03:00+02:00", "1wd",
           "Thu 2022-06-02T03:00+02:00"},
          {"Thursday's night plus one: Friday's night", "Fri 2022-06-03T03:00+02:00", "1wd",
           "Sat 2022-06-04T03:00+02:00"},
          {"Friday's night plus one: Monday's night", "Sat 2022-06-04T03:00+02:00", "1wd",
           "Tue 2022-06-07T03:00+02:00"},
          {"the same day ends in the morning", "Tue 2022-05-31T09:00+02:00", "0wd", "Wed 2022-06-01T06:00+02:00"},
          {"hours", "Fri 2022-06-03T23:00+02:00", "8wh", "Mon 2022-06-06T09:00+02:00"},
          {"opened with the night", "Fri 2022-06-03T22:00+02:00", "1wd", "Mon 2022-06-06T16:00+02:00"},
      },
      berlin());
  expect_dues({{"into the gap", "Sat 2022-03-12T02:30-05:00", "1wd", "Sun 2022-03-13T03:00-04:00"},
               {"into the overlap: the earlier", "Sat 2022-11-05T01:30-04:00", "1wd", "Sun 2022-11-06T01:30-04:00"}},
              new_york());
}

// Saigon set its clocks forward at 23:00 of 31/12/1959, and back at the midnight that ended 12/6/1975.
TEST(NightShiftTerms, PassTheClockChangesOfSaigon) {
  CalendarSpec spec;
  spec.id = "saigon";
  spec.zone = "Asia/Ho_Chi_Minh";
  spec.hours.fill(work_hours({{2200, 3000}}));
  spec.years = {{1959, {}}, {1960, {}}, {1975, {}}};
  expect_dues(
      {
          {"the night of the gap has seven hours", "Thu 1959-12-31T22:00+07:00", "7wh", "Fri 1960-01-01T06:00+08:00"},
          {"into the gap: the first instant after it", "Wed 1959-12-30T23:30+07:00", "1wd",
           "Fri 1960-01-01T00:00+08:00"},
          {"a civil day over it", "Thu 1959-12-31T12:00+07:00", "1d", "Fri 1960-01-01T12:00+08:00"},
          {"24 hours over it", "Thu 1959-12-31T12:00+07:00", "24h", "Fri 1960-01-01T13:00+08:00"},
          {"the night of the overlap has nine hours", "Thu 1975-06-12T22:00+08:00", "9wh",
           "Fri 1975-06-13T06:00+07:00"},
          {"in it, the second time", "Thu 1975-06-12T23:30+07:00", "1wd", "Fri 1975-06-13T23:30+07:00"},
          {"a civil day over it", "Thu 1975-06-12T12:00+08:00", "1d", "Fri 1975-06-13T12:00+07:00"},
          {"24 hours over it", "Thu 1975-06-12T12:00+08:00", "24h", "Fri 1975-06-13T11:00+07:00"},
      },
      WorkCalendar{spec, zone("Asia/Ho_Chi_Minh")});
}

TEST(CutOff, CountsAsTheNextWorkingDaysOpening) {
  const struct {
    const char* rule;
    const char* received;
    const char* budget;
    const char* expected;
  } cases[] = {
      {"before it", "Mon 2026-10-05T14:59+07:00", "0wd", "Mon 2026-10-05T17:00+07:00"},
      {"at it", "Mon 2026-10-05T15:00+07:00", "0wd", "Tue 2026-10-06T17:00+07:00"},
      {"after it", "Mon 2026-10-05T15:01+07:00", "1wd", "Tue 2026-10-06T17:00+07:00"},
      {"after it on a Friday", "Fri 2026-10-02T16:00+07:00", "1wd", "Mon 2026-10-05T17:00+07:00"},
      {"after it and after closing", "Fri 2026-10-02T20:00+07:00", "1wd", "Mon 2026-10-05T17:00+07:00"},
      {"hours begin there too", "Mon 2026-10-05T16:00+07:00", "2wh", "Tue 2026-10-06T09:00+07:00"},
      {"civil days too", "Mon 2026-10-05T16:00+07:00", "2d", "Thu 2026-10-08T07:00+07:00"},
      {"a day off has no cut-off", "Sat 2026-10-03T16:00+07:00", "2d", "Mon 2026-10-05T16:00+07:00"},
      {"a make-up Saturday has one", "Sat 2026-08-22T16:00+07:00", "0wd", "Mon 2026-08-24T17:00+07:00"},
      {"the next working day must be known", "Fri 2023-12-29T16:00+07:00", "2d", "missing 2024"},
  };
  for (const auto& [rule, received, budget, expected] : cases) {
    TermInput input = term(received, budget);
    input.cut_off = clock_time("15:00");
    EXPECT_EQ(due(input, vietnam()), expected) << rule;
  }
}

TEST(Deadline, NeedsAFixedInstantOrATermWithAReceipt) {
  EXPECT_EQ(due({}, vietnam()), "none");
  TermInput only_budget;
  only_budget.budget = Amount{3, Unit::wd};
  EXPECT_EQ(due(only_budget, vietnam()), "none");
  TermInput only_receipt;
  only_receipt.received = at("Mon 2026-10-05T10:15+07:00");
  EXPECT_EQ(due(only_receipt, vietnam()), "none");
  TermInput both = term("Mon 2026-10-05T10:15+07:00", "3wd");
  both.fixed = at("Fri 2026-10-30T17:00+07:00");
  EXPECT_EQ(due(both, vietnam()), "Fri 2026-10-30T17:00+07:00") << "the fixed instant wins";
}

TEST(Deadline, SaysWhereItStartsAndWhatTheHoldsDid) {
  TermInput input = term("Fri 2026-10-02T18:00+07:00", "1wd");
  input.holds = {hold("Mon 2026-10-05T08:00+07:00/Mon 2026-10-05T09:00+07:00")};
  const DeadlineResult result = compute_deadline(input, vietnam()).value().value();
  EXPECT_EQ(said(result.start, vietnam().zone()), "Mon 2026-10-05T07:00+07:00");
  EXPECT_EQ(said(result.due_without_holds, vietnam().zone()), "Mon 2026-10-05T17:00+07:00");
  EXPECT_EQ(said(result.due, vietnam().zone()), "Tue 2026-10-06T08:00+07:00");
}

TEST(Deadline, SaysWhenAProvisionalYearWasWalkedThrough) {
  const auto provisional = [](const char* received, const char* budget) {
    return compute_deadline(term(received, budget), vietnam()).value().value().provisional;
  };
  EXPECT_FALSE(provisional("Thu 2026-12-24T10:00+07:00", "3wd"));
  EXPECT_TRUE(provisional("Thu 2026-12-24T10:00+07:00", "10wd"));
  EXPECT_TRUE(provisional("Thu 2027-03-04T10:00+07:00", "1wd"));
  EXPECT_FALSE(provisional("Thu 2026-12-24T10:00+07:00", "30d")) << "civil days walk no calendar";
}

TEST(Deadline, AMissingYearGivesNoDate) {
  expect_dues(
      {
          {"received in one", "Fri 2021-12-31T10:00+07:00", "3wd", "missing 2021"},
          {"reaching into one", "Wed 2023-12-27T10:00+07:00", "3wd", "missing 2024"},
          {"the last day is still there", "Wed 2023-12-27T10:00+07:00", "2wd", "Fri 2023-12-29T10:00+07:00"},
          {"working hours", "Fri 2023-12-29T10:00+07:00", "8wh", "missing 2024"},
          {"no opening left", "Sat 2023-12-30T10:00+07:00", "0wd", "missing 2024"},
      },
      vietnam());
}

std::string percent(const TermInput& input, int part, const WorkCalendar& calendar = vietnam()) {
  const auto deadline = compute_deadline(input, calendar).value().value();
  return said(percent_moment(input, deadline, part, calendar), calendar);
}

TEST(Percent, IsThatPartOfTheWorkingTimeAllowed) {
  const TermInput input = term("Mon 2026-10-05T07:00+07:00", "5wd");  // 40 h, due Fri 17:00
  EXPECT_EQ(percent(input, 1), "Mon 2026-10-05T07:24+07:00");
  EXPECT_EQ(percent(input, 20), "Mon 2026-10-05T17:00+07:00") << "written by the boundary";
  EXPECT_EQ(percent(input, 50), "Wed 2026-10-07T11:00+07:00");
  EXPECT_EQ(percent(input, 80), "Thu 2026-10-08T17:00+07:00");
  EXPECT_EQ(percent(input, 100), "Fri 2026-10-09T17:00+07:00");
  EXPECT_EQ(percent(input, 80, vietnam_opening()), "Fri 2026-10-09T07:00+07:00");
}

TEST(Percent, DoesNotCountHolds) {
  TermInput input = term("Mon 2026-10-05T10:15+07:00", "3wd");  // 24 h, due Fri 16:15 with the hold
  input.holds = {hold("Tue 2026-10-06T09:00+07:00/Wed 2026-10-07T15:00+07:00")};
  EXPECT_EQ(percent(input, 25), "Tue 2026-10-06T08:15+07:00") << "6 h, before the hold";
  EXPECT_EQ(percent(input, 50), "Thu 2026-10-08T10:15+07:00") << "6.75 h before it, 2 h after it on Wednesday";
  EXPECT_EQ(percent(input, 100), "Fri 2026-10-09T16:15+07:00");
}

TEST(Percent, IsElapsedTimeForCivilAndElapsedTerms) {
  EXPECT_EQ(percent(term("Fri 2022-12-02T18:00+07:00", "10h"), 80), "Sat 2022-12-03T02:00+07:00");
  EXPECT_EQ(percent(term("Thu 2022-12-01T09:00+07:00", "10d"), 80), "Fri 2022-12-09T09:00+07:00");
  EXPECT_EQ(percent(term("Thu 2022-12-01T09:00:00.001+07:00", "1s"), 33), "Thu 2022-12-01T09:00:00.331+07:00");
}

TEST(Percent, OfAFixedInstantIsWorkingTimeSinceTheReceipt) {
  TermInput input;
  input.received = at("Sat 2026-10-03T10:00+07:00");
  input.fixed = at("Tue 2026-10-06T24:00+07:00");  // 16 h
  EXPECT_EQ(percent(input, 50), "Mon 2026-10-05T17:00+07:00");
  input.holds = {hold("Mon 2026-10-05T00:00+07:00/Tue 2026-10-06T00:00+07:00")};
  EXPECT_EQ(percent(input, 50), "Tue 2026-10-06T11:00+07:00") << "the held day is taken out of the 16 h";
  input.received = at("Tue 2026-10-06T09:00+07:00");
  input.fixed = at("Tue 2026-10-06T09:00:00.003+07:00");
  EXPECT_EQ(percent(input, 50), "Tue 2026-10-06T09:00:00.002+07:00") << "the first millisecond after the half";
  input.received = at("Sat 2026-10-03T10:00+07:00");
  input.fixed = at("Sun 2026-10-04T10:00+07:00");
  EXPECT_EQ(percent(input, 80), "Sat 2026-10-03T10:00+07:00") << "no working time at all: every part has passed";
}

std::string walk(const TermInput& input, const WorkCalendar& calendar) {
  const auto deadline = compute_deadline(input, calendar).value().value();
  std::string text;
  const auto lines = walk_to_deadline(input, deadline, calendar).value();
  for (const WalkDay& line : lines) {
    text += format_day(line.day) + (line.working ? " #" + std::to_string(line.working_day) : " off") + " " +
            std::to_string(line.counted.count() / 60000) + " min";
    if (line.held > Millis{0}) text += ", held " + std::to_string(line.held.count() / 60000);
    if (line.special != nullptr) text += ", " + std::string{day_kind_name(line.special->kind)};
    text += "\n";
  }
  return text;
}

TEST(Walk, TellsWhatEachDayGave) {
  TermInput input = term("Mon 2026-10-05T10:15+07:00", "3wd");
  input.holds = {hold("Tue 2026-10-06T09:00+07:00/Wed 2026-10-07T15:00+07:00")};
  EXPECT_EQ(walk(input, vietnam()),
            "2026-10-05 #0 285 min\n"
            "2026-10-06 #1 120 min, held 360\n"
            "2026-10-07 #2 120 min, held 360\n"
            "2026-10-08 #3 480 min\n"
            "2026-10-09 #4 435 min\n");
  EXPECT_EQ(walk(term("Fri 2026-08-21T18:00+07:00", "2wd"), vietnam()),
            "2026-08-22 #1 480 min, swap_work\n"
            "2026-08-23 off 0 min\n"
            "2026-08-24 #2 480 min\n");
  EXPECT_EQ(walk(term("Fri 2022-12-02T18:00+07:00", "2d"), vietnam()),
            "2022-12-02 #0 360 min\n"
            "2022-12-03 off 1440 min\n"
            "2022-12-04 off 1080 min\n");
}

}  // namespace
}  // namespace dondoc::rules

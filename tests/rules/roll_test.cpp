#include "rules/roll.hpp"

#include <gtest/gtest.h>

#include "rules/deadline.hpp"
#include "tests/rules/calendars.hpp"

// A due on a day off, and whose calendar says when something was received.

namespace dondoc::rules {
namespace {

struct RollCase {
  const char* rule;
  const char* due;
  const char* next;
  const char* previous;
};

void expect_rolls(const std::vector<RollCase>& cases, const WorkCalendar& calendar) {
  for (const auto& [rule, due, next, previous] : cases) {
    EXPECT_EQ(said(roll_due(at(due), Roll::none, calendar), calendar), due) << rule;
    EXPECT_EQ(said(roll_due(at(due), Roll::next, calendar), calendar), next) << rule;
    EXPECT_EQ(said(roll_due(at(due), Roll::previous, calendar), calendar), previous) << rule;
  }
}

TEST(Roll, NamesAreReadBack) {
  for (const Roll roll : {Roll::none, Roll::next, Roll::previous}) EXPECT_EQ(parse_roll(roll_name(roll)), roll);
  EXPECT_EQ(parse_roll(""), std::nullopt);
  EXPECT_EQ(parse_roll("Next"), std::nullopt);
}

TEST(Roll, MovesADueOnADayOffToTheEndOfAWorkingDay) {
  expect_rolls(
      {
          {"a working day stays, at any hour", "Wed 2026-10-07T20:00+07:00", "Wed 2026-10-07T20:00+07:00",
           "Wed 2026-10-07T20:00+07:00"},
          {"Saturday", "Sat 2026-10-10T10:15+07:00", "Mon 2026-10-12T17:00+07:00", "Fri 2026-10-09T17:00+07:00"},
          {"Sunday", "Sun 2026-10-11T10:15+07:00", "Mon 2026-10-12T17:00+07:00", "Fri 2026-10-09T17:00+07:00"},
          {"a make-up Saturday is worked", "Sat 2026-08-22T10:15+07:00", "Sat 2026-08-22T10:15+07:00",
           "Sat 2026-08-22T10:15+07:00"},
          {"swapped Monday 31/8 and 1-2/9", "Mon 2026-08-31T10:15+07:00", "Thu 2026-09-03T17:00+07:00",
           "Fri 2026-08-28T17:00+07:00"},
          {"24/11, since 2026", "Tue 2026-11-24T09:00+07:00", "Wed 2026-11-25T17:00+07:00",
           "Mon 2026-11-23T17:00+07:00"},
          {"Tet 2023", "Sun 2023-01-22T09:00+07:00", "Fri 2023-01-27T17:00+07:00", "Thu 2023-01-19T17:00+07:00"},
      },
      vietnam());
}

TEST(Roll, TheEndOfADateStaysTheEndOfADate) {
  expect_rolls(
      {{"end of Saturday", "Sun 2026-10-11T00:00+07:00", "Tue 2026-10-13T00:00+07:00", "Sat 2026-10-10T00:00+07:00"},
       {"end of Friday is of a working day", "Sat 2026-10-10T00:00+07:00", "Sat 2026-10-10T00:00+07:00",
        "Sat 2026-10-10T00:00+07:00"},
       {"end of Sunday, though Monday is worked", "Mon 2026-10-12T00:00+07:00", "Tue 2026-10-13T00:00+07:00",
        "Sat 2026-10-10T00:00+07:00"}},
      vietnam());
}

TEST(Roll, ANightShiftIsWorkThoughItsMorningIsADayOff) {
  expect_rolls(
      {{"Friday's night until Saturday 06:00", "Sat 2022-06-18T05:00+02:00", "Sat 2022-06-18T05:00+02:00",
        "Sat 2022-06-18T05:00+02:00"},
       {"its closing", "Sat 2022-06-18T06:00+02:00", "Sat 2022-06-18T06:00+02:00", "Sat 2022-06-18T06:00+02:00"},
       {"after it: Monday's night ends on Tuesday", "Sat 2022-06-18T06:01+02:00", "Tue 2022-06-21T06:00+02:00",
        "Sat 2022-06-18T06:00+02:00"}},
      berlin());
}

TEST(Roll, OnNewYearsDayNeedsOnlyItsOwnYear) {
  EXPECT_EQ(said(roll_due(at("Sat 2022-01-01T10:00+07:00"), Roll::next, vietnam()), vietnam()),
            "Tue 2022-01-04T17:00+07:00");
  EXPECT_EQ(said(roll_due(at("Sat 2022-01-01T10:00+07:00"), Roll::previous, vietnam()), vietnam()), "missing 2021");
  EXPECT_EQ(said(roll_due(at("Sun 2023-12-31T10:00+07:00"), Roll::next, vietnam()), vietnam()), "missing 2024");
  EXPECT_EQ(said(roll_due(at("Mon 2024-06-10T10:00+07:00"), Roll::next, vietnam()), vietnam()), "missing 2024");
}

struct TermCase {
  const char* rule;
  const char* received;
  const char* budget;
  Roll roll;
  std::vector<std::pair<const char*, const char*>> holds;
  const char* expected;
};

DeadlineResult computed(const TermInput& input, const WorkCalendar& calendar) {
  return compute_deadline(input, calendar).value().value();
}

TEST(RolledTerms, RollAfterHolds) {
  const std::vector<TermCase> cases = {
      {"10 days from Wed end on Sat",
       "Wed 2026-09-30T10:15+07:00",
       "10d",
       Roll::next,
       {},
       "Mon 2026-10-12T17:00+07:00"},
      {"40 hours", "Fri 2026-10-09T10:00+07:00", "40h", Roll::next, {}, "Mon 2026-10-12T17:00+07:00"},
      {"a hold of two days leads past the weekend",
       "Wed 2026-09-30T10:15+07:00",
       "10d",
       Roll::next,
       {{"Mon 2026-10-05T09:00+07:00", "Wed 2026-10-07T09:00+07:00"}},
       "Mon 2026-10-12T10:15+07:00"},
      {"a hold of a day leads to Sunday",
       "Wed 2026-09-30T10:15+07:00",
       "10d",
       Roll::next,
       {{"Mon 2026-10-05T09:00+07:00", "Tue 2026-10-06T09:00+07:00"}},
       "Mon 2026-10-12T17:00+07:00"},
      {"a hold that begins after the term's last day moves nothing",
       "Wed 2026-09-30T10:15+07:00",
       "10d",
       Roll::next,
       {{"Mon 2026-10-12T09:00+07:00", "Wed 2026-10-14T09:00+07:00"}},
       "Mon 2026-10-12T17:00+07:00"},
      {"working days never end on a day off",
       "Fri 2026-10-09T10:15+07:00",
       "1wd",
       Roll::next,
       {},
       "Mon 2026-10-12T10:15+07:00"},
      {"previous", "Wed 2026-09-30T10:15+07:00", "10d", Roll::previous, {}, "Fri 2026-10-09T17:00+07:00"},
      {"but not to before it began",
       "Sat 2026-10-10T09:00+07:00",
       "2h",
       Roll::previous,
       {},
       "Sat 2026-10-10T09:00+07:00"},
  };
  for (const TermCase& one : cases) {
    TermInput input;
    input.received = at(one.received);
    input.budget = parse_amount(one.budget);
    input.roll = one.roll;
    for (const auto& [from, until] : one.holds) input.holds.push_back({at(from), at(until), "", ""});
    EXPECT_EQ(said(computed(input, vietnam()).due, vietnam().zone()), one.expected) << one.rule;
  }
}

TEST(RolledTerms, SayWhatTheyWereBefore) {
  TermInput input;
  input.received = at("Wed 2026-09-30T10:15+07:00");
  input.budget = parse_amount("10d");
  input.roll = Roll::next;
  input.holds = {{at("Mon 2026-10-05T09:00+07:00"), at("Tue 2026-10-06T09:00+07:00"), "", ""}};
  const DeadlineResult result = computed(input, vietnam());
  EXPECT_EQ(said(result.due_without_holds, vietnam().zone()), "Sat 2026-10-10T10:15+07:00");
  EXPECT_EQ(said(result.due_before_roll, vietnam().zone()), "Sun 2026-10-11T10:15+07:00");
  EXPECT_EQ(said(result.due, vietnam().zone()), "Mon 2026-10-12T17:00+07:00");
}

TEST(RolledTerms, AProvisionalYearIsSaidOnlyWhereItDecides) {
  TermInput input;
  input.received = at("Tue 2026-12-01T10:00+07:00");
  input.budget = parse_amount("33d");
  input.roll = Roll::next;
  EXPECT_TRUE(computed(input, vietnam()).provisional) << "Sunday 3/1/2027 rolls by 2027";
  input.roll = Roll::none;
  EXPECT_FALSE(computed(input, vietnam()).provisional);
  input.roll = Roll::next;
  input.budget = parse_amount("10d");
  EXPECT_FALSE(computed(input, vietnam()).provisional);
}

TEST(FixedDues, RollOnlyWhereTheyAreToldTo) {
  TermInput input;
  input.fixed = at("Sun 2023-01-01T00:00+07:00");  // hết ngày 31/12/2022, a Saturday
  input.roll = Roll::next;
  EXPECT_EQ(said(computed(input, vietnam()).due, vietnam().zone()), "Sun 2023-01-01T00:00+07:00");
  input.roll_fixed = Roll::next;
  EXPECT_EQ(said(computed(input, vietnam()).due, vietnam().zone()), "Wed 2023-01-04T00:00+07:00");
  input.roll_fixed = Roll::previous;
  EXPECT_EQ(said(computed(input, vietnam()).due, vietnam().zone()), "Sat 2022-12-31T00:00+07:00");
}

// Received on Saturday mornings too, where the term runs from Monday to Friday.
const WorkCalendar& one_stop() {
  static const WorkCalendar calendar{[] {
                                       CalendarSpec spec = vietnam_spec();
                                       spec.id = "mot-cua";
                                       spec.hours = monday_to_friday(work_hours({{730, 1130}, {1330, 1630}}));
                                       spec.hours[6] = work_hours({{730, 1130}});
                                       return spec;
                                     }(),
                                     zone("Asia/Ho_Chi_Minh")};
  return calendar;
}

struct ReceptionCase {
  const char* rule;
  const char* received;
  const char* cut_off;  // "": none
  const char* budget;
  const char* receipt;
  const char* start;
  const char* due;
};

TEST(Reception, CountsByItsOwnCalendarAndTheTermByAnother) {
  const std::vector<ReceptionCase> cases = {
      {"Saturday morning is reception, the term starts on Monday", "Sat 2026-10-10T09:00+07:00", "", "3wd",
       "Sat 2026-10-10T09:00+07:00", "Mon 2026-10-12T07:00+07:00", "Wed 2026-10-14T17:00+07:00"},
      {"days run from the receipt on Saturday", "Sat 2026-10-10T09:00+07:00", "", "3d", "Sat 2026-10-10T09:00+07:00",
       "Sat 2026-10-10T09:00+07:00", "Tue 2026-10-13T09:00+07:00"},
      {"sent on Sunday: received when reception opens", "Sun 2026-10-11T20:00+07:00", "", "3d",
       "Mon 2026-10-12T07:30+07:00", "Mon 2026-10-12T07:30+07:00", "Thu 2026-10-15T07:30+07:00"},
      {"reception is closed at 16:45, though the office works", "Mon 2026-10-05T16:45+07:00", "", "1wd",
       "Tue 2026-10-06T07:30+07:00", "Tue 2026-10-06T07:30+07:00", "Wed 2026-10-07T07:30+07:00"},
      {"at the cut-off on Friday: Saturday's reception", "Fri 2026-10-09T15:00+07:00", "15:00", "1wd",
       "Sat 2026-10-10T07:30+07:00", "Mon 2026-10-12T07:00+07:00", "Mon 2026-10-12T17:00+07:00"},
      {"a minute before it: today", "Fri 2026-10-09T14:59+07:00", "15:00", "1wd", "Fri 2026-10-09T14:59+07:00",
       "Fri 2026-10-09T14:59+07:00", "Mon 2026-10-12T14:59+07:00"},
      {"a cut-off on Saturday", "Sat 2026-10-10T11:00+07:00", "11:00", "1wd", "Mon 2026-10-12T07:30+07:00",
       "Mon 2026-10-12T07:30+07:00", "Tue 2026-10-13T07:30+07:00"},
  };
  for (const ReceptionCase& one : cases) {
    TermInput input;
    input.received = at(one.received);
    input.budget = parse_amount(one.budget);
    input.reception = &one_stop();
    if (*one.cut_off != '\0') input.cut_off = clock_time(one.cut_off);
    const DeadlineResult result = computed(input, vietnam());
    EXPECT_EQ(said(result.counted_receipt, vietnam().zone()), one.receipt) << one.rule;
    EXPECT_EQ(said(result.start, vietnam().zone()), one.start) << one.rule;
    EXPECT_EQ(said(result.due, vietnam().zone()), one.due) << one.rule;
  }
}

TEST(Reception, AMissingYearOfItIsMissing) {
  TermInput input;
  input.received = at("Sat 2023-12-30T12:00+07:00");
  input.budget = parse_amount("3d");
  EXPECT_TRUE(compute_deadline(input, vietnam()));
  input.reception = &one_stop();
  EXPECT_EQ(compute_deadline(input, vietnam()).error().year, 2024);
}

}  // namespace
}  // namespace dondoc::rules

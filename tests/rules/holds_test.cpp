#include "rules/term_clock.hpp"
#include "tests/rules/deadline_words.hpp"

#include <gtest/gtest.h>

namespace dondoc::rules {
namespace {

struct HoldCase {
  const char* rule;
  const char* received;
  const char* budget;
  std::vector<const char*> holds;
  const char* expected;
};

void expect_held(const std::vector<HoldCase>& cases, const WorkCalendar& calendar) {
  for (const auto& [rule, received, budget, holds, expected] : cases) {
    TermInput input = term(received, budget);
    for (const char* text : holds) input.holds.push_back(hold(text));
    EXPECT_EQ(due(input, calendar), expected) << rule;
  }
}

TEST(Holds, MoveAWorkingTermByTheWorkingTimeInsideThem) {
  constexpr const char* kMonday = "Mon 2026-10-05T10:15+07:00";
  expect_held(
      {
          {"the example of the design",
           kMonday,
           "3wd",
           {"Tue 2026-10-06T09:00+07:00/Wed 2026-10-07T15:00+07:00"},
           "Fri 2026-10-09T16:15+07:00"},
          {"none", kMonday, "3wd", {}, "Thu 2026-10-08T10:15+07:00"},
          {"a night holds nothing",
           kMonday,
           "3wd",
           {"Tue 2026-10-06T17:00+07:00/Wed 2026-10-07T07:00+07:00"},
           "Thu 2026-10-08T10:15+07:00"},
          {"working hours",
           kMonday,
           "8wh",
           {"Mon 2026-10-05T11:00+07:00/Mon 2026-10-05T14:00+07:00"},
           "Tue 2026-10-06T11:15+07:00"},
          {"overlapping ones count once",
           kMonday,
           "3wd",
           {"Tue 2026-10-06T09:00+07:00/Tue 2026-10-06T11:00+07:00",
            "Tue 2026-10-06T10:00+07:00/Tue 2026-10-06T11:30+07:00"},
           "Thu 2026-10-08T14:45+07:00"},
          {"one inside another",
           kMonday,
           "3wd",
           {"Tue 2026-10-06T07:00+07:00/Tue 2026-10-06T09:00+07:00",
            "Tue 2026-10-06T07:30+07:00/Tue 2026-10-06T08:00+07:00"},
           "Thu 2026-10-08T14:15+07:00"},
          {"in order of start, whatever the order of the rows",
           kMonday,
           "3wd",
           {"Thu 2026-10-08T15:00+07:00/Thu 2026-10-08T16:00+07:00",
            "Tue 2026-10-06T09:00+07:00/Wed 2026-10-07T15:00+07:00"},
           "Mon 2026-10-12T07:15+07:00"},
          {"before the start nothing is lost",
           "Fri 2026-10-02T18:00+07:00",
           "1wd",
           {"Thu 2026-10-01T07:00+07:00/Mon 2026-10-05T08:00+07:00"},
           "Tue 2026-10-06T08:00+07:00"},
          {"wholly before the start",
           kMonday,
           "1wd",
           {"Thu 2026-10-01T07:00+07:00/Mon 2026-10-05T09:00+07:00"},
           "Tue 2026-10-06T10:15+07:00"},
          {"that begins at the due moves nothing",
           kMonday,
           "3wd",
           {"Thu 2026-10-08T10:15+07:00/Fri 2026-10-09T10:15+07:00"},
           "Thu 2026-10-08T10:15+07:00"},
          {"that begins just before the due moves by all of it",
           kMonday,
           "3wd",
           {"Thu 2026-10-08T10:14+07:00/Fri 2026-10-09T10:14+07:00"},
           "Fri 2026-10-09T10:15+07:00"},
          {"that begins before the due as moved by an earlier one",
           kMonday,
           "3wd",
           {"Tue 2026-10-06T09:00+07:00/Wed 2026-10-07T09:00+07:00",
            "Fri 2026-10-09T09:00+07:00/Fri 2026-10-09T10:00+07:00"},
           "Fri 2026-10-09T11:15+07:00"},
          {"an open one does not move the due",
           kMonday,
           "3wd",
           {"Tue 2026-10-06T09:00+07:00/"},
           "Thu 2026-10-08T10:15+07:00"},
          {"an open one next to a closed one",
           kMonday,
           "3wd",
           {"Tue 2026-10-06T07:00+07:00/Tue 2026-10-06T08:00+07:00", "Wed 2026-10-07T09:00+07:00/"},
           "Thu 2026-10-08T11:15+07:00"},
          {"that ends before it begins is none",
           kMonday,
           "3wd",
           {"Wed 2026-10-07T09:00+07:00/Tue 2026-10-06T09:00+07:00"},
           "Thu 2026-10-08T10:15+07:00"},
          {"up to a closing",
           kMonday,
           "1wd",
           {"Mon 2026-10-05T14:00+07:00/Mon 2026-10-05T15:15+07:00"},
           "Tue 2026-10-06T11:30+07:00"},
          {"into a year that is not there",
           "Wed 2023-12-27T10:00+07:00",
           "1wd",
           {"Wed 2023-12-27T11:00+07:00/Fri 2024-01-05T11:00+07:00"},
           "missing 2024"},
      },
      vietnam());
}

TEST(Holds, MoveElapsedAndCivilTermsByElapsedTime) {
  expect_held(
      {
          {"civil days",
           "Mon 2026-10-05T10:15+07:00",
           "5d",
           {"Tue 2026-10-06T18:00+07:00/Wed 2026-10-07T03:00+07:00"},
           "Sat 2026-10-10T19:15+07:00"},
          {"hours",
           "Mon 2026-10-05T10:15+07:00",
           "8h",
           {"Mon 2026-10-05T12:00+07:00/Mon 2026-10-05T13:00+07:00"},
           "Mon 2026-10-05T19:15+07:00"},
          {"merged all the same",
           "Mon 2026-10-05T10:00+07:00",
           "8h",
           {"Mon 2026-10-05T12:00+07:00/Mon 2026-10-05T13:00+07:00",
            "Mon 2026-10-05T13:00+07:00/Mon 2026-10-05T14:00+07:00"},
           "Mon 2026-10-05T20:00+07:00"},
          {"at the due nothing",
           "Mon 2026-10-05T10:00+07:00",
           "8h",
           {"Mon 2026-10-05T18:00+07:00/Mon 2026-10-05T19:00+07:00"},
           "Mon 2026-10-05T18:00+07:00"},
      },
      vietnam());
}

TEST(Holds, DoNotMoveAFixedInstantUnlessItOptsIn) {
  TermInput input;
  input.fixed = at("Thu 2026-10-08T10:15+07:00");
  input.holds = {hold("Tue 2026-10-06T09:00+07:00/Wed 2026-10-07T15:00+07:00")};
  EXPECT_EQ(due(input, vietnam()), "Thu 2026-10-08T10:15+07:00");
  input.holds_shift_fixed = true;
  EXPECT_EQ(due(input, vietnam()), "Fri 2026-10-09T16:15+07:00");
  input.received = at("Wed 2026-10-07T14:00+07:00");
  EXPECT_EQ(due(input, vietnam()), "Thu 2026-10-08T11:15+07:00") << "only the part since the receipt";
}

TEST(Holds, WithoutWorkingTimeLeaveTheDueAsItIsWritten) {
  TermInput input;
  input.fixed = at("Thu 2026-10-08T24:00+07:00");
  input.holds_shift_fixed = true;
  input.holds = {hold("Tue 2026-10-06T17:00+07:00/Wed 2026-10-07T07:00+07:00")};
  EXPECT_EQ(due(input, vietnam()), "Fri 2026-10-09T00:00+07:00");
  TermInput same_day = term("Mon 2026-10-05T10:15+07:00", "0wd");
  same_day.holds = {hold("Mon 2026-10-05T11:30+07:00/Mon 2026-10-05T13:30+07:00")};
  EXPECT_EQ(due(same_day, vietnam_opening()), "Mon 2026-10-05T17:00+07:00");
}

TEST(ClosedHolds, AreSortedMergedAndClipped) {
  const std::vector<Hold> holds = {hold("Wed 2026-10-07T09:00+07:00/"),
                                   hold("Tue 2026-10-06T09:00+07:00/Tue 2026-10-06T10:00+07:00"),
                                   hold("Tue 2026-10-06T10:00+07:00/Tue 2026-10-06T11:00+07:00"),
                                   hold("Mon 2026-10-05T07:00+07:00/Mon 2026-10-05T09:00+07:00"),
                                   hold("Thu 2026-10-01T07:00+07:00/Thu 2026-10-01T09:00+07:00")};
  const auto merged = closed_holds(holds, at("Mon 2026-10-05T08:00+07:00"));
  std::string text;
  for (const Interval& interval : merged) {
    text += said(interval.from, vietnam().zone()) + " / " + said(interval.until, vietnam().zone()) + "\n";
  }
  EXPECT_EQ(text,
            "Mon 2026-10-05T08:00+07:00 / Mon 2026-10-05T09:00+07:00\n"
            "Tue 2026-10-06T09:00+07:00 / Tue 2026-10-06T11:00+07:00\n");
  EXPECT_EQ(open_hold(holds, at("Wed 2026-10-07T10:00+07:00")), &holds[0]);
  EXPECT_EQ(open_hold({}, at("Wed 2026-10-07T10:00+07:00")), nullptr);
}

// The due is Thursday 08/10/2026 10:15.
TEST(StandsStill, WhileAHoldIsOpenThatBeganBeforeTheDue) {
  const Instant due = at("Thu 2026-10-08T10:15+07:00");
  const auto still = [due](const std::vector<const char*>& texts, std::string_view now) {
    std::vector<Hold> holds;
    for (const char* text : texts) holds.push_back(hold(text));
    return stands_still(holds, due, at(now));
  };
  constexpr std::string_view kLater = "Mon 2026-10-12T08:00+07:00";
  EXPECT_FALSE(still({}, kLater));
  EXPECT_TRUE(still({"Wed 2026-10-07T09:00+07:00/"}, kLater));
  EXPECT_TRUE(still({"Wed 2026-10-07T09:00+07:00/Tue 2026-10-13T09:00+07:00"}, kLater)) << "its end lies ahead";
  EXPECT_FALSE(still({"Wed 2026-10-07T09:00+07:00/Fri 2026-10-09T09:00+07:00"}, kLater)) << "it is over";
  EXPECT_FALSE(still({"Thu 2026-10-08T10:15+07:00/"}, kLater)) << "one that begins at the due moves nothing";
  EXPECT_FALSE(still({"Fri 2026-10-09T09:00+07:00/"}, kLater)) << "it was late already";
  EXPECT_TRUE(still({"Fri 2026-10-09T09:00+07:00/", "Wed 2026-10-07T09:00+07:00/"}, kLater)) << "the earliest counts";
  EXPECT_FALSE(still({"Wed 2026-10-07T09:00+07:00/"}, "Tue 2026-10-06T08:00+07:00")) << "it has not begun";
}

}  // namespace
}  // namespace dondoc::rules

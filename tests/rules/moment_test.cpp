#include "rules/moment.hpp"

#include <gtest/gtest.h>

#include "tests/rules/calendars.hpp"

namespace dondoc::rules {
namespace {

TEST(ParseMoment, ReadsTheWholeGrammar) {
  const struct {
    const char* text;
    const char* canonical;
  } cases[] = {
      {"due", "due"},
      {"received", "received"},
      {"submitted", "submitted"},
      {"updated", "updated"},
      {"held", "held"},
      {"finished", "finished"},
      {"start", "start"},
      {"due 07:30", "due 07:30"},
      {"due 24:00", "due 24:00"},
      {"due - 1wd 07:30", "due - 1wd 07:30"},
      {"due + 3wd 07:30", "due + 3wd 07:30"},
      {"due-1wd", "due - 1wd"},
      {"due  +\t3wd", "due + 3wd"},
      {"due -30d  08:00", "due - 30d 08:00"},
      {"due + 0wd 07:30", "due + 0wd 07:30"},
      {"submitted + 8wh", "submitted + 8wh"},
      {"held + 10wd", "held + 10wd"},
      {"due - 90wmin", "due - 90wmin"},
      {"start - 24h", "start - 24h"},
      {"start - 15min", "start - 15min"},
      {"start + 20s", "start + 20s"},
      {"1%", "1%"},
      {"80%", "80%"},
      {"100%", "100%"},
  };
  for (const auto& [text, canonical] : cases) {
    const auto moment = parse_moment(text);
    ASSERT_TRUE(moment) << text << ": " << moment.error();
    EXPECT_EQ(format_moment(*moment), canonical);
    EXPECT_EQ(parse_moment(canonical), *moment) << "what is written reads back";
  }
}

TEST(ParseMoment, SaysWhatItExpected) {
  const struct {
    const char* text;
    const char* error;
  } cases[] = {
      {"due +3 weks", R"(expected "due + 3wd", got "due +3 weks")"},
      {"", R"(expected "due + 3wd", got "")"},
      {" due", R"(expected "due + 3wd", got " due")"},
      {"due ", R"(expected "due + 3wd", got "due ")"},
      {"due +", R"(expected "due + 3wd", got "due +")"},
      {"due + wd", R"(expected "due + 3wd", got "due + wd")"},
      {"due + 3", R"(expected "due + 3wd", got "due + 3")"},
      {"due + 3 wd", R"(expected "due + 3wd", got "due + 3 wd")"},
      {"due + -3wd", R"(expected "due + 3wd", got "due + -3wd")"},
      {"due 3wd", R"(expected "due + 3wd", got "due 3wd")"},
      {"due + 3wd + 1wd", R"(expected "due + 3wd", got "due + 3wd + 1wd")"},
      {"due + 3wd morning", R"(expected "due + 3wd", got "due + 3wd morning")"},
      {"due + 3wd 7:30", R"(expected a clock time from 00:00 to 24:00, got "7:30")"},
      {"due + 3wd 24:30", R"(expected a clock time from 00:00 to 24:00, got "24:30")"},
      {"due + 3wd07:30", R"(expected "due + 3wd", got "due + 3wd07:30")"},
      {"due07:30", R"(expected "due + 3wd", got "due07:30")"},
      {"due + 3wd 07:30 ", R"(expected a clock time from 00:00 to 24:00, got "07:30 ")"},
      {"due + 3wh 07:30", R"(expected HH:MM only after wd, d or an anchor, got "due + 3wh 07:30")"},
      {"due + 3h 07:30", R"(expected HH:MM only after wd, d or an anchor, got "due + 3h 07:30")"},
      {"deadline + 3wd", R"(expected due, received, submitted, updated, held, finished or start, got "deadline")"},
      {"Due + 3wd", R"(expected "due + 3wd", got "Due + 3wd")"},
      {"due + 36526wd", R"(expected "due + 3wd", got "due + 36526wd")"},
      {"3wd", R"(expected "due + 3wd", got "3wd")"},
      {"0%", R"(expected "1%" to "100%", got "0%")"},
      {"101%", R"(expected "1%" to "100%", got "101%")"},
      {"%", R"(expected "1%" to "100%", got "%")"},
      {"80 %", R"(expected "1%" to "100%", got "80 %")"},
      {"-80%", R"(expected "1%" to "100%", got "-80%")"},
      {"80.5%", R"(expected "1%" to "100%", got "80.5%")"},
      {"due - 80%", R"(expected "1%" to "100%", got "due - 80%")"},
      {"80% 07:30", R"(expected "due + 3wd", got "80% 07:30")"},
  };
  for (const auto& [text, error] : cases) {
    const auto moment = parse_moment(text);
    ASSERT_FALSE(moment) << text;
    EXPECT_EQ(moment.error(), error);
  }
}

TEST(ParseRepeatInterval, IsAnAmountWithAClockTime) {
  for (const char* text : {"1wd 07:30", "5wd 07:30", "2d", "3d 24:00", "4wh", "90wmin", "6h", "15min", "1s"}) {
    const auto interval = parse_repeat_interval(text);
    ASSERT_TRUE(interval) << text << ": " << interval.error();
    EXPECT_EQ(format_repeat_interval(*interval), text);
  }
  const struct {
    const char* text;
    const char* error;
  } refused[] = {
      {"", R"(expected "1wd 07:30", got "")"},
      {"07:30", R"(expected "1wd 07:30", got "07:30")"},
      {"daily", R"(expected "1wd 07:30", got "daily")"},
      {"+1wd", R"(expected "1wd 07:30", got "+1wd")"},
      {"1wd 7h30", R"(expected "1wd 07:30", got "1wd 7h30")"},
      {"0wd", R"(expected an amount above zero, got "0wd")"},
      {"0min", R"(expected an amount above zero, got "0min")"},
      {"4wh 07:30", R"(expected HH:MM only after wd, d or an anchor, got "4wh 07:30")"},
  };
  for (const auto& [text, error] : refused) {
    const auto interval = parse_repeat_interval(text);
    ASSERT_FALSE(interval) << text;
    EXPECT_EQ(interval.error(), error);
  }
}

struct MomentCase {
  const char* rule;
  const char* anchor;
  const char* moment;
  const char* expected;
};

void expect_moments(const std::vector<MomentCase>& cases, const WorkCalendar& calendar) {
  for (const auto& [rule, anchor, text, expected] : cases) {
    const auto moment = parse_moment(text);
    ASSERT_TRUE(moment) << text << ": " << moment.error();
    EXPECT_EQ(said(resolve_moment(*moment, at(anchor), calendar), calendar), expected)
        << rule << ": " << text << ", anchor " << anchor;
  }
}

constexpr const char* kEndOfWednesday = "Wed 2022-11-30T24:00+07:00";

TEST(Moments, CountDatesFromTheDueThatEndsThem) {
  expect_moments(
      {
          {"the working day before", kEndOfWednesday, "due - 1wd 07:30", "Tue 2022-11-29T07:30+07:00"},
          {"the working day after", kEndOfWednesday, "due + 1wd 07:30", "Thu 2022-12-01T07:30+07:00"},
          {"its own date", kEndOfWednesday, "due 07:30", "Wed 2022-11-30T07:30+07:00"},
          {"its own date, counted", kEndOfWednesday, "due + 0wd 07:30", "Wed 2022-11-30T07:30+07:00"},
          {"the anchor itself", kEndOfWednesday, "due", "Thu 2022-12-01T00:00+07:00"},
          {"a millisecond later is Thursday", "Thu 2022-12-01T00:00:00.001+07:00", "due - 1wd 07:30",
           "Wed 2022-11-30T07:30+07:00"},
          {"civil days", kEndOfWednesday, "due - 1d 07:30", "Tue 2022-11-29T07:30+07:00"},
          {"onto a day off", kEndOfWednesday, "due + 3d 07:30", "Sat 2022-12-03T07:30+07:00"},
          {"over a weekend", "Mon 2022-12-05T10:15+07:00", "due - 1wd 07:30", "Fri 2022-12-02T07:30+07:00"},
          {"from a day off: the working day before that date", "Sun 2022-12-04T24:00+07:00", "due - 1wd 07:30",
           "Fri 2022-12-02T07:30+07:00"},
          {"from a day off: two before", "Sun 2022-12-04T24:00+07:00", "due - 2wd 07:30", "Thu 2022-12-01T07:30+07:00"},
          {"from a day off: the one after", "Sat 2022-12-03T10:00+07:00", "due + 1wd 07:30",
           "Mon 2022-12-05T07:30+07:00"},
          {"after Tet", "Thu 2023-01-19T17:00+07:00", "due + 1wd 07:30", "Fri 2023-01-27T07:30+07:00"},
          {"a make-up Saturday", "Mon 2026-08-24T09:00+07:00", "due - 1wd 07:30", "Sat 2026-08-22T07:30+07:00"},
          {"at the end of a day", "Fri 2022-12-02T10:00+07:00", "due - 1wd 24:00", "Fri 2022-12-02T00:00+07:00"},
      },
      vietnam());
}

TEST(Moments, OfOtherAnchorsCountFromTheDateOfTheInstant) {
  expect_moments(
      {
          {"midnight begins Thursday", kEndOfWednesday, "received + 1wd 07:30", "Fri 2022-12-02T07:30+07:00"},
          {"its own date", kEndOfWednesday, "submitted 07:30", "Thu 2022-12-01T07:30+07:00"},
          {"the same clock time", "Thu 2022-12-01T10:15+07:00", "held + 10wd", "Thu 2022-12-15T10:15+07:00"},
          {"before the start of a meeting", "Mon 2022-12-05T08:00+07:00", "start - 1wd 15:00",
           "Fri 2022-12-02T15:00+07:00"},
      },
      vietnam());
}

TEST(Moments, KeepTheClockTimeOfTheAnchor) {
  expect_moments(
      {
          {"working days", "Wed 2022-11-30T10:15+07:00", "due - 1wd", "Tue 2022-11-29T10:15+07:00"},
          {"due 24:00: that day's closing", kEndOfWednesday, "due - 1wd", "Tue 2022-11-29T17:00+07:00"},
          {"due 24:00 plus one", kEndOfWednesday, "due + 1wd", "Thu 2022-12-01T17:00+07:00"},
          {"a closing stays a closing", "Wed 2022-11-30T17:00+07:00", "due - 1wd", "Tue 2022-11-29T17:00+07:00"},
          {"an opening stays an opening", "Wed 2022-11-30T07:00+07:00", "due + 1wd", "Thu 2022-12-01T07:00+07:00"},
          {"lunch: the closing before it", "Wed 2022-11-30T12:30+07:00", "due + 1wd", "Thu 2022-12-01T11:30+07:00"},
          {"before hours: the closing of the day before", "Wed 2022-11-30T06:00+07:00", "due + 2wd",
           "Thu 2022-12-01T17:00+07:00"},
          {"on a day off without a count", "Sat 2022-12-03T10:00+07:00", "due + 0wd", "Fri 2022-12-02T17:00+07:00"},
          {"civil days", "Wed 2022-11-30T10:15+07:00", "due + 3d", "Sat 2022-12-03T10:15+07:00"},
          {"civil days, outside hours too", "Wed 2022-11-30T20:00+07:00", "due - 1d", "Tue 2022-11-29T20:00+07:00"},
          {"civil days from 24:00: the closing of a working day", kEndOfWednesday, "due - 1d",
           "Tue 2022-11-29T17:00+07:00"},
          {"civil days from 24:00 onto a day off: 24:00", kEndOfWednesday, "due + 3d", "Sun 2022-12-04T00:00+07:00"},
          {"civil days from midnight of another anchor", kEndOfWednesday, "received + 1d",
           "Fri 2022-12-02T00:00+07:00"},
      },
      vietnam());
}

TEST(Moments, AfterAnAnchorAreNeverBeforeIt) {
  // Monday has no 06:00, and the closing before that is Friday's.
  expect_moments({{"early on a Saturday", "Sat 2022-12-03T06:00+07:00", "due + 1wd", "Mon 2022-12-05T07:00+07:00"}},
                 vietnam());
}

TEST(Moments, OfWorkingHoursWalkWorkingTime) {
  expect_moments(
      {
          {"back over lunch", "Wed 2022-11-30T14:00+07:00", "due - 2wh", "Wed 2022-11-30T10:00+07:00"},
          {"back over the weekend", "Mon 2022-12-05T08:00+07:00", "due - 2wh", "Fri 2022-12-02T16:00+07:00"},
          {"from midnight", kEndOfWednesday, "due - 4wh", "Wed 2022-11-30T11:00+07:00"},
          {"eight hours to accept", "Fri 2022-12-02T20:00+07:00", "submitted + 8wh", "Mon 2022-12-05T17:00+07:00"},
          {"minutes", "Wed 2022-11-30T14:00+07:00", "due + 30wmin", "Wed 2022-11-30T14:30+07:00"},
      },
      vietnam());
}

TEST(Moments, OfElapsedTimeElapse) {
  expect_moments(
      {
          {"hours", "Mon 2022-12-05T08:00+07:00", "start - 24h", "Sun 2022-12-04T08:00+07:00"},
          {"minutes", "Mon 2022-12-05T08:00+07:00", "start - 15min", "Mon 2022-12-05T07:45+07:00"},
          {"seconds", "Mon 2022-12-05T08:00+07:00", "start + 20s", "Mon 2022-12-05T08:00:20+07:00"},
      },
      vietnam());
}

TEST(Moments, FollowTheClocksOfTheZone) {
  expect_moments(
      {
          {"into the gap", "Mon 2022-03-28T10:00+02:00", "due - 1d 02:30", "Sun 2022-03-27T03:00+02:00"},
          {"into the overlap: the earlier", "Mon 2022-10-31T10:00+01:00", "due - 1d 02:30",
           "Sun 2022-10-30T02:30+02:00"},
          {"the offset changes, the clock time does not", "Mon 2022-03-28T10:00+02:00", "due - 1wd",
           "Fri 2022-03-25T10:00+01:00"},
          {"in a night shift", "Thu 2022-06-02T02:00+02:00", "due - 1wd", "Wed 2022-06-01T02:00+02:00"},
      },
      berlin());
}

TEST(Moments, AMissingYearGivesNone) {
  expect_moments(
      {
          {"working days into it", "Thu 2023-12-28T10:00+07:00", "due + 3wd 07:30", "missing 2024"},
          {"working days out of it", "Thu 2024-01-04T10:00+07:00", "due - 1wd 07:30", "missing 2024"},
          {"working time", "Fri 2023-12-29T16:00+07:00", "due + 2wh", "missing 2024"},
          {"24:00 must know whether the day is worked", "Sun 2023-12-31T24:00+07:00", "due + 1d", "missing 2024"},
          {"a clock time need not", "Sun 2023-12-31T24:00+07:00", "due + 1d 07:30", "Mon 2024-01-01T07:30+07:00"},
          {"nor does a bare anchor", "Thu 2024-01-04T10:00+07:00", "due 07:30", "Thu 2024-01-04T07:30+07:00"},
      },
      vietnam());
}

TEST(Repeats, CountFromTheDateOfThePreviousInstant) {
  const struct {
    const char* rule;
    const char* previous;
    const char* every;
    const char* expected;
  } cases[] = {
      {"the next working day", "Thu 2022-12-01T07:30+07:00", "1wd 07:30", "Fri 2022-12-02T07:30+07:00"},
      {"over the weekend", "Fri 2022-12-02T07:30+07:00", "1wd 07:30", "Mon 2022-12-05T07:30+07:00"},
      {"24:00 belongs to the next day", kEndOfWednesday, "1wd 07:30", "Fri 2022-12-02T07:30+07:00"},
      {"a week of working days", "Thu 2022-12-01T07:30+07:00", "5wd 07:30", "Thu 2022-12-08T07:30+07:00"},
      {"civil days", "Fri 2022-12-02T07:30+07:00", "1d 07:30", "Sat 2022-12-03T07:30+07:00"},
      {"the clock time of the previous", "Fri 2022-12-02T10:15+07:00", "1wd", "Mon 2022-12-05T10:15+07:00"},
      {"early on a day off: later all the same", "Sat 2022-12-03T06:00+07:00", "1wd", "Mon 2022-12-05T07:00+07:00"},
      {"working hours", "Fri 2022-12-02T16:00+07:00", "2wh", "Mon 2022-12-05T08:00+07:00"},
      {"elapsed hours", "Fri 2022-12-02T16:00+07:00", "12h", "Sat 2022-12-03T04:00+07:00"},
      {"into a missing year", "Fri 2023-12-29T07:30+07:00", "1wd 07:30", "missing 2024"},
  };
  for (const auto& [rule, previous, every, expected] : cases) {
    const auto interval = parse_repeat_interval(every).value();
    EXPECT_EQ(said(next_repeat(interval, at(previous), vietnam()), vietnam()), expected) << rule;
  }
}

}  // namespace
}  // namespace dondoc::rules

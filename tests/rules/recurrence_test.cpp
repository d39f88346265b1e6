#include "rules/recurrence.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include "config/zones.hpp"

namespace dondoc::rules {
namespace {

std::shared_ptr<const Zone> zone_of(const char* name) { return config::load_zone(name).value(); }

LocalTime local(std::string_view text) {
  const auto time = parse_civil(text).value();
  return LocalTime{time.day} + time.clock.value_or(Millis{0});
}

Recurrence recurrence_of(const char* start, const char* rule) {
  return {parse_recurrence_rule(rule).value(), local(start), {}, {}};
}

// "1997-09-02 1997-09-03", with the clock time where it is not 09:00; from 1990 to `until`.
std::string expanded(const Recurrence& recurrence, const Zone& zone, const char* until) {
  const Interval interval{Instant{make_day(1990, 1, 1).time_since_epoch()}, zone.to_instant(local(until))};
  const auto found = expand_recurrence(recurrence, zone, interval);
  if (!found) return "too many";
  std::string out;
  for (const auto& one : *found) {
    const auto text = format_iso(one.at, zone);
    out += (out.empty() ? "" : " ") + text.substr(0, 10);
    if (text.substr(11, 5) != "09:00") out += "T" + text.substr(11, 5);
  }
  return out;
}

struct Example {
  const char* rule;
  const char* start;
  const char* until;
  const char* expected;
};

// The examples of RFC 5545 §3.8.5.3, in New York; endless ones as far as the RFC writes them out.
TEST(Recurrence, GivesTheExamplesOfTheRfc) {
  const Example cases[] = {
      {"FREQ=DAILY;COUNT=10", "19970902T090000", "20000101",
       "1997-09-02 1997-09-03 1997-09-04 1997-09-05 1997-09-06 1997-09-07 1997-09-08 1997-09-09 1997-09-10 1997-09-11"},
      {"FREQ=DAILY;INTERVAL=2", "19970902T090000", "19970911",
       "1997-09-02 1997-09-04 1997-09-06 1997-09-08 1997-09-10"},
      {"FREQ=DAILY;INTERVAL=10;COUNT=5", "19970902T090000", "20000101",
       "1997-09-02 1997-09-12 1997-09-22 1997-10-02 1997-10-12"},
      {"FREQ=WEEKLY;COUNT=10", "19970902T090000", "20000101",
       "1997-09-02 1997-09-09 1997-09-16 1997-09-23 1997-09-30 1997-10-07 1997-10-14 1997-10-21 1997-10-28 1997-11-04"},
      {"FREQ=WEEKLY;UNTIL=19971224T000000Z", "19970902T090000", "20000101",
       "1997-09-02 1997-09-09 1997-09-16 1997-09-23 1997-09-30 1997-10-07 1997-10-14 1997-10-21 1997-10-28 1997-11-04 "
       "1997-11-11 1997-11-18 1997-11-25 1997-12-02 1997-12-09 1997-12-16 1997-12-23"},
      {"FREQ=WEEKLY;INTERVAL=2;WKST=SU", "19970902T090000", "19971015", "1997-09-02 1997-09-16 1997-09-30 1997-10-14"},
      {"FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH", "19970902T090000", "20000101",
       "1997-09-02 1997-09-04 1997-09-09 1997-09-11 1997-09-16 1997-09-18 1997-09-23 1997-09-25 1997-09-30 1997-10-02"},
      {"FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR", "19970901T090000", "19971003",
       "1997-09-01 1997-09-03 1997-09-05 1997-09-15 1997-09-17 1997-09-19 1997-09-29 1997-10-01"},
      {"FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH", "19970902T090000", "20000101",
       "1997-09-02 1997-09-04 1997-09-16 1997-09-18 1997-09-30 1997-10-02 1997-10-14 1997-10-16"},
      {"FREQ=MONTHLY;COUNT=10;BYDAY=1FR", "19970905T090000", "20000101",
       "1997-09-05 1997-10-03 1997-11-07 1997-12-05 1998-01-02 1998-02-06 1998-03-06 1998-04-03 1998-05-01 1998-06-05"},
      {"FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU", "19970907T090000", "20000101",
       "1997-09-07 1997-09-28 1997-11-02 1997-11-30 1998-01-04 1998-01-25 1998-03-01 1998-03-29 1998-05-03 1998-05-31"},
      {"FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "19970922T090000", "20000101",
       "1997-09-22 1997-10-20 1997-11-17 1997-12-22 1998-01-19 1998-02-16"},
      {"FREQ=MONTHLY;BYMONTHDAY=-3", "19970928T090000", "19980301",
       "1997-09-28 1997-10-29 1997-11-28 1997-12-29 1998-01-29 1998-02-26"},
      {"FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15", "19970902T090000", "20000101",
       "1997-09-02 1997-09-15 1997-10-02 1997-10-15 1997-11-02 1997-11-15 1997-12-02 1997-12-15 1998-01-02 1998-01-15"},
      {"FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1", "19970930T090000", "20000101",
       "1997-09-30 1997-10-01 1997-10-31 1997-11-01 1997-11-30 1997-12-01 1997-12-31 1998-01-01 1998-01-31 1998-02-01"},
      {"FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15", "19970910T090000", "20000101",
       "1997-09-10 1997-09-11 1997-09-12 1997-09-13 1997-09-14 1997-09-15 1999-03-10 1999-03-11 1999-03-12 1999-03-13"},
      {"FREQ=MONTHLY;INTERVAL=2;BYDAY=TU", "19970902T090000", "19971201",
       "1997-09-02 1997-09-09 1997-09-16 1997-09-23 1997-09-30 1997-11-04 1997-11-11 1997-11-18 1997-11-25"},
      {"FREQ=YEARLY;COUNT=10;BYMONTH=6,7", "19970610T090000", "20050101",
       "1997-06-10 1997-07-10 1998-06-10 1998-07-10 1999-06-10 1999-07-10 2000-06-10 2000-07-10 2001-06-10 2001-07-10"},
      {"FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200", "19970101T090000", "20100101",
       "1997-01-01 1997-04-10 1997-07-19 2000-01-01 2000-04-09 2000-07-18 2003-01-01 2003-04-10 2003-07-19 2006-01-01"},
      {"FREQ=YEARLY;BYDAY=20MO", "19970519T090000", "20000101", "1997-05-19 1998-05-18 1999-05-17"},
      {"FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "19970512T090000", "20000101", "1997-05-12 1998-05-11 1999-05-17"},
      {"FREQ=YEARLY;BYMONTH=3;BYDAY=TH", "19970313T090000", "19990101",
       "1997-03-13 1997-03-20 1997-03-27 1998-03-05 1998-03-12 1998-03-19 1998-03-26"},
      {"FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "19970902T090000", "20010101",
       "1998-02-13 1998-03-13 1998-11-13 1999-08-13 2000-10-13"},
      {"FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13", "19970913T090000", "19980101",
       "1997-09-13 1997-10-11 1997-11-08 1997-12-13"},
      {"FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", "19961105T090000", "20050101",
       "1996-11-05 2000-11-07 2004-11-02"},
      {"FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "19970904T090000", "20000101",
       "1997-09-04 1997-10-07 1997-11-06"},
      {"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "19970929T090000", "19980401",
       "1997-09-29 1997-10-30 1997-11-27 1997-12-30 1998-01-29 1998-02-26 1998-03-30"},
      {"FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T210000Z", "19970902T090000", "20000101",
       "1997-09-02 1997-09-02T12:00 1997-09-02T15:00"},
      {"FREQ=MINUTELY;INTERVAL=15;COUNT=6", "19970902T090000", "20000101",
       "1997-09-02 1997-09-02T09:15 1997-09-02T09:30 1997-09-02T09:45 1997-09-02T10:00 1997-09-02T10:15"},
      {"FREQ=MINUTELY;INTERVAL=90;COUNT=4", "19970902T090000", "20000101",
       "1997-09-02 1997-09-02T10:30 1997-09-02T12:00 1997-09-02T13:30"},
      {"FREQ=DAILY;BYHOUR=9,16;BYMINUTE=0,40", "19970902T090000", "19970903",
       "1997-09-02 1997-09-02T09:40 1997-09-02T16:00 1997-09-02T16:40"},
      {"FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,16", "19970902T090000", "19970903",
       "1997-09-02 1997-09-02T09:20 1997-09-02T09:40 1997-09-02T16:00 1997-09-02T16:20 1997-09-02T16:40"},
      {"FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "19970805T090000", "20000101",
       "1997-08-05 1997-08-10 1997-08-19 1997-08-24"},
      {"FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "19970805T090000", "20000101",
       "1997-08-05 1997-08-17 1997-08-19 1997-08-31"},
      {"FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "20070115T090000", "20100101",
       "2007-01-15 2007-01-30 2007-02-15 2007-03-15 2007-03-30"},
  };
  const auto zone = zone_of("America/New_York");
  for (const auto& [rule, start, until, expected] : cases) {
    EXPECT_EQ(expanded(recurrence_of(start, rule), *zone, until), expected) << rule;
  }
}

TEST(Recurrence, MeetsTheCornersOfTheCalendar) {
  const Example cases[] = {
      // a month without a 31st has no occurrence
      {"FREQ=MONTHLY;BYMONTHDAY=31", "20221031T090000", "20230601",
       "2022-10-31 2022-12-31 2023-01-31 2023-03-31 2023-05-31"},
      // the last day of each month
      {"FREQ=MONTHLY;BYMONTHDAY=-1", "20230131T090000", "20230501", "2023-01-31 2023-02-28 2023-03-31 2023-04-30"},
      // 29 February comes every four years, but not in 2100
      {"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "20880229T090000", "21050101",
       "2088-02-29 2092-02-29 2096-02-29 2104-02-29"},
      // UNTIL as a date includes that day
      {"FREQ=DAILY;UNTIL=20221203", "20221201T090000", "20230101", "2022-12-01 2022-12-02 2022-12-03"},
      // UNTIL in civil time includes its instant
      {"FREQ=DAILY;UNTIL=20221203T090000", "20221201T090000", "20230101", "2022-12-01 2022-12-02 2022-12-03"},
      {"FREQ=DAILY;UNTIL=20221203T085959", "20221201T090000", "20230101", "2022-12-01 2022-12-02"},
      // UNTIL in UTC is an instant: 09:00 in Vietnam is 02:00Z
      {"FREQ=DAILY;UNTIL=20221203T020000Z", "20221201T090000", "20230101", "2022-12-01 2022-12-02 2022-12-03"},
      {"FREQ=DAILY;UNTIL=20221203T015959Z", "20221201T090000", "20230101", "2022-12-01 2022-12-02"},
      // lower case, and a sign that says nothing
      {"freq=monthly;bymonthday=+5;count=2", "20221205T090000", "20240101", "2022-12-05 2023-01-05"},
      // what no calendar has
      {"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "20220101T090000", "20300101", ""},
      {"FREQ=DAILY;BYMONTH=4;BYMONTHDAY=31", "20220101T090000", "20300101", ""},
      {"FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", "20220101T090000", "20300101", ""},
      {"FREQ=SECONDLY;INTERVAL=2;BYSECOND=1", "20220101T090000", "20300101", ""},
      {"FREQ=MINUTELY;INTERVAL=1440;BYHOUR=5", "20220101T090000", "20300101", ""},
      {"FREQ=HOURLY;INTERVAL=24;BYHOUR=5", "20220101T090000", "20300101", ""},
      // parts that list dates limit each other; a week belongs to the year that has most of its days
      {"FREQ=YEARLY;BYYEARDAY=60,-1;BYMONTH=3,12", "20220101T090000", "20250101",
       "2022-03-01 2022-12-31 2023-03-01 2023-12-31 2024-12-31"},
      {"FREQ=YEARLY;BYYEARDAY=60;BYMONTHDAY=29", "20200101T090000", "20290101", "2020-02-29 2024-02-29 2028-02-29"},
      {"FREQ=YEARLY;BYYEARDAY=1,2,3,4;BYWEEKNO=1;BYDAY=MO", "20200101T090000", "20240101",
       "2021-01-04 2022-01-03 2023-01-02"},
      {"FREQ=YEARLY;BYWEEKNO=20;BYMONTHDAY=15", "20220101T090000", "20250101", "2023-05-15 2024-05-15"},
      {"FREQ=YEARLY;BYWEEKNO=20,30;BYMONTH=5", "20220105T090000", "20240101", "2022-05-18 2023-05-17"},
      {"FREQ=YEARLY;BYWEEKNO=1;BYMONTH=12;BYDAY=MO", "20000101T090000", "20100101",
       "2001-12-31 2002-12-30 2003-12-29 2007-12-31 2008-12-29"},
      {"FREQ=YEARLY;INTERVAL=2;BYWEEKNO=-1;BYMONTH=1;BYDAY=SA,SU", "20200101T090000", "20300101",
       "2021-01-02 2021-01-03 2023-01-01 2027-01-02 2027-01-03"},
      // weeks from the end of the year
      {"FREQ=YEARLY;BYWEEKNO=-1", "20201117T090000", "20220701", "2020-12-29 2021-12-28"},
      {"FREQ=YEARLY;COUNT=3;BYWEEKNO=-43,-38,34", "20201117T090000", "20220701", "2021-03-09 2021-04-13 2021-08-24"},
      // BYSETPOS counts in whole periods, also in that of the start
      {"FREQ=DAILY;BYHOUR=6,12,18;BYSETPOS=2;COUNT=2", "20221201T090000", "20230101",
       "2022-12-01T12:00 2022-12-02T12:00"},
      {"FREQ=HOURLY;INTERVAL=6;BYMINUTE=0,20,40;BYSETPOS=-1", "20221201T090000", "20221202",
       "2022-12-01T09:40 2022-12-01T15:40 2022-12-01T21:40"},
      {"FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=-1", "20221201T090000", "20221217", "2022-12-02 2022-12-09 2022-12-16"},
      // the first and last working day of a month
      {"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,-1", "20221001T090000", "20221201",
       "2022-10-03 2022-10-31 2022-11-01 2022-11-30"},
  };
  const auto zone = zone_of("Asia/Ho_Chi_Minh");
  for (const auto& [rule, start, until, expected] : cases) {
    EXPECT_EQ(expanded(recurrence_of(start, rule), *zone, until), expected) << rule;
  }
}

TEST(Recurrence, AddsAndTakesOutDates) {
  auto recurrence = recurrence_of("20221205T080000", "FREQ=MONTHLY;BYMONTHDAY=5");
  recurrence.dates = {*parse_civil("2022-12-20"), *parse_civil("2023-01-10T14:00"), *parse_civil("2022-12-05")};
  recurrence.except = {*parse_civil("2023-01-05"), *parse_civil("2023-02-05T08:00"), *parse_civil("2023-03-05T09:00")};
  EXPECT_EQ(expanded(recurrence, *zone_of("Asia/Ho_Chi_Minh"), "2023-03-31"),
            "2022-12-05T08:00 2022-12-20T08:00 2023-01-10T14:00 2023-03-05T08:00");
  const Recurrence once{std::nullopt, local("20221205T090000"), {}, {}};
  EXPECT_EQ(expanded(once, *zone_of("Asia/Ho_Chi_Minh"), "2030-01-01"), "2022-12-05");
}

// COUNT counts what the rule gives, whatever EXDATE takes out afterwards (RFC 5545 §3.8.5.1).
TEST(Recurrence, CountsBeforeItTakesOut) {
  auto recurrence = recurrence_of("20221201T090000", "FREQ=DAILY;COUNT=3");
  recurrence.except = {*parse_civil("2022-12-02")};
  EXPECT_EQ(expanded(recurrence, *zone_of("Asia/Ho_Chi_Minh"), "2023-01-01"), "2022-12-01 2022-12-03");
}

TEST(Recurrence, StaysOnTheClockWhereClocksChange) {
  const struct {
    const char* zone;
    const char* start;
    const char* expected;
  } cases[] = {
      // set forward on 12/3/2023 at 02:00: what does not exist is counted by the offset before the gap
      {"America/New_York", "20230311T023000",
       "2023-03-11T02:30:00-05:00 2023-03-12T03:30:00-04:00 2023-03-13T02:30:00-04:00"},
      // set back on 5/11/2023 at 02:00: the first of the two
      {"America/New_York", "20231104T013000",
       "2023-11-04T01:30:00-04:00 2023-11-05T01:30:00-04:00 2023-11-06T01:30:00-05:00"},
      // half an hour forward on 1/10/2023
      {"Australia/Lord_Howe", "20230930T021500",
       "2023-09-30T02:15:00+10:30 2023-10-01T02:45:00+11:00 2023-10-02T02:15:00+11:00"},
      // a day that Samoa left out, 30/12/2011
      {"Pacific/Apia", "20111229T090000", "2011-12-29T09:00:00-10:00 2011-12-31T09:00:00+14:00"},
  };
  for (const auto& [name, start, expected] : cases) {
    const auto zone = zone_of(name);
    const auto recurrence = recurrence_of(start, "FREQ=DAILY;COUNT=3");
    std::string got;
    const auto found = expand_recurrence(recurrence, *zone, {kEarliestInstant, kLatestInstant});
    for (const auto& one : found.value()) {
      got += (got.empty() ? "" : " ") + format_iso(one.at, *zone);
    }
    EXPECT_EQ(got, expected) << name;
  }
}

// A rule of seconds that began a century ago costs what is asked for.
TEST(Recurrence, DoesNotWalkFromTheBeginningWhereItNeedNot) {
  const auto zone = zone_of("Asia/Ho_Chi_Minh");
  const auto recurrence = recurrence_of("19300101T000000", "FREQ=SECONDLY;INTERVAL=7");
  const auto found = expand_recurrence(
      recurrence, *zone, {*parse_iso("2022-12-01T00:00:00+07:00"), *parse_iso("2022-12-01T00:01:00+07:00")});
  ASSERT_TRUE(found);
  ASSERT_GE(found->size(), 8U);
  for (const auto& one : *found) EXPECT_EQ((one.local - recurrence.start) % std::chrono::seconds{7}, Millis{0});
}

TEST(Recurrence, RefusesTooManyOccurrences) {
  const auto zone = zone_of("Asia/Ho_Chi_Minh");
  const auto found =
      expand_recurrence(recurrence_of("20220101T000000", "FREQ=SECONDLY"), *zone,
                        {*parse_iso("2022-01-01T00:00:00+07:00"), *parse_iso("2023-01-01T00:00:00+07:00")});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, RecurrenceFault::Kind::too_many);
}

TEST(ParseRecurrenceRule, NamesThePartThatIsWrong) {
  using Kind = RecurrenceFault::Kind;
  const struct {
    const char* rule;
    Kind kind;
    const char* part;
    const char* value;
  } cases[] = {
      {"", Kind::unknown_part, "", ""},
      {"FREQ", Kind::bad_value, "FREQ", ""},
      {"FREQ=", Kind::bad_value, "FREQ", ""},
      {"FREQ=FORTNIGHTLY", Kind::bad_value, "FREQ", "FORTNIGHTLY"},
      {"BYMONTHDAY=5", Kind::missing, "FREQ", ""},
      {"FREQ=DAILY;", Kind::unknown_part, "", ""},
      {"FREQ=DAILY;FREQ=DAILY", Kind::twice, "FREQ", ""},
      {"FREQ=DAILY;BYMONTDAY=5", Kind::unknown_part, "BYMONTDAY", ""},
      {"FREQ=DAILY;RSCALE=CHINESE", Kind::unknown_part, "RSCALE", ""},
      {"FREQ=DAILY;INTERVAL=0", Kind::bad_value, "INTERVAL", "0"},
      {"FREQ=DAILY;INTERVAL=32768", Kind::bad_value, "INTERVAL", "32768"},
      {"FREQ=DAILY;COUNT=0", Kind::bad_value, "COUNT", "0"},
      {"FREQ=DAILY;COUNT=-3", Kind::bad_value, "COUNT", "-3"},
      {"FREQ=DAILY;COUNT=99999999999999999999", Kind::bad_value, "COUNT", "99999999999999999999"},
      {"FREQ=DAILY;COUNT=2;UNTIL=20301231", Kind::not_together, "COUNT", ""},
      {"FREQ=DAILY;UNTIL=20301331", Kind::bad_value, "UNTIL", "20301331"},
      {"FREQ=DAILY;UNTIL=20301231Z", Kind::bad_value, "UNTIL", "20301231Z"},
      {"FREQ=DAILY;UNTIL=tomorrow", Kind::bad_value, "UNTIL", "TOMORROW"},
      {"FREQ=MONTHLY;BYMONTHDAY=32", Kind::bad_value, "BYMONTHDAY", "32"},
      {"FREQ=MONTHLY;BYMONTHDAY=0", Kind::bad_value, "BYMONTHDAY", "0"},
      {"FREQ=MONTHLY;BYMONTHDAY=5,,6", Kind::bad_value, "BYMONTHDAY", ""},
      {"FREQ=MONTHLY;BYMONTHDAY=-32", Kind::bad_value, "BYMONTHDAY", "-32"},
      {"FREQ=YEARLY;BYMONTH=13", Kind::bad_value, "BYMONTH", "13"},
      {"FREQ=YEARLY;BYMONTH=-1", Kind::bad_value, "BYMONTH", "-1"},
      {"FREQ=YEARLY;BYWEEKNO=54", Kind::bad_value, "BYWEEKNO", "54"},
      {"FREQ=YEARLY;BYYEARDAY=367", Kind::bad_value, "BYYEARDAY", "367"},
      {"FREQ=DAILY;BYHOUR=24", Kind::bad_value, "BYHOUR", "24"},
      {"FREQ=DAILY;BYMINUTE=60", Kind::bad_value, "BYMINUTE", "60"},
      {"FREQ=MONTHLY;BYDAY=XX", Kind::bad_value, "BYDAY", "XX"},
      {"FREQ=MONTHLY;BYDAY=0MO", Kind::bad_value, "BYDAY", "0MO"},
      {"FREQ=MONTHLY;BYDAY=54MO", Kind::bad_value, "BYDAY", "54MO"},
      {"FREQ=MONTHLY;BYDAY=M", Kind::bad_value, "BYDAY", "M"},
      {"FREQ=MONTHLY;BYDAY=", Kind::bad_value, "BYDAY", ""},
      {"FREQ=WEEKLY;BYDAY=2MO", Kind::not_together, "BYDAY=n", ""},
      {"FREQ=YEARLY;BYWEEKNO=5;BYDAY=2MO", Kind::not_together, "BYDAY=n", ""},
      {"FREQ=YEARLY;BYYEARDAY=5;BYMONTH=1;BYDAY=1MO", Kind::not_together, "BYDAY=n", ""},
      {"FREQ=WEEKLY;BYMONTHDAY=5", Kind::not_together, "BYMONTHDAY", ""},
      {"FREQ=MONTHLY;BYYEARDAY=5", Kind::not_together, "BYYEARDAY", ""},
      {"FREQ=MONTHLY;BYWEEKNO=5", Kind::not_together, "BYWEEKNO", ""},
      {"FREQ=MONTHLY;BYSETPOS=1", Kind::missing, "BYSETPOS", ""},
      {"FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0", Kind::bad_value, "BYSETPOS", "0"},
      {"FREQ=WEEKLY;WKST=MON", Kind::bad_value, "WKST", "MON"},
      {"FREQ = DAILY", Kind::unknown_part, "FREQ ", ""},
  };
  for (const auto& [rule, kind, part, value] : cases) {
    const auto parsed = parse_recurrence_rule(rule);
    ASSERT_FALSE(parsed) << rule;
    EXPECT_EQ(parsed.error().kind, kind) << rule;
    EXPECT_EQ(parsed.error().part, part) << rule;
    EXPECT_EQ(parsed.error().value, value) << rule;
  }
}

TEST(ParseCivil, ReadsBothFormsOfIso) {
  for (const char* text : {"20221205T080000", "2022-12-05T08:00:00", "2022-12-05T08:00", "2022-12-05 08:00"}) {
    const auto time = parse_civil(text);
    ASSERT_TRUE(time) << text;
    EXPECT_EQ(format_civil(*time), "2022-12-05T08:00:00") << text;
  }
  EXPECT_EQ(format_civil(*parse_civil("20221205")), "2022-12-05");
  EXPECT_EQ(format_civil(*parse_civil("2022-12-05")), "2022-12-05");
  for (const char* text : {"", "2022", "2022-1-5", "20220230", "2022-12-05T25:00", "2022-12-05T08:60", "20221205T0800",
                           "2022-12-05T08", "05/12/2022", "2022-12-05T08:00+07:00", "1899-12-31", "2022-12-05T24:00"}) {
    EXPECT_FALSE(parse_civil(text)) << text;
  }
}

}  // namespace
}  // namespace dondoc::rules

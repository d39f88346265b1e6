#include "rules/zone.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "tests/rules/calendars.hpp"

namespace dondoc::rules {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

TEST(ParseIso, ReadsInstantsWithTheirOffset) {
  const struct {
    const char* text;
    std::int64_t millis;
  } cases[] = {
      {"1970-01-01T00:00:00Z", 0},
      {"1970-01-01T07:00:00+07:00", 0},
      {"1970-01-01T07:00+07:00", 0},
      {"1969-12-31T19:00:00-05:00", 0},
      {"1970-01-01T00:00:00.020Z", 20},
      {"1970-01-01T00:00:00.5Z", 500},
      {"1970-01-01T05:30:01.070+05:30", 1070},
      {"1969-12-31T24:00Z", 0},
      {"1970-01-01T07:06:30+07:06:30", 0},
      {"2022-12-01T07:30:00+07:00", 1669854600000},
      {"1900-01-01T00:00:00Z", -2208988800000},
      {"2101-01-01T00:00:00Z", 4133980800000},
  };
  for (const auto& [text, millis] : cases) {
    const auto instant = parse_iso(text);
    ASSERT_TRUE(instant) << text;
    EXPECT_EQ(to_millis(*instant), millis) << text;
  }
}

TEST(ParseIso, RefusesEverythingElse) {
  for (const char* text : {"",
                           "2022-12-01",
                           "2022-12-01T07:30",
                           "2022-12-01T07:30:00",
                           "2022-12-01 07:30:00+07:00",
                           "2022-12-01T07:30:00+0700",
                           "2022-12-01T07:30:00+07",
                           "2022-12-01t07:30:00z",
                           "2022-12-01T07:30:00 +07:00",
                           "2022-12-01T07:30:00+07:00 ",
                           " 2022-12-01T07:30:00+07:00",
                           "2022-12-01T7:30:00+07:00",
                           "2022-12-01T07:60:00+07:00",
                           "2022-12-01T07:30:60+07:00",
                           "2022-12-01T24:01:00+07:00",
                           "2022-12-01T24:00:00.001+07:00",
                           "2022-12-01T25:00:00+07:00",
                           "2022-02-29T07:30:00+07:00",
                           "2022-13-01T07:30:00+07:00",
                           "2022-00-01T07:30:00+07:00",
                           "2022-12-00T07:30:00+07:00",
                           "2022-12-01T07:30:00.+07:00",
                           "2022-12-01T07:30:00.1234+07:00",
                           "2022-12-01T07:30:00+24:00",
                           "2022-12-01T07:30:00+07:60",
                           "22-12-01T07:30:00+07:00",
                           "+2022-12-01T07:30:00Z",
                           "1899-12-31T23:59:59.999Z",
                           "2101-01-01T00:00:00.001Z",
                           "1900-01-01T00:00:00+00:01"}) {
    EXPECT_FALSE(parse_iso(text)) << text;
  }
}

TEST(ParseIso, GivesBackWhatFormatIsoWrote) {
  const auto vietnam_zone = zone("Asia/Ho_Chi_Minh");
  for (const char* text : {"2022-12-01T07:30:00+07:00", "2022-12-01T07:30:00.020+07:00", "1905-01-01T00:00:00+07:06:30",
                           "1944-06-06T12:00:00+08:00"}) {
    EXPECT_EQ(format_iso(parse_iso(text).value(), *vietnam_zone), text);
  }
  const auto new_york_zone = zone("America/New_York");
  for (const char* text : {"2022-11-06T01:30:00-04:00", "2022-11-06T01:30:00-05:00"}) {
    EXPECT_EQ(format_iso(parse_iso(text).value(), *new_york_zone), text);
  }
}

TEST(ParseDay, TakesDatesThatExist) {
  EXPECT_EQ(parse_day("2022-12-01"), make_day(2022, 12, 1));
  EXPECT_EQ(parse_day("2024-02-29"), make_day(2024, 2, 29));
  EXPECT_EQ(format_day(make_day(2022, 3, 9)), "2022-03-09");
  for (const char* text : {"", "2022-02-29", "2022-2-1", "01/12/2022", "2022-12-01 ", "2022-12-32", "20221201"}) {
    EXPECT_FALSE(parse_day(text)) << text;
  }
}

TEST(ParseClock, TakesMinutesOfADay) {
  EXPECT_EQ(parse_clock("00:00"), minutes{0});
  EXPECT_EQ(parse_clock("07:30"), hours{7} + minutes{30});
  EXPECT_EQ(parse_clock("24:00"), hours{24});
  EXPECT_EQ(format_clock(hours{7} + minutes{30}), "07:30");
  EXPECT_EQ(format_clock(hours{30}), "30:00");
  for (const char* text : {"", "7:30", "07:3", "07.30", "24:01", "25:00", "07:60", "07:30:00", "-7:30", "0730"}) {
    EXPECT_FALSE(parse_clock(text)) << text;
  }
}

TEST(Zone, CivilTimesAtTheChangesOfTheClocks) {
  const struct {
    const char* rule;
    const char* zone_name;
    const char* date;
    const char* clock;
    const char* expected;
  } cases[] = {
      {"an ordinary day", "Europe/Berlin", "2022-03-28", "02:30", "Mon 2022-03-28T02:30+02:00"},
      {"in the gap: the first instant after it", "Europe/Berlin", "2022-03-27", "02:30", "Sun 2022-03-27T03:00+02:00"},
      {"the gap begins", "Europe/Berlin", "2022-03-27", "02:00", "Sun 2022-03-27T03:00+02:00"},
      {"the gap has ended", "Europe/Berlin", "2022-03-27", "03:00", "Sun 2022-03-27T03:00+02:00"},
      {"twice: the earlier one", "Europe/Berlin", "2022-10-30", "02:30", "Sun 2022-10-30T02:30+02:00"},
      {"after the overlap", "Europe/Berlin", "2022-10-30", "03:00", "Sun 2022-10-30T03:00+01:00"},
      {"west of Greenwich, gap", "America/New_York", "2022-03-13", "02:15", "Sun 2022-03-13T03:00-04:00"},
      {"west of Greenwich, overlap", "America/New_York", "2022-11-06", "01:15", "Sun 2022-11-06T01:15-04:00"},
      {"beyond the listed transitions", "Europe/Berlin", "2050-03-27", "02:30", "Sun 2050-03-27T03:00+02:00"},
      {"beyond the listed transitions", "America/New_York", "2099-07-01", "12:00", "Wed 2099-07-01T12:00-04:00"},
      {"24:00 is the next midnight", "Asia/Ho_Chi_Minh", "2022-11-30", "24:00", "Thu 2022-12-01T00:00+07:00"},
      {"Saigon put its clocks back in 1975", "Asia/Ho_Chi_Minh", "1975-06-12", "23:30", "Thu 1975-06-12T23:30+08:00"},
      {"a midnight that does not exist", "America/Sao_Paulo", "2018-11-04", "00:00", "Sun 2018-11-04T01:00-02:00"},
      {"local mean time", "Asia/Ho_Chi_Minh", "1900-01-02", "00:00", "Tue 1900-01-02T00:00+07:06:30"},
  };
  for (const auto& [rule, zone_name, date, clock, expected] : cases) {
    const auto in = zone(zone_name);
    EXPECT_EQ(said(in->at(day(date), clock_time(clock)), *in), expected) << rule;
  }
}

TEST(Zone, DaysBeginAndEndByTheClocksOfThePlace) {
  const auto length = [](const char* name, const char* date) {
    const Interval span = zone(name)->span_of(day(date));
    return span.until - span.from;
  };
  EXPECT_EQ(length("Europe/Berlin", "2022-03-26"), hours{24});
  EXPECT_EQ(length("Europe/Berlin", "2022-03-27"), hours{23});
  EXPECT_EQ(length("Europe/Berlin", "2022-10-30"), hours{25});
  EXPECT_EQ(length("Australia/Lord_Howe", "2022-04-03"), hours{24} + minutes{30});
  EXPECT_EQ(length("Pacific/Apia", "2011-12-30"), hours{0});  // a date that Samoa left out
}

TEST(Zone, MidnightBelongsToTheDateThatEnds) {
  const auto in = zone("Asia/Ho_Chi_Minh");
  const Instant midnight = at("Thu 2022-12-01T00:00+07:00");
  EXPECT_EQ(format_day(in->day_of(midnight)), "2022-12-01");
  EXPECT_EQ(format_day(in->day_before_end(midnight)), "2022-11-30");
  EXPECT_EQ(format_day(in->day_before_end(midnight + Millis{1})), "2022-12-01");
}

TEST(Zone, EveryCivilTimeIsTheFirstInstantThatReachesIt) {
  const std::vector<std::shared_ptr<const Zone>> zones{zone("Europe/Berlin"), zone("America/New_York"),
                                                       zone("Asia/Ho_Chi_Minh"), zone("Australia/Lord_Howe")};
  EXPECT_TRUE(rc::check([&] {
    const Zone& in = **rc::gen::elementOf(zones);
    const auto& transition = *rc::gen::elementOf(in.transitions());
    const Instant near = transition.from + minutes{*rc::gen::inRange(-300, 300)};
    const LocalTime local = in.to_local(near);
    const Instant found = in.to_instant(local);
    RC_ASSERT(found <= near);
    RC_ASSERT(in.to_local(found) == local);
    // Nothing earlier within a day reads the same.
    for (Instant earlier = found - hours{24}; earlier < found; earlier += minutes{1}) {
      RC_ASSERT(in.to_local(earlier) != local);
    }
  }));
}

}  // namespace
}  // namespace dondoc::rules

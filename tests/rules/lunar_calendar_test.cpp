#include "rules/lunar_calendar.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <array>

#include "rules/ephemeris.hpp"
#include "tests/rules/calendars.hpp"

namespace dondoc::rules {
namespace {

using std::chrono::days;

// Tết of every year as day and month, and the month the year has twice (0: none). Computed with PyEphem 4.1.4 (Debian's
// python3-ephem: VSOP87 and an abridged ELP of its own) by a program that lays days of new moons and of principal terms
// side by side; the table behind the npm package @forvn/vn-lunar-calendar (Hồ Ngọc Đức's) says the same.
struct Year {
  int year;
  unsigned day;
  unsigned month;
  int leap;
};
constexpr std::array kYears = std::to_array<Year>(
    {{1968, 29, 1, 7}, {1969, 16, 2, 0}, {1970, 6, 2, 0},  {1971, 27, 1, 5}, {1972, 15, 2, 0}, {1973, 3, 2, 0},
     {1974, 23, 1, 4}, {1975, 11, 2, 0}, {1976, 31, 1, 8}, {1977, 18, 2, 0}, {1978, 7, 2, 0},  {1979, 28, 1, 6},
     {1980, 16, 2, 0}, {1981, 5, 2, 0},  {1982, 25, 1, 4}, {1983, 13, 2, 0}, {1984, 2, 2, 0},  {1985, 21, 1, 2},
     {1986, 9, 2, 0},  {1987, 29, 1, 7}, {1988, 17, 2, 0}, {1989, 6, 2, 0},  {1990, 27, 1, 5}, {1991, 15, 2, 0},
     {1992, 4, 2, 0},  {1993, 23, 1, 3}, {1994, 10, 2, 0}, {1995, 31, 1, 8}, {1996, 19, 2, 0}, {1997, 7, 2, 0},
     {1998, 28, 1, 5}, {1999, 16, 2, 0}, {2000, 5, 2, 0},  {2001, 24, 1, 4}, {2002, 12, 2, 0}, {2003, 1, 2, 0},
     {2004, 22, 1, 2}, {2005, 9, 2, 0},  {2006, 29, 1, 7}, {2007, 17, 2, 0}, {2008, 7, 2, 0},  {2009, 26, 1, 5},
     {2010, 14, 2, 0}, {2011, 3, 2, 0},  {2012, 23, 1, 4}, {2013, 10, 2, 0}, {2014, 31, 1, 9}, {2015, 19, 2, 0},
     {2016, 8, 2, 0},  {2017, 28, 1, 6}, {2018, 16, 2, 0}, {2019, 5, 2, 0},  {2020, 25, 1, 4}, {2021, 12, 2, 0},
     {2022, 1, 2, 0},  {2023, 22, 1, 2}, {2024, 10, 2, 0}, {2025, 29, 1, 6}, {2026, 17, 2, 0}, {2027, 6, 2, 0},
     {2028, 26, 1, 5}, {2029, 13, 2, 0}, {2030, 2, 2, 0},  {2031, 23, 1, 3}, {2032, 11, 2, 0}, {2033, 31, 1, 11},
     {2034, 19, 2, 0}, {2035, 8, 2, 0},  {2036, 28, 1, 6}, {2037, 15, 2, 0}, {2038, 4, 2, 0},  {2039, 24, 1, 5},
     {2040, 12, 2, 0}, {2041, 1, 2, 0},  {2042, 22, 1, 2}, {2043, 10, 2, 0}, {2044, 30, 1, 7}, {2045, 17, 2, 0},
     {2046, 6, 2, 0},  {2047, 26, 1, 5}, {2048, 14, 2, 0}, {2049, 2, 2, 0},  {2050, 23, 1, 3}, {2051, 11, 2, 0},
     {2052, 1, 2, 8},  {2053, 18, 2, 0}, {2054, 8, 2, 0},  {2055, 28, 1, 6}, {2056, 15, 2, 0}, {2057, 4, 2, 0},
     {2058, 24, 1, 4}, {2059, 12, 2, 0}, {2060, 2, 2, 0},  {2061, 21, 1, 3}, {2062, 9, 2, 0},  {2063, 29, 1, 7},
     {2064, 17, 2, 0}, {2065, 5, 2, 0},  {2066, 26, 1, 5}, {2067, 14, 2, 0}, {2068, 3, 2, 0},  {2069, 23, 1, 4},
     {2070, 11, 2, 0}, {2071, 31, 1, 8}, {2072, 19, 2, 0}, {2073, 7, 2, 0},  {2074, 27, 1, 6}, {2075, 15, 2, 0},
     {2076, 5, 2, 0},  {2077, 24, 1, 4}, {2078, 12, 2, 0}, {2079, 2, 2, 0},  {2080, 22, 1, 3}, {2081, 9, 2, 0},
     {2082, 29, 1, 7}, {2083, 17, 2, 0}, {2084, 6, 2, 0},  {2085, 26, 1, 5}, {2086, 14, 2, 0}, {2087, 3, 2, 0},
     {2088, 24, 1, 4}, {2089, 10, 2, 0}, {2090, 30, 1, 8}, {2091, 18, 2, 0}, {2092, 7, 2, 0},  {2093, 27, 1, 6},
     {2094, 15, 2, 0}, {2095, 5, 2, 0},  {2096, 25, 1, 4}, {2097, 12, 2, 0}, {2098, 1, 2, 0},  {2099, 21, 1, 2},
     {2100, 9, 2, 0}});

std::string iso(std::optional<Day> day) { return day ? format_day(*day) : "none"; }

std::string written(const LunarDate& date) {
  return std::to_string(date.day) + "/" + std::to_string(date.month) + (date.leap ? "+" : "") + "/" +
         std::to_string(date.year);
}

Day any_day() { return make_day(1968, 1, 1) + days{*rc::gen::inRange(0, 48579)}; }

TEST(LunarCalendar, HasTetAndLeapMonthOfEveryYearFrom1968To2100) {
  for (const auto& [year, day, month, leap] : kYears) {
    EXPECT_EQ(iso(lunar_new_year(year)), format_day(make_day(year, month, day)));
    EXPECT_EQ(leap_month(year), leap) << year;
  }
}

TEST(LunarCalendar, CountsInHanoiAndNotInBeijing) {
  struct Case {
    const char* rule;
    int year;
    const char* tet;
  };
  for (const auto& [rule, year, tet] : {
           Case{"1968: the new moon at 16:29 UTC is of the 29th here, of the 30th in China", 1968, "1968-01-29"},
           Case{"1969: of 16/02 here, of 17/02 in China", 1969, "1969-02-16"},
           Case{"1984: a leap month 10 in China only", 1984, "1984-02-02"},
           Case{"1985: a month earlier than China's 20/02, whose month 10 was repeated", 1985, "1985-01-21"},
           Case{"2007: 17/02 here, 18/02 in China", 2007, "2007-02-17"},
           Case{"2030: the new moon at 16:07 UTC is of 02/02 here, of 03/02 in China", 2030, "2030-02-02"},
           Case{"2053: 18/02 here, 19/02 in China", 2053, "2053-02-18"},
       }) {
    EXPECT_EQ(iso(lunar_new_year(year)), tet) << rule;
  }
}

TEST(LunarCalendar, HasHungKingsDayOnTheTenthOfMonthThree) {
  struct Case {
    int year;
    const char* day;
  };
  for (const auto& [year, day] :
       {Case{2019, "2019-04-14"}, Case{2020, "2020-04-02"}, Case{2021, "2021-04-21"}, Case{2022, "2022-04-10"},
        Case{2023, "2023-04-29"}, Case{2024, "2024-04-18"}, Case{2025, "2025-04-07"}, Case{2026, "2026-04-26"},
        Case{2027, "2027-04-16"}, Case{2007, "2007-04-26"}, Case{2100, "2100-04-18"}}) {
    EXPECT_EQ(iso(from_lunar({year, 3, 10, false})), day);
  }
}

TEST(LunarCalendar, ReadsDaysBothWays) {
  struct Case {
    const char* rule;
    const char* day;
    const char* lunar;
  };
  for (const auto& [rule, day, lunar] : {
           Case{"Tết", "2023-01-22", "1/1/2023"},
           Case{"the eve is of the year before", "2023-01-21", "30/12/2022"},
           Case{"2023 has month 2 twice: the first", "2023-02-20", "1/2/2023"},
           Case{"2023 has month 2 twice: the second", "2023-03-22", "1/2+/2023"},
           Case{"Mid-Autumn", "2025-10-06", "15/8/2025"},
           Case{"2025 has month 6 twice", "2025-07-25", "1/6+/2025"},
           Case{"a month 12 of 29 days has no 30 Tết", "2025-01-28", "29/12/2024"},
           Case{"2033 has month 11 twice, the only time", "2033-12-22", "1/11+/2033"},
           Case{"a new moon 90 seconds after midnight", "1998-09-21", "1/8/1998"},
           Case{"a new moon 3 minutes before midnight", "2031-04-21", "1/3+/2031"},
           Case{"the first day there is", "1968-01-01", "2/12/1967"},
           Case{"the last day there is", "2100-12-31", "1/12/2100"},
       }) {
    EXPECT_EQ(written(to_lunar(parse_day(day).value())), lunar) << rule;
    if (const LunarDate date = to_lunar(parse_day(day).value()); date.year >= 1968) {
      EXPECT_EQ(iso(from_lunar(date)), day) << rule;
    }
  }
}

TEST(LunarCalendar, HasNoDaysThatAreNot) {
  EXPECT_EQ(iso(from_lunar({2024, 12, 30, false})), "none") << "29 days";
  EXPECT_EQ(iso(from_lunar({2024, 2, 1, true})), "none") << "no leap month";
  EXPECT_EQ(iso(from_lunar({2023, 3, 1, true})), "none") << "month 2 is the leap month";
  EXPECT_EQ(iso(from_lunar({2024, 13, 1, false})), "none");
  EXPECT_EQ(iso(from_lunar({2024, 1, 31, false})), "none");
  EXPECT_EQ(iso(from_lunar({2024, 1, 0, false})), "none");
}

TEST(LunarCalendarProperties, LeadsBackFromEveryDay) {
  EXPECT_TRUE(rc::check("a day's lunar date is that day's", [] {
    const Day day = any_day();
    const LunarDate date = to_lunar(day);
    if (date.year >= 1968) RC_ASSERT(from_lunar(date) == std::optional{day});
  }));
}

TEST(LunarCalendarProperties, HasMonthsOf29Or30DaysInARow) {
  LunarDate before = to_lunar(make_day(1968, 1, 1));
  for (Day day = make_day(1968, 1, 2); day <= make_day(2100, 12, 31); day += days{1}) {
    const LunarDate date = to_lunar(day);
    if (date.day != 1) {
      ASSERT_EQ(date, (LunarDate{before.year, before.month, before.day + 1, before.leap})) << format_day(day);
    } else {
      ASSERT_TRUE(before.day == 29 || before.day == 30) << format_day(day);
      ASSERT_EQ(date.month, date.leap ? before.month : before.month % 12 + 1) << format_day(day);
      ASSERT_EQ(date.year, before.year + (before.month == 12 && !date.leap ? 1 : 0)) << format_day(day);
    }
    before = date;
  }
}

TEST(LunarCalendarProperties, HasTetBetween20JanuaryAnd20February) {
  for (int year = 1968; year <= 2100; ++year) {
    const Day tet = lunar_new_year(year);
    EXPECT_TRUE(tet >= make_day(year, 1, 20) && tet <= make_day(year, 2, 20)) << format_day(tet);
  }
}

// Published instants (US Naval Observatory, to the minute).
TEST(Ephemeris, IsRightToAFewMinutes) {
  const auto days_at = [](const char* iso) {
    return static_cast<double>(to_millis(parse_iso(iso).value())) / (24.0 * 3600 * 1000);
  };
  constexpr double kMinute = 1.0 / 1440;
  EXPECT_NEAR(new_moon(0), days_at("2000-01-06T18:14:00Z"), kMinute);
  EXPECT_NEAR(new_moon(new_moon_near(make_day(2024, 4, 8))), days_at("2024-04-08T18:21:00Z"), kMinute);
  constexpr double kDegreesPerMinute = 360 / 365.2422 / 1440;
  EXPECT_NEAR(solar_longitude(days_at("2020-12-21T10:02:00Z")), 270, 3 * kDegreesPerMinute);
  EXPECT_NEAR(solar_longitude(days_at("2033-09-22T16:51:00Z")), 180, 3 * kDegreesPerMinute);
}

}  // namespace
}  // namespace dondoc::rules

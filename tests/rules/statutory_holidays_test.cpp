#include "rules/statutory_holidays.hpp"

#include <gtest/gtest.h>

#include <set>

#include "tests/rules/calendars.hpp"

// The days of the law for years with a story; 2019–2027 stand against the yearly notices in
// tests/config/shipped_calendar_test.cpp.

namespace dondoc::rules {
namespace {

WeekHours monday_to_friday() {
  WeekHours week;
  for (std::size_t day = 1; day <= 5; ++day) week[day] = work_hours({{730, 1630}});
  return week;
}

// "1/1 20/1+": day/month, those in lieu with a plus.
std::string written(int year, const WeekHours& week) {
  std::string out;
  for (const HolidayDay& day : statutory_holidays(year, week)) {
    const auto date = civil(day.date);
    out += (out.empty() ? "" : " ") + std::to_string(static_cast<unsigned>(date.day())) + "/" +
           std::to_string(static_cast<unsigned>(date.month())) + (day.kind == DayKind::compensatory ? "+" : "");
  }
  return out;
}

TEST(StatutoryHolidays, FollowTheLabourCode) {
  struct Case {
    const char* rule;
    int year;
    const char* days;
  };
  for (const auto& [rule, year, days] : {
           Case{"Tet on a Monday: its eve and four days, the eve of Sunday made up", 2016,
                "1/1 7/2 8/2 9/2 10/2 11/2 12/2+ 16/4 18/4+ 30/4 1/5 2/5+ 3/5+ 2/9"},
           Case{"one day for National Day to 2020", 2020, "1/1 23/1 24/1 25/1 26/1 27/1 28/1+ 29/1+ 2/4 30/4 1/5 2/9"},
           Case{"three holidays in a row over a weekend: made up on Tuesday and Wednesday", 2023,
                "1/1 2/1+ 20/1 21/1 22/1 23/1 24/1 25/1+ 26/1+ 29/4 30/4 1/5 2/5+ 3/5+ 1/9 2/9 4/9+"},
           Case{"24/11 from 2026", 2026, "1/1 16/2 17/2 18/2 19/2 20/2 26/4 27/4+ 30/4 1/5 1/9 2/9 24/11"},
           Case{"24/11 on a Saturday is not made up; 2/9 on a Sunday and the Monday beside it are, on Tuesday", 2029,
                "1/1 12/2 13/2 14/2 15/2 16/2 23/4 30/4 1/5 2/9 3/9 4/9+ 24/11"},
           Case{"Tet of 2030 by Hanoi's new moon", 2030,
                "1/1 31/1 1/2 2/2 3/2 4/2 5/2+ 6/2+ 12/4 30/4 1/5 2/9 3/9 24/11"},
       }) {
    EXPECT_EQ(written(year, monday_to_friday()), days) << rule;
  }
}

TEST(StatutoryHolidays, AreMadeUpByTheWeekOfTheCalendar) {
  WeekHours week = monday_to_friday();
  week[6] = work_hours({{730, 1130}});
  EXPECT_EQ(written(2023, week), "1/1 2/1+ 20/1 21/1 22/1 23/1 24/1 25/1+ 29/4 30/4 1/5 2/5+ 1/9 2/9")
      << "where Saturday is worked, only Sundays are made up";
  EXPECT_EQ(written(2023, WeekHours{}), "1/1 20/1 21/1 22/1 23/1 24/1 29/4 30/4 1/5 1/9 2/9") << "no day is worked";
}

TEST(StatutoryHolidaysProperties, NameNoDayTwiceAndMakeUpEveryRestDay) {
  const WeekHours week = monday_to_friday();
  const auto rests = [&](Day day) { return week[weekday_of(day).c_encoding()].empty(); };
  for (int year = kFirstProposedYear; year <= kLastProposedYear; ++year) {
    std::set<Day> dates;
    int on_rest_days = 0;
    int made_up = 0;
    for (const HolidayDay& day : statutory_holidays(year, week)) {
      EXPECT_TRUE(dates.insert(day.date).second) << format_day(day.date);
      EXPECT_EQ(year_of(day.date), year);
      const bool in_lieu = day.kind == DayKind::compensatory;
      EXPECT_FALSE(in_lieu && rests(day.date)) << format_day(day.date);
      made_up += in_lieu ? 1 : 0;
      on_rest_days += !in_lieu && rests(day.date) && day.holiday != Holiday::culture ? 1 : 0;
    }
    EXPECT_EQ(made_up, on_rest_days) << year;
  }
}

}  // namespace
}  // namespace dondoc::rules

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "config/init.hpp"
#include "rules/statutory_holidays.hpp"
#include "rules/zone.hpp"
#include "workspace.hpp"

// The administrative calendar 2019–2027 against the yearly notices: weekdays off, and Saturdays worked.

namespace dondoc::config::test {
namespace {

using rules::Day;
using std::chrono::days;

std::string line_of(Day day, rules::DayKind kind) {
  return rules::format_day(day) + " " + std::string{rules::day_kind_name(kind)} + "\n";
}

class ShippedCalendar : public testing::Test {
 protected:
  ShippedCalendar() {
    EXPECT_TRUE(init_directory(workspace_.path()));
    auto result = load_calendars(workspace_.path() / "calendars");
    EXPECT_EQ(lines_of(result.problems), "");
    calendar_ = result.calendars.at("hanh-chinh");
  }

  // Days of the year on which work differs from "Monday to Friday", as day/month.
  std::string exceptions(int year, bool worked) const {
    std::string out;
    for (Day day = rules::make_day(year, 1, 1); rules::year_of(day) == year; day += days{1}) {
      const auto weekday = rules::weekday_of(day).c_encoding();
      const bool usual = weekday >= 1 && weekday <= 5;
      const bool works = *calendar_->is_working_day(day);
      if (works == usual || works != worked) continue;
      const auto date = rules::civil(day);
      out += (out.empty() ? "" : " ") + std::to_string(static_cast<unsigned>(date.day())) + "/" +
             std::to_string(static_cast<unsigned>(date.month()));
    }
    return out;
  }

  Workspace workspace_;
  std::shared_ptr<const rules::WorkCalendar> calendar_;
};

// The notices of each year against the law: what is not in a notice's swaps follows from the Labour Code.
TEST_F(ShippedCalendar, HasTheDaysOfTheLawAndThoseInLieuOfThem) {
  for (int year = 2019; year <= 2027; ++year) {
    std::vector<rules::HolidayDay> by_law = rules::statutory_holidays(year, calendar_->spec().hours);
    std::string expected;
    for (const auto& day : by_law) expected += line_of(day.date, day.kind);
    std::string found;
    for (const auto& day : calendar_->spec().days) {
      const bool swapped = day.kind == rules::DayKind::swap_off || day.kind == rules::DayKind::swap_work;
      if (rules::year_of(day.date) == year && !swapped) found += line_of(day.date, day.kind);
    }
    EXPECT_EQ(found, expected) << year;
  }
}

TEST_F(ShippedCalendar, HasTheWeekdaysOffOfEveryYear) {
  const std::map<int, std::string> off{
      {2019, "1/1 4/2 5/2 6/2 7/2 8/2 15/4 29/4 30/4 1/5 2/9"},
      {2020, "1/1 23/1 24/1 27/1 28/1 29/1 2/4 30/4 1/5 2/9"},
      {2021, "1/1 10/2 11/2 12/2 15/2 16/2 21/4 30/4 3/5 2/9 3/9"},
      {2022, "3/1 31/1 1/2 2/2 3/2 4/2 11/4 2/5 3/5 1/9 2/9"},
      {2023, "2/1 20/1 23/1 24/1 25/1 26/1 1/5 2/5 3/5 1/9 4/9"},
      {2024, "1/1 8/2 9/2 12/2 13/2 14/2 18/4 29/4 30/4 1/5 2/9 3/9"},
      {2025, "1/1 27/1 28/1 29/1 30/1 31/1 7/4 30/4 1/5 2/5 1/9 2/9"},
      {2026, "1/1 2/1 16/2 17/2 18/2 19/2 20/2 27/4 30/4 1/5 31/8 1/9 2/9 24/11"},
      {2027, "1/1 4/2 5/2 8/2 9/2 10/2 16/4 30/4 3/5 2/9 3/9 24/11"},
  };
  for (const auto& [year, days_off] : off) EXPECT_EQ(exceptions(year, false), days_off) << year;
}

TEST_F(ShippedCalendar, HasTheSaturdaysWorked) {
  const std::map<int, std::string> worked{{2019, "5/1 4/5"}, {2020, ""},          {2021, ""},
                                          {2022, ""},        {2023, ""},          {2024, "4/5"},
                                          {2025, "26/4"},    {2026, "10/1 22/8"}, {2027, ""}};
  for (const auto& [year, saturdays] : worked) EXPECT_EQ(exceptions(year, true), saturdays) << year;
}

// Eleven days by the Labour Code (ten until 2020, when National Day was one day; twelve from 24/11/2026 on), moved off
// weekends, and the swaps.
TEST_F(ShippedCalendar, CountsWorkingDays) {
  const std::map<int, int> working{{2019, 252}, {2020, 252}, {2021, 250}, {2022, 249}, {2023, 249},
                                   {2024, 251}, {2025, 250}, {2026, 249}, {2027, 249}};
  for (const auto& [year, count] : working) {
    const auto last_of_the_year = rules::make_day(year, 12, 31);
    const auto first = rules::make_day(year, 1, 1);
    const auto after_the_first = *calendar_->working_days_between(first, last_of_the_year);
    EXPECT_EQ(after_the_first + (*calendar_->is_working_day(first) ? 1 : 0), count) << year;
  }
}

TEST_F(ShippedCalendar, KnowsWhichYearIsProvisional) {
  for (int year = 2019; year <= 2027; ++year) {
    const auto day = rules::make_day(year, 6, 15);
    EXPECT_EQ(calendar_->provisional_between(day, day), year == 2027) << year;
  }
  EXPECT_FALSE(calendar_->covers(2018));
  EXPECT_FALSE(calendar_->covers(2028));
}

TEST_F(ShippedCalendar, WorksMakeUpSaturdaysByTheHoursOfTheDayOff) {
  const auto spans = calendar_->spans_of(rules::make_day(2026, 8, 22));
  ASSERT_TRUE(spans);
  ASSERT_EQ(spans->size(), 2U);
  EXPECT_EQ(rules::format_iso(spans->front().from, calendar_->zone()), "2026-08-22T07:00:00+07:00");
  EXPECT_EQ(rules::format_iso(spans->front().until, calendar_->zone()), "2026-08-22T11:30:00+07:00");
  EXPECT_EQ(rules::format_iso(spans->back().from, calendar_->zone()), "2026-08-22T13:30:00+07:00");
  EXPECT_EQ(rules::format_iso(spans->back().until, calendar_->zone()), "2026-08-22T17:00:00+07:00");
}

TEST_F(ShippedCalendar, NamesTheNoticeOfEverySpecialDay) {
  for (const auto& day : calendar_->spec().days) {
    EXPECT_FALSE(day.name.empty()) << rules::format_day(day.date);
    EXPECT_FALSE(day.notice.empty()) << rules::format_day(day.date);
  }
  EXPECT_EQ(calendar_->special_day(rules::make_day(2026, 1, 2))->notice, "Công văn 12729/VPCP-KGVX ngày 25/12/2025");
  EXPECT_EQ(calendar_->special_day(rules::make_day(2022, 2, 1))->notice, "Thông báo 119/TB-LĐTBXH");
}

}  // namespace
}  // namespace dondoc::config::test

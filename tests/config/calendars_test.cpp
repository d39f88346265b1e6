#include <gtest/gtest.h>

#include "workspace.hpp"

namespace dondoc::config::test {
namespace {

constexpr std::string_view kCalendar = R"(
id = "c"
title = "Ca kíp"
zone = "Europe/Berlin"
boundary = "opening"
[hours]
every_day = ["22:00-06:00"]
weekdays = ["13:30-17:00", "07:00-11:30"]
friday = "07:00-12:00"
sunday = []
[[season]]
name = "đông"
from = "10-16"
until = "02-29"
[season.hours]
weekdays = ["08:00-16:00"]
[[year]]
year = 2022
status = "official"
notice = "119"
days = [
  { date = 2022-09-02, kind = "statutory", name = "Quốc khánh" },
  { date = 2022-01-03, kind = "swap_off", name = "Nghỉ", notice = "riêng" },
]
[[year]]
year = 2023
status = "provisional"
[[day]]
date = 2022-01-08
kind = "swap_work"
name = "Bù"
hours = ["07:00-11:00"]
replaces = 2022-01-03
)";

std::string show(const rules::DayHours& hours) {
  std::string out;
  for (const auto& span : hours) {
    out += (out.empty() ? "" : " ") + std::to_string(span.from.count()) + "-" + std::to_string(span.until.count());
  }
  return out;
}

TEST(Calendars, ReadEveryKey) {
  const Workspace workspace;
  workspace.write("c.toml", kCalendar);
  const auto result = load_calendars(workspace.path());
  EXPECT_EQ(lines_of(result.problems), "");
  ASSERT_TRUE(result.calendars.contains("c"));
  const auto& spec = result.calendars.at("c")->spec();
  EXPECT_EQ(spec.title, "Ca kíp");
  EXPECT_EQ(result.calendars.at("c")->zone().name(), "Europe/Berlin");
  EXPECT_EQ(spec.boundary, rules::Boundary::opening);
  EXPECT_EQ(show(spec.hours[0]), "");
  EXPECT_EQ(show(spec.hours[1]), "420-690 810-1020");
  EXPECT_EQ(show(spec.hours[5]), "420-720");
  EXPECT_EQ(show(spec.hours[6]), "1320-1800");
  ASSERT_EQ(spec.seasons.size(), 1U);
  EXPECT_EQ(spec.seasons[0].until, std::chrono::February / 29);
  EXPECT_EQ(show(spec.seasons[0].hours[1]), "480-960");
  EXPECT_FALSE(spec.years.at(2022).provisional);
  EXPECT_TRUE(spec.years.at(2023).provisional);
  ASSERT_EQ(spec.days.size(), 3U);
  EXPECT_EQ(spec.days[0].notice, "riêng");
  EXPECT_EQ(spec.days[1].replaces, rules::make_day(2022, 1, 3));
  EXPECT_EQ(show(spec.days[1].hours), "420-660");
  EXPECT_EQ(spec.days[2].notice, "119");
}

// The day off may lie in a year before the calendar begins.
TEST(Calendars, AMakeUpDayMayReplaceADayBeforeTheFirstYear) {
  const Workspace workspace;
  workspace.write("c.toml", R"(
id = "c"
[hours]
weekdays = ["07:00-11:30"]
[[year]]
year = 2019
status = "official"
notice = "6519"
days = [{ date = 2019-01-05, kind = "swap_work", name = "Bù", replaces = 2018-12-31 }]
)");
  EXPECT_EQ(lines_of(load_calendars(workspace.path()).problems), "");
}

TEST(Calendars, AFolderWithoutFilesHasNoCalendars) {
  const Workspace workspace;
  const auto result = load_calendars(workspace.path() / "none");
  EXPECT_TRUE(result.calendars.empty());
  EXPECT_TRUE(result.problems.empty());
}

}  // namespace
}  // namespace dondoc::config::test

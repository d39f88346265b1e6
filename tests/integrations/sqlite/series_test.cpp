#include <gtest/gtest.h>

#include "integrations/sqlite/series_json.hpp"

// The table `series`: what a row may say, and how it comes back.

namespace dondoc::integrations::sqlite {
namespace {

SeriesRow row(const std::string& settings) {
  return {"gb",         "import", "report", "Báo cáo tháng {{month}}", "FREQ=MONTHLY;BYMONTHDAY=-1",
          "2022-11-30", "",       settings};
}

TEST(SeriesRow, ReadsWhatAnImportWrites) {
  const auto series = series_from_row(
      row(R"({"agencies": ["TG-STC"], "rdate": ["2023-01-10"], "exdate": ["2023-02-28"], "if_day_off": "previous",
              "term": "2wd", "horizon": 40, "since": "2022-11-18", "completion": "report",
              "document": "358/KH-UBND", "product": "Báo cáo", "coordinators": ["TG-VP"]})"));
  ASSERT_TRUE(series) << series.error();
  EXPECT_EQ(series->agencies, std::vector<std::string>{"TG-STC"});
  EXPECT_TRUE(series->date_only);
  EXPECT_EQ(series->if_day_off, rules::IfDayOff::previous);
  EXPECT_EQ(series->horizon, std::chrono::days{40});
  EXPECT_EQ(series->completion, rules::Completion::report);
  EXPECT_EQ(series->source(), "series:gb");
  // and back again
  EXPECT_EQ(series_from_row(row_of(*series)).value().coordinators, std::vector<std::string>{"TG-VP"});
  EXPECT_EQ(row_of(series_from_row(row_of(*series)).value()), row_of(*series));
}

TEST(SeriesRow, TakesForEachAsARuleWritesWhere) {
  const auto series = series_from_row(row(R"({"for_each": {"agency": {"level": ["so", "huyen"]}}})"));
  ASSERT_TRUE(series) << series.error();
  ASSERT_TRUE(series->for_each);
  EXPECT_EQ(series->for_each->front().field, "agency.level");
}

TEST(SeriesRow, SaysWhomItsMeetingsInvite) {
  const auto series = series_from_row(
      row(R"({"invite": ["head", "contact:vp"], "place": "Hội trường", "chair": "Giám đốc", "length": "2h"})"));
  ASSERT_TRUE(series) << series.error();
  EXPECT_EQ(series->invite.size(), 2U);
  EXPECT_EQ(series->length, std::chrono::minutes{120});
  EXPECT_FALSE(series->invites_by_itself());  // a report: somebody has to say when
  EXPECT_EQ(row_of(series_from_row(row_of(*series)).value()), row_of(*series));
}

TEST(SeriesRow, MeetingsCloseByThemselvesAndReportsDoNot) {
  auto meeting = row("{}");
  EXPECT_EQ(series_from_row(meeting)->completion, rules::Completion::report);
  meeting.kind = "meeting";
  meeting.start = "2022-12-05T08:00:00";
  EXPECT_EQ(series_from_row(meeting)->completion, rules::Completion::automatic);
}

TEST(SeriesRow, NamesWhatIsWrong) {
  const struct {
    const char* settings;
    const char* expected;
  } cases[] = {
      {"[]", "settings: expected a JSON object, got []"},
      {R"({"agency": "TG-STC"})", "settings: there is no member \"agency\""},
      {R"({"agencies": "TG-STC"})", "agencies: expected a list of texts, got \"TG-STC\""},
      {R"({"agencies": [1]})", "agencies: expected a text, got 1"},
      {R"({"if_day_off": "later"})", "if_day_off: expected next, previous, keep or skip, got \"later\""},
      {R"({"term": "2 weeks"})", "term: expected a term, got \"2 weeks\""},
      {R"({"horizon": 0})", "horizon: expected days, 1 … 3700, got 0"},
      {R"({"since": "18/11/2022"})", "since: expected a date, got \"18/11/2022\""},
      {R"({"completion": "yes"})", "completion: expected auto or report, got \"yes\""},
      {R"({"invite": ["boss"]})", "invite: expected recipients, got \"boss\""},
      {R"({"length": "2wd"})", "length: expected minutes or hours, at most 7 days, got \"2wd\""},
      {R"({"rdate": ["tomorrow"]})", "rdate: expected a civil time, got \"tomorrow\""},
      {R"({"term": "4wh"})", "term: after a date only wd and d are possible"},
      {R"({"agencies": ["A"], "for_each": {"agency": "B"}})", "for_each: agencies and for_each do not go together"},
  };
  for (const auto& [settings, expected] : cases) {
    const auto series = series_from_row(row(settings));
    ASSERT_FALSE(series) << settings;
    EXPECT_EQ(series.error(), expected);
  }
  auto bad = row("{}");
  bad.rrule = "FREQ=MONTHLY;BYMONTHDAY=32";
  EXPECT_EQ(series_from_row(bad).error(), "rrule: BYMONTHDAY: 32 (1 … 31, -31 … -1)");
  bad = row("{}");
  bad.start = "30/11/2022";
  EXPECT_EQ(series_from_row(bad).error(), "start: expected a civil time, got \"30/11/2022\"");
  bad = row("{}");
  bad.kind = "meeting";
  EXPECT_EQ(series_from_row(bad).error(), "start: a meeting needs a clock time");
}

}  // namespace
}  // namespace dondoc::integrations::sqlite

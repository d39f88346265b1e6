#include "integrations/render/wording.hpp"

#include <gtest/gtest.h>

namespace dondoc::integrations::render {
namespace {

const rules::Zone kZone("Asia/Ho_Chi_Minh", {{rules::kEarliestInstant, std::chrono::hours{7}}});
const Wording kVietnamese("vi", kZone);
const Wording kEnglish("en", kZone);

rules::Instant at(const char* text) { return rules::parse_iso(text).value(); }

// The day has two digits, months 01 and 02 a leading zero, months 3 to 9 none.
TEST(Wording, Dates) {
  EXPECT_EQ(kVietnamese.date(rules::make_day(2022, 11, 18)), "18/11/2022");
  EXPECT_EQ(kVietnamese.date(rules::make_day(2023, 4, 1)), "01/4/2023");
  EXPECT_EQ(kVietnamese.date(rules::make_day(2023, 2, 5)), "05/02/2023");
  EXPECT_EQ(kVietnamese.date(rules::make_day(2023, 1, 31)), "31/01/2023");
  EXPECT_EQ(kVietnamese.date(rules::make_day(2023, 9, 30)), "30/9/2023");
  EXPECT_EQ(kEnglish.date(rules::make_day(2023, 4, 1)), "1 April 2023");
}

TEST(Wording, LettersAndTables) {
  const auto instant = at("2022-11-18T17:00:00+07:00");
  EXPECT_EQ(kVietnamese.letter_time(instant), "17 giờ 00 phút ngày 18/11/2022");
  EXPECT_EQ(kVietnamese.short_time(instant), "17:00 ngày 18/11/2022");
  EXPECT_EQ(kEnglish.letter_time(instant), "17:00 on 18 November 2022");
}

// The end of a date is the last millisecond before it.
TEST(Wording, DeadlinesWithoutATimeOfDay) {
  EXPECT_EQ(kVietnamese.letter_due(at("2023-04-01T00:00:00+07:00"), true), "hết ngày 31/3/2023");
  EXPECT_EQ(kVietnamese.short_due(at("2023-04-01T00:00:00+07:00"), true), "hết ngày 31/3/2023");
  EXPECT_EQ(kVietnamese.letter_due(at("2023-03-31T10:15:00+07:00"), false), "10 giờ 15 phút ngày 31/3/2023");
}

rules::MessageLine standing_line(bool overdue, std::int64_t working_days, bool due_today = false) {
  rules::MessageLine line;
  line.due = rules::parse_iso("2022-12-04T00:00:00+07:00");
  line.overdue = overdue;
  line.working_days = working_days;
  line.due_today = due_today;
  return line;
}

TEST(Wording, Standing) {
  EXPECT_EQ(kVietnamese.standing(standing_line(true, 3)), "quá 3 ngày làm việc");
  EXPECT_EQ(kVietnamese.standing(standing_line(true, 0)), "quá hạn chưa đủ 1 ngày làm việc");
  EXPECT_EQ(kVietnamese.standing(standing_line(false, 2)), "còn 2 ngày làm việc");
  EXPECT_EQ(kVietnamese.standing(standing_line(false, 0, true)), "đến hạn hôm nay");
  EXPECT_EQ(kEnglish.standing(standing_line(true, 1)), "1 working day late");
  EXPECT_EQ(kEnglish.standing(standing_line(false, 2)), "2 working days left");
  EXPECT_EQ(kVietnamese.standing({}), "") << "without a due";
}

TEST(Wording, ADueOnADayOffIsNotToday) {
  EXPECT_EQ(kVietnamese.standing(standing_line(false, 0)), "đến hạn vào ngày nghỉ 03/12/2022");
  EXPECT_EQ(kVietnamese.standing_after_due(standing_line(false, 0)),
            "ngày nghỉ, trước đó không còn ngày làm việc nào sau hôm nay");
  EXPECT_EQ(kVietnamese.standing_after_due(standing_line(false, 2)), "còn 2 ngày làm việc");
}

TEST(Wording, UntilMidnightIsUntilTheEndOfTheDay) {
  EXPECT_EQ(kVietnamese.letter_due(rules::parse_iso("2022-12-01T00:00:00+07:00").value(), false),
            "hết ngày 30/11/2022");
  EXPECT_EQ(kVietnamese.short_due(rules::parse_iso("2022-12-01T00:00:00+07:00").value(), false), "hết ngày 30/11/2022");
  EXPECT_EQ(kVietnamese.until(rules::parse_iso("2022-12-09T00:00:00+07:00").value()), "hết ngày 08/12/2022");
  EXPECT_EQ(kVietnamese.until(rules::parse_iso("2022-12-09T07:30:00+07:00").value()), "07 giờ 30 phút ngày 09/12/2022");
}

TEST(Wording, Counts) {
  EXPECT_EQ(kVietnamese.count(rules::Kind::task, 2), "2 nhiệm vụ");
  EXPECT_EQ(kEnglish.count(rules::Kind::task, 1), "1 task");
  EXPECT_EQ(kEnglish.count(rules::Kind::dossier, 2), "2 dossiers");
  EXPECT_EQ(kEnglish.count(rules::Kind::occurrence, 2), "2 recurring duties");
}

TEST(Wording, Spans) {
  using std::chrono::minutes;
  EXPECT_EQ(kVietnamese.span(minutes{3 * 60 + 30}), "3 giờ 30 phút");
  EXPECT_EQ(kVietnamese.span(minutes{120}), "2 giờ");
  EXPECT_EQ(kVietnamese.span(minutes{5}), "5 phút");
  EXPECT_EQ(kVietnamese.span(minutes{0}), "0 phút");
}

TEST(Wording, Documents) {
  EXPECT_EQ(kVietnamese.document({"358/KH-UBND", "", "Ủy ban nhân dân tỉnh", rules::make_day(2022, 11, 18)}),
            "Kế hoạch số 358/KH-UBND ngày 18/11/2022 của Ủy ban nhân dân tỉnh");
  EXPECT_EQ(kVietnamese.document({"1085/QĐ-TTg", "", "", {}}), "Quyết định số 1085/QĐ-TTg");
  EXPECT_EQ(kVietnamese.document({"2312/CVT-CS", "", "", {}}), "Văn bản số 2312/CVT-CS");
  EXPECT_EQ(kVietnamese.document({"", "Kết luận giao ban", "", {}}), "Kết luận giao ban");
}

}  // namespace
}  // namespace dondoc::integrations::render

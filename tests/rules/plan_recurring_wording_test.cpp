#include "tests/rules/plan_wording_words.hpp"

namespace dondoc::rules {
namespace {

// Without a day: the end of the last day of each period. Periods that end on one day make one rule.
TEST(RecurringPlanWording, RecurringPeriods) {
  expect_all({
      {"Hằng tháng", "FREQ=MONTHLY;BYMONTHDAY=-1 (assumed)"},
      {"Mỗi tháng", "FREQ=MONTHLY;BYMONTHDAY=-1 (assumed)"},
      {"Định kỳ hàng tháng", "FREQ=MONTHLY;BYMONTHDAY=-1 (assumed)"},
      {"Thực hiện định kỳ hàng tháng", "FREQ=MONTHLY;BYMONTHDAY=-1 (assumed)"},
      {"Định kì hằng quí", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1 (assumed)"},
      {"Định kỳ hàng quý", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1 (assumed)"},
      {"Hằng năm", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1 (assumed)"},
      {"Hàng tuần", "FREQ=WEEKLY;BYDAY=SU (assumed)"},
      {"Định kỳ 6 tháng", "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=-1 (assumed)"},
      {"Định kỳ 06 tháng, năm", "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=-1 (assumed)"},
      {"Hàng tháng, quý, năm", "FREQ=MONTHLY;BYMONTHDAY=-1 (assumed)"},
      {"Hàng quý và hàng năm", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1 (assumed)"},
      {"Định kỳ 6 tháng, 9 tháng và năm", "FREQ=YEARLY;BYMONTH=6,9,12;BYMONTHDAY=-1 (assumed)"},
      {"Hàng quý, 6 tháng, 9 tháng, năm", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1 (assumed)"},
      {"01 lần/quý", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1 (assumed)"},
      {"Mỗi năm một lần", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1 (assumed)"},
      {"Một lần mỗi năm", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1 (assumed)"},
      {"6 tháng một lần", "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=-1 (assumed)"},
      {"06 tháng/lần", "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=-1 (assumed)"},
      {"Theo quy định, hàng quý", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1 (assumed)"},
      {"Hàng ngày", "!unknown at ngày"},
      {"Hàng tuần, tháng", "!unknown at "},
      {"02 lần/năm", "!unknown at lần/năm"},
      {"Định kỳ", "!unknown at "},
      {"Định kỳ 9 tháng", "!unknown at "},
      {"3 tháng một lần", "!unknown at một lần"},
      {"Tháng", "!unknown at "},
      {"Theo quy định", "!unknown at "},
      {"Theo quy định (hàng quý", "!unknown at "},
      {"Theo quy định của pháp luật", "!unknown at của pháp luật"},
      {"Hàng tháng hoặc hàng quý", "!unknown at hoặc hàng quý"},
      {"Hàng tháng, đột xuất", "!unknown at đột xuất"},
      {"Hàng năm 2023", "!unknown at "},
      {"Hàng quý, năm 2023", "!unknown at "},
  });
}

// A day that every period has; "trước" leaves it out here too.
TEST(RecurringPlanWording, RecurringDays) {
  expect_all({
      {"Ngày 25 hàng tháng", "FREQ=MONTHLY;BYMONTHDAY=25"},
      {"Trước ngày 25 hàng tháng", "FREQ=MONTHLY;BYMONTHDAY=24"},
      {"Trước ngày 01 hàng tháng", "FREQ=MONTHLY;BYMONTHDAY=-1"},
      {"Chậm nhất ngày 25 hằng tháng", "FREQ=MONTHLY;BYMONTHDAY=25"},
      {"Hàng tháng, trước ngày 25", "FREQ=MONTHLY;BYMONTHDAY=24"},
      {"Hàng tháng (trước ngày 25)", "FREQ=MONTHLY;BYMONTHDAY=24"},
      {"Định kỳ hàng tháng, chậm nhất ngày 20", "FREQ=MONTHLY;BYMONTHDAY=20"},
      {"Ngày cuối cùng hàng tháng", "FREQ=MONTHLY;BYMONTHDAY=-1"},
      {"Ngày cuối cùng của mỗi quý", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1"},
      {"Thứ 6 hàng tuần", "FREQ=WEEKLY;BYDAY=FR"},
      {"Hàng tuần, vào thứ Sáu", "FREQ=WEEKLY;BYDAY=FR"},
      {"Hàng tuần (thứ Tư)", "FREQ=WEEKLY;BYDAY=WE"},
      {"Trước thứ Hai hàng tuần", "FREQ=WEEKLY;BYDAY=SU"},
      {"Chủ nhật hàng tuần", "FREQ=WEEKLY;BYDAY=SU"},
      {"Thứ năm hằng tuần", "FREQ=WEEKLY;BYDAY=TH"},
      {"Ngày 30/9 hàng năm", "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=30"},
      {"Trước ngày 01/01 hàng năm", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1"},
      {"Trước ngày 01/3 hàng năm", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1"},
      {"Trước ngày 15 tháng 12 hàng năm", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=14"},
      {"Hàng năm, trước ngày 30/9", "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=29"},
      {"Tháng 6 hàng năm", "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=-1"},
      {"Trong tháng 6 hằng năm", "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=-1"},
      {"Trước tháng 01 hàng năm", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1"},
      {"Hàng năm vào quý IV", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1"},
      {"Trước quý IV hàng năm", "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=-1"},
      {"Ngày 15 tháng cuối hàng quý", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=15"},
      {"Hàng quý, trước ngày 15 của tháng cuối quý", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=14"},
      {"Trước ngày 01 tháng đầu mỗi quý", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1"},
      {"Ngày 30 hàng tháng", "!some_periods at 30 hàng tháng"},
      {"Trước ngày 31 hàng tháng", "!some_periods at 31 hàng tháng"},
      {"Ngày 32 hàng tháng", "!no_such_date at 32 hàng tháng"},
      {"Ngày 0 hàng tháng", "!no_such_date at 0 hàng tháng"},
      {"Ngày 29/2 hàng năm", "!some_periods at 29/2 hàng năm"},
      {"Ngày 31/6 hàng năm", "!no_such_date at 31/6 hàng năm"},
      {"Tháng 13 hàng năm", "!no_such_date at 13 hàng năm"},
      {"Ngày 31 tháng cuối hàng quý", "!some_periods at 31 tháng cuối hàng quý"},
      {"Thứ 8 hàng tuần", "!unknown at hàng tuần"},
      {"Thứ Sáu", "!unknown at "},
      {"Thứ Sáu hàng tháng", "!unknown at "},
      {"Thứ Sáu tuần cuối hàng tháng", "!unknown at tuần cuối hàng tháng"},
      {"Chiều thứ Sáu hàng tuần", "!unknown at Chiều thứ Sáu hàng tuần"},
      {"Ngày làm việc cuối cùng hàng tháng", "!unknown at làm việc cuối cùng hàng tháng"},
      {"Từ ngày 25 hàng tháng", "!unknown at hàng tháng"},
      {"Ngày 25/6/2023 hàng năm", "!unknown at hàng năm"},
      {"Trước ngày 05 tháng sau", "!unknown at sau"},
      {"Ngày 15 và 30 hàng tháng", "!unknown at và 30 hàng tháng"},
      {"Trước ngày cuối tháng hàng tháng", "!unknown at cuối tháng hàng tháng"},
  });
}

// From when and until when it comes back, or goes on.
TEST(RecurringPlanWording, Scopes) {
  expect_all({
      {"Hàng năm (từ năm 2023)", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1 (assumed) from 2023-01-01"},
      {"Hàng quý, bắt đầu từ quý I/2023", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1 (assumed) from 2023-01-01"},
      {"Hàng tháng, từ tháng 3/2023 đến hết năm 2024",
       "FREQ=MONTHLY;BYMONTHDAY=-1;UNTIL=20241231 (assumed) from 2023-03-01"},
      {"Hàng năm đến năm 2025", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1;UNTIL=20251231 (assumed)"},
      {"Hàng quý năm 2023", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1;UNTIL=20231231 (assumed) from 2023-01-01"},
      {"Hàng tháng trong năm 2023", "FREQ=MONTHLY;BYMONTHDAY=-1;UNTIL=20231231 (assumed) from 2023-01-01"},
      {"Ngày 25 hàng tháng (giai đoạn 2023 - 2025)", "FREQ=MONTHLY;BYMONTHDAY=25;UNTIL=20251231 from 2023-01-01"},
      {"Trước ngày 30/9 hàng năm, từ năm 2023", "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=29 from 2023-01-01"},
      {"Thường xuyên, từ ngày 01/6/2022", "watch from 2022-06-01"},
      {"Thường xuyên, liên tục", "watch"},
      {"Liên tục", "watch"},
      {"Thường xuyên liên tục", "watch"},
      {"Hàng năm (từ năm 2023", "!unknown at "},
      {"Hàng tháng, từ năm 2025 đến năm 2023", "!backwards at 2025 đến năm 2023"},
      {"Hàng năm từ khi có hướng dẫn", "!unknown at khi có hướng dẫn"},
      {"Thường xuyên (từ 31/6/2022)", "!no_such_date at 31/6/2022)"},
      {"Thường xuyên, đến năm 2025", "!unknown at "},
      {"Thường xuyên trong năm", "!unknown at "},
      {"Thường xuyên, hàng quý báo cáo", "!unknown at hàng quý báo cáo"},
      {"Thường xuyên hàng năm", "!unknown at hàng năm"},
      {"Thường xuyên, đột xuất", "!unknown at đột xuất"},
      {"Không thường xuyên", "!unknown at Không thường xuyên"},
  });
}

TEST(RecurringPlanWording, FirstDueIsTheNextDayOfTheRule) {
  struct {
    const char* text;
    const char* from;
    const char* first;
  } const cases[] = {
      {"Hàng tháng", "2022-11-18", "2022-11-30"},
      {"Hàng tháng", "2022-11-30", "2022-11-30"},
      {"Hàng tháng", "2024-02-01", "2024-02-29"},
      {"Thứ Sáu hàng tuần", "2022-11-18", "2022-11-18"},
      {"Thứ Sáu hàng tuần", "2022-11-19", "2022-11-25"},
      {"Hàng quý", "2022-11-18", "2022-12-31"},
      {"Hàng năm (từ năm 2024)", "2022-11-18", "2024-12-31"},
      {"Trước ngày 30/9 hàng năm", "2022-11-18", "2023-09-29"},
      {"Hàng năm đến năm 2025", "2026-01-01", ""},
      {"Ngày 25 hàng tháng", "2022-11-26", "2022-12-25"},
  };
  for (const auto& c : cases) {
    const auto wording = parse_plan_wording(c.text);
    ASSERT_TRUE(wording) << c.text;
    const auto first = first_due(std::get<RecurringWording>(*wording), *parse_day(c.from));
    EXPECT_EQ(first ? format_day(*first) : "", c.first) << c.text << " from " << c.from;
  }
}

}  // namespace
}  // namespace dondoc::rules

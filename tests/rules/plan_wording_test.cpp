#include "rules/plan_wording.hpp"

#include <gtest/gtest.h>

#include "tests/rules/plan_wording_words.hpp"

namespace dondoc::rules {
namespace {

// Every wording of the sample plan, packaging/samples/tasks.csv.
TEST(PlanWording, SamplePlan) {
  expect_all({
      {"Trước ngày 01/12/2022", "2022-11-30"},
      {"Thường xuyên", "watch"},
      {"Hàng tháng", "FREQ=MONTHLY;BYMONTHDAY=-1 (assumed)"},
      {"Định kỳ hàng quý, năm", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1 (assumed)"},
      {"Theo yêu cầu", "on request"},
      {"Theo quy định (hàng quý, năm)", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1 (assumed)"},
      {"Hàng năm", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1 (assumed)"},
      {"Trước ngày 30/9 hàng năm", "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=29"},
      {"Trước ngày 01/4/2023", "2023-03-31"},
      {"Trước ngày 01/01/2024", "2023-12-31"},
      {"Trước ngày 01/01/2025", "2024-12-31"},
      {"Thường xuyên (từ 01/6/2022)", "watch from 2022-06-01"},
      {"Từ ngày 01/12/2022", "start by 2022-12-01"},
      {"Từ ngày 01/6/2023", "start by 2023-06-01"},
      {"Quý IV/2022", "quarter 2022-10-01..2022-12-31"},
      {"Quý II/2023", "quarter 2023-04-01..2023-06-30"},
      {"Quý III/2023", "quarter 2023-07-01..2023-09-30"},
      {"Trong 05 ngày làm việc kể từ ngày nhận quyết định công bố của Bộ",
       "5wd from event: nhận quyết định công bố của Bộ"},
      {"Năm 2023", "year 2023-01-01..2023-12-31"},
      {"Thứ Sáu hàng tuần", "FREQ=WEEKLY;BYDAY=FR"},
      {"Hàng quý", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1 (assumed)"},
      {"Tháng 8/2023", "month 2023-08-01..2023-08-31"},
      {"Tháng 6/2023", "month 2023-06-01..2023-06-30"},
      {"Năm 2023 - 2025", "range 2023-01-01..2025-12-31"},
      {"Chậm nhất ngày 31/12/2022", "2022-12-31"},
      {"Quý IV hàng năm", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1"},
      {"Đến năm 2025", "year 2025-01-01..2025-12-31"},
      {"Trước ngày 15/11/2023", "2023-11-14"},
      {"Đột xuất", "on request"},
  });
}

// "Trước" leaves the day or period out: due at the end of the day before it.
TEST(PlanWording, BeforeExcludes) {
  expect_all({
      {"Trước ngày 01/3/2024", "2024-02-29"},
      {"Trước ngày 01/3/2023", "2023-02-28"},
      {"Trước 01/4/2023", "2023-03-31"},
      {"Hoàn thành trước ngày 15/3/2023", "2023-03-14"},
      {"Thời hạn: trước ngày 15/3/2023", "2023-03-14"},
      {"Xong trước ngày 15/3/2023", "2023-03-14"},
      {"Chậm nhất là trước ngày 15/3/2023", "2023-03-14"},
      {"Đến trước ngày 15/3/2023", "2023-03-14"},
      {"Trước ngày 15 tháng 3 năm 2023", "2023-03-14"},
      {"Trước tháng 6/2023", "2023-05-31"},
      {"Trước quý III/2023", "2023-06-30"},
      {"Trước năm 2025", "2024-12-31"},
      {"Trước ngày 30/6/2023.", "2023-06-29"},
      {"Trước khi hết năm 2023", "!unknown at khi hết năm 2023"},
      {"Trước và trong ngày 30/6/2023", "!unknown at và trong ngày 30/6/2023"},
      {"Trước thềm năm 2024", "!unknown at thềm năm 2024"},
      {"Trước ngày 31/6/2023", "!no_such_date at 31/6/2023"},
      {"Trước ngày 30/6", "!no_year at "},
      {"Trước ngày 30/6/23", "!no_year at 23"},
      {"Trước ngày 01/4/2023 và 01/10/2023", "!unknown at và 01/10/2023"},
      {"Trước ngày 01/4/2023 (dự kiến)", "!unknown at (dự kiến)"},
      {"Trước ngày ký", "!unknown at ký"},
      {"Trước", "!unknown at "},
  });
}

// Everything else that names a day includes it.
TEST(PlanWording, DaysThatCount) {
  expect_all({
      {"Chậm nhất là ngày 31/12/2022", "2022-12-31"},
      {"Chậm nhất vào ngày 31/12/2022", "2022-12-31"},
      {"Chậm nhất đến hết ngày 31/12/2022", "2022-12-31"},
      {"Muộn nhất ngày 31/12/2022", "2022-12-31"},
      {"Không muộn hơn ngày 31/12/2022", "2022-12-31"},
      {"Không quá ngày 31/12/2022", "2022-12-31"},
      {"Đến ngày 30/6/2023", "2023-06-30"},
      {"Đến hết ngày 30/6/2023", "2023-06-30"},
      {"Hết ngày 30/6/2023", "2023-06-30"},
      {"Trong ngày 30/6/2023", "2023-06-30"},
      {"Vào ngày 30/6/2023", "2023-06-30"},
      {"Ngày 30/6/2023", "2023-06-30"},
      {"30/6/2023", "2023-06-30"},
      {"30-6-2023", "2023-06-30"},
      {"30.6.2023", "2023-06-30"},
      {"2023-06-30", "2023-06-30"},
      {"Ngày 30 tháng 6 năm 2023", "2023-06-30"},
      {"Ngày 30 tháng 6, năm 2023", "2023-06-30"},
      {"ngày 29/02/2024", "2024-02-29"},
      {"Bắt đầu từ ngày 01/6/2023", "start by 2023-06-01"},
      {"ngày 29/02/2023", "!no_such_date at 29/02/2023"},
      {"Ngày 00/6/2023", "!no_such_date at 00/6/2023"},
      {"Ngày 15/13/2023", "!no_such_date at 15/13/2023"},
      {"Ngày 31 tháng 4 năm 2023", "!no_such_date at 31 tháng 4 năm 2023"},
      {"Ngày 30 tháng 6", "!no_year at "},
      {"Ngày 30", "!unknown at "},
      {"Ngày 30/6/1823", "!out_of_range at 1823"},
      {"Ngày 30/6/2101", "!out_of_range at 2101"},
      {"06/30/2023", "!no_such_date at 06/30/2023"},
      {"44927", "!unknown at 44927"},
      {"Sau ngày 01/4/2023", "!unknown at Sau ngày 01/4/2023"},
      {"Từ ngày 01/6/2023 trở đi", "!unknown at trở đi"},
      {"Từ quý I/2023", "!unknown at "},
      {"Khoảng ngày 15/6/2023", "!unknown at Khoảng ngày 15/6/2023"},
      {"Ngày 15/6/2023 hoặc 16/6/2023", "!unknown at hoặc 16/6/2023"},
      {"Chậm nhất", "!unknown at "},
  });
}

// A time of the day ends the term at that time.
TEST(PlanWording, TimeOfDay) {
  expect_all({
      {"Trước 16 giờ ngày 20/5/2023", "2023-05-20 16:00"},
      {"Trước 16h00 ngày 20/5/2023", "2023-05-20 16:00"},
      {"Chậm nhất 17 giờ 30 phút, ngày 20/5/2023", "2023-05-20 17:30"},
      {"Chậm nhất là 17:30 ngày 20/5/2023", "2023-05-20 17:30"},
      {"17h ngày 20/5/2023", "2023-05-20 17:00"},
      {"Trước 25 giờ ngày 20/5/2023", "!no_such_date at 25 giờ ngày 20/5/2023"},
      {"Trước 16h75 ngày 20/5/2023", "!no_such_date at 16h75 ngày 20/5/2023"},
      {"Trước 16 giờ tháng 5/2023", "!unknown at "},
      {"Từ 16 giờ ngày 20/5/2023", "!unknown at "},
      {"Trước 16 giờ hàng ngày", "!unknown at hàng ngày"},
      {"Sáng ngày 20/5/2023", "!unknown at Sáng ngày 20/5/2023"},
  });
}

// A period is due at the end of its last day.
TEST(PlanWording, Periods) {
  expect_all({
      {"Trong Quý II/2023", "quarter 2023-04-01..2023-06-30"},
      {"Quý II năm 2023", "quarter 2023-04-01..2023-06-30"},
      {"Quý II, năm 2023", "quarter 2023-04-01..2023-06-30"},
      {"Quý 2 năm 2023", "quarter 2023-04-01..2023-06-30"},
      {"Quý 2/2023", "quarter 2023-04-01..2023-06-30"},
      {"Quí I/2023", "quarter 2023-01-01..2023-03-31"},
      {"Quý I-2023", "quarter 2023-01-01..2023-03-31"},
      {"Quý III - 2023", "quarter 2023-07-01..2023-09-30"},
      {"Hoàn thành trong quý IV/2023", "quarter 2023-10-01..2023-12-31"},
      {"Đến hết quý I/2024", "quarter 2024-01-01..2024-03-31"},
      {"Tháng 6 năm 2023", "month 2023-06-01..2023-06-30"},
      {"Trong tháng 6 năm 2023", "month 2023-06-01..2023-06-30"},
      {"Trong tháng 02/2024", "month 2024-02-01..2024-02-29"},
      {"Tháng 2/2023", "month 2023-02-01..2023-02-28"},
      {"Tháng 6-2023", "month 2023-06-01..2023-06-30"},
      {"12/2022", "month 2022-12-01..2022-12-31"},
      {"Chậm nhất tháng 6/2023", "month 2023-06-01..2023-06-30"},
      {"Chậm nhất trong tháng 6/2023", "month 2023-06-01..2023-06-30"},
      {"Trong năm 2023", "year 2023-01-01..2023-12-31"},
      {"Thực hiện trong năm 2023", "year 2023-01-01..2023-12-31"},
      {"Đến hết năm 2025", "year 2025-01-01..2025-12-31"},
      {"Đến cuối năm 2023", "year 2023-01-01..2023-12-31"},
      {"06 tháng đầu năm 2023", "part 2023-01-01..2023-06-30"},
      {"6 tháng cuối năm 2023", "part 2023-07-01..2023-12-31"},
      {"Trong 06 tháng đầu năm 2023", "part 2023-01-01..2023-06-30"},
      {"9 tháng đầu năm 2023", "part 2023-01-01..2023-09-30"},
      {"3 tháng cuối năm 2023", "part 2023-10-01..2023-12-31"},
      {"Nửa đầu năm 2024", "part 2024-01-01..2024-06-30"},
      {"Quý V/2023", "!unknown at V/2023"},
      {"Quý 5/2023", "!no_such_date at 5/2023"},
      {"Quý 0/2023", "!no_such_date at 0/2023"},
      {"Quý IIII/2023", "!unknown at IIII/2023"},
      {"Quý II", "!no_year at "},
      {"Quý II/23", "!no_year at 23"},
      {"Quý II và quý III/2023", "!no_year at và quý III/2023"},
      {"Quý I, III/2023", "!unknown at III/2023"},
      {"Tháng 13/2023", "!no_such_date at 13/2023"},
      {"Tháng 0/2023", "!no_such_date at 0/2023"},
      {"Tháng 6", "!no_year at "},
      {"Tháng sáu năm 2023", "!unknown at sáu năm 2023"},
      {"Tháng 6 và tháng 12/2023", "!no_year at và tháng 12/2023"},
      {"Đầu tháng 6/2023", "!unknown at Đầu tháng 6/2023"},
      {"Cuối năm 2023", "!unknown at Cuối năm 2023"},
      {"Tuần đầu tháng 6/2023", "!unknown at đầu tháng 6/2023"},
      {"Trong năm", "!unknown at "},
      {"Năm nay", "!unknown at nay"},
      {"Năm 2023 và các năm tiếp theo", "!unknown at và các năm tiếp theo"},
      {"Năm 2023, 2024", "!unknown at , 2024"},
      {"2023", "!unknown at "},
      {"06 tháng đầu năm", "!no_year at "},
      {"07 tháng đầu năm 2023", "!unknown at đầu năm 2023"},
      {"Sau tháng đầu năm 2023", "!unknown at Sau tháng đầu năm 2023"},
      {"Năm 2022-2023-2024", "!unknown at 2024"},
  });
}

// A range is due at the end of its last day; what its beginning leaves out is that of its end.
TEST(PlanWording, Ranges) {
  expect_all({
      {"Năm 2023-2025", "range 2023-01-01..2025-12-31"},
      {"Năm 2023 – 2025", "range 2023-01-01..2025-12-31"},
      {"Giai đoạn 2023 - 2025", "range 2023-01-01..2025-12-31"},
      {"Trong giai đoạn 2023-2025", "range 2023-01-01..2025-12-31"},
      {"Từ năm 2023 đến năm 2025", "range 2023-01-01..2025-12-31"},
      {"Từ năm 2023 đến hết năm 2025", "range 2023-01-01..2025-12-31"},
      {"2023 - 2025", "range 2023-01-01..2025-12-31"},
      {"Tháng 3 - 6/2023", "range 2023-03-01..2023-06-30"},
      {"Tháng 3 - 6 năm 2023", "range 2023-03-01..2023-06-30"},
      {"Từ tháng 3 đến tháng 6/2023", "range 2023-03-01..2023-06-30"},
      {"Từ tháng 11/2022 đến tháng 3/2023", "range 2022-11-01..2023-03-31"},
      {"11/2022 - 3/2023", "range 2022-11-01..2023-03-31"},
      {"Quý I - II/2023", "range 2023-01-01..2023-06-30"},
      {"Quý I - Quý III/2023", "range 2023-01-01..2023-09-30"},
      {"Từ quý IV/2022 đến quý II/2023", "range 2022-10-01..2023-06-30"},
      {"Từ ngày 01/6/2023 đến ngày 30/6/2023", "range 2023-06-01..2023-06-30"},
      {"Từ ngày 01/6 đến ngày 30/6/2023", "range 2023-06-01..2023-06-30"},
      {"01/6/2023 - 30/6/2023", "range 2023-06-01..2023-06-30"},
      {"Từ ngày 01/6/2023 đến quý IV/2023", "range 2023-06-01..2023-12-31"},
      {"Năm 2025 - 2023", "!backwards at 2025 - 2023"},
      {"Năm 2023 - 2023", "!backwards at 2023 - 2023"},
      {"Từ tháng 11 đến tháng 3/2023", "!backwards at 11 đến tháng 3/2023"},
      {"Từ ngày 30/6/2023 đến ngày 01/6/2023", "!backwards at 30/6/2023 đến ngày 01/6/2023"},
      {"Từ ngày 01/6/2023 đến ngày 31/6/2023", "!no_such_date at 31/6/2023"},
      {"Quý I - V/2023", "!unknown at V/2023"},
      {"Từ tháng 3 đến tháng 6", "!no_year at "},
      {"Giai đoạn 2023", "!unknown at "},
      {"Giai đoạn 1", "!unknown at "},
      {"Từ năm 2023", "!unknown at "},
      {"Từ năm 2023 đến khi hoàn thành", "!unknown at khi hoàn thành"},
  });
}

// A term runs from a known day, from the plan itself or from an event; the event's words hold no second deadline.
TEST(PlanWording, Terms) {
  expect_all({
      {"Trong 05 ngày làm việc kể từ ngày nhận được văn bản", "5wd from event: nhận được văn bản"},
      {"Trong 30 ngày kể từ ngày 18/11/2022", "30d from 2022-11-18"},
      {"Trong 30 ngày kể từ ngày ban hành Kế hoạch này", "30d from the document"},
      {"Trong vòng 15 ngày kể từ ngày ký ban hành Quyết định này", "15d from the document"},
      {"Trong 30 ngày kể từ ngày ban hành kế hoạch", "30d from event: ban hành kế hoạch"},
      {"Trong 03 ngày kể từ ngày ký", "3d from event: ký"},
      {"Trong thời hạn 10 ngày làm việc kể từ khi nhận đủ hồ sơ", "10wd from event: nhận đủ hồ sơ"},
      {"Chậm nhất 03 ngày làm việc sau khi kết thúc cuộc họp", "3wd from event: kết thúc cuộc họp"},
      {"Chậm nhất sau 03 ngày làm việc kể từ ngày họp", "3wd from event: họp"},
      {"Không quá 05 ngày làm việc từ ngày nhận", "5wd from event: nhận"},
      {"07 ngày kể từ ngày nhận Nghị định 61/2018/NĐ-CP", "7d from event: nhận Nghị định 61/2018/NĐ-CP"},
      {"Trong 24 giờ kể từ khi nhận thông tin", "24h from event: nhận thông tin"},
      {"08 giờ làm việc kể từ khi tiếp nhận", "8wh from event: tiếp nhận"},
      {"Trong 05 ngày làm việc kể từ ngày ban hành Quyết định", "5wd from event: ban hành Quyết định"},
      {"Trong 05 ngày làm việc kể từ ngày họp ngân hàng.", "5wd from event: họp ngân hàng"},
      {"Trong 05 ngày làm việc", "!unknown at "},
      {"Trong 30 ngày", "!unknown at "},
      {"Trong 0 ngày kể từ ngày nhận", "!unknown at 0 ngày kể từ ngày nhận"},
      {"Trong 05 - 07 ngày làm việc kể từ ngày nhận", "!unknown at - 07 ngày làm việc kể từ ngày nhận"},
      {"Trong 03 tháng kể từ ngày ban hành", "!unknown at kể từ ngày ban hành"},
      {"Trong năm ngày kể từ ngày nhận", "!unknown at ngày kể từ ngày nhận"},
      {"Trước 05 ngày làm việc kể từ ngày nhận", "!unknown at ngày làm việc kể từ ngày nhận"},
      {"Sau 30 ngày kể từ ngày nhận", "!unknown at Sau 30 ngày kể từ ngày nhận"},
      {"Trong 30 ngày kể từ ngày 31/11/2022", "!no_such_date at 31/11/2022"},
      {"Trong 30 ngày kể từ ngày nhận, trước ngày 15/3/2023", "!unknown at trước ngày 15/3/2023"},
      {"Trong 30 ngày kể từ ngày họp 15/3/2023", "!unknown at 15/3/2023"},
      {"Trong 30 ngày kể từ ngày nhận; hàng tháng báo cáo", "!unknown at nhận; hàng tháng báo cáo"},
      {"Trong 30 ngày kể từ ngày", "!unknown at "},
      {"Chậm nhất 15 ngày trước ngày hết hạn", "!unknown at trước ngày hết hạn"},
      {"Ngay sau khi ban hành Kế hoạch", "!unknown at sau khi ban hành Kế hoạch"},
  });
}

// Nothing is due before somebody asks; who asks may be said, when may not.
TEST(PlanWording, OnRequest) {
  expect_all({
      {"Theo yêu cầu của cơ quan có thẩm quyền", "on request"},
      {"Khi có yêu cầu", "on request"},
      {"Khi có yêu cầu của Bộ Nội vụ", "on request"},
      {"Khi phát sinh", "on request"},
      {"Đột xuất, theo yêu cầu", "on request"},
      {"Đột xuất theo yêu cầu của cấp trên", "on request"},
      {"Đột xuất (khi có yêu cầu)", "on request"},
      {"Theo yêu cầu, đột xuất", "on request"},
      {"Theo yêu cầu công việc", "!unknown at công việc"},
      {"Theo yêu cầu của Bộ trước ngày 15/3/2023", "!unknown at trước ngày 15/3/2023"},
      {"Theo yêu cầu của Bộ hàng quý", "!unknown at hàng quý"},
      {"Theo yêu cầu của", "!unknown at "},
      {"Khi có hướng dẫn", "!unknown at Khi có hướng dẫn"},
      {"Theo tiến độ", "!unknown at Theo tiến độ"},
  });
}

// One wording, however it is typed. A word that has diacritics must have the right ones.
TEST(PlanWording, WaysOfTyping) {
  expect_all({
      {"TRƯỚC NGÀY 01/4/2023", "2023-03-31"},
      {"truoc ngay 01/4/2023", "2023-03-31"},
      {"Truoc Ngay 1/4/2023", "2023-03-31"},
      {"Tru\u031bo\u031b\u0301c nga\u0300y 01/4/2023", "2023-03-31"},  // NFD
      {"Trước\u00a0ngày\u00a001/4/2023", "2023-03-31"},                // blanks that do not break
      {"  Trước   ngày  01 / 4 / 2023  ", "2023-03-31"},
      {"Trước ngày\n01/4/2023", "2023-03-31"},
      {"\ufeffTrước ngày 01/\u200b4/2023", "2023-03-31"},  // of no width
      {"- Trước ngày 01/4/2023;", "2023-03-31"},
      {"Trước ngày 01/4/2023./.", "2023-03-31"},
      {"Trước ngày 01\u20114\u20112023", "2023-03-31"},  // a hyphen that does not break
      {"Năm 2023\u20142025", "range 2023-01-01..2025-12-31"},
      {"quy ii nam 2023", "quarter 2023-04-01..2023-06-30"},
      {"QUÝ IV/2022", "quarter 2022-10-01..2022-12-31"},
      {"Qúy IV/2022", "quarter 2022-10-01..2022-12-31"},  // the other place of the tone mark
      {"hang thang", "FREQ=MONTHLY;BYMONTHDAY=-1 (assumed)"},
      {"thu sau hang tuan", "FREQ=WEEKLY;BYDAY=FR"},
      {"thuong xuyen", "watch"},
      {"THEO YÊU CẦU", "on request"},
      {"dinh ky hang quy, nam", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1 (assumed)"},
      {"trong 05 ngay lam viec ke tu ngay nhan van ban", "5wd from event: nhan van ban"},
      {"Trong 05 ngày làm việc kể từ ngày ho\u0323p", "5wd from event: họp"},
      {"Trứớc ngày 01/4/2023", "!unknown at Trứớc ngày 01/4/2023"},
      {"Thứ sau hàng tuần", "FREQ=WEEKLY;BYDAY=FR"},
      {"Thứ sâu hàng tuần", "!unknown at sâu hàng tuần"},
      {"Tự ngày 01/6/2023", "!unknown at Tự ngày 01/6/2023"},
      {"Thángg 6/2023", "!unknown at Thángg 6/2023"},
      {"Quý Il/2023", "!unknown at Il/2023"},
      {"Trước ngày O1/4/2023", "!unknown at O1/4/2023"},
      {"Trước ngày 01/4/2023?", "!unknown at ?"},
      {"Trước ngày 01//4/2023", "!unknown at /4/2023"},
      {"", "!empty at "},
      {" \u00a0. ", "!empty at  \u00a0. "},
      {"-", "!unknown at -"},
      {"Chưa xác định", "!unknown at Chưa xác định"},
      {"Before 1 April 2023", "!unknown at Before 1 April 2023"},
  });
}

}  // namespace
}  // namespace dondoc::rules

#include <gtest/gtest.h>

#include "tests/integrations/render/shipped_words.hpp"

namespace dondoc::integrations::render {
namespace {

constexpr const char* kSignature = R"(--
Đơn vị gửi: Văn phòng Ủy ban nhân dân tỉnh
Liên hệ: Nguyễn Văn Mẫu, Phòng Kiểm soát thủ tục hành chính, 0273 300 0000
Thông báo này được gửi tự động, không thay thế văn bản hành chính.
)";

// Two agencies, and a reader who belongs to neither.
void of_two_agencies(SampleFacts& sample) {
  auto& lines = sample.facts.lines;
  lines[1] = lines[0];
  lines[1].code = "KH358-02";
  lines[1].agency_name = "Sở Y tế";
  lines[1].agency_short = "SYT";
  lines[1].working_days = 3;
  lines[0].urged_times = 1;
  lines[1].urged_times = 3;
  lines[1].last_urged = rules::parse_iso("2022-11-30T15:00:00+07:00");
  lines[1].last_urged_how = "công văn 12/VP";
  sample.facts.agency_name = "Văn phòng UBND tỉnh";
  sample.facts.agency_short = "VP";
}

void only_waiting(SampleFacts& sample, rules::Ladder ladder) {
  sample.facts.topic = rules::MessageTopic::waiting;
  sample.facts.reply_by.reset();
  auto& line = sample.facts.lines[1];
  line.ladder = ladder;
  line.due.reset();
  line.working_time_left.reset();
  line.since = rules::parse_iso("2022-11-25T08:15:00+07:00");
  line.days_since = 4;
  sample.facts.lines.erase(sample.facts.lines.begin());
}

// The subject, and the first sentences.
std::string beginning(const SampleFacts& sample) {
  auto text = words(sample);
  const auto greeting = text.find("\n\nKính gửi: Giám đốc Sở Tài chính\n\n");
  if (greeting == std::string::npos) return text;
  const auto body = text.substr(greeting + std::string_view{"\n\nKính gửi: Giám đốc Sở Tài chính\n\n"}.size());
  return text.substr(0, greeting) + "\n" + body.substr(0, body.find('\n'));
}

std::string one_waiting(rules::Ladder ladder) {
  SampleFacts sample;
  only_waiting(sample, ladder);
  return beginning(sample);
}

TEST(ShippedTemplates, OverdueToAHead) {
  const SampleFacts sample;
  EXPECT_EQ(words(sample), std::string(R"([Quá hạn] 1 nhiệm vụ – Sở TC, 01/12/2022

Kính gửi: Giám đốc Sở Tài chính

Số liệu tính đến 17 giờ 00 phút ngày 30/11/2022, nguồn: Kế hoạch 358, Một cửa. Sở Tài chính có 1 nhiệm vụ đã quá hạn mà chưa có kết quả: KH358-01 – Ban hành <kế hoạch> hành động, thời hạn hết ngày 30/11/2022 (quá 1 ngày làm việc). Ngoài ra còn 1 hồ sơ sắp đến hạn.

Đề nghị Sở Tài chính tập trung xử lý; báo cáo nguyên nhân, thời gian hoàn thành; phản hồi chậm nhất 17 giờ 00 phút ngày 05/12/2022.

Quá thời hạn trên mà chưa có phản hồi, nội dung này sẽ được tổng hợp, báo cáo Chánh Văn phòng UBND tỉnh vào 07 giờ 30 phút ngày 06/12/2022.

ĐÃ QUÁ HẠN: 1 nhiệm vụ

1. KH358-01 – Ban hành <kế hoạch> hành động
   Thời hạn: hết ngày 30/11/2022 (quá 1 ngày làm việc)
   Căn cứ: Kế hoạch số 358/KH-UBND ngày 18/11/2022 của Ủy ban nhân dân tỉnh
   Đơn vị chủ trì: Sở TC
   Đơn vị phối hợp: Văn phòng UBND tỉnh
   Kết quả thực hiện: Kế hoạch của cơ quan

SẮP ĐẾN HẠN: 1 hồ sơ

2. H58.05-221125-0007 – Cấp giấy phép xây dựng cho Ông A
   Thời hạn: 10:15 ngày 02/12/2022 (còn 1 ngày làm việc)
   Thời gian còn lại: 10 giờ 45 phút làm việc
   Đơn vị chủ trì: Sở TC
   Người thụ lý: Trần Thị B

)") + kSignature);
}

TEST(ShippedTemplates, ReminderOfOneDossier) {
  SampleFacts sample;
  sample.facts.topic = rules::MessageTopic::reminder;
  sample.facts.lines.erase(sample.facts.lines.begin());
  EXPECT_EQ(words(sample), std::string(R"([Nhắc hạn] 10:15 ngày 02/12/2022 – hồ sơ H58.05-221125-0007

Kính gửi: Giám đốc Sở Tài chính

Hồ sơ H58.05-221125-0007 – Cấp giấy phép xây dựng cho Ông A.
- Thời hạn trả kết quả: 10 giờ 15 phút ngày 02/12/2022 (còn 1 ngày làm việc).
- Thời gian còn lại: 10 giờ 45 phút làm việc.
- Người thụ lý: Trần Thị B.

Đề nghị hoàn thành xử lý; nếu không thể hoàn thành đúng hạn, đề nghị thực hiện ngay văn bản xin lỗi và hẹn lại thời gian trả kết quả theo quy định.

Số liệu tính đến 06 giờ 00 phút ngày 01/12/2022, nguồn: Một cửa.

)") + kSignature);
}

TEST(ShippedTemplates, ReminderOfOneTaskDueToday) {
  SampleFacts sample;
  sample.facts.topic = rules::MessageTopic::reminder;
  sample.facts.lines.pop_back();
  sample.facts.lines[0].overdue = false;
  sample.facts.lines[0].working_days = 0;
  sample.facts.lines[0].due_today = true;
  EXPECT_TRUE(words(sample).starts_with("[Nhắc hạn] đến hạn hôm nay – nhiệm vụ KH358-01\n")) << words(sample);
}

TEST(ShippedTemplates, ReportUpwards) {
  SampleFacts sample;
  sample.facts.topic = rules::MessageTopic::report_up;
  sample.facts.tone = rules::Tone::cap_tren;
  sample.facts.addressee.clear();
  sample.facts.person = true;
  sample.facts.recipient_name = "Lê Văn C";
  sample.facts.recipient_title = "Chánh Văn phòng Ủy ban nhân dân tỉnh";
  sample.facts.reply_by.reset();
  sample.facts.lines.pop_back();
  sample.facts.lines[0].urged_times = 2;
  sample.facts.lines[0].last_urged = rules::parse_iso("2022-11-30T07:30:00+07:00");
  EXPECT_EQ(words(sample), std::string(R"([Báo cáo] 1 trường hợp quá hạn sau đôn đốc – Sở TC, 01/12/2022

Kính gửi: Đồng chí Lê Văn C, Chánh Văn phòng Ủy ban nhân dân tỉnh

Kính báo cáo đồng chí: Sở Tài chính còn 1 nhiệm vụ quá hạn: KH358-01 – Ban hành <kế hoạch> hành động, thời hạn hết ngày 30/11/2022 (quá 1 ngày làm việc); đã đôn đốc 2 lần (gần nhất 07 giờ 30 phút ngày 30/11/2022, hình thức thông báo tự động) nhưng chưa có phản hồi, kết quả. Số liệu tính đến 17 giờ 00 phút ngày 30/11/2022, nguồn: Kế hoạch 358.

Kính đề nghị đồng chí xem xét, cho ý kiến chỉ đạo.
Trường hợp chưa có kết quả, nội dung này sẽ được tổng hợp, báo cáo Chánh Văn phòng UBND tỉnh vào 07 giờ 30 phút ngày 06/12/2022.

ĐÃ QUÁ HẠN: 1 nhiệm vụ

1. KH358-01 – Ban hành <kế hoạch> hành động
   Thời hạn: hết ngày 30/11/2022 (quá 1 ngày làm việc)
   Căn cứ: Kế hoạch số 358/KH-UBND ngày 18/11/2022 của Ủy ban nhân dân tỉnh
   Đơn vị chủ trì: Sở TC
   Đơn vị phối hợp: Văn phòng UBND tỉnh
   Kết quả thực hiện: Kế hoạch của cơ quan
   Đã đôn đốc 2 lần, gần nhất 07 giờ 30 phút ngày 30/11/2022

)") + kSignature);
}

TEST(ShippedTemplates, AReportOverSeveralAgenciesNamesNoneOfThem) {
  SampleFacts sample;
  of_two_agencies(sample);
  sample.facts.topic = rules::MessageTopic::report_up;
  sample.facts.tone = rules::Tone::cap_tren;
  sample.facts.person = true;
  const auto text = words(sample);
  EXPECT_TRUE(text.starts_with("[Báo cáo] 2 trường hợp quá hạn sau đôn đốc – 2 cơ quan, 01/12/2022\n")) << text;
  EXPECT_TRUE(has(text,
                  "\nKính báo cáo đồng chí: 2 cơ quan, đơn vị còn 2 nhiệm vụ quá hạn từ 1 ngày làm việc trở lên, "
                  "lâu nhất là KH358-01, quá 1 ngày làm việc; đã đôn đốc từ 1 đến 3 lần (gần nhất 15 giờ 00 phút "
                  "ngày 30/11/2022, hình thức công văn 12/VP) nhưng chưa có phản hồi, kết quả."))
      << text;
  EXPECT_FALSE(has(text, "Văn phòng UBND tỉnh còn")) << text;
}

TEST(ShippedTemplates, OverdueItemsOfSeveralAgenciesAreThoseOfTheList) {
  SampleFacts sample;
  of_two_agencies(sample);
  const auto text = words(sample);
  EXPECT_TRUE(text.starts_with("[Quá hạn] 2 nhiệm vụ – 2 cơ quan, 01/12/2022\n")) << text;
  EXPECT_TRUE(has(text, "Các cơ quan, đơn vị có tên trong danh sách có 2 nhiệm vụ đã quá hạn")) << text;
  EXPECT_TRUE(has(text, "\nĐề nghị các cơ quan, đơn vị có tên trong danh sách tập trung xử lý;")) << text;
}

TEST(ShippedTemplates, AnAgencyNobodyKnowsLeavesNoSentenceWithoutASubject) {
  SampleFacts sample;
  for (auto& line : sample.facts.lines) line.agency_name = line.agency_short = "";
  EXPECT_TRUE(has(words(sample), "Danh sách dưới đây có 1 nhiệm vụ đã quá hạn")) << words(sample);
  EXPECT_TRUE(words(sample).starts_with("[Quá hạn] 1 nhiệm vụ – 01/12/2022\n")) << words(sample);
}

TEST(ShippedTemplates, WhatWaitsInOneStateSaysWhich) {
  using rules::Ladder;
  EXPECT_EQ(one_waiting(Ladder::submitted),
            "[Chưa tiếp nhận] hồ sơ H58.05-221125-0007 – quá 4 ngày làm việc\n"
            "Hồ sơ H58.05-221125-0007 – Cấp giấy phép xây dựng cho Ông A nộp trực tuyến lúc 08 giờ 15 phút ngày "
            "25/11/2022 đến nay chưa được tiếp nhận. Đề nghị Sở Tài chính tiếp nhận hoặc trả lời tổ chức, cá nhân theo "
            "quy định.");
  EXPECT_EQ(
      one_waiting(Ladder::held),
      "[Tạm dừng] hồ sơ H58.05-221125-0007 – 4 ngày làm việc\n"
      "Hồ sơ H58.05-221125-0007 – Cấp giấy phép xây dựng cho Ông A đang tạm dừng tính thời gian từ 08 giờ 15 phút "
      "ngày 25/11/2022. Đề nghị Sở Tài chính rà soát, tiếp tục giải quyết hoặc thông báo cho tổ chức, cá nhân.");
  EXPECT_EQ(
      one_waiting(Ladder::finished),
      "[Chưa trả kết quả] hồ sơ H58.05-221125-0007\n"
      "Hồ sơ H58.05-221125-0007 – Cấp giấy phép xây dựng cho Ông A đã có kết quả từ 08 giờ 15 phút ngày 25/11/2022 "
      "nhưng chưa trả cho tổ chức, cá nhân. Đề nghị Sở Tài chính trả kết quả, cập nhật trạng thái.");
  EXPECT_EQ(one_waiting(Ladder::updated),
            "[Cập nhật tiến độ] hồ sơ H58.05-221125-0007\n"
            "Hồ sơ H58.05-221125-0007 – Cấp giấy phép xây dựng cho Ông A được cập nhật gần nhất 08 giờ 15 phút ngày "
            "25/11/2022. Đề nghị Sở Tài chính cập nhật tình hình thực hiện.");
}

TEST(ShippedTemplates, SeveralThatWaitAreCounted) {
  SampleFacts sample;
  only_waiting(sample, rules::Ladder::submitted);
  auto& lines = sample.facts.lines;
  lines.push_back(lines[0]);
  lines.push_back(lines[0]);
  lines[2].ladder = rules::Ladder::held;
  EXPECT_EQ(
      beginning(sample),
      "[Rà soát] 2 hồ sơ chưa tiếp nhận, 1 hồ sơ tạm dừng – Sở TC, 01/12/2022\n"
      "Sở Tài chính có 2 hồ sơ nộp trực tuyến đến nay chưa được tiếp nhận. Đề nghị Sở Tài chính tiếp nhận hoặc trả "
      "lời tổ chức, cá nhân theo quy định.");
  EXPECT_TRUE(has(words(sample), "\nĐANG TẠM DỪNG: 1 hồ sơ\n")) << words(sample);
  EXPECT_TRUE(has(words(sample), "\n   Tạm dừng từ: 08:15 ngày 25/11/2022 (4 ngày làm việc)\n")) << words(sample);
}

TEST(ShippedTemplates, OfManyFindingsTheFirstFifty) {
  SampleFacts sample;
  sample.facts.topic = rules::MessageTopic::findings;
  sample.facts.lines.clear();
  for (int i = 1; i <= 4000; ++i) sample.facts.findings.push_back({"DD2064", "item:" + std::to_string(i), {}});
  const auto text = words(sample);
  EXPECT_TRUE(has(text, "4000 việc cần người quản trị xem"));
  EXPECT_TRUE(has(text, "50. [DD2064] item:50\n"));
  EXPECT_FALSE(has(text, "item:51"));
  EXPECT_TRUE(has(text, "… và 3950 việc khác; xem đủ bằng lệnh: dondoc status"));
}

TEST(ShippedTemplates, FindingsInEnglish) {
  SampleFacts sample;
  sample.facts.language = "en";
  sample.facts.topic = rules::MessageTopic::findings;
  sample.facts.lines.clear();
  sample.facts.addressee.clear();
  sample.facts.findings = {{"DD6101", "calendar:hc/2028", {{"text", "calendar hc has no year 2028"}}},
                           {"DD6201", "agency:TG-STC/head", {}}};
  EXPECT_EQ(words(sample), R"([dondoc] findings for the operator: 2 – 1 December 2022

The following needs the operator's attention, as of 07:30 on 1 December 2022:

1. [DD6101] calendar hc has no year 2028
2. [DD6201] agency:TG-STC/head

None of it goes away by itself. To see the present state: dondoc status

--
Sent by: Văn phòng Ủy ban nhân dân tỉnh
Contact: Nguyễn Văn Mẫu, Phòng Kiểm soát thủ tục hành chính, 0273 300 0000
This notice was sent automatically and does not replace an official letter.
)");
}

// Beside other lines the drafts stand below the list; at most three, in a room and of a restricted item none.
TEST(ShippedTemplates, DraftsOfApologiesStandInMixedMessagesToo) {
  const auto drafts = [](const SampleFacts& sample) {
    const std::string text = words(sample);
    std::size_t count = 0;
    for (std::size_t at = text.find("DỰ THẢO"); at != std::string::npos; at = text.find("DỰ THẢO", at + 1)) ++count;
    return count;
  };
  SampleFacts sample;
  EXPECT_EQ(drafts(sample), 0U);
  sample.facts.lines[1].template_name = "apology";
  EXPECT_TRUE(words(sample).starts_with("[Quá hạn]"));
  EXPECT_EQ(drafts(sample), 1U);
  sample.facts.lines.insert(sample.facts.lines.end(), 4, sample.facts.lines[1]);
  EXPECT_EQ(drafts(sample), 3U);
  sample.facts.room = true;
  EXPECT_EQ(drafts(sample), 0U);
  sample.facts.room = false;
  for (auto& line : sample.facts.lines) line.restricted = true;
  EXPECT_EQ(drafts(sample), 0U);
}

}  // namespace
}  // namespace dondoc::integrations::render

#include "integrations/render/counts.hpp"

#include <gtest/gtest.h>

#include "tests/integrations/render/sample_facts.hpp"

namespace dondoc::integrations::render {
namespace {

std::string show(const rules::MessageFacts& facts) {
  const auto counts = counts_of(facts);
  std::string out = counts.title + "\n";
  for (const auto& [label, value] : counts.rows) out += label + ": " + value + "\n";
  for (const auto& note : counts.notes) out += "(" + note + ")\n";
  return out;
}

TEST(Counts, OfAnOverdueMessage) {
  const SampleFacts sample;
  EXPECT_EQ(show(sample.facts), R"([Quá hạn] 1 nhiệm vụ – Sở TC
Quá hạn: 1 nhiệm vụ
Sắp đến hạn: 1 hồ sơ
Quá hạn lâu nhất: 1 ngày làm việc
Báo cáo cấp trên vào: 07:30 ngày 06/12/2022
Đề nghị phản hồi trước: 17 giờ 00 phút ngày 05/12/2022
(Số liệu tính đến 17 giờ 00 phút ngày 30/11/2022, nguồn: Kế hoạch 358, Một cửa.)
(Đơn vị gửi: Văn phòng Ủy ban nhân dân tỉnh)
(Thông báo này được gửi tự động, không thay thế văn bản hành chính.)
)");
}

TEST(Counts, InEnglish) {
  SampleFacts sample;
  sample.facts.language = "en";
  sample.facts.lines[0].working_days = 3;
  EXPECT_EQ(show(sample.facts), R"([Overdue] 1 task – Sở TC
Overdue: 1 task
Due soon: 1 dossier
Longest overdue: 3 working days
The next level reads of it: 07:30, 6 December 2022
Please answer before: 17:00 on 5 December 2022
(Figures as of 17:00 on 30 November 2022, source: Kế hoạch 358, Một cửa.)
(Sent by: Văn phòng Ủy ban nhân dân tỉnh)
(This notice was sent automatically and does not replace an official letter.)
)");
}

// What is zero or unknown is left out; every list has its row, and every topic its word.
TEST(Counts, OfEveryTopicAndList) {
  using rules::Ladder;
  using rules::MessageTopic;
  SampleFacts sample;
  auto& facts = sample.facts;
  facts.reply_by.reset();
  facts.sender.clear();
  facts.agency_short.clear();
  auto line = facts.lines[1];
  line.as_of.reset();
  const std::string machine = "(Thông báo này được gửi tự động, không thay thế văn bản hành chính.)\n";
  struct Case {
    MessageTopic topic;
    Ladder ladder;
    const char* expected;
  };
  const Case cases[] = {
      {MessageTopic::reminder, Ladder::deadline, "[Nhắc hạn] 1 hồ sơ\nSắp đến hạn: 1 hồ sơ\n"},
      {MessageTopic::hand_over, Ladder::transferred, "[Bàn giao] 1 hồ sơ\nNhận bàn giao: 1 hồ sơ\n"},
      {MessageTopic::waiting, Ladder::submitted, "[Rà soát] 1 hồ sơ\nChưa tiếp nhận: 1 hồ sơ\n"},
      {MessageTopic::waiting, Ladder::held, "[Rà soát] 1 hồ sơ\nTạm dừng: 1 hồ sơ\n"},
      {MessageTopic::waiting, Ladder::finished, "[Rà soát] 1 hồ sơ\nChưa trả kết quả: 1 hồ sơ\n"},
      {MessageTopic::waiting, Ladder::updated, "[Rà soát] 1 hồ sơ\nChậm cập nhật tiến độ: 1 hồ sơ\n"},
  };
  for (const auto& [topic, ladder, expected] : cases) {
    facts.topic = topic;
    line.ladder = ladder;
    facts.lines = {line};
    EXPECT_EQ(show(facts), expected + machine);
  }
  facts.topic = MessageTopic::report_up;
  line.ladder = Ladder::deadline;
  line.overdue = true;
  line.working_days = 12;
  facts.lines = {line, line};
  EXPECT_EQ(show(facts), "[Báo cáo] 2 hồ sơ quá hạn\nQuá hạn: 2 hồ sơ\nQuá hạn lâu nhất: 12 ngày làm việc\n" + machine);
}

TEST(Counts, SayRehearsalAndBanner) {
  SampleFacts sample;
  sample.facts.rehearsal = true;
  sample.facts.rehearsal_for = "Lê Văn Riêng (rieng@tinh.vn)";
  sample.facts.banner = "DỮ LIỆU MẪU";
  EXPECT_EQ(counts_of(sample.facts).title, "[CHẠY THỬ] [Quá hạn] 1 nhiệm vụ – Sở TC – DỮ LIỆU MẪU");
}

}  // namespace
}  // namespace dondoc::integrations::render

#include "integrations/render/renderer.hpp"

#include <gtest/gtest.h>

#include "tests/integrations/render/shipped_words.hpp"

namespace dondoc::integrations::render {
namespace {

TEST(Renderer, Compile) {
  const auto compiled = Renderer::compile(shipped_templates());
  std::string problems;
  if (!compiled) {
    for (const auto& one : compiled.error())
      problems += one.file + ":" + std::to_string(one.line) + " " + one.code + "\n";
  }
  EXPECT_EQ(problems, "");
}

TEST(Renderer, PeopleAreAddressedByNameAndStandInsKnowForWhom) {
  SampleFacts sample;
  sample.facts.addressee.clear();
  sample.facts.person = true;
  sample.facts.recipient_name = "Trần Thị B";
  sample.facts.recipient_title = "Chuyên viên";
  for (auto& line : sample.facts.lines) line.stands_in_for = "Giám đốc Sở Tài chính";
  EXPECT_TRUE(has(words(sample),
                  "\nKính gửi: Đồng chí Trần Thị B, Chuyên viên\n\nThông báo này gửi đồng chí nhận "
                  "thay, do chưa có địa chỉ của Giám đốc Sở Tài chính.\n\n"))
      << words(sample);
  EXPECT_TRUE(has(html(sample), "Kính gửi: <strong>Đồng chí Trần Thị B, Chuyên viên</strong>"));
  sample.facts.lines[1].stands_in_for.clear();
  EXPECT_FALSE(has(words(sample), "nhận thay")) << "one of the items is the reader's own business";
}

TEST(Renderer, WithoutADueThereIsNoEmptyDeadline) {
  SampleFacts sample;
  sample.facts.topic = rules::MessageTopic::reminder;
  sample.facts.lines.pop_back();
  sample.facts.lines[0].due.reset();
  sample.facts.lines[0].overdue = false;
  const auto text = words(sample);
  EXPECT_TRUE(text.starts_with("[Nhắc hạn] nhiệm vụ KH358-01\n")) << text;
  EXPECT_FALSE(has(text, "()") || has(text, ": .")) << text;
}

TEST(Renderer, LongTextsAreClipped) {
  SampleFacts sample;
  std::string letters;
  for (int i = 0; i < 400'000; ++i) letters += "ệ";
  sample.facts.lines[0].title = letters;
  const auto text = words(sample);
  EXPECT_LT(text.size(), 10'000U);
  EXPECT_TRUE(has(text, "ệệệ…"));
}

TEST(Renderer, ToneFollowsTheRelation) {
  const std::pair<rules::Tone, const char*> cases[] = {
      {rules::Tone::cap_duoi, "\nYêu cầu Sở Tài chính khẩn trương xử lý;"},
      {rules::Tone::ngang_cap, "\nĐề nghị Sở Tài chính tập trung xử lý;"},
      {rules::Tone::nganh_doc, "\nĐề nghị Sở Tài chính phối hợp xử lý,"},
      {rules::Tone::cap_tren, "\nKính đề nghị Sở Tài chính xem xét, xử lý"},
  };
  SampleFacts sample;
  for (const auto& [tone, expected] : cases) {
    sample.facts.tone = tone;
    for (const auto& [other, phrase] : cases) {
      EXPECT_EQ(words(sample).find(phrase) != std::string::npos, other == tone) << expected << phrase;
    }
  }
}

TEST(Renderer, RehearsalAndSampleDataStandOnTop) {
  SampleFacts sample;
  sample.facts.rehearsal = true;
  sample.facts.rehearsal_for = "Giám đốc Sở Tài chính <gd@stc.vn>";
  sample.facts.banner = "DỮ LIỆU MẪU";
  EXPECT_TRUE(words(sample).starts_with(R"([CHẠY THỬ] [Quá hạn] 1 nhiệm vụ – Sở TC, 01/12/2022 – DỮ LIỆU MẪU

*** CHẠY THỬ – người nhận thật: Giám đốc Sở Tài chính <gd@stc.vn> ***

*** DỮ LIỆU MẪU ***

Kính gửi:)"))
      << words(sample);
  EXPECT_NE(html(sample).find("người nhận thật: Giám đốc Sở Tài chính &lt;gd@stc.vn&gt;"), std::string::npos);
}

TEST(Renderer, ProvisionalCalendarsSaySo) {
  SampleFacts sample;
  EXPECT_EQ(words(sample).find("lịch làm việc dự kiến"), std::string::npos);
  EXPECT_EQ((words(sample) + html(sample)).find("tạm tính"), std::string::npos);
  sample.facts.lines[1].provisional = true;
  EXPECT_NE(words(sample).find("lịch làm việc dự kiến"), std::string::npos);
  EXPECT_NE(html(sample).find("lịch làm việc dự kiến"), std::string::npos);
  for (const std::string& text : {words(sample), html(sample)}) {
    EXPECT_NE(text.find(", tạm tính"), std::string::npos) << "the line itself";
    EXPECT_EQ(text.find(", tạm tính"), text.rfind(", tạm tính")) << "and no other";
  }
}

TEST(Renderer, FiftyLinesAtMost) {
  SampleFacts sample;
  sample.facts.lines.assign(53, sample.facts.lines[0]);
  EXPECT_NE(words(sample).find("\n50. KH358-01"), std::string::npos);
  EXPECT_EQ(words(sample).find("\n51. KH358-01"), std::string::npos);
  EXPECT_NE(words(sample).find("\n… và 3 mục khác.\n"), std::string::npos);
}

TEST(Renderer, OfARestrictedItemOnlyItsNumberAndTime) {
  SampleFacts sample;
  sample.facts.lines[0].restricted = true;
  for (const auto& text : {words(sample), html(sample)}) {
    for (const auto* secret : {"Ban hành", "Kế hoạch số 358/KH-UBND", "Kế hoạch của cơ quan"}) {
      EXPECT_EQ(text.find(secret), std::string::npos) << secret;
    }
    EXPECT_NE(text.find("KH358-01"), std::string::npos);
  }
}

TEST(Renderer, RoomsReadNothingPersonal) {
  SampleFacts sample;
  sample.facts.room = true;
  sample.facts.lines[1].progress = "Đã gọi Ông A";
  for (const auto& text : {words(sample), html(sample)}) {
    for (const auto* secret : {"Ông A", "Trần Thị B"}) EXPECT_EQ(text.find(secret), std::string::npos) << secret;
    EXPECT_NE(text.find("Cấp giấy phép xây dựng"), std::string::npos);
  }
}

TEST(Renderer, ValuesNeverBecomeMarkupNorLines) {
  SampleFacts sample;
  sample.facts.lines[0].title = "<script>x</script>\r\nKính gửi: kẻ khác {{addressee}} {{{code}}}";
  EXPECT_NE(html(sample).find("&lt;script&gt;x&lt;/script&gt; Kính gửi: kẻ khác {{addressee}} {{{code}}}"),
            std::string::npos);
  EXPECT_NE(words(sample).find("1. KH358-01 – <script>x</script> Kính gửi: kẻ khác"), std::string::npos);
  sample.facts.agency_short = "Sở\r\nBcc: x";
  sample.facts.lines[0].agency_short = "Sở\r\nBcc: x";
  sample.facts.lines[1].agency_short = "Sở\r\nBcc: x";
  EXPECT_EQ(shipped()->render(sample.facts)->subject, "[Quá hạn] 1 nhiệm vụ – Sở Bcc: x, 01/12/2022");
}

TEST(Renderer, AStepMayNameItsOwnTemplate) {
  auto templates = shipped_templates();
  templates["vi/rieng.subject"] = "Riêng {{overdue_numbers}}";
  templates["vi/rieng.txt"] = "{{#overdue_lines}}\n- {{code}}\n{{/overdue_lines}}\n";
  const auto renderer = Renderer::compile(templates).value();
  SampleFacts sample;
  for (auto& line : sample.facts.lines) line.template_name = "rieng";
  const auto message = renderer->render(sample.facts).value();
  EXPECT_EQ(message.subject + "|" + message.text + "|" + message.html, "Riêng 1 nhiệm vụ|- KH358-01\n|");
  sample.facts.lines[1].template_name.clear();
  EXPECT_TRUE(renderer->render(sample.facts)->subject.starts_with("[Quá hạn]"));
}

}  // namespace
}  // namespace dondoc::integrations::render

// What goes over the wire to each service, to the letter.

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <functional>

#include "integrations/chat/text.hpp"
#include "tests/integrations/chat/chat_fixture.hpp"
#include "tests/integrations/render/shipped_words.hpp"

namespace dondoc::integrations::chat::test {
namespace {

namespace json = boost::json;

const std::vector<std::string> kServices{"slack",   "teams",    "google_chat", "mattermost", "rocketchat",
                                         "discord", "telegram", "zalo_bot",    "zalo_oa",    "matrix"};
const Fields kFull{{"content", "full"}};

std::string payload(const std::string& type, const rules::MessageFacts& facts, const rules::RenderedMessage& words = {},
                    const Fields& more = {}) {
  const auto channel = make_channel(type, "http://127.0.0.1:9", more);
  auto out = seal(*channel, facts, words, address_for(type)).bytes;
  channel->stop();
  return out;
}

void expect_payload(const std::string& type, const std::string& expected) {
  const render::SampleFacts sample;
  EXPECT_EQ(payload(type, sample.facts), expected) << type;
}

const std::string kTitle = "[Quá hạn] 1 nhiệm vụ – Sở TC";
const std::string kEscapedTitle = R"(\\[Quá hạn\\] 1 nhiệm vụ – Sở TC)";
const std::string kAsOf = "Số liệu tính đến 17 giờ 00 phút ngày 30/11/2022, nguồn: Kế hoạch 358, Một cửa.";
const std::string kSender = "Đơn vị gửi: Văn phòng Ủy ban nhân dân tỉnh";
const std::string kMachine = "Thông báo này được gửi tự động, không thay thế văn bản hành chính.";
const std::string kBelow =
    R"(Quá hạn: 1 nhiệm vụ\nSắp đến hạn: 1 hồ sơ\nQuá hạn lâu nhất: 1 ngày làm việc\n)"
    R"(Báo cáo cấp trên vào: 07:30 ngày 06/12/2022\nĐề nghị phản hồi trước: 17 giờ 00 phút ngày 05/12/2022\n)" +
    kAsOf + "\\n" + kSender + "\\n" + kMachine;

TEST(Payloads, Slack) {
  expect_payload("slack", R"({"text":")" + kTitle +
                              R"(","blocks":[{"type":"header","text":{"type":"plain_text","text":")" + kTitle +
                              R"(","emoji":false}},{"type":"section","text":{"type":"mrkdwn","text":")" + kBelow +
                              R"(","verbatim":true}}],"unfurl_links":false,"unfurl_media":false})");
}

TEST(Payloads, Teams) {
  const auto note = [](const std::string& text) {
    return R"({"type":"TextBlock","wrap":true,"text":")" + text + R"(","isSubtle":true})";
  };
  expect_payload(
      "teams",
      R"({"type":"message","attachments":[{"contentType":"application/vnd.microsoft.card.adaptive","contentUrl":null,)"
      R"("content":{"$schema":"http://adaptivecards.io/schemas/adaptive-card.json","type":"AdaptiveCard",)"
      R"("version":"1.4","fallbackText":")" +
          kTitle + R"(","msteams":{"width":"Full"},"body":[{"type":"TextBlock","wrap":true,"text":")" + kEscapedTitle +
          R"(","size":"Large","weight":"Bolder","color":"Attention"},{"type":"FactSet","facts":[)"
          R"({"title":"Quá hạn","value":"1 nhiệm vụ"},{"title":"Sắp đến hạn","value":"1 hồ sơ"},)"
          R"({"title":"Quá hạn lâu nhất","value":"1 ngày làm việc"},)"
          R"({"title":"Báo cáo cấp trên vào","value":"07:30 ngày 06/12/2022"},)"
          R"({"title":"Đề nghị phản hồi trước","value":"17 giờ 00 phút ngày 05/12/2022"}]},)" +
          note(kAsOf) + "," + note(kSender) + "," + note(kMachine) + "]}}]}");
}

TEST(Payloads, GoogleChat) {
  const auto row = [](const std::string& label, const std::string& text) {
    return R"({"decoratedText":{"topLabel":")" + label + R"(","text":")" + text + R"("}},)";
  };
  const auto note = [](const std::string& text) { return R"({"textParagraph":{"text":")" + text + R"("}})"; };
  expect_payload("google_chat",
                 R"({"fallbackText":")" + kTitle + R"(","cardsV2":[{"cardId":"m-7f3a9c","card":{"header":{"title":")" +
                     kTitle + R"("},"sections":[{"widgets":[)" + row("Quá hạn", "1 nhiệm vụ") +
                     row("Sắp đến hạn", "1 hồ sơ") + row("Quá hạn lâu nhất", "1 ngày làm việc") +
                     row("Báo cáo cấp trên vào", "07:30 ngày 06/12/2022") +
                     row("Đề nghị phản hồi trước", "17 giờ 00 phút ngày 05/12/2022") + note(kAsOf) + "," +
                     note(kSender) + "," + note(kMachine) + R"(]}]}}],"thread":{"threadKey":"m-7f3a9c"}})");
}

TEST(Payloads, Mattermost) {
  expect_payload("mattermost",
                 R"({"text":"#### )" + kEscapedTitle + "\\n" + kBelow + R"(","priority":{"priority":"urgent"}})");
}

TEST(Payloads, RocketChat) {
  expect_payload("rocketchat", R"({"text":")" + kTitle + R"(","attachments":[{"text":")" + kBelow +
                                   R"(","color":"#d32f2f"}],"parseUrls":false})");
}

TEST(Payloads, Discord) {
  expect_payload("discord", R"({"content":")" + kEscapedTitle + R"(","embeds":[{"description":")" + kBelow +
                                R"(","color":13840175}],"allowed_mentions":{"parse":[]}})");
}

TEST(Payloads, Telegram) {
  expect_payload("telegram", R"({"chat_id":123456789,"text":"<b>)" + kTitle + R"(</b>\n)" + kBelow +
                                 R"(","parse_mode":"HTML","link_preview_options":{"is_disabled":true}})");
}

TEST(Payloads, TelegramTopicsAndChannels) {
  const render::SampleFacts sample;
  const auto channel = make_channel("telegram", "http://127.0.0.1:9");
  const auto topic = seal(*channel, sample.facts, {}, "-1001234567890/7").bytes;
  EXPECT_TRUE(topic.starts_with(R"({"chat_id":-1001234567890,"message_thread_id":7,)")) << topic;
  const auto named = seal(*channel, sample.facts, {}, "@don_doc").bytes;
  EXPECT_TRUE(named.starts_with(R"({"chat_id":"@don_doc","text":)")) << named;
  channel->stop();
}

TEST(Payloads, Zalo) {
  expect_payload("zalo_bot", R"({"chat_id":"6ede9afa66b88fe6d6a9","text":")" + kTitle + "\\n" + kBelow + "\"}");
  expect_payload("zalo_oa", R"({"recipient":{"user_id":"186729651760683225"},"message":{"text":")" + kTitle + "\\n" +
                                kBelow + "\"}}");
}

TEST(Payloads, ZaloTemplate) {
  const render::SampleFacts sample;
  const std::vector<std::string> data{"so_viec = count", "qua_han=overdue_count", "don_vi = agency", "han = reply_by",
                                      "ma = code",       "nguoi = recipient_name"};
  Fields fields{{"form", "template"}, {"template_id", "643118"}, {"template_data", data}};
  const auto of = [&](const Fields& settings) {
    const auto channel = make_channel("zalo_oa", "http://127.0.0.1:9", settings);
    auto out = seal(*channel, sample.facts, {}, "84987654321").bytes;
    channel->stop();
    return out;
  };
  EXPECT_EQ(of(fields),
            R"({"phone":"84987654321","template_id":"643118","template_data":{"so_viec":"2","qua_han":"1",)"
            R"("don_vi":"Sở TC","han":"17:00 ngày 05/12/2022","ma":"","nguoi":""},"tracking_id":"m-7f3a9c"})");
  fields["content"] = "full";
  EXPECT_NE(of(fields).find(R"("ma":"KH358-01","nguoi":"Nguyễn Thị Ánh")"), std::string::npos);
}

TEST(Payloads, Matrix) {
  std::string html = kBelow;
  for (auto at = html.find("\\n"); at != std::string::npos; at = html.find("\\n")) html.replace(at, 2, "<br/>");
  expect_payload("matrix", R"({"msgtype":"m.text","body":")" + kTitle + "\\n" + kBelow +
                               R"(","format":"org.matrix.custom.html","formatted_body":"<b>)" + kTitle + "</b><br/>" +
                               html + R"(","m.mentions":{}})");
}

TEST(Payloads, WhatIsNotUrgentMakesNoNoise) {
  render::SampleFacts sample;
  sample.facts.message_class = rules::MessageClass::routine;
  EXPECT_NE(payload("matrix", sample.facts).find(R"("msgtype":"m.notice")"), std::string::npos);
  EXPECT_NE(payload("telegram", sample.facts).find(R"("disable_notification":true)"), std::string::npos);
  EXPECT_EQ(payload("mattermost", sample.facts).find("priority"), std::string::npos);
  EXPECT_EQ(payload("teams", sample.facts).find("Attention"), std::string::npos);
}

TEST(Payloads, GoogleChatGoesOnInTheThreadOfTheFirstMessage) {
  const render::SampleFacts sample;
  const auto channel = make_channel("google_chat", "http://127.0.0.1:9");
  Envelope envelope;
  envelope.public_id = "m-3";
  envelope.thread = {"m-1", "m-2"};
  envelope.facts = &sample.facts;
  EXPECT_NE(channel->seal({}, envelope)->find(R"("thread":{"threadKey":"m-1"})"), std::string::npos);
  channel->stop();
}

// Everything in a message that is about a case or a person.
rules::MessageFacts full_of_secrets(const render::SampleFacts& sample) {
  auto facts = sample.facts;
  facts.recipient_name = "Lê Văn Riêng";
  facts.recipient_title = "Giám đốc Riêng";
  facts.rehearsal = true;
  facts.rehearsal_for = "Lê Văn Riêng (rieng@tinh.vn)";
  for (auto& line : facts.lines) {
    line.progress = "Tiến độ Riêng";
    line.officer_name = "Cán bộ Riêng";
    line.stands_in_for = "Chức vụ Riêng";
    line.next_who = "Cấp trên Riêng";
    line.last_urged_how = "Hình thức Riêng";
  }
  facts.lines[0].restricted = true;
  return facts;
}

TEST(Payloads, CountsTellNoTitleCodeOrName) {
  const render::SampleFacts sample;
  const auto facts = full_of_secrets(sample);
  const rules::RenderedMessage words{"Riêng KH358-01", "Riêng H58.05-221125-0007", "<p>Riêng</p>"};
  for (const auto& type : kServices) {
    const auto bytes = payload(type, facts, words);
    for (const auto* secret : {"Riêng", "KH358", "H58.05", "Ban hành", "Cấp giấy phép", "Ông A", "Trần Thị B",
                               "358/KH-UBND", "Kế hoạch của cơ quan", "Nguyễn Văn Mẫu", "0273", "rieng@tinh.vn"}) {
      EXPECT_EQ(bytes.find(secret), std::string::npos) << type << ": " << secret << "\n" << bytes;
    }
    EXPECT_NE(bytes.find("CHẠY THỬ"), std::string::npos) << type;
  }
}

TEST(Payloads, CountsOfFindingsNameTheirCodesOnly) {
  render::SampleFacts sample;
  sample.facts.topic = rules::MessageTopic::findings;
  sample.facts.lines.clear();
  for (int i = 0; i < 3; ++i) sample.facts.findings.push_back({"DD6201", "agency:RIENG", {{"text", "Riêng"}}});
  sample.facts.findings.push_back({"DD6502", "channel:RIENG", {}});
  const auto bytes = payload("zalo_bot", sample.facts);
  EXPECT_NE(bytes.find(R"(DD6201: 3\nDD6502: 1)"), std::string::npos) << bytes;
  EXPECT_NE(bytes.find("[dondoc] 4 việc cần người quản trị xem"), std::string::npos) << bytes;
  EXPECT_EQ(bytes.find("Riêng"), std::string::npos);
  EXPECT_EQ(bytes.find("RIENG"), std::string::npos);
}

// Whole letters, by the shipped templates: in a room nothing about people, and of what is restricted its number only.
TEST(Payloads, WholeLettersInRoomsTellNothingPersonal) {
  render::SampleFacts sample;
  sample.facts.room = true;
  sample.facts.recipient = "room:dieu-hanh";
  sample.facts.lines[0].restricted = true;
  sample.facts.lines[1].progress = "Tiến độ Riêng";
  const auto words = render::shipped()->render(sample.facts).value();
  for (const auto& type : kServices) {
    const auto bytes = payload(type, sample.facts, words, kFull);
    for (const auto* secret : {"Ban hành", "Kế hoạch của cơ quan", "Ông A", "Trần Thị B", "Riêng"}) {
      EXPECT_EQ(bytes.find(secret), std::string::npos) << type << ": " << secret;
    }
    EXPECT_NE(bytes.find("KH358-01"), std::string::npos) << type;
  }
}

// Words of somebody else call nobody, link nowhere and stay what they are in every format. "|" is the word joiner.
TEST(Payloads, HostileWordsStayWords) {
  const render::SampleFacts sample;
  const rules::RenderedMessage words{"<b>1</b> *việc*",
                                     "@all <!channel> <@U1>\nXem https://xau.example [x](y) & \"z\" \u202E\x07\n", ""};
  const std::pair<const char*, const char*> cases[] = {
      {"slack", R"("text":"@|all &lt;!channel&gt; &lt;@|U1&gt;\nXem https:|//xau.example [x](y) &amp; \"z\" ")"},
      {"teams", R"("text":"@|all <!channel> <@|U1>\n\nXem https:|//xau.example \\[x\\]\\(y\\) & \"z\" ")"},
      {"google_chat",
       R"("text":"@|all &lt;!channel&gt; &lt;@|U1&gt;\nXem https:|//xau.example [x](y) &amp; &quot;z&quot; ")"},
      {"mattermost",
       R"("text":"#### \\<b\\>1\\</b\\> \\*việc\\*\n@|all \\<\\!channel\\> \\<@|U1\\>\nXem https:|//xau.example \\[x\\]\\(y\\) & \"z\" ")"},
      {"rocketchat", R"("text":"@|all <|!channel> <|@|U1>\nXem https:|//xau.example [x]|(y) & \"z\" ")"},
      {"discord",
       R"("description":"@|all \\<\\!channel\\> \\<@|U1\\>\nXem https:|//xau.example \\[x\\]\\(y\\) & \"z\" ")"},
      {"telegram",
       R"("text":"<b>&lt;b&gt;1&lt;/b&gt; *việc*</b>\n@|all &lt;!channel&gt; &lt;@|U1&gt;\nXem https:|//xau.example [x](y) &amp; &quot;z&quot; ")"},
      {"zalo_bot", R"("text":"<b>1</b> *việc*\n@|all <!channel> <@|U1>\nXem https:|//xau.example [x](y) & \"z\" ")"},
      {"zalo_oa", R"("text":"<b>1</b> *việc*\n@|all <!channel> <@|U1>\nXem https:|//xau.example [x](y) & \"z\" ")"},
      {"matrix",
       R"("formatted_body":"<b>&lt;b&gt;1&lt;/b&gt; *việc*</b><br/>@|all &lt;!channel&gt; &lt;@|U1&gt;<br/>Xem https:|//xau.example [x](y) &amp; &quot;z&quot; ")"},
  };
  for (const auto& [type, expected] : cases) {
    auto bytes = payload(type, sample.facts, words, kFull);
    for (auto at = bytes.find("\u2060"); at != std::string::npos; at = bytes.find("\u2060")) bytes.replace(at, 3, "|");
    EXPECT_NE(bytes.find(expected), std::string::npos) << type << "\n" << bytes;
  }
}

std::string text_at(const json::value& value, std::string_view pointer) {
  boost::system::error_code error;
  const auto* found = value.find_pointer(pointer, error);
  return found && found->is_string() ? std::string(found->as_string()) : std::string{};
}

struct Bound {
  const char* type;
  std::size_t bytes;  // of the whole; 0: no bound
  std::vector<std::pair<const char*, std::size_t>> characters;
};

const std::vector<Bound>& bounds() {
  static const std::vector<Bound> all{
      {"slack", 0, {{"/blocks/0/text/text", 150}, {"/blocks/1/text/text", 3'000}, {"/blocks/3/text/text", 3'000}}},
      {"teams", 20'000, {}},
      {"google_chat", 32'000, {}},
      {"mattermost", 0, {{"/text", 16'383}}},
      {"rocketchat", 0, {{"/text", 5'000}, {"/attachments/0/text", 5'000}}},
      {"discord", 0, {{"/content", 2'000}, {"/embeds/0/description", 4'096}}},
      {"telegram", 0, {{"/text", 4'096}}},
      {"zalo_bot", 0, {{"/text", 2'000}}},
      {"zalo_oa", 0, {{"/message/text", 2'000}}},
      {"matrix", 60'000, {}}};
  return all;
}

// The longest message there can be, in the least convenient signs, stays within what the service takes.
TEST(Payloads, StayWithinTheLimits) {
  render::SampleFacts sample;
  sample.facts.lines.assign(500, sample.facts.lines.front());
  for (const std::string unit : {"Đề nghị xử lý. ", "\"\\\"\\", "<&>*_[](`", "😀ế", "dòng\n", "x"}) {
    rules::RenderedMessage words;
    while (words.text.size() < 200'000) words.text += unit;
    words.subject = words.text.substr(0, words.text.find('\n') == std::string::npos ? unit.size() * 1'000 : 4);
    for (const auto& bound : bounds()) {
      const auto bytes = payload(bound.type, sample.facts, words, kFull);
      const auto value = json::parse(bytes);
      if (bound.bytes > 0) {
        EXPECT_LE(bytes.size(), bound.bytes) << bound.type << " " << unit;
      }
      for (const auto& [pointer, limit] : bound.characters) {
        const auto text = text_at(value, pointer);
        EXPECT_FALSE(text.empty()) << bound.type << pointer << " " << unit;
        EXPECT_LE(size_in(Measure::utf16, text), limit) << bound.type << pointer << " " << unit;
      }
      EXPECT_NE(bytes.find("…"), std::string::npos) << bound.type << " " << unit;
    }
  }
}

TEST(Payloads, SlackHasAtMostTenThousandCharactersOfBlocks) {
  const render::SampleFacts sample;
  const auto value = json::parse(payload("slack", sample.facts, {"s", std::string(50'000, 'x'), ""}, kFull));
  std::size_t all = 0;
  for (const auto& block : value.at("blocks").as_array()) all += block.at("text").at("text").as_string().size();
  EXPECT_LE(all, 10'000U);
  EXPECT_GT(all, 8'000U);
}

}  // namespace
}  // namespace dondoc::integrations::chat::test

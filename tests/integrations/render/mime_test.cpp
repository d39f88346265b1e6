#include "integrations/render/mime.hpp"

#include <gmime/gmime.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>

#include "tests/integrations/render/sample_facts.hpp"

namespace dondoc::integrations::render {
namespace {

struct Unref {
  void operator()(gpointer object) const { g_object_unref(object); }
};

// Texts with LF, as programs read them.
std::string owned(char* text) {
  std::string out = text ? text : "";
  g_free(text);
  std::erase(out, '\r');
  return out;
}

// What another program reads out of the bytes.
class Parsed {
 public:
  explicit Parsed(const std::string& bytes) {
    g_mime_init();
    const std::unique_ptr<GMimeStream, Unref> stream(g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
    const std::unique_ptr<GMimeParser, Unref> parser(g_mime_parser_new_with_stream(stream.get()));
    message_.reset(g_mime_parser_construct_message(parser.get(), nullptr));
  }
  [[nodiscard]] std::string subject() const { return g_mime_message_get_subject(message_.get()); }
  [[nodiscard]] std::string header(const char* name) const {
    const char* value = g_mime_object_get_header(GMIME_OBJECT(message_.get()), name);
    // GMime counts Content-… headers as the body's.
    if (!value) value = g_mime_object_get_header(g_mime_message_get_mime_part(message_.get()), name);
    return value ? value : "(none)";
  }
  [[nodiscard]] int header_count() const {
    return g_mime_header_list_get_count(g_mime_object_get_header_list(GMIME_OBJECT(message_.get())));
  }
  [[nodiscard]] int recipients() const {
    return internet_address_list_length(g_mime_message_get_all_recipients(message_.get()));
  }
  [[nodiscard]] std::string name_of(GMimeAddressType type) const {
    auto* list = g_mime_message_get_addresses(message_.get(), type);
    return internet_address_get_name(internet_address_list_get_address(list, 0));
  }
  [[nodiscard]] std::string part(int index) const {
    auto* body = g_mime_message_get_mime_part(message_.get());
    if (!GMIME_IS_MULTIPART(body)) return owned(g_mime_text_part_get_text(GMIME_TEXT_PART(body)));
    return owned(g_mime_text_part_get_text(GMIME_TEXT_PART(g_mime_multipart_get_part(GMIME_MULTIPART(body), index))));
  }

 private:
  std::unique_ptr<GMimeMessage, Unref> message_;
};

const MailIdentity kIdentity{"nhac@tg.vn", "Văn phòng Ủy ban nhân dân tỉnh", "traloi@tg.vn", "dondoc.tg.vn"};

struct MimeTest : testing::Test {
  SampleFacts sample;
  Envelope envelope{"m-7f3a9c", "gd@stc.vn", "Nguyễn, \"Thị\" Ánh", {}, nullptr};
  rules::RenderedMessage message{"[Quá hạn] 1 nhiệm vụ", "Kính gửi\n", "<p>Kính gửi</p>\n"};

  MimeTest() { envelope.facts = &sample.facts; }
  [[nodiscard]] std::string mail() const { return make_mail(message, envelope, kIdentity).value(); }
};

TEST_F(MimeTest, HeadersReadBackAsWritten) {
  const Parsed parsed(mail());
  EXPECT_EQ(parsed.subject(), "[Quá hạn] 1 nhiệm vụ");
  EXPECT_EQ(parsed.name_of(GMIME_ADDRESS_TYPE_FROM), "Văn phòng Ủy ban nhân dân tỉnh");
  EXPECT_EQ(parsed.name_of(GMIME_ADDRESS_TYPE_TO), "Nguyễn, \"Thị\" Ánh");
  EXPECT_EQ(parsed.header("Reply-To"), "traloi@tg.vn");
  EXPECT_EQ(parsed.header("Date"), "Thu, 01 Dec 2022 07:30:00 +0700");
  EXPECT_EQ(parsed.header("Message-Id"), "<m-7f3a9c@dondoc.tg.vn>");
  EXPECT_EQ(parsed.header("Auto-Submitted"), "auto-generated");
  EXPECT_EQ(parsed.header("X-Auto-Response-Suppress"), "All");
  EXPECT_EQ(parsed.header("Importance"), "high");
  EXPECT_EQ(parsed.header("Content-Language"), "vi");
  EXPECT_EQ(parsed.header("In-Reply-To"), "(none)");
}

TEST_F(MimeTest, RoutineMessagesAreNotMarkedImportant) {
  sample.facts.message_class = rules::MessageClass::routine;
  EXPECT_EQ(Parsed(mail()).header("Importance"), "(none)");
}

TEST_F(MimeTest, ThreadsOnEarlierMessages) {
  envelope.thread = {"m-1", "m-2"};
  const Parsed parsed(mail());
  EXPECT_EQ(parsed.header("In-Reply-To"), "<m-2@dondoc.tg.vn>");
  EXPECT_EQ(parsed.header("References"), "<m-1@dondoc.tg.vn> <m-2@dondoc.tg.vn>");
}

TEST_F(MimeTest, LongThreadsKeepTheFirstAndTheLatest) {
  for (int i = 0; i < 100; ++i) envelope.thread.push_back("m-" + std::to_string(i));
  const auto references = Parsed(mail()).header("References");
  EXPECT_TRUE(references.starts_with("<m-0@dondoc.tg.vn>"));
  EXPECT_NE(references.find("<m-99@dondoc.tg.vn>"), std::string::npos);
  EXPECT_EQ(references.find("<m-50@dondoc.tg.vn>"), std::string::npos);
}

// Texts as they come: mostly Vietnamese (base64), mostly ASCII (quoted-printable), long lines, a lone dot, "From ".
TEST_F(MimeTest, BodiesReadBackAsWritten) {
  std::string many;
  for (int i = 0; i < 400; ++i) many += "Quá hạn lâu nhất là KH358-01; ";
  for (const std::string& text :
       {std::string{"Kính gửi: Giám đốc\n\nĐề nghị xử lý.\n"}, std::string{"plain\n.\n..\nFrom me\n"}, many + "\n",
        std::string(3000, 'x') + " é\n", std::string{"trailing blanks  \n\ttab\n= =3D\n"}}) {
    message.text = text;
    message.html = "<p>" + text + "</p>\n";
    const Parsed parsed(mail());
    EXPECT_EQ(parsed.part(0), text);
    EXPECT_EQ(parsed.part(1), "<p>" + text + "</p>\n");
  }
}

TEST_F(MimeTest, TextAloneHasNoAlternatives) {
  message.html.clear();
  EXPECT_NE(mail().find("Content-Type: text/plain; charset=utf-8"), std::string::npos);
  EXPECT_EQ(Parsed(mail()).part(0), "Kính gửi\n");
}

// libcurl never announces 8BITMIME, and bare line feeds are taken for smuggling.
TEST_F(MimeTest, IsSevenBitWithCrlfAndShortLines) {
  message.subject = std::string(160, 'x') + " Đôn đốc tiến độ thực hiện nhiệm vụ " + std::string(100, 'y');
  message.text = std::string(5000, 'z') + "\nĐôn đốc\n";
  envelope.recipient_name = "Đồng chí Nguyễn Thị Ánh Tuyết, Phó Giám đốc phụ trách Sở Tài nguyên và Môi trường";
  const auto bytes = mail();
  std::size_t line = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    ASSERT_LT(static_cast<unsigned char>(bytes[i]), 0x80);
    if (bytes[i] == '\n') {
      ASSERT_TRUE(i > 0 && bytes[i - 1] == '\r') << "bare LF at " << i;
      line = 0;
    } else {
      ASSERT_LE(++line, 999U);
    }
    if (bytes[i] == '\r') {
      ASSERT_EQ(bytes[i + 1], '\n') << "bare CR at " << i;
    }
  }
}

// RFC 2047 §2.
TEST_F(MimeTest, LinesWithEncodedWordsHaveAtMost76Columns) {
  const std::vector<std::string> texts{"thực hiện nhiệm vụ " + std::string(100, 'y'), std::string(80, 'x'),
                                       "ễễễễễễễễễễễễễễễễễễễễễễễễễễễễễễễễễễễễễ",
                                       "Đôn đốc tiến độ thực hiện nhiệm vụ của Ủy ban nhân dân tỉnh giao năm 2022"};
  for (const auto& text : texts) {
    message.subject = envelope.recipient_name = text;
    const auto bytes = mail();
    std::size_t begin = 0;
    for (auto end = bytes.find("\r\n"); end != begin; begin = end + 2, end = bytes.find("\r\n", begin)) {
      EXPECT_LE(end - begin, 76U) << bytes.substr(begin, end - begin);
    }
    EXPECT_EQ(Parsed(bytes).subject(), text);
  }
}

// With GMime's own encoding "vụ" is lost here.
TEST_F(MimeTest, NoWordIsLostBesideALongOne) {
  message.subject = "thực hiện nhiệm vụ " + std::string(100, 'y');
  EXPECT_EQ(Parsed(mail()).subject(), message.subject);
}

TEST_F(MimeTest, SubjectsAndNamesOfAllLengthsReadBack) {
  const std::vector<std::string> words{"a",
                                       "vụ",
                                       "[Quá",
                                       "hạn]",
                                       "nhiệm",
                                       "H58.05-221125-0007",
                                       "–",
                                       "01/12/2022",
                                       "(UBND)",
                                       "Đôn",
                                       std::string(59, 'k'),
                                       "Nguyễn,",
                                       "ễễễễễễễễễễễễễễễễễễễ",
                                       "x=?y?="};
  std::uint32_t state = 1;
  for (int round = 0; round < 3000; ++round) {
    message.subject.clear();
    for (int i = round % 23; i >= 0; --i) {
      state = state * 1664525U + 1013904223U;
      message.subject += (message.subject.empty() ? "" : " ") + words.at((state >> 16U) % words.size());
    }
    envelope.recipient_name = message.subject;
    const Parsed parsed(mail());
    ASSERT_EQ(parsed.subject(), message.subject);
    ASSERT_EQ(parsed.name_of(GMIME_ADDRESS_TYPE_TO), message.subject);
  }
}

// Whatever stands in a name or a subject, no header and no recipient comes of it.
TEST_F(MimeTest, NothingCanBeInjected) {
  const auto clean_count = Parsed(mail()).header_count();
  for (const std::string& evil : {std::string{"x\r\nBcc: victim@d.test"}, std::string{"x\nBcc: victim@d.test"},
                                  std::string{"x\rBcc: victim@d.test"}, std::string{"x\r\n\r\nbody"},
                                  std::string{"x\0y\r\nBcc: v@d", 13}, std::string{"a <victim@d.test>, b"},
                                  std::string{"=?utf-8?q?x=0D=0ABcc:_v@d.test?="}, std::string{"x\xff\xfe"}}) {
    message.subject = evil;
    envelope.recipient_name = evil;
    const Parsed parsed(mail());
    EXPECT_EQ(parsed.header_count(), clean_count) << evil;
    EXPECT_EQ(parsed.header("Bcc"), "(none)") << evil;
    EXPECT_EQ(parsed.recipients(), 1) << evil;
    EXPECT_EQ(parsed.part(0), "Kính gửi\n") << evil;
  }
}

TEST_F(MimeTest, PublicIdsCannotBreakOutOfTheirBrackets) {
  EXPECT_EQ(message_id("m-1>\r\nBcc: x", "h.test"), "<m-1Bccx@h.test>");
}

// A message may be sealed again after a crash; its id must then bring the same bytes.
TEST_F(MimeTest, TheSameMessageGivesTheSameBytes) { EXPECT_EQ(mail(), mail()); }

TEST_F(MimeTest, ManyThreadsAtOnce) {
  const auto expected = mail();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 20; ++round) EXPECT_EQ(mail(), expected);
    });
  }
  for (auto& thread : threads) thread.join();
}

}  // namespace
}  // namespace dondoc::integrations::render

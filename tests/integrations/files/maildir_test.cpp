#include "integrations/files/maildir.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <future>
#include <iterator>
#include <set>

#include "tests/integrations/render/sample_facts.hpp"

namespace dondoc::integrations::files {
namespace {

namespace fs = std::filesystem;

class MaildirTest : public testing::Test {
 protected:
  MaildirTest() {
    std::string pattern = (fs::temp_directory_path() / "dondoc-maildir-XXXXXX").string();
    root_ = ::mkdtemp(pattern.data());
  }
  ~MaildirTest() override { fs::remove_all(root_); }

  [[nodiscard]] std::set<std::string> files() const {
    std::set<std::string> out;
    for (const auto& entry : fs::recursive_directory_iterator(root_)) {
      if (entry.is_regular_file()) out.insert(entry.path().lexically_relative(root_).string());
    }
    return out;
  }

  fs::path root_;
};

using Files = std::set<std::string>;

TEST_F(MaildirTest, PutsAMessageIntoNew) {
  EXPECT_EQ(outcome_name(put_into_maildir(root_ / "an@tg.vn", "m-1", "Subject: x\r\n\r\ny\r\n")), "delivered");
  EXPECT_EQ(files(), Files{"an@tg.vn/new/m-1"});
  std::ifstream in(root_ / "an@tg.vn/new/m-1");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), "Subject: x\r\n\r\ny\r\n");
}

// After an unknown outcome the same message comes again under the same id.
TEST_F(MaildirTest, TheSameIdIsOneMessage) {
  std::ignore = put_into_maildir(root_ / "a", "m-1", "one");
  EXPECT_EQ(outcome_name(put_into_maildir(root_ / "a", "m-1", "one")), "delivered");
  EXPECT_EQ(files(), Files{"a/new/m-1"});
}

TEST_F(MaildirTest, AMessageAlreadyReadIsNotWrittenAgain) {
  std::ignore = put_into_maildir(root_ / "a", "m-1", "one");
  fs::rename(root_ / "a/new/m-1", root_ / "a/cur/m-1:2,S");
  EXPECT_EQ(outcome_name(put_into_maildir(root_ / "a", "m-1", "one")), "delivered");
  EXPECT_EQ(files(), Files{"a/cur/m-1:2,S"});
  std::ignore = put_into_maildir(root_ / "a", "m-11", "two");
  EXPECT_EQ(files(), (Files{"a/cur/m-1:2,S", "a/new/m-11"}));
}

TEST_F(MaildirTest, ALeftoverDraftOfACrashIsReplaced) {
  fs::create_directories(root_ / "a/tmp");
  std::ofstream(root_ / "a/tmp/m-1") << "half a message that was longer than the whole one";
  std::ignore = put_into_maildir(root_ / "a", "m-1", "whole");
  std::ifstream in(root_ / "a/new/m-1");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), "whole");
  EXPECT_EQ(files(), Files{"a/new/m-1"});
}

TEST_F(MaildirTest, AFileInTheWayIsTheOperatorsBusiness) {
  std::ofstream(root_ / "a") << "no folder";
  const auto outcome = put_into_maildir(root_ / "a", "m-1", "x");
  ASSERT_EQ(outcome_name(outcome), "rejected");
  EXPECT_EQ(std::get<Rejected>(outcome).scope, Rejected::Scope::destination);
  EXPECT_EQ(outcome_reply(outcome), "create " + (root_ / "a/tmp").string() + ": Not a directory");
}

TEST(SafeFileName, Table) {
  const std::pair<const char*, const char*> cases[] = {
      {"an@tg.vn", "an@tg.vn"},   {"../../etc/passwd", "%2e.%2f..%2fetc%2fpasswd"},
      {".hidden", "%2ehidden"},   {"a/b", "a%2fb"},
      {"a:2,S", "a%3a2%2cS"},     {"", "%"},
      {"số@tg", "s%e1%bb%91@tg"}, {"a%b", "a%25b"}};
  for (const auto& [text, expected] : cases) EXPECT_EQ(safe_file_name(text), expected);
  EXPECT_LE(safe_file_name(std::string(500, 'x')).size(), 200U);
  EXPECT_NE(safe_file_name(std::string(500, 'x') + "1"), safe_file_name(std::string(500, 'x') + "2"));
}

std::unique_ptr<Channel> make_channel(const fs::path& root) {
  rules::Settings settings;
  settings.values = {{"directory", root.string()}, {"from", std::string{"nhac@tg.vn"}}};
  return std::move(*maildir_channel_type().make("hop-thu", settings, {"dondoc.test", {}}));
}

TEST_F(MaildirTest, ChannelDeliversOnItsOwnThread) {
  const auto channel = make_channel(root_);
  std::promise<Outcome> answer;
  channel->deliver({1, "m-1", "hop-thu", "an@tg.vn", "bytes"},
                   [&](Outcome outcome) { answer.set_value(std::move(outcome)); });
  EXPECT_EQ(outcome_name(answer.get_future().get()), "delivered");
  channel->stop();
  EXPECT_EQ(files(), Files{"an@tg.vn/new/m-1"});
}

TEST_F(MaildirTest, ADomainWithVietnameseLettersStandsInHeadersInAscii) {
  const auto channel = make_channel(root_);
  const render::SampleFacts sample;
  const auto bytes = channel->seal({"s", "t", ""}, {"m-1", "an@mây.test", "An", {}, &sample.facts});
  ASSERT_TRUE(bytes);
  EXPECT_NE(bytes->find("<an@xn--my-pia.test>"), std::string::npos);
  channel->stop();
}

TEST_F(MaildirTest, AfterStopEverythingIsAnsweredAtOnce) {
  const auto channel = make_channel(root_);
  channel->stop();
  std::string name;
  channel->deliver({1, "m-1", "hop-thu", "an@tg.vn", "bytes"},
                   [&](const Outcome& outcome) { name = outcome_name(outcome); });
  EXPECT_EQ(name, "retry");
  EXPECT_EQ(files(), Files{});
}

}  // namespace
}  // namespace dondoc::integrations::files

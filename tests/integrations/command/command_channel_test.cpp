// Real programs, run and ended.

#include "integrations/command/command_channel.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "tests/integrations/chat/chat_fixture.hpp"

namespace dondoc::integrations::command {
namespace {

namespace fs = std::filesystem;
using chat::test::deliver;
using chat::test::Fields;
using chat::test::show;

class CommandTest : public testing::Test {
 protected:
  CommandTest() {
    std::string pattern = (fs::temp_directory_path() / "dondoc-command-XXXXXX").string();
    directory_ = ::mkdtemp(pattern.data());
  }
  ~CommandTest() override { fs::remove_all(directory_); }

  [[nodiscard]] std::string script(const std::string& lines) const {
    const auto path = directory_ / "chuong-trinh";
    std::ofstream(path) << "#!/bin/bash\ncd " << directory_ << "\n" << lines << "\n";
    ::chmod(path.c_str(), 0700);
    return path.string();
  }
  [[nodiscard]] std::unique_ptr<Channel> channel(const std::string& lines, Fields more = {}) const {
    rules::Settings settings;
    settings.values = std::move(more);
    settings.values.try_emplace("program", script(lines));
    settings.values.try_emplace("timeout", std::chrono::milliseconds{10'000});
    settings.values.try_emplace("content", "full");
    return std::move(*channel_type().make("sms", settings, {}));
  }
  [[nodiscard]] Outcome send(const std::string& lines, const Fields& more = {}) const {
    const auto sms = channel(lines, more);
    auto outcome = deliver(*sms, {1, "m-7f3a9c", "sms", "0987654321", R"({"address":"0987654321"})"});
    sms->stop();
    return outcome;
  }
  [[nodiscard]] std::string content(const char* name) const {
    std::ifstream in(directory_ / name);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  // The file once it has something in it.
  [[nodiscard]] std::string wait_for(const char* name) const {
    for (int i = 0; i < 500 && content(name).empty(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds{10});
    return content(name);
  }

  fs::path directory_;
};

TEST_F(CommandTest, ExitCodes) {
  const std::pair<int, const char*> cases[] = {{0, "delivered"},
                                               {75, "retry message"},
                                               {69, "retry destination"},
                                               {67, "rejected recipient"},
                                               {65, "rejected message"},
                                               {64, "rejected destination"},
                                               {77, "rejected destination"},
                                               {78, "rejected destination"},
                                               {126, "rejected destination"},
                                               {127, "rejected destination"},
                                               {1, "unknown"},
                                               {2, "unknown"},
                                               {255, "unknown"}};
  for (const auto& [code, expected] : cases) {
    EXPECT_EQ(show(send("exit " + std::to_string(code))), expected) << code;
  }
  EXPECT_EQ(show(send("kill -SEGV $$")), "unknown");
}

TEST_F(CommandTest, GetsTheMessageAndItsArgumentsAndNothingElse) {
  ::setenv("DONDOC_TEST_SECRET", "khong-duoc-lo", 1);
  const int open_to_all = ::open("/dev/null", O_RDONLY);  // as a library might leave one
  const std::vector<std::string> arguments{"--to", "a b; touch hacked; $(touch hacked)"};
  const auto outcome = send(
      "cat > input; printf '%s|' \"$@\" > arguments; env > environment; ls /proc/self/fd > open; "
      "echo id-42; echo more",
      {{"arguments", arguments}});
  EXPECT_EQ(std::get<Delivered>(outcome).remote_id, "id-42");
  EXPECT_EQ(content("input"), R"({"address":"0987654321"})");
  EXPECT_EQ(content("arguments"), "--to|a b; touch hacked; $(touch hacked)|");
  EXPECT_FALSE(fs::exists(directory_ / "hacked"));
  EXPECT_EQ(content("environment").find("khong-duoc-lo"), std::string::npos);
  EXPECT_NE(content("environment").find("DONDOC_MESSAGE_ID=m-7f3a9c"), std::string::npos);
  EXPECT_NE(content("environment").find("DONDOC_CHANNEL=sms"), std::string::npos);
  EXPECT_EQ(content("open"), "0\n1\n2\n3\n");  // 3: the listing itself
  ::close(open_to_all);
}

TEST_F(CommandTest, SaysWhatTheProgramSaid) {
  EXPECT_EQ(outcome_reply(send("echo hết tiền >&2; echo x; exit 69")),
            "program of channel \"sms\": exit code 69: hết tiền");
  EXPECT_EQ(outcome_reply(send("printf 'a\\033[31m\\377b\\n' >&2; exit 75")),
            "program of channel \"sms\": exit code 75: a [31m\uFFFDb");
}

// More than a pipe holds, into a program that does not read, and out of one that does not stop.
TEST_F(CommandTest, NeitherInputNorOutputBlocksOrGrows) {
  const auto sms = channel("exit 0");
  EXPECT_EQ(show(deliver(*sms, {1, "m-1", "sms", "1", std::string(1'000'000, 'x')})), "delivered");
  sms->stop();
  const auto outcome =
      send("head -c 3000000 /dev/zero | tr '\\0' y; head -c 3000000 /dev/zero | tr '\\0' z >&2; exit 0");
  EXPECT_EQ(show(outcome), "delivered");
  EXPECT_LE(outcome_reply(outcome).size(), 500U);
}

bool is_alive(const std::string& process) { return ::kill(std::stoi(process), 0) == 0; }

bool is_gone(const std::string& process) {
  for (int i = 0; i < 300; ++i) {
    std::ifstream in("/proc/" + std::to_string(std::stoi(process)) + "/stat");
    const std::string line(std::istreambuf_iterator<char>(in), {});
    if (line.empty() || line.find(") Z") != std::string::npos) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  return false;
}

TEST_F(CommandTest, TimeIsUpForItAndItsChildrenAlsoThoseOfOtherSessions) {
  const auto before = std::chrono::steady_clock::now();
  const auto outcome = send(
      "trap '' TERM INT HUP; echo $$ > first; sleep 60 & echo $! > second; "
      "setsid bash -c 'echo $$ > third; sleep 60 & echo $! > fourth; wait' & wait",
      {{"timeout", std::chrono::milliseconds{1'000}}});
  EXPECT_EQ(show(outcome), "unknown");
  EXPECT_EQ(outcome_reply(outcome), "program of channel \"sms\": killed when its time was up");
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds{8});
  for (const auto* name : {"first", "second", "third", "fourth"}) {
    ASSERT_FALSE(content(name).empty()) << name;
    EXPECT_TRUE(is_gone(content(name))) << name;
  }
}

// What it leaves behind holds its outputs open: that is not waited for, and it goes on.
TEST_F(CommandTest, ItsEndIsEnough) {
  const auto before = std::chrono::steady_clock::now();
  EXPECT_EQ(show(send("sleep 60 & echo $! > left; echo id-1; exit 0")), "delivered");
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds{5});
  EXPECT_TRUE(is_alive(content("left")));
  ::kill(std::stoi(content("left")), SIGKILL);
}

TEST_F(CommandTest, StoppingEndsWhatRunsAndAnswersForWhatWaits) {
  const auto sms = channel("echo $$ > running; sleep 60");
  std::string first;
  std::string second;
  sms->deliver({1, "m-1", "sms", "1", "{}"}, [&](const Outcome& outcome) { first = show(outcome); });
  sms->deliver({2, "m-2", "sms", "1", "{}"}, [&](const Outcome& outcome) { second = show(outcome); });
  const auto process = wait_for("running");
  ASSERT_FALSE(process.empty());
  const auto before = std::chrono::steady_clock::now();
  sms->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds{5});
  EXPECT_EQ(first, "unknown");
  EXPECT_EQ(second, "retry message");
  EXPECT_TRUE(is_gone(process));
}

TEST_F(CommandTest, WhatCannotBeStartedIsAFaultOfTheConfiguration) {
  const auto path = script("exit 0");
  const auto sms = channel("exit 0");
  fs::remove(path);
  const auto outcome = deliver(*sms, {1, "m-1", "sms", "1", "{}"});
  EXPECT_EQ(show(outcome), "rejected destination");
  EXPECT_EQ(outcome_reply(outcome), "program of channel \"sms\": could not be started: No such file or directory");
  sms->stop();
}

std::string problem_of(const std::string& program) {
  rules::Settings settings;
  settings.values = {{"program", program}};
  const auto made = channel_type().make("sms", settings, {});
  return made ? std::string{} : made.error().code;
}

TEST_F(CommandTest, CheckKnowsWhetherThereIsAProgram) {
  const auto good = script("exit 0");
  EXPECT_EQ(problem_of(good), "");
  EXPECT_EQ(problem_of(good + "-khong-co"), "DD4136");
  EXPECT_EQ(problem_of(directory_.string()), "DD4136");
  ::chmod(good.c_str(), 0600);
  EXPECT_EQ(problem_of(good), "DD4136");
  EXPECT_EQ(problem_of(""), "DD4136");
}

boost::json::object payload(const Channel& sms, const rules::MessageFacts& facts) {
  const auto sealed = chat::test::seal(sms, facts, {"Tiêu đề", "Nội dung\n", ""}, "0987654321");
  return boost::json::parse(sealed.bytes).as_object();
}

TEST_F(CommandTest, PayloadIsAWebhooksWithTheAddressAndAShortForm) {
  const render::SampleFacts sample;
  const auto sms = channel("exit 0");
  const auto full = payload(*sms, sample.facts);
  EXPECT_EQ(full.at("address"), "0987654321");
  EXPECT_EQ(full.at("short"), "[Qua han] 1 nhiem vu - So TC");
  EXPECT_EQ(full.at("type"), "deadline.notice");
  EXPECT_EQ(full.at("data").at("items").as_array().size(), 2U);
  EXPECT_EQ(full.at("data").at("text"), "Nội dung\n");
  sms->stop();
}

TEST_F(CommandTest, CountsTellNumbersOnly) {
  const render::SampleFacts sample;
  const auto sms = channel("exit 0", {{"content", "counts"}});
  const auto counts = payload(*sms, sample.facts);
  EXPECT_EQ(counts.at("data").at("item_count"), 2);
  EXPECT_EQ(counts.at("data").at("subject"), "[Quá hạn] 1 nhiệm vụ – Sở TC");
  for (const auto* secret : {"KH358-01", "Tiêu đề", "Nội dung", "items", "Nguyễn"}) {
    EXPECT_EQ(boost::json::serialize(counts).find(secret), std::string::npos) << secret;
  }
  sms->stop();
}

TEST_F(CommandTest, TheShortFormHasAtMost160SignsOfAscii) {
  render::SampleFacts sample;
  sample.facts.agency_short = "Đơn vị “rất” 😀 " + std::string(300, 'x');
  const auto sms = channel("exit 0");
  const auto text = std::string(payload(*sms, sample.facts).at("short").as_string());
  EXPECT_EQ(text.size(), 160U);
  for (const char c : text) EXPECT_TRUE(c >= 0x20 && c < 0x7f) << text;
  sms->stop();
}

TEST_F(CommandTest, RepeatsCostUnlessToldOtherwise) {
  const auto& fields = channel_type().schema.fields;
  const auto field = std::ranges::find(fields, "repeats_cost", &rules::SettingField::name);
  EXPECT_EQ(field->standard, "true");
  EXPECT_TRUE(channel("exit 0", {{"repeats_cost", true}})->repeats_cost());
  EXPECT_FALSE(channel("exit 0", {{"repeats_cost", false}})->repeats_cost());
}

}  // namespace
}  // namespace dondoc::integrations::command

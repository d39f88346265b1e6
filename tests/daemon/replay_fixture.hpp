#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "config/catalogue.hpp"
#include "config/init.hpp"
#include "config/rule_test.hpp"
#include "daemon/replay/replay.hpp"
#include "daemon/setup.hpp"
#include "integrations/sqlite/sent_messages.hpp"
#include "rules/zone.hpp"

namespace dondoc::daemon::replay {

// A directory with the shipped configuration.
class ReplayTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    directory_ = std::filesystem::path{::testing::TempDir()} /
                 ("replay-" + std::string{test->name()} + "-" + std::to_string(getpid()));
    std::filesystem::remove_all(directory_);
    ASSERT_TRUE(config::init_directory(directory_));
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  [[nodiscard]] config::Configuration load(const config::LoadOptions& options = {}) const {
    auto loaded = config::load(directory_, channel_schemas(), options);
    std::string problems;
    for (const auto& problem : loaded.problems) {
      if (!problem.warning) problems += config::format_problem(config::Language::en, problem) + "\n";
    }
    EXPECT_EQ(problems, "");
    return loaded.configuration.value_or(config::Configuration{});
  }

  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((directory_ / name).parent_path());
    std::ofstream(directory_ / name) << text;
  }

  // The tests in a text; problems as lines.
  [[nodiscard]] config::RuleTestResult read_tests(const std::string& text, const config::Configuration& configuration) {
    write("t.toml", text);
    return config::read_rule_tests(directory_ / "t.toml", {configuration.zone, &configuration});
  }

  static rules::Instant at(const char* text) { return *rules::parse_iso(text); }

  // "2022-12-02T07:30:30+07:00 person:can-bo: VB-1 nhiem-vu/mai-den-han"
  [[nodiscard]] static std::string told(const std::vector<integrations::sqlite::SentMessage>& messages,
                                        const rules::Zone& zone) {
    std::string text;
    for (const auto& message : messages) {
      text += rules::format_iso(message.sealed_at, zone) + " " + message.recipient + ":";
      for (const auto& notice : message.notices) {
        text += " " + notice.code + " " + notice.rule + "/" + notice.step;
        if (notice.number > 0) text += "#" + std::to_string(notice.number);
      }
      text += "\n";
    }
    return text;
  }

  std::filesystem::path directory_;
};

}  // namespace dondoc::daemon::replay

#include "daemon/setup.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "config/catalogue.hpp"
#include "config/init.hpp"
#include "daemon/reload_guard.hpp"

namespace dondoc::daemon {
namespace {

namespace fs = std::filesystem;

class SetupTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(config::init_directory(directory_)); }
  void TearDown() override { fs::remove_all(directory_); }

  void append(const std::string& file, const std::string& text) const {
    fs::create_directories((directory_ / file).parent_path());
    std::ofstream{directory_ / file, std::ios::app} << text;
  }
  std::string codes(const config::LoadOptions& options = {}) const {
    std::string out;
    for (const auto& found : load_setup(directory_, options).problems) {
      out += (found.warning ? "warning " : "") + found.code + " " + found.file + ":" +
             (found.line > 0 && found.column > 0 ? "L:C" : "") + "\n";
    }
    return out;
  }

  const fs::path directory_ = fs::temp_directory_path() / ("dondoc-setup-" + std::to_string(::getpid()));
};

// "All of them at once, with file, line and column": whichever part finds them.
TEST_F(SetupTest, FaultsOfRulesTemplatesAndChannelsComeTogether) {
  append("rules/x.toml", "[[rule]]\nid = \"x\"\n");
  append("templates/vi/overdue.txt", "{{#room}}");
  append("dondoc.toml",
         "\n[[channel]]\nid = \"hook\"\ntype = \"webhook\"\nurl = \"ftp://x.vn/\"\n"
         "[[channel]]\nid = \"hook-2\"\ntype = \"webhook\"\nurl = \"https://x.vn/\"\n"
         "secret = { env = \"DONDOC_TEST_WEAK\" }\n");
  ::setenv("DONDOC_TEST_WEAK", "abc", 1);
  EXPECT_EQ(codes(),
            "DD4117 dondoc.toml:L:C\nDD4116 dondoc.toml:L:C\nDD1221 rules/x.toml:L:C\n"
            "DD1602 templates/vi/overdue.txt:L:C\n");
}

TEST_F(SetupTest, AChannelThatWaitsForTheServiceIsAWarningToCommands) {
  ::unsetenv("CREDENTIALS_DIRECTORY");
  append("dondoc.toml",
         "\n[[channel]]\nid = \"hook\"\ntype = \"webhook\"\nurl = \"https://x.vn/\"\n"
         "secret = { credential = \"hook\" }\n");
  EXPECT_EQ(codes(), "warning DD1304 dondoc.toml:L:C\n");
  const auto lenient = load_setup(directory_);
  ASSERT_TRUE(lenient.setup);
  EXPECT_FALSE(lenient.setup->channels.contains("hook"));
  EXPECT_EQ(codes(for_service()), "DD1304 dondoc.toml:L:C\n");
  EXPECT_FALSE(load_setup(directory_, for_service()).setup);
}

std::string refused(const config::Configuration& next, const ServiceOptions& options,
                    const config::Configuration* running) {
  std::string out;
  for (const auto& found : refusals(next, options, running)) out += found.code + " ";
  return out;
}

// The clock of a rehearsal must never decide what real people get, and a database is not changed in mid-flight.
TEST(ReloadGuard, HoldsWhatOnlyARestartCanChange) {
  config::Configuration running;
  running.database = "/a.db";
  running.demo_clock_allowed = true;
  config::Configuration next = running;
  ServiceOptions options;
  EXPECT_EQ(refused(next, options, &running), "");
  next.demo_clock_allowed = false;
  EXPECT_EQ(refused(next, options, &running), "");
  options.demo_clock = rules::instant_from_millis(0);
  EXPECT_EQ(refused(next, options, nullptr), "DD5903 ");
  EXPECT_EQ(refused(next, options, &running), "DD5903 ");
  next = running;
  next.database = "/b.db";
  EXPECT_EQ(refused(next, options, &running), "DD5904 ");
  EXPECT_EQ(refused(next, options, nullptr), "");
  options.database = "/c.db";
  EXPECT_EQ(refused(next, options, &running), "") << "--db says which";
}

}  // namespace
}  // namespace dondoc::daemon

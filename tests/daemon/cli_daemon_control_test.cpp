#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "daemon/cli/daemon_control.hpp"

namespace dondoc::daemon::cli {
namespace {

namespace fs = std::filesystem;

class ModeLineTest : public ::testing::Test {
 protected:
  void SetUp() override { fs::create_directories(directory_); }
  void TearDown() override { fs::remove_all(directory_); }

  std::string live(const std::string& content) const {
    std::ofstream{directory_ / "dondoc.toml", std::ios::binary} << content;
    try {
      write_live_mode(find_mode_line(directory_ / "dondoc.toml"));
    } catch (const CommandError& error) {
      return error.problems().front().code;
    }
    std::ostringstream text;
    text << std::ifstream{directory_ / "dondoc.toml", std::ios::binary}.rdbuf();
    return text.str();
  }

  const fs::path directory_ = fs::temp_directory_path() / ("dondoc-mode-" + std::to_string(::getpid()));
};

TEST_F(ModeLineTest, ChangesThatWordAndNothingElse) {
  EXPECT_EQ(live("# mode = \"redirect\"\r\n[delivery]\r\n  mode   = \"redirect\"   # thử\r\nto=1"),
            "# mode = \"redirect\"\r\n[delivery]\r\n  mode   = \"live\"   # thử\r\nto=1");
  EXPECT_EQ(live("[ delivery ]\nmode='off'\n"), "[ delivery ]\nmode='live'\n");
}

// A mode of another table is not ours; dotted and inline forms are left to the operator.
TEST_F(ModeLineTest, RefusesWhatItCannotBeSureOf) {
  EXPECT_EQ(live("[other]\nmode = \"redirect\"\n[delivery]\nslots = []\n"), "DD5055");
  EXPECT_EQ(live("delivery.mode = \"redirect\"\n"), "DD5055");
  EXPECT_EQ(live("[delivery]\nmode_of_work = \"redirect\"\n"), "DD5055");
}

}  // namespace
}  // namespace dondoc::daemon::cli

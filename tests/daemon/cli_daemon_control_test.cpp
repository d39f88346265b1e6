#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

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

// `golive` on /etc/dondoc/dondoc.toml → /srv/dondoc.toml, 0640 root:dondoc: all of that stays.
TEST_F(ModeLineTest, KeepsSymbolicLinkOwnerAndMode) {
  const fs::path real = directory_ / "real.toml";
  const fs::path link = directory_ / "link.toml";
  std::ofstream{real} << "[delivery]\nmode = \"redirect\"\n";
  fs::permissions(real, fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read);
  const bool root = ::geteuid() == 0;
  if (root) {
    ASSERT_EQ(::chown(real.c_str(), 1, 2), 0);
  }
  fs::create_symlink(real.filename(), link);
  write_live_mode(find_mode_line(link));
  EXPECT_TRUE(fs::is_symlink(link));
  struct stat status{};
  ASSERT_EQ(::stat(real.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0640U);
  if (root) {
    EXPECT_EQ(std::pair(status.st_uid, status.st_gid), std::pair(1U, 2U));
  }
  std::ostringstream text;
  text << std::ifstream{real}.rdbuf();
  EXPECT_EQ(text.str(), "[delivery]\nmode = \"live\"\n");
  EXPECT_FALSE(fs::exists(real.string() + ".new"));
}

}  // namespace
}  // namespace dondoc::daemon::cli

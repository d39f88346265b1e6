#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "tests/source_dir.hpp"
#include "workspace.hpp"

// Every file of tests/config/bad/ is named for its defect and begins with the lines that loading it must print, as
// "# expect: …". It takes the place of dondoc.toml, or stands beside the other rules or calendars of a good directory.

namespace dondoc::config::test {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> bad_files() {
  std::vector<fs::path> out;
  for (const auto& entry : fs::recursive_directory_iterator{fs::path{DONDOC_SOURCE_DIR} / "tests/config/bad"}) {
    if (entry.path().extension() == ".toml") out.push_back(entry.path());
  }
  std::ranges::sort(out);
  return out;
}

std::string folder_of(const fs::path& path) { return path.parent_path().filename().string(); }

std::string name_of(const testing::TestParamInfo<fs::path>& info) {
  std::string out = folder_of(info.param) + "_" + info.param.stem().string();
  std::ranges::replace(out, '-', '_');
  return out;
}

std::string expected_lines(const std::string& content) {
  constexpr std::string_view kMark = "# expect: ";
  std::istringstream lines{content};
  std::string out;
  for (std::string line; std::getline(lines, line) && line.starts_with(kMark);) {
    out += line.substr(kMark.size()) + "\n";
  }
  return out;
}

class BadFile : public testing::TestWithParam<fs::path> {};

TEST_P(BadFile, PrintsItsProblems) {
  const auto folder = folder_of(GetParam());
  const auto content = content_of(GetParam());
  const Workspace workspace;
  workspace.write_good();
  workspace.write(folder == "main" ? "dondoc.toml" : folder + "/" + GetParam().filename().string(), content);
  const auto result = workspace.load();
  EXPECT_EQ(lines_of(result.problems), expected_lines(content));
  const bool only_warnings = std::ranges::all_of(result.problems, &rules::Problem::warning);
  EXPECT_EQ(result.configuration.has_value(), only_warnings);
  EXPECT_FALSE(result.problems.empty());
}

INSTANTIATE_TEST_SUITE_P(Configuration, BadFile, testing::ValuesIn(bad_files()), name_of);

}  // namespace
}  // namespace dondoc::config::test

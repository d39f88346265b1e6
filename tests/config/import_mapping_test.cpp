#include "config/import_mapping.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "rules/zone.hpp"

namespace dondoc::config {
namespace {

TEST(ImportMapping, ReadsEverySection) {
  const auto mapping = parse_import_mapping(R"(
source = "mot-cua"
[columns]
code = "Số hồ sơ"
"attributes.channel" = "Kênh"
[constants]
kind = "dossier"
[values.state]
"8" = "cancelled"
"*" = "open"
[times]
zone = "Asia/Ho_Chi_Minh"
date_format = "MM/dd/yyyy"
keep_clock = true
shift_weeks = 574
as_they_stood = 2022-12-01T07:30:00+07:00
)",
                                            "m.toml");
  ASSERT_TRUE(mapping);
  EXPECT_EQ(mapping->source, "mot-cua");
  EXPECT_EQ(mapping->columns.at("code"), "Số hồ sơ");
  EXPECT_EQ(mapping->columns.at("attributes.channel"), "Kênh");
  EXPECT_EQ(mapping->constants.at("kind"), "dossier");
  EXPECT_EQ(mapping->values.at("state").at("8"), "cancelled");
  EXPECT_EQ(mapping->zone, "Asia/Ho_Chi_Minh");
  EXPECT_EQ(mapping->date_format, "MM/dd/yyyy");
  EXPECT_TRUE(mapping->keep_clock);
  EXPECT_EQ(mapping->shift_weeks, 574);
  EXPECT_EQ(mapping->as_they_stood, rules::parse_iso("2022-12-01T07:30:00+07:00"));
}

struct Bad {
  const char* defect;
  std::string content;
  std::vector<std::pair<std::string, int>> problems;  // code and line; an empty code: any
};

TEST(ImportMapping, TellsAllThatIsWrong) {
  const std::vector<Bad> cases = {
      {"no columns", "source = \"x\"\n", {{"DD2060", 1}}},
      {"a date format that does not say where the year is",
       "[columns]\ncode = \"a\"\n[times]\ndate_format = \"dd/MM\"\n",
       {{"DD2061", 4}}},
      {"a time without offset",
       "[columns]\ncode = \"a\"\n[times]\nas_they_stood = 2022-12-01T07:30:00\n",
       {{"DD2062", 4}}},
      {"unknown keys and wrong types together", "colums = 1\n[columns]\ncode = 5\n[times]\nshift = 3\n", {}},
  };
  for (const Bad& c : cases) {
    const auto mapping = parse_import_mapping(c.content, "m.toml");
    ASSERT_FALSE(mapping) << c.defect;
    if (c.problems.empty()) {
      EXPECT_GE(mapping.error().size(), 3U) << c.defect;
    }
    for (std::size_t i = 0; i < c.problems.size(); ++i) {
      ASSERT_EQ(mapping.error().size(), c.problems.size()) << c.defect;
      EXPECT_EQ(mapping.error()[i].code, c.problems[i].first) << c.defect;
      EXPECT_EQ(mapping.error()[i].line, c.problems[i].second) << c.defect;
    }
  }
  EXPECT_FALSE(load_import_mapping("/nonexistent/m.toml"));
}

}  // namespace
}  // namespace dondoc::config

#include "config/fingerprint.hpp"

#include <gtest/gtest.h>

#include "workspace.hpp"

namespace dondoc::config::test {
namespace {

constexpr std::string_view kRule = R"([[rule]]
id = "r"
title = "Luật"
kind = "task"
where = { priority = "high", code = { min = 1 } }
  [[rule.step]]
  id = "s"
  title = "Bước"
  at = "due + 1wd 07:30"
  notify = ["officer", "head"]
  unless = ["reported"]
  repeat = { every = "1wd 07:30", max = 3 }
)";

std::string with(std::string_view from, std::string_view to) {
  std::string out{kRule};
  if (!from.empty()) out.replace(out.find(from), from.size(), to);
  return out;
}

std::string fingerprint_of_step(const std::string& content, const std::string& file = "viec.toml") {
  const Workspace workspace;
  workspace.write_good();
  workspace.remove("rules/viec.toml");
  workspace.write("rules/" + file, content);
  const auto result = workspace.load();
  EXPECT_EQ(lines_of(result.problems), "");
  const auto& rule = result.configuration->rules.at(0);
  return step_fingerprint(rule, rule.steps.at(0));
}

TEST(StepFingerprint, DoesNotDependOnWordingFileOrOrder) {
  const auto original = fingerprint_of_step(with("", ""));
  EXPECT_EQ(original.size(), 16U);
  EXPECT_EQ(fingerprint_of_step(with("", ""), "other.toml"), original);
  EXPECT_EQ(fingerprint_of_step(with("Luật", "Luật khác")), original);
  EXPECT_EQ(fingerprint_of_step(with("Bước", "Bước khác")), original);
  EXPECT_EQ(fingerprint_of_step(with("id = \"r\"", "id = \"q\"\nformerly = [\"r\"]")), original);
  EXPECT_EQ(fingerprint_of_step(with("[\"officer\", \"head\"]", "[\"head\", \"officer\"]")), original);
  EXPECT_EQ(
      fingerprint_of_step(with("priority = \"high\", code = { min = 1 }", "code = { min = 1 }, priority = \"high\"")),
      original);
}

TEST(StepFingerprint, ChangesWithEverythingItSays) {
  const auto original = fingerprint_of_step(with("", ""));
  const std::pair<std::string, std::string> changes[] = {
      {"\"task\"", "\"dossier\""},
      {"\"high\"", "\"hig*\""},
      {"\"high\"", "[\"high\"]"},
      {"{ min = 1 }", "{ max = 1 }"},
      {"{ min = 1 }", "{ min = \"1\" }"},
      {"kind", "calendar = \"van-phong\"\nkind"},
      {"kind", "min_notice = \"2wd\"\nkind"},
      {"due + 1wd 07:30", "due + 1wd 07:31"},
      {"\"officer\", \"head\"", "\"head\""},
      {"notify = [\"officer\", \"head\"]", "notify = \"officer\"\n  copy = \"head\""},
      {"\"reported\"", "\"extended\""},
      {"\"reported\"", "\"item.progress\""},
      {"max = 3", "max = 4"},
      {"every = \"1wd 07:30\"", "every = [\"1wd 07:30\", \"2wd\"]"},
      {"unless", "severity = \"critical\"\n  unless"},
      {"unless", "via = \"box\"\n  unless"},
      {"unless", "late = \"send\"\n  unless"},
      {"unless", "bypass_limits = true\n  unless"},
  };
  for (const auto& [from, to] : changes) EXPECT_NE(fingerprint_of_step(with(from, to)), original) << to;
}

std::string fingerprint_of(const Workspace& workspace) {
  const auto result = workspace.load();
  EXPECT_EQ(lines_of(result.problems), "");
  return result.configuration ? result.configuration->fingerprint : std::string{};
}

TEST(ConfigurationFingerprint, ChangesWithCalendarsRulesAndWindows) {
  const Workspace workspace;
  workspace.write_good();
  const auto original = fingerprint_of(workspace);
  EXPECT_EQ(fingerprint_of(workspace), original);
  const auto main = content_of(workspace.path() / "dondoc.toml");
  const auto calendar = content_of(workspace.path() / "calendars/van-phong.toml");

  workspace.write("calendars/van-phong.toml", "title = \"x\"\n" + calendar);
  EXPECT_EQ(fingerprint_of(workspace), original) << "a title is no fact";
  workspace.write("calendars/van-phong.toml", "boundary = \"opening\"\n" + calendar);
  EXPECT_NE(fingerprint_of(workspace), original);
  workspace.write("calendars/van-phong.toml",
                  calendar + "[[day]]\ndate = 2022-01-03\nkind = \"statutory\"\nname = \"x\"\n");
  EXPECT_NE(fingerprint_of(workspace), original);
  workspace.write("calendars/van-phong.toml", "zone = \"Asia/Tokyo\"\n" + calendar);
  EXPECT_NE(fingerprint_of(workspace), original);
  workspace.write("calendars/van-phong.toml", calendar);

  workspace.write("dondoc.toml", main + "[sender]\nname = \"x\"\ncontact = \"y\"\n");
  EXPECT_EQ(fingerprint_of(workspace), original) << "who signs decides nothing";
  const std::string second = "[[channel]]\nid = \"box-2\"\ntype = \"maildir\"\ndirectory = \"two\"\n";
  workspace.write("dondoc.toml", main + second);
  EXPECT_NE(fingerprint_of(workspace), original) << "who can be reached depends on the channels";
  workspace.write("dondoc.toml", main + "from_name = \"x\"\n");
  EXPECT_EQ(fingerprint_of(workspace), original) << "how a channel sends decides nothing";
  workspace.write("dondoc.toml", main + "[ack]\nmax = \"1wd\"\n");
  EXPECT_NE(fingerprint_of(workspace), original);
  workspace.write("dondoc.toml", main + "[terms]\nroll = \"next\"\n");
  EXPECT_NE(fingerprint_of(workspace), original);
  workspace.write("dondoc.toml", main + "[terms]\nroll_fixed = \"next\"\n");
  EXPECT_NE(fingerprint_of(workspace), original);
  workspace.write("dondoc.toml", main + "[extensions]\ndossier = 1\n[status]\n8 = \"done\"\n");
  EXPECT_EQ(fingerprint_of(workspace), original) << "what imports and commands may do decides nothing";
  workspace.write("dondoc.toml", main + "[[source]]\nid = \"a\"\nexpect_every = \"1wd\"\n");
  EXPECT_NE(fingerprint_of(workspace), original);
  workspace.write("dondoc.toml", main);

  workspace.remove("rules/viec.toml");
  EXPECT_NE(fingerprint_of(workspace), original);
}

}  // namespace
}  // namespace dondoc::config::test

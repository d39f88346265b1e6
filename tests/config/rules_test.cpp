#include <gtest/gtest.h>

#include "workspace.hpp"

namespace dondoc::config::test {
namespace {

using rules::Test;

std::vector<rules::Rule> load_rules(std::string_view content, std::string* lines = nullptr) {
  const Workspace workspace;
  workspace.write_good();
  workspace.write("rules/viec.toml", content);
  const auto result = workspace.load();
  if (lines) *lines = lines_of(result.problems);
  return result.configuration ? result.configuration->rules : std::vector<rules::Rule>{};
}

std::string show(const rules::Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return '"' + *text + '"';
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* day = std::get_if<rules::Day>(&value)) return rules::format_day(*day);
  return "@" + std::to_string(rules::to_millis(std::get<rules::Instant>(value)));
}

std::string show(const Test& test) {
  switch (test.op) {
    case Test::Op::equals:
      return "= " + show(test.value);
    case Test::Op::pattern:
      return "~ " + show(test.value);
    case Test::Op::negation:
      return "not " + show(test.tests.at(0));
    case Test::Op::range:
      return (test.min ? show(*test.min) : "") + ".." + (test.max ? show(*test.max) : "");
    case Test::Op::any_of:
      break;
  }
  std::string out = "[";
  for (const auto& part : test.tests) out += (out.size() > 1 ? ", " : "") + show(part);
  return out + "]";
}

std::string show(const rules::Filter& filter) {
  std::string out;
  for (const auto& condition : filter) out += condition.field + " " + show(condition.test) + "\n";
  return out;
}

constexpr std::string_view kStep = R"(
  [[rule.step]]
  id = "s"
  at = "due"
  notify = "head"
)";

rules::Filter where(const std::string& table, std::string* lines = nullptr) {
  const auto found = load_rules("[[rule]]\nid = \"r\"\nwhere = " + table + std::string{kStep}, lines);
  return found.empty() ? rules::Filter{} : found[0].where;
}

TEST(Where, ReadsEveryKindOfTest) {
  EXPECT_EQ(show(where(R"({ priority = "high" })")), "priority = \"high\"\n");
  EXPECT_EQ(show(where(R"({ procedure = "1.0016*" })")), "procedure ~ \"1.0016*\"\n");
  EXPECT_EQ(show(where(R"({ priority = { not = "low" } })")), "priority not = \"low\"\n");
  EXPECT_EQ(show(where(R"({ priority = { not = ["low", "x*"] } })")), "priority not [= \"low\", ~ \"x*\"]\n");
  EXPECT_EQ(show(where(R"({ restricted = true, pages = 5 })")), "restricted = true\npages = 5\n");
  EXPECT_EQ(show(where(R"({ supplement_requests = { min = 2 } })")), "supplement_requests 2..\n");
  EXPECT_EQ(show(where(R"({ document.date = { min = 2022-01-01, max = 2022-12-31 } })")),
            "document.date 2022-01-01..2022-12-31\n");
  EXPECT_EQ(show(where(R"({ due_at = { max = 1970-01-01T07:00:01+07:00 } })")), "due_at ..@1000\n");
}

// A dotted key, a nested table and a quoted key are three ways to write one thing.
TEST(Where, FieldsBelowAnOwnerAreWrittenInThreeWays) {
  const std::string expected = "agency.level [= \"so\", = \"huyen\"]\n";
  EXPECT_EQ(show(where(R"({ agency.level = ["so", "huyen"] })")), expected);
  EXPECT_EQ(show(where(R"({ agency = { level = ["so", "huyen"] } })")), expected);
  EXPECT_EQ(show(where(R"({ "agency.level" = ["so", "huyen"] })")), expected);
  EXPECT_EQ(show(where(R"({ agency = { not = "TG-VP" } })")), "agency not = \"TG-VP\"\n");
  EXPECT_EQ(show(where(R"({ agency = "TG-*" })")), "agency ~ \"TG-*\"\n");
}

TEST(Where, CustomAttributesMayBeNamedOutright) {
  std::string lines;
  EXPECT_EQ(show(where(R"({ attributes.proirity = "x", item.code = "a" })", &lines)),
            "proirity = \"x\"\ncode = \"a\"\n");
  EXPECT_EQ(lines, "");
}

TEST(Where, AWordNearAKnownFieldIsAWarningOnly) {
  std::string lines;
  EXPECT_EQ(show(where(R"({ proirity = "x" })", &lines)), "proirity = \"x\"\n");
  EXPECT_EQ(
      lines,
      "rules/viec.toml:3:22: warning: rule \"r\": where: proirity: \"proirity\" is taken for a custom attribute; did "
      "you mean \"priority\"? [DD1212]\n");
}

TEST(Rules, ReadEveryKey) {
  const auto found = load_rules(R"(
[[rule]]
id = "ho-so"
title = "Hồ sơ"
kind = "dossier"
formerly = ["cu", "cu-hon"]
calendar = "van-phong"
min_notice = "4wh"
  [[rule.step]]
  id = "qua-han"
  title = "Quá hạn"
  at = "due 07:30"
  severity = "critical"
  notify = ["head", "contact:x", "room:r"]
  copy = "focal"
  repeat = { every = ["1wd 07:30", "5d"], max = 12 }
  via = ["box"]
  late = "send"
  bypass_limits = true
  template = "overdue"
  [[rule.step]]
  id = "tren"
  at = "due + 3wd 07:30"
  notify = ["superior"]
  unless = ["acknowledged", "extended", "reported", "item.apology_sent"]
)");
  ASSERT_EQ(found.size(), 1U);
  const auto& rule = found[0];
  EXPECT_EQ(rule.title, "Hồ sơ");
  EXPECT_EQ(rule.kind, rules::Kind::dossier);
  EXPECT_EQ(rule.formerly, (std::vector<std::string>{"cu", "cu-hon"}));
  EXPECT_EQ(rule.calendar, "van-phong");
  EXPECT_EQ(rule.min_notice, (rules::Amount{4, rules::Unit::wh}));
  EXPECT_EQ(rule.file, "rules/viec.toml");
  ASSERT_EQ(rule.steps.size(), 2U);
  const auto& step = rule.steps[0];
  EXPECT_EQ(rules::format_moment(step.at), "due 07:30");
  EXPECT_EQ(step.severity, rules::Severity::critical);
  ASSERT_EQ(step.notify.size(), 3U);
  EXPECT_EQ(rules::format_recipient_spec(step.notify[2]), "room:r");
  ASSERT_EQ(step.copy.size(), 1U);
  EXPECT_EQ(rules::format_repeat_interval(step.repeat->every.at(1)), "5d");
  EXPECT_EQ(step.repeat->max, 12);
  EXPECT_EQ(step.via, std::vector<std::string>{"box"});
  EXPECT_TRUE(step.late_send);
  EXPECT_TRUE(step.bypass_limits);
  EXPECT_EQ(step.template_name, "overdue");
  ASSERT_EQ(rule.steps[1].unless.size(), 4U);
  EXPECT_EQ(rule.steps[1].unless[3].field, "apology_sent");
}

// A head told at or after the due on the same ladder, not later than the step above.
TEST(Escalation, IsAcceptedAfterAStepThatNamesTheHead) {
  const auto accepts = [](const std::string& head, const std::string& above) {
    std::string lines;
    load_rules("[[rule]]\nid = \"r\"\n  [[rule.step]]\n  id = \"a\"\n  at = \"" + head +
                   "\"\n  copy = \"head\"\n  [[rule.step]]\n  id = \"b\"\n  at = \"" + above +
                   "\"\n  notify = \"superior\"\n",
               &lines);
    return lines.empty();
  };
  EXPECT_TRUE(accepts("due", "due + 3wd 07:30"));
  EXPECT_TRUE(accepts("due + 4wh", "due + 1wd"));
  EXPECT_TRUE(accepts("held + 1wd", "held + 2wd"));
  EXPECT_TRUE(accepts("received + 30d", "due + 1wd"));
  EXPECT_FALSE(accepts("due - 1wd", "due + 1wd"));
  EXPECT_FALSE(accepts("80%", "due + 1wd"));
  EXPECT_FALSE(accepts("due + 4wd", "due + 3wd"));
  EXPECT_FALSE(accepts("due", "held + 3wd"));
  EXPECT_FALSE(accepts("updated + 1wd", "due + 3wd"));
}

}  // namespace
}  // namespace dondoc::config::test

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "config/init.hpp"
#include "workspace.hpp"

namespace dondoc::config::test {
namespace {

TEST(Init, WritesAConfigurationThatLoadsWithoutAWarning) {
  const Workspace workspace;
  const auto written = init_directory(workspace.path() / "new");
  ASSERT_TRUE(written);
  EXPECT_EQ(*written, (std::vector<std::string>{"calendars/hanh-chinh.toml", "dondoc.toml", "rules/dinh-ky.toml",
                                                "rules/ho-so.toml", "rules/viec-duoc-giao.toml", "tests/dinh-ky.toml",
                                                "tests/ho-so.toml", "tests/viec-duoc-giao.toml", "answer-keys"}));
  const auto result = load(workspace.path() / "new", channel_schemas());
  EXPECT_EQ(lines_of(result.problems), "");
  ASSERT_TRUE(result.configuration);
  EXPECT_EQ(result.configuration->delivery.mode, rules::DeliveryMode::redirect);
  EXPECT_EQ(result.configuration->channels.at(0).type, "maildir");
  EXPECT_EQ(result.configuration->default_calendar, "hanh-chinh");
}

TEST(Init, OverwritesNothing) {
  const Workspace workspace;
  workspace.write("rules/ho-so.toml", "# mine\n");
  const auto written = init_directory(workspace.path());
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, "DD1003");
  EXPECT_EQ(content_of(workspace.path() / "rules/ho-so.toml"), "# mine\n");
  EXPECT_FALSE(std::filesystem::exists(workspace.path() / "dondoc.toml"));
}

// One line for each step: rule/step, moment, severity, who, copies, repeats.
std::string timeline(const std::vector<rules::Rule>& rules) {
  std::string out;
  for (const auto& rule : rules) {
    for (const auto& step : rule.steps) {
      out += rule.id + "/" + step.id + ": " + rules::format_moment(step.at) + ", " +
             std::string{rules::severity_name(step.severity)} + ":";
      for (const auto& who : step.notify) out += " " + rules::format_recipient_spec(who);
      for (const auto& who : step.copy) out += " (" + rules::format_recipient_spec(who) + ")";
      if (step.repeat) out += ", max " + std::to_string(step.repeat->max.value_or(-1));
      out += "\n";
    }
  }
  return out;
}

// A head sees what is overdue and what is due tomorrow; officers see the rest; it ends one level above the head.
TEST(ShippedRules, ReadLikeThis) {
  const Workspace workspace;
  ASSERT_TRUE(init_directory(workspace.path()));
  const auto result = workspace.load();
  ASSERT_TRUE(result.configuration);
  EXPECT_EQ(timeline(result.configuration->rules),
            "giao-ban/thong-bao-lich: due - 10wd 07:30, info: head (focal)\n"
            "giao-ban/mai-den-han: due - 1wd 07:30, warning: head (focal)\n"
            "giao-ban/qua-han: due + 2wd 07:30, warning: head (focal), max 2\n"
            "bao-cao-dinh-ky/con-3-ngay: due - 3wd 07:30, info: focal\n"
            "bao-cao-dinh-ky/mai-den-han: due - 1wd 07:30, warning: head (focal)\n"
            "bao-cao-dinh-ky/qua-han: due + 1wd 07:30, warning: head (focal), max 5\n"
            "ho-so-dung-han/tam-muoi-phan-tram: 80%, info: officer\n"
            "ho-so-dung-han/mai-den-han: due - 1wd 07:30, warning: officer head\n"
            "ho-so-dung-han/xin-loi-truoc-han: due - 1wd 07:30, warning: officer head\n"
            "ho-so-dung-han/den-han: due, critical: officer, max 10\n"
            "ho-so-dung-han/xin-loi-sau-han: due + 1wd 07:30, critical: officer, max 9\n"
            "ho-so-dung-han/qua-han: due + 1wd 07:30, warning: head (focal), max 10\n"
            "ho-so-dung-han/len-cap-tren: due + 3wd 07:30, warning: superior, max 4\n"
            "ho-so-chua-tiep-nhan/qua-8-gio: submitted + 8wh, critical: focal\n"
            "ho-so-chua-tiep-nhan/qua-2-ngay: submitted + 2wd 07:30, warning: focal, max 5\n"
            "ho-so-dung-lau/dung-10-ngay: held + 10wd 07:30, info: officer, max 4\n"
            "ho-so-dung-lau/dung-20-ngay: held + 20wd 07:30, warning: officer focal, max 3\n"
            "ho-so-bo-sung-nhieu-lan/tu-lan-hai: held, warning: head (focal)\n"
            "ho-so-chua-tra/xong-5-ngay: finished + 5wd 07:30, warning: focal, max 4\n"
            "nhiem-vu/con-5-ngay: due - 5wd 07:30, info: officer\n"
            "nhiem-vu/mai-den-han: due - 1wd 07:30, warning: officer head\n"
            "nhiem-vu/qua-han: due + 1wd 07:30, warning: officer head (focal), max 10\n"
            "nhiem-vu/len-cap-tren: due + 5wd 07:30, warning: superior, max 4\n"
            "nhiem-vu-phoi-hop/duoc-giao: received, info: (coordinators)\n"
            "nhiem-vu-thuong-xuyen/lau-chua-cap-nhat: updated + 20wd 07:30, info: officer, max 3\n"
            "nhiem-vu-dinh-ky/mai-den-han: due - 1wd 07:30, info: focal\n"
            "nhiem-vu-dinh-ky/qua-han: due + 1wd 07:30, warning: head (focal), max 3\n");
}

TEST(ShippedRules, NeitherBypassLimitsNorRepeatForEver) {
  const Workspace workspace;
  ASSERT_TRUE(init_directory(workspace.path()));
  const auto result = workspace.load();
  ASSERT_TRUE(result.configuration);
  for (const auto& rule : result.configuration->rules) {
    for (const auto& step : rule.steps) {
      EXPECT_FALSE(step.bypass_limits) << step.id;
      EXPECT_TRUE(!step.repeat || step.repeat->max) << step.id;
    }
  }
}

}  // namespace
}  // namespace dondoc::config::test

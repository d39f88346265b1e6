#include <gtest/gtest.h>

#include <algorithm>

#include "tests/integrations/chat/chat_fixture.hpp"

namespace dondoc::integrations::chat::test {
namespace {

TEST(ChatSettings, WhatIsRefused) {
  const std::string hook = "https://chat.example/hooks/x";
  struct Case {
    const char* type;
    Fields settings;
    const char* code;
  };
  const Case cases[] = {
      {"slack", {}, ""},
      {"slack", {{"url", "ftp://x"}}, "DD4117"},
      {"slack", {{"url", "https://a b"}}, "DD4117"},
      {"slack", {{"url", "http://x"}, {"allow_http", false}}, "DD4118"},
      {"teams", {{"url", "https://tinh.webhook.office.com/webhookb2/x"}}, "DD4121"},
      {"teams", {{"url", "https://TINH.Webhook.Office.com:443/webhookb2/x"}}, "DD4121"},
      {"teams", {{"url", "https://outlook.office.com/webhook/x"}}, "DD4121"},
      {"teams", {{"url", "https://prod-12.southeastasia.logic.azure.com:443/workflows/x"}}, "DD4122"},
      {"teams", {{"url", "https://a.12.environment.api.powerplatform.com:443/powerautomate/x?sp=%2Frun"}}, ""},
      {"teams", {{"url", "https://webhook.office.com.example/x"}}, ""},
      {"discord", {{"url", hook + "/slack"}}, "DD4123"},
      {"discord", {{"url", hook + "/github?wait=true"}}, "DD4123"},
      {"discord", {{"thread_id", "12a"}}, "DD4124"},
      {"discord", {{"thread_id", "12"}}, ""},
      {"telegram", {{"token", ""}}, "DD4119"},
      {"telegram", {{"token", "1:a\n"}}, "DD4120"},
      {"telegram", {{"base_url", "ftp://x"}}, "DD4117"},
      {"zalo_bot", {{"token", "x y"}}, "DD4120"},
      {"matrix", {{"token", "x\ty"}}, "DD4120"},
      {"matrix", {{"url", "matrix.example"}}, "DD4117"},
      {"zalo_oa", {}, ""},
      {"zalo_oa", {{"app_secret", ""}}, "DD4119"},
      {"zalo_oa", {{"refresh_token", "a b"}}, "DD4120"},
      {"zalo_oa", {{"login_url", "x"}}, "DD4117"},
      {"zalo_oa", {{"form", "template"}}, "DD4132"},
      {"zalo_oa", {{"form", "template"}, {"template_id", "12"}}, "DD4119"},
      {"zalo_oa",
       {{"form", "template"}, {"template_id", "12"}, {"template_data", std::vector<std::string>{"a"}}},
       "DD4133"},
      {"zalo_oa",
       {{"form", "template"}, {"template_id", "12"}, {"template_data", std::vector<std::string>{"a = title"}}},
       "DD4133"},
      {"zalo_oa",
       {{"form", "template"}, {"template_id", "12"}, {"template_data", std::vector<std::string>{"a = count"}}},
       ""},
  };
  for (const auto& [type, settings, code] : cases) EXPECT_EQ(problem_of(type, settings), code) << type;
}

std::string warnings_of(const std::string& name, const Fields& given) {
  const auto& types = channel_types();
  const auto type = std::ranges::find_if(types, [&](const auto& one) { return one.schema.type == name; });
  rules::Settings settings;
  settings.values = given;
  std::string out;
  if (type->warnings) {
    for (const auto& problem : type->warnings("kenh", settings)) out += problem.code;
  }
  return out;
}

TEST(ChatSettings, WhatAnOperatorShouldKnow) {
  const std::string telegram = "https://api.telegram.org";
  EXPECT_EQ(warnings_of("telegram", {{"base_url", telegram}}), "DD4126");
  EXPECT_EQ(warnings_of("telegram", {{"base_url", telegram}, {"proxy", "socks5h://x:1"}}), "");
  EXPECT_EQ(warnings_of("telegram", {{"base_url", "https://bot.tinh.vn"}}), "");
  EXPECT_EQ(warnings_of("matrix", {}), "DD4129");
  EXPECT_EQ(warnings_of("zalo_oa", {{"form", "message"}}), "DD4134");
  EXPECT_EQ(warnings_of("zalo_oa", {{"form", "template"}}), "");
  EXPECT_EQ(warnings_of("slack", {}), "");
}

// Others run these services: what they get to read is an operator's decision.
TEST(ChatSettings, ChatGetsNumbersUnlessToldOtherwise) {
  for (const auto& type : channel_types()) {
    const auto& fields = type.schema.fields;
    const auto content = std::ranges::find(fields, "content", &rules::SettingField::name);
    const bool has = content != fields.end();
    const bool own = type.schema.type == "smtp" || type.schema.type == "maildir" || type.schema.type == "webhook";
    EXPECT_EQ(has, !own) << type.schema.type;
    if (has) {
      EXPECT_EQ(content->standard, type.schema.type == "command" ? "full" : "counts") << type.schema.type;
    }
  }
}

TEST(ChatSettings, SecretsAreSecretFields) {
  for (const auto& type : channel_types()) {
    for (const auto& field : type.schema.fields) {
      const bool secret = field.name == "token" || field.name == "refresh_token" || field.name == "app_secret";
      if (secret) {
        EXPECT_EQ(field.type, rules::SettingField::Type::secret) << type.schema.type;
      }
      if (field.name == "url") {
        EXPECT_EQ(field.type, rules::SettingField::Type::url) << type.schema.type;
      }
    }
  }
}

}  // namespace
}  // namespace dondoc::integrations::chat::test

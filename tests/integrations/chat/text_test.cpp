#include "integrations/chat/text.hpp"

#include <gtest/gtest.h>

#include "integrations/chat/pacer.hpp"
#include "integrations/chat/redaction.hpp"
#include "rules/text.hpp"

namespace dondoc::integrations::chat {
namespace {

// U+2060 shown as "|", so that one can see it.
std::string seen(std::string text) {
  for (auto at = text.find("\u2060"); at != std::string::npos; at = text.find("\u2060")) text.replace(at, 3, "|");
  return text;
}

TEST(Harmless, Table) {
  const std::pair<const char*, const char*> cases[] = {
      {"Đúng hạn, 100 %", "Đúng hạn, 100 %"},
      {"@all gấp", "@|all gấp"},
      {"ễ@channel", "ễ@|channel"},
      {"<@U123> @@here", "<@|U123> @|@|here"},
      {"thư an@tinh.gov.vn", "thư an@tinh.gov.vn"},
      {"https://xau.example/a", "https:|//xau.example/a"},
      {"a\x01\x1b[31mb\r\nc\td\x7f", "a[31mb\nc\td"},
      {"an\u202Egnp.exe\u2066x\u200F", "angnp.exex"},
      {"a\u2028b\u0085c", "abc"},
      {"sai \xff\xfe byte", "sai \uFFFD\uFFFD byte"},
  };
  for (const auto& [given, expected] : cases) EXPECT_EQ(seen(harmless(given)), expected) << given;
}

TEST(Escape, Table) {
  const std::string hostile = R"(<!channel> *a* _b_ ~c~ `d` [x](y) & "q" #1 <u|v> > \)";
  EXPECT_EQ(escape_slack(hostile), R"(&lt;!channel&gt; *a* _b_ ~c~ `d` [x](y) &amp; "q" #1 &lt;u|v&gt; &gt; \)");
  EXPECT_EQ(escape_html(hostile),
            R"(&lt;!channel&gt; *a* _b_ ~c~ `d` [x](y) &amp; &quot;q&quot; #1 &lt;u|v&gt; &gt; \)");
  EXPECT_EQ(escape_markdown(hostile), R"(\<\!channel\> \*a\* \_b\_ \~c\~ \`d\` \[x\]\(y\) & "q" \#1 \<u\|v\> \> \\)");
  EXPECT_EQ(escape_card(hostile), R"(<!channel> \*a\* \_b\_ \~c\~ \`d\` \[x\]\(y\) & "q" \#1 <u|v> > \\)");
  EXPECT_EQ(seen(escape_rocketchat(hostile)), R"(<|!channel> \*a\* \_b\_ \~c\~ \`d\` [x]|(y) & "q" \#1 <|u|v> > \)");
  EXPECT_EQ(escape_markdown("- a\n  + b\n1. c\n12) d\n3 e. 4-5"), "\\- a\n  \\+ b\n1\\. c\n12\\) d\n3 e. 4-5");
}

TEST(WithoutTags, IsWhatWasEscaped) {
  const std::string hostile = R"(<b>&amp;lt; "x" & 'y' < >)";
  EXPECT_EQ(without_tags("<b>" + escape_html(hostile) + "</b>"), hostile);
}

TEST(SizeIn, Utf16CountsWhatIsBeyondTheFirstPlaneTwice) {
  EXPECT_EQ(size_in(Measure::utf16, "hạn 😀"), 6U);
  EXPECT_EQ(size_in(Measure::bytes, "hạn 😀"), 10U);
}

TEST(Fit, LeavesWhatFits) {
  EXPECT_EQ(fit("hạn", {3}), "hạn");
  EXPECT_EQ(fit("a<b", {6}, escape_html), "a&lt;b");
  EXPECT_EQ(fit("", {0}), "");
}

TEST(Fit, CutsAtAWholeCharacterAndSaysSo) {
  EXPECT_EQ(fit("quá hạn", {6}), "quá h…");
  EXPECT_EQ(fit("ạạạạ", {9, Measure::bytes}), "ạạ…");
  EXPECT_EQ(fit("a😀😀", {4}), "a😀…");
  EXPECT_EQ(fit("<<<<", {9}, escape_html), "&lt;&lt;…");
}

TEST(Fit, RatherAtTheEndOfALine) {
  EXPECT_EQ(fit("dòng một\ndòng hai", {12}), "dòng một…");
  EXPECT_EQ(fit("a\n" + std::string(50, 'b'), {20}), "a\n" + std::string(17, 'b') + "…");
}

// Whatever the text and the limit: valid, within it, and no more is cut than needed.
TEST(Fit, AtEveryLimit) {
  const std::string text = "Đề nghị <xử lý> 😀 & báo cáo *kết quả*\n- trước 17:00 [xem](http)\n#1";
  for (const auto escape :
       {escape_nothing, escape_slack, escape_html, escape_markdown, escape_card, escape_rocketchat}) {
    for (const auto measure : {Measure::bytes, Measure::utf16}) {
      const auto whole = size_in(measure, escape(text));
      for (std::size_t limit = 3; limit <= whole + 1; ++limit) {
        const auto out = fit(text, {limit, measure}, escape);
        EXPECT_LE(size_in(measure, out), limit);
        EXPECT_TRUE(rules::is_valid_utf8(out));
        EXPECT_EQ(out == escape(text), limit >= whole);
      }
    }
  }
}

TEST(Split, InPiecesWithinTheLimitAndNothingLost) {
  EXPECT_EQ(split("một\nhai\nba", {7}, 5), (std::vector<std::string>{"một\nhai", "ba"}));
  EXPECT_EQ(split("một\nhai\nba bốn", {4}, 2), (std::vector<std::string>{"một", "hai…"}));
  EXPECT_EQ(split("", {4}, 2), std::vector<std::string>{});
  EXPECT_EQ(split("abcdef", {4}, 2), (std::vector<std::string>{"abcd", "ef"}));
}

TEST(Redaction, KnowsWhatARequestHides) {
  HttpRequest request;
  request.url = "https://hooks.example:443/services/T000/B000/aVeryLongToken?sig=Abc%2FDef%2FGhiJkl&sp=%2Frun";
  request.headers = {{"Authorization", "Bearer bearer-token-1"}, {"X", "short"}};
  const auto secrets = secrets_of(request);
  const std::pair<const char*, const char*> cases[] = {
      {"Cannot POST /services/T000/B000/aVeryLongToken?sig=Abc%2FDef%2FGhiJkl&sp=%2Frun.", "Cannot POST …."},
      {"token aVeryLongToken, sig Abc/Def/GhiJkl", "token …, sig …"},
      {"bad bearer-token-1 aVeryLongTokenaVeryLongToken", "bad … ……"},
      {"services at hooks.example", "services at hooks.example"},
  };
  for (const auto& [given, expected] : cases) EXPECT_EQ(redacted(given, secrets), expected) << given;
}

TEST(Redaction, BeforeTheAnswerIsShortened) {
  HttpExchange exchange;
  exchange.status = 400;
  exchange.secrets = {"aVeryLongToken"};
  exchange.body = std::string(295, 'x') + "aVeryLongToken";
  EXPECT_EQ(describe_answer(exchange).find("aVery"), std::string::npos);
}

TEST(Pacer, GivesEachPlaceItsTurn) {
  Pacer pacer;
  const Pacer::Time now{std::chrono::hours{1}};
  const std::chrono::seconds second{1};
  EXPECT_EQ(pacer.reserve("a", second, now), now);
  EXPECT_EQ(pacer.reserve("a", second, now), now + second);
  EXPECT_EQ(pacer.reserve("b", second, now), now);
  EXPECT_EQ(pacer.reserve("a", second, now + 5 * second), now + 5 * second);
  pacer.hold("b", now + 9 * second);
  pacer.hold("b", now + 3 * second);
  EXPECT_EQ(pacer.reserve("b", second, now + second), now + 9 * second);
}

}  // namespace
}  // namespace dondoc::integrations::chat

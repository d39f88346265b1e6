// What each service's answers mean, over real connections to a server that repeats the answers of the services.

#include <gtest/gtest.h>

#include "tests/integrations/chat/chat_fixture.hpp"

namespace dondoc::integrations::chat::test {
namespace {

struct Case {
  const char* rule;
  Response response;
  const char* outcome;
  std::size_t requests = 1;
};

// Everything a test wants to see of one delivery.
struct Seen {
  Outcome outcome;
  std::vector<Request> requests;
};

Seen deliver_to(const std::string& type, std::deque<Response> responses, const Fields& more = {}) {
  ScriptedServer server(std::move(responses));
  const auto channel = make_channel(type, server.url(), more);
  const render::SampleFacts sample;
  auto outcome = deliver(*channel, seal(*channel, sample.facts, {"Tiêu đề", "Nội dung\n", ""}, address_for(type)));
  channel->stop();
  return {std::move(outcome), server.requests()};
}

void expect_all(const std::string& type, const std::vector<Case>& cases) {
  for (const auto& one : cases) {
    SCOPED_TRACE(type + ": " + one.rule);
    const auto seen = deliver_to(type, {one.response, one.response});
    EXPECT_EQ(show(seen.outcome), one.outcome);
    EXPECT_EQ(seen.requests.size(), one.requests);
    EXPECT_EQ(outcome_reply(seen.outcome).find(kSecret), std::string::npos) << outcome_reply(seen.outcome);
  }
}

// Of every service: what the common policy says, and that answers which repeat the address tell no secret.
TEST(Answers, OfEveryService) {
  for (const auto* type :
       {"slack", "teams", "google_chat", "mattermost", "rocketchat", "discord", "telegram", "zalo_bot", "matrix"}) {
    const std::string echo = "Cannot POST /hooks/" + std::string(kSecret) + ", bot" + std::string(kSecret);
    expect_all(type, {{"throttled, by the header", {429, "slow", {"Retry-After: 3"}}, "retry destination 4000ms"},
                      {"not now", {502, echo}, "retry destination"},
                      {"a fault of the server", {500, echo}, "retry message"},
                      {"too slow", {408, echo}, "retry message"},
                      {"no longer let in", {401, echo}, "rejected destination"},
                      {"not there", {404, echo}, "rejected destination"},
                      {"moved", {302, echo, {"Location: https://elsewhere.example/"}}, "rejected destination"},
                      {"no answer", {200, "", {}, true}, "unknown"}});
  }
}

TEST(Answers, Slack) {
  expect_all("slack", {{"only ok means yes", {200, "ok"}, "delivered"},
                       {"200 with anything else is no yes", {200, "<html>ok</html>"}, "rejected message"},
                       {"an error in JSON", {200, R"({"ok":false,"error":"no_text"})"}, "rejected message"},
                       {"a hook that is gone", {200, "no_service"}, "rejected destination"},
                       {"a hook that is gone, with a status", {404, "no_service"}, "rejected destination"},
                       {"the team is gone", {403, "no_team"}, "rejected destination"},
                       {"a token that is not valid", {403, "invalid_token"}, "rejected destination"},
                       {"the channel is gone", {404, "channel_not_found"}, "rejected destination"},
                       {"the channel is archived", {410, "channel_is_archived"}, "rejected destination"},
                       {"not permitted", {403, "action_prohibited"}, "rejected destination"},
                       {"400 about the channel", {400, "posting_to_general_channel_denied"}, "rejected destination"},
                       {"our payload: once more in the plainest form", {400, "invalid_blocks"}, "rejected message", 2},
                       {"too large", {413, "msg_blocks_too_long"}, "rejected message", 2},
                       {"a fault of theirs", {500, "rollup_error"}, "retry message"}});
}

TEST(Answers, SlackTakesThePlainestForm) {
  const auto seen = deliver_to("slack", {{400, "invalid_blocks"}, {200, "ok"}});
  EXPECT_EQ(show(seen.outcome), "delivered");
  ASSERT_EQ(seen.requests.size(), 2U);
  EXPECT_EQ(seen.requests[1].body, R"({"text":"[Quá hạn] 1 nhiệm vụ – Sở TC"})");
}

TEST(Answers, Teams) {
  expect_all("teams", {{"the flow has taken it", {202, ""}, "delivered"},
                       {"200 too", {200, ""}, "delivered"},
                       {"the flow's owner has left", {403, "WorkflowTriggerIsNotEnabled"}, "rejected destination"},
                       {"too large: once more, smaller", {413, "Request Entity too large"}, "rejected message", 2},
                       {"400", {400, R"({"error":{"code":"TriggerInputSchemaMismatch"}})"}, "rejected message", 2}});
}

TEST(Answers, GoogleChat) {
  expect_all(
      "google_chat",
      {{"yes", {200, R"({"name":"spaces/A/messages/B.C","thread":{"name":"spaces/A/threads/T"}})"}, "delivered"},
       {"400", {400, R"({"error":{"code":400,"status":"INVALID_ARGUMENT"}})"}, "rejected message", 2},
       {"403", {403, R"({"error":{"code":403,"status":"PERMISSION_DENIED"}})"}, "rejected destination"},
       {"404", {404, R"({"error":{"code":404,"status":"NOT_FOUND"}})"}, "rejected destination"},
       {"429 without a time", {429, R"({"error":{"code":429,"status":"RESOURCE_EXHAUSTED"}})"}, "retry destination"}});
}

// The same id again makes no second message.
TEST(Answers, GoogleChatIsAskedWithARequestId) {
  const auto seen = deliver_to("google_chat", {{200, R"({"name":"spaces/A/messages/B"})"}});
  EXPECT_EQ(std::get<Delivered>(seen.outcome).remote_id, "spaces/A/messages/B");
  EXPECT_EQ(seen.requests.at(0).target, "/hooks/" + std::string(kSecret) +
                                            "?messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD"
                                            "&requestId=m-7f3a9c");
}

TEST(Answers, Mattermost) {
  const auto error = [](const char* id, int status) {
    return Response{
        status, R"({"id":")" + std::string(id) + R"(","message":"m","status_code":)" + std::to_string(status) + "}"};
  };
  expect_all(
      "mattermost",
      {{"yes", {200, "ok"}, "delivered"},
       {"a deleted hook answers 400", error("web.incoming_webhook.invalid.app_error", 400), "rejected destination"},
       {"its channel is gone", error("web.incoming_webhook.channel.app_error", 404), "rejected destination"},
       {"switched off everywhere", error("web.incoming_webhook.disabled.app_error", 501), "rejected destination"},
       {"a locked channel", error("web.incoming_webhook.channel_locked.app_error", 403), "rejected destination"},
       {"no text", error("web.incoming_webhook.text.app_error", 400), "rejected message", 2}});
}

TEST(Answers, RocketChat) {
  expect_all("rocketchat",
             {{"yes", {200, R"({"success":true})"}, "delivered"},
              {"200 with an error", {200, R"({"success":false,"error":"e"})"}, "rejected message", 2},
              {"200 of something else", {200, "<html></html>"}, "rejected message"},
              {"no such integration", {404, "Invalid integration id or token provided."}, "rejected destination"},
              {"400",
               {400, R"({"success":false,"error":"overriding destination channel is disabled"})"},
               "rejected message",
               2},
              {"503 may pass", {503, "Service Unavailable"}, "retry destination"}});
}

TEST(Answers, RocketChatSwitchedOffIsAFaultOfTheDestination) {
  ScriptedServer server(std::deque<Response>(5, Response{503, "Service Unavailable"}));
  const auto channel = make_channel("rocketchat", server.url());
  const render::SampleFacts sample;
  const auto message = seal(*channel, sample.facts, {}, "");
  for (int i = 0; i < 4; ++i) EXPECT_EQ(show(deliver(*channel, message)), "retry destination");
  EXPECT_EQ(show(deliver(*channel, message)), "rejected destination");
  channel->stop();
}

TEST(Answers, Discord) {
  expect_all(
      "discord",
      {{"yes", {200, R"({"id":"1133"})"}, "delivered"},
       {"throttled, by the body, which is finer",
        {429, R"({"message":"You are being rate limited.","retry_after":64.57,"global":false})", {"Retry-After: 65"}},
        "retry destination 64570ms"},
       {"the webhook is gone", {404, R"({"code":10015,"message":"Unknown Webhook"})"}, "rejected destination"},
       {"its token is wrong", {401, R"({"code":50027,"message":"Invalid Webhook Token"})"}, "rejected destination"},
       {"Cloudflare", {403, R"({"code":40333})"}, "rejected destination"},
       {"our payload", {400, R"({"code":50035,"errors":{}})"}, "rejected message", 2},
       {"an empty message", {400, R"({"code":50006})"}, "rejected message", 2}});
}

TEST(Answers, DiscordIsAskedToWaitAndKnowsItsBots) {
  const auto seen = deliver_to("discord", {{200, R"({"id":"1133"})"}}, {{"thread_id", "55"}});
  EXPECT_EQ(std::get<Delivered>(seen.outcome).remote_id, "1133");
  EXPECT_EQ(seen.requests.at(0).target, "/hooks/" + std::string(kSecret) + "?wait=true&thread_id=55");
  EXPECT_TRUE(seen.requests.at(0).headers.at("user-agent").starts_with("DiscordBot ("));
}

Response telegram(int code, const std::string& description, const std::string& parameters = "{}") {
  return {code, R"({"ok":false,"error_code":)" + std::to_string(code) + R"(,"description":")" + description +
                    R"(","parameters":)" + parameters + "}"};
}

TEST(Answers, Telegram) {
  expect_all(
      "telegram",
      {{"yes", {200, R"({"ok":true,"result":{"message_id":42}})"}, "delivered"},
       {"200 that says no", {200, R"({"ok":false,"description":"x"})"}, "rejected message"},
       {"200 that cannot be read", {200, "<html>"}, "unknown"},
       {"throttled", telegram(429, "Too Many Requests: retry after 35", R"({"retry_after":35})"),
        "retry destination 35000ms"},
       {"the token", telegram(401, "Unauthorized"), "rejected destination"},
       {"no such bot", telegram(404, "Not Found"), "rejected destination"},
       {"no such chat", telegram(400, "Bad Request: chat not found"), "rejected recipient"},
       {"too long", telegram(400, "Bad Request: message is too long"), "rejected message"},
       {"markup: once more without", telegram(400, "Bad Request: can't parse entities: x"), "rejected message", 2},
       {"blocked", telegram(403, "Forbidden: bot was blocked by the user"), "rejected recipient"},
       {"gone", telegram(403, "Forbidden: user is deactivated"), "rejected recipient"},
       {"thrown out", telegram(403, "Forbidden: bot was kicked from the group chat"), "rejected recipient"},
       {"theirs", telegram(500, "Internal Server Error"), "retry message"}});
}

TEST(Answers, TelegramWithoutMarkup) {
  const auto seen = deliver_to("telegram", {telegram(400, "Bad Request: can't parse entities: x"),
                                            {200, R"({"ok":true,"result":{"message_id":42}})"}});
  EXPECT_EQ(show(seen.outcome), "delivered");
  ASSERT_EQ(seen.requests.size(), 2U);
  EXPECT_EQ(seen.requests[1].body.find("parse_mode"), std::string::npos);
  EXPECT_EQ(seen.requests[1].body.find("<b>"), std::string::npos);
  EXPECT_NE(seen.requests[1].body.find("[Quá hạn] 1 nhiệm vụ"), std::string::npos);
}

// A group that became a supergroup: the same once more to its new id, and the operator reads of it.
TEST(Answers, TelegramFollowsAGroupThatMoved) {
  ScriptedServer server({telegram(400, "Bad Request: group chat was upgraded to a supergroup chat",
                                  R"({"migrate_to_chat_id":-1009876543210})"),
                         {200, R"({"ok":true,"result":{"message_id":42}})"}});
  const auto channel = make_channel("telegram", server.url());
  const render::SampleFacts sample;
  const auto outcome = deliver(*channel, seal(*channel, sample.facts, {}, "-1234"));
  channel->stop();
  EXPECT_EQ(show(outcome), "delivered");
  EXPECT_NE(outcome_reply(outcome).find("new id, -1009876543210"), std::string::npos);
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_NE(requests[0].body.find(R"("chat_id":-1234,)"), std::string::npos);
  EXPECT_NE(requests[1].body.find(R"("chat_id":-1009876543210,)"), std::string::npos);
  EXPECT_EQ(requests[0].target, "/bot" + std::string(kSecret) + "/sendMessage");
}

TEST(Answers, ZaloBot) {
  const auto no = [](const char* code, const char* words = "x") {
    return Response{200, R"({"ok":false,"error_code":)" + std::string(code) + R"(,"description":")" + words + "\"}"};
  };
  expect_all("zalo_bot", {{"yes", {200, R"({"ok":true,"result":{"message_id":"a1"}})"}, "delivered"},
                          {"the token", no("401"), "rejected destination"},
                          {"no such bot", no("404"), "rejected destination"},
                          {"not permitted by this person", no("403"), "rejected recipient"},
                          {"no such chat", no("400", "chat_id is invalid"), "rejected recipient"},
                          {"our payload", no("400"), "rejected message"},
                          {"throttled", no("429"), "retry destination"},
                          {"too slow", no("408"), "retry message"},
                          {"theirs", no("500"), "retry message"},
                          {"200 that cannot be read", {200, "<html>"}, "unknown"},
                          {"200 without ok", {200, "{}"}, "unknown"}});
}

TEST(Answers, Matrix) {
  const auto no = [](int status, const char* code, const char* more = "") {
    return Response{status, R"({"errcode":")" + std::string(code) + "\"" + more + "}"};
  };
  expect_all("matrix", {{"yes", {200, R"({"event_id":"$abc"})"}, "delivered"},
                        {"200 of something else", {200, "{}"}, "unknown"},
                        {"throttled, by the body", no(429, "M_LIMIT_EXCEEDED", R"(,"retry_after_ms":2500)"),
                         "retry destination 2500ms"},
                        {"the token", no(401, "M_UNKNOWN_TOKEN"), "rejected destination"},
                        {"not in the room", no(403, "M_FORBIDDEN"), "rejected recipient"},
                        {"no such room", no(404, "M_NOT_FOUND"), "rejected recipient"},
                        {"another server's address", no(404, "M_UNRECOGNIZED"), "rejected destination"},
                        {"too large", no(413, "M_TOO_LARGE"), "rejected message", 2},
                        {"our payload", no(400, "M_NOT_JSON"), "rejected message", 2}});
}

TEST(Answers, MatrixPutsUnderOneTransaction) {
  const auto seen = deliver_to("matrix", {{200, R"({"event_id":"$abc"})"}});
  EXPECT_EQ(std::get<Delivered>(seen.outcome).remote_id, "$abc");
  EXPECT_EQ(seen.requests.at(0).method, "PUT");
  EXPECT_EQ(seen.requests.at(0).target, "/_matrix/client/v3/rooms/%21phong%3Atinh.vn/send/m.room.message/m-7f3a9c");
  EXPECT_EQ(seen.requests.at(0).headers.at("authorization"), "Bearer " + std::string(kSecret));
}

// Discord tells that nothing is left before it refuses: the next message waits.
TEST(Answers, AQuotaThatIsUsedUpIsWaitedFor) {
  ScriptedServer server(
      {{200, R"({"id":"1"})", {"X-RateLimit-Remaining: 0", "X-RateLimit-Reset-After: 0.4"}}, {200, R"({"id":"2"})"}});
  const auto channel = make_channel("discord", server.url());
  const render::SampleFacts sample;
  const auto message = seal(*channel, sample.facts, {}, "");
  EXPECT_EQ(show(deliver(*channel, message)), "delivered");
  const auto before = std::chrono::steady_clock::now();
  EXPECT_EQ(show(deliver(*channel, message)), "delivered");
  EXPECT_GE(std::chrono::steady_clock::now() - before, std::chrono::milliseconds{900});
  channel->stop();
}

TEST(Answers, MessagesToOneDestinationKeepTheirDistance) {
  ScriptedServer server({{200, "ok"}, {200, "ok"}});
  const auto channel = make_channel("slack", server.url(), {{"pace", std::chrono::milliseconds{300}}});
  const render::SampleFacts sample;
  const auto message = seal(*channel, sample.facts, {}, "");
  const auto before = std::chrono::steady_clock::now();
  for (int i = 0; i < 2; ++i) EXPECT_EQ(show(deliver(*channel, message)), "delivered");
  EXPECT_GE(std::chrono::steady_clock::now() - before, std::chrono::milliseconds{300});
  channel->stop();
}

// Stopping answers for what waits for its time.
TEST(Answers, StoppingEndsTheWait) {
  ScriptedServer server({{200, "ok"}});
  const auto channel = make_channel("slack", server.url(), {{"pace", std::chrono::milliseconds{60'000}}});
  const render::SampleFacts sample;
  const auto message = seal(*channel, sample.facts, {}, "");
  EXPECT_EQ(show(deliver(*channel, message)), "delivered");
  std::string second;
  channel->deliver(message, [&](const Outcome& outcome) { second = show(outcome); });
  channel->stop();
  EXPECT_EQ(second, "retry message");
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST(Answers, AnAddressThatCannotBeIsNotSentTo) {
  const std::pair<const char*, std::vector<const char*>> cases[] = {
      {"telegram", {"", "abc", "@", "12a", "12/", "12/x", "12/-3", "0"}},
      {"zalo_bot", {"", "a b", "a\n", "a/b"}},
      {"zalo_oa", {"", "+84987654321", "84 987"}},
      {"matrix", {"", "!", "#phong:tinh.vn", "@an:tinh.vn", "!a b:c"}}};
  for (const auto& [type, addresses] : cases) {
    ScriptedServer server({});
    const auto channel = make_channel(type, server.url());
    for (const auto* address : addresses) {
      EXPECT_TRUE(channel->check_address(address)) << type << ": " << address;
      EXPECT_EQ(show(deliver(*channel, {1, "m-1", "kenh", address, "{}"})), "rejected recipient") << address;
    }
    EXPECT_FALSE(channel->check_address(address_for(type))) << type;
    channel->stop();
    EXPECT_TRUE(server.requests().empty());
  }
}

}  // namespace
}  // namespace dondoc::integrations::chat::test

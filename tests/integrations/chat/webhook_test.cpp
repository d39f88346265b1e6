#include "integrations/chat/webhook.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cstring>

#include "integrations/chat/http_client.hpp"
#include "integrations/chat/http_transfer.hpp"
#include "integrations/chat/private_address.hpp"
#include "integrations/chat/webhook_signature.hpp"
#include "tests/integrations/chat/chat_fixture.hpp"
#include "tests/integrations/render/sample_facts.hpp"

namespace dondoc::integrations::chat {
namespace {

using test::show;

// The vector of the Standard Webhooks specification.
TEST(WebhookSignature, Vector) {
  const auto key = decode_webhook_key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  ASSERT_TRUE(key);
  EXPECT_EQ(sign_webhook(*key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", R"({"test": 2432232314})"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(WebhookSignature, RefusesOtherKeys) {
  for (const auto* text : {"", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_", "whsec_short", "whsec_AAAA",
                           "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa!w"}) {
    EXPECT_FALSE(decode_webhook_key(text)) << text;
  }
}

TEST(HttpPolicyTable, ByStatus) {
  const std::pair<int, const char*> cases[] = {
      {200, "delivered"},
      {204, "delivered"},
      {301, "rejected destination"},
      {302, "rejected destination"},
      {400, "rejected message"},
      {401, "rejected destination"},
      {403, "rejected destination"},
      {404, "rejected destination"},
      {408, "retry message"},
      {410, "rejected destination"},
      {413, "rejected message"},
      {422, "rejected message"},
      {425, "retry message"},
      {429, "retry destination"},
      {500, "retry message"},
      {502, "retry destination"},
      {503, "retry destination"},
      {504, "retry destination"},
  };
  for (const auto& [status, expected] : cases) {
    HttpExchange exchange;
    exchange.status = status;
    EXPECT_EQ(show(judge_exchange(exchange, "noi-bo")), expected) << status;
  }
}

TEST(HttpPolicyTable, ByFailure) {
  using Failure = HttpExchange::Failure;
  const std::pair<Failure, const char*> cases[] = {{Failure::unreachable, "retry destination"},
                                                   {Failure::configuration, "rejected destination"},
                                                   {Failure::not_sent, "retry message"},
                                                   {Failure::no_answer, "unknown"}};
  for (const auto& [failure, expected] : cases) {
    HttpExchange exchange;
    exchange.failure = failure;
    exchange.text = "cause";
    EXPECT_EQ(show(judge_exchange(exchange, "noi-bo")), expected);
  }
}

TEST(HttpAttempt, Table) {
  using Failure = HttpExchange::Failure;
  const std::pair<HttpAttempt, Failure> cases[] = {
      {{CURLE_COULDNT_CONNECT, 0, false, false, false}, Failure::unreachable},
      {{CURLE_PEER_FAILED_VERIFICATION, 0, false, false, false}, Failure::configuration},
      {{CURLE_COULDNT_CONNECT, 0, true, false, false}, Failure::configuration},
      // Of two addresses a private one was left out and the other carried the request.
      {{CURLE_RECV_ERROR, 0, true, true, true}, Failure::no_answer},
      {{CURLE_RECV_ERROR, 407, false, false, false}, Failure::configuration},
      {{CURLE_RECV_ERROR, 403, false, false, false}, Failure::configuration},
      {{CURLE_RECV_ERROR, 503, false, false, false}, Failure::unreachable},
      {{CURLE_RECV_ERROR, 200, false, true, true}, Failure::no_answer},
  };
  for (const auto& [attempt, expected] : cases) {
    EXPECT_EQ(failure_of(attempt), expected) << attempt.code << " " << attempt.proxy_code;
  }
}

TEST(HttpPolicyTable, RetryAfterIsPassedOnAndTextsNameTheChannel) {
  HttpExchange exchange;
  exchange.status = 429;
  exchange.retry_after = std::chrono::seconds{35};
  exchange.body = "slow\r\ndown";
  const auto outcome = judge_exchange(exchange, "noi-bo");
  EXPECT_EQ(show(outcome), "retry destination 35000ms");
  EXPECT_EQ(outcome_reply(outcome), "POST to channel \"noi-bo\": HTTP 429: slow  down");
}

bool is_private(const char* text) {
  sockaddr_storage storage{};
  auto* v4 = reinterpret_cast<sockaddr_in*>(&storage);
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&storage);
  if (inet_pton(AF_INET, text, &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
  } else {
    EXPECT_EQ(inet_pton(AF_INET6, text, &v6->sin6_addr), 1) << text;
    v6->sin6_family = AF_INET6;
  }
  return is_private_address(reinterpret_cast<const sockaddr&>(storage));
}

TEST(PrivateAddress, Table) {
  for (const auto* text : {"127.0.0.1",
                           "127.255.0.3",
                           "10.1.2.3",
                           "172.16.0.1",
                           "172.31.255.255",
                           "192.168.1.1",
                           "169.254.169.254",
                           "100.64.0.1",
                           "0.0.0.0",
                           "224.0.0.1",
                           "255.255.255.255",
                           "::1",
                           "::",
                           "fe80::1",
                           "fc00::1",
                           "fd12::1",
                           "ff02::1",
                           "::ffff:10.0.0.1",
                           "::ffff:169.254.169.254",
                           "64:ff9b::7f00:1",
                           "2002:7f00:1::1"}) {
    EXPECT_TRUE(is_private(text)) << text;
  }
  for (const auto* text : {"8.8.8.8", "172.32.0.1", "172.15.255.255", "192.167.1.1", "100.128.0.1", "11.0.0.1",
                           "2001:4860:4860::8888", "::ffff:8.8.8.8"}) {
    EXPECT_FALSE(is_private(text)) << text;
  }
}

TEST(WebhookPayload, WholeOfASmallOne) {
  render::SampleFacts sample;
  sample.facts.lines.resize(1);
  Envelope envelope;
  envelope.public_id = "m-7f3a9c";
  envelope.facts = &sample.facts;
  EXPECT_EQ(
      webhook_payload({"Tiêu đề", "Nội dung\n", ""}, envelope),
      R"({"type":"deadline.notice","timestamp":"2022-12-01T07:30:00+07:00","data":{"message_id":"m-7f3a9c",)"
      R"("class":"critical","topic":"overdue","language":"vi","recipient":"person:GD-STC","agency":"Sở Tài chính",)"
      R"("rehearsal":false,"reply_by":"2022-12-05T17:00:00+07:00","subject":"Tiêu đề","text":"Nội dung\n",)"
      R"("item_count":1,"items":[{"code":"KH358-01","kind":"task","severity":"critical","rule":"nhiem-vu",)"
      R"("step":"qua-han","repeat":0,"restricted":false,"copy":false,"title":"Ban hành <kế hoạch> hành động",)"
      R"("agency":"Sở Tài chính","product":"Kế hoạch của cơ quan","coordinators":"Văn phòng UBND tỉnh",)"
      R"("document":{"number":"358/KH-UBND","issuer":"Ủy ban nhân dân tỉnh","date":"2022-11-18"},)"
      R"("due":"2022-12-01T00:00:00+07:00","due_is_date":true,"provisional":false,"overdue":true,)"
      R"("working_days":1,)"
      R"("next_at":"2022-12-06T07:30:00+07:00","next_who":"Chánh Văn phòng UBND tỉnh","source":"Kế hoạch 358",)"
      R"("as_of":"2022-11-30T17:00:00+07:00"}]}})");
}

TEST(WebhookPayload, StaysBelowTwentyThousandBytesAndCountsTheRest) {
  render::SampleFacts sample;
  sample.facts.lines.assign(500, sample.facts.lines.front());
  Envelope envelope;
  envelope.public_id = "m-1";
  envelope.facts = &sample.facts;
  const auto payload = webhook_payload({"s", std::string(30'000, 'x'), ""}, envelope);
  EXPECT_LE(payload.size(), 20'000U);
  const auto data = boost::json::parse(payload).at("data");
  EXPECT_EQ(data.at("item_count").to_number<int>(), 500);
  EXPECT_GT(data.at("items").as_array().size(), 10U);
}

TEST(WebhookPayload, AnItemWithALongTitleLeavesRoomForTheOthers) {
  render::SampleFacts sample;
  sample.facts.lines.assign(5, sample.facts.lines.front());
  for (int i = 0; i < 6'000; ++i) sample.facts.lines[0].title += "kế hoạch";
  Envelope envelope;
  envelope.public_id = "m-1";
  envelope.facts = &sample.facts;
  const auto payload = webhook_payload({"s", "t", ""}, envelope);
  EXPECT_LE(payload.size(), 20'000U);
  const auto items = boost::json::parse(payload).at("data").at("items").as_array();
  ASSERT_EQ(items.size(), 5U);
  const std::string title(items[0].at("title").as_string());
  EXPECT_LE(title.size(), 510U);
  EXPECT_TRUE(title.ends_with("…"));
}

TEST(WebhookPayload, ManyFindingsAreCounted) {
  render::SampleFacts sample;
  sample.facts.topic = rules::MessageTopic::findings;
  for (int i = 0; i < 300; ++i) {
    sample.facts.findings.push_back(
        {"DD6202", "recipient:person:p" + std::to_string(i), {{"text", std::string(60, 'x') + "ế"}}});
  }
  Envelope envelope;
  envelope.public_id = "m-1";
  envelope.facts = &sample.facts;
  const auto payload = webhook_payload({"s", std::string(30'000, 'x'), ""}, envelope);
  EXPECT_LE(payload.size(), 20'000U);
  const auto data = boost::json::parse(payload).at("data");
  EXPECT_EQ(data.at("finding_count").to_number<int>(), 300);
  EXPECT_GT(data.at("findings").as_array().size(), 30U);
}

TEST(WebhookPayload, RestrictedItemsAndRoomsTellNothingPersonal) {
  render::SampleFacts sample;
  sample.facts.room = true;
  sample.facts.lines[0].restricted = true;
  Envelope envelope;
  envelope.public_id = "m-1";
  envelope.facts = &sample.facts;
  const auto payload = webhook_payload({"s", "t", ""}, envelope);
  for (const auto* secret : {"Ban hành", "Kế hoạch của cơ quan", "Ông A", "Trần Thị B"}) {
    EXPECT_EQ(payload.find(secret), std::string::npos) << secret;
  }
  EXPECT_NE(payload.find("KH358-01"), std::string::npos);
}

}  // namespace
}  // namespace dondoc::integrations::chat

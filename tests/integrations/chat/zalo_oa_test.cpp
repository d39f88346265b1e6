// Zalo's Official Account: error numbers, and the tokens that work once.

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>

#include "integrations/chat/zalo_token.hpp"
#include "tests/integrations/chat/chat_fixture.hpp"

namespace dondoc::integrations::chat::test {
namespace {

namespace fs = std::filesystem;

const std::string kFirst = "refresh-" + std::string(kSecret);
const Response kYes{200, R"({"error":0,"message":"Success","data":{"message_id":"abc","msg_id":"def"}})"};

Response pair_of(const std::string& access, const std::string& refresh, const std::string& life = "90000") {
  return {200,
          R"({"access_token":")" + access + R"(","refresh_token":")" + refresh + R"(","expires_in":")" + life + "\"}"};
}

Response error(int code) { return {200, R"({"error":)" + std::to_string(code) + R"(,"message":"x"})"}; }

class ZaloOaTest : public testing::Test {
 protected:
  ZaloOaTest() {
    std::string pattern = (fs::temp_directory_path() / "dondoc-zalo-XXXXXX").string();
    directory_ = ::mkdtemp(pattern.data());
  }
  ~ZaloOaTest() override { fs::remove_all(directory_); }

  [[nodiscard]] std::unique_ptr<Channel> channel(const ScriptedServer& server, const Fields& more = {}) const {
    return make_channel("zalo_oa", server.url(), more, directory_.string());
  }
  [[nodiscard]] Outcome send(Channel& channel, const std::string& address = "186729651760683225") const {
    return deliver(channel, seal(channel, sample_.facts, {}, address));
  }
  [[nodiscard]] fs::path token_file() const { return directory_ / "zalo-kenh.json"; }
  [[nodiscard]] std::string stored() const {
    std::ifstream in(token_file());
    return {std::istreambuf_iterator<char>(in), {}};
  }

  fs::path directory_;
  render::SampleFacts sample_;
};

TEST_F(ZaloOaTest, RefreshesFirstStoresThePairAndUsesIt) {
  ScriptedServer server({pair_of("access-token-1", "refresh-token-2"), kYes, kYes});
  const auto oa = channel(server);
  EXPECT_EQ(std::get<Delivered>(send(*oa)).remote_id, "abc");
  EXPECT_EQ(show(send(*oa)), "delivered");
  oa->stop();
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_EQ(requests[0].target, "/v4/oa/access_token");
  EXPECT_EQ(requests[0].headers.at("content-type"), "application/x-www-form-urlencoded");
  EXPECT_EQ(requests[0].headers.at("secret_key"), "app-" + std::string(kSecret));
  EXPECT_EQ(requests[0].body, "refresh_token=" + kFirst + "&app_id=4321&grant_type=refresh_token");
  EXPECT_EQ(requests[1].target, "/v3.0/oa/message/cs");
  EXPECT_EQ(requests[1].headers.at("access_token"), "access-token-1");
  EXPECT_FALSE(requests[1].headers.contains("appsecret_proof"));
  EXPECT_NE(stored().find("refresh-token-2"), std::string::npos);
  struct stat status{};
  ASSERT_EQ(::stat(token_file().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(ZaloOaTest, GoesOnWithTheStoredPairAfterARestart) {
  {
    ScriptedServer server({pair_of("access-token-1", "refresh-token-2"), kYes});
    const auto oa = channel(server);
    EXPECT_EQ(show(send(*oa)), "delivered");
    oa->stop();
  }
  ScriptedServer server({kYes});
  const auto oa = channel(server);
  EXPECT_EQ(show(send(*oa)), "delivered");
  oa->stop();
  EXPECT_EQ(server.requests().at(0).headers.at("access_token"), "access-token-1");
}

// 80 % of a life of one second: over at once.
TEST_F(ZaloOaTest, RefreshesInTimeWithTheNewToken) {
  ScriptedServer server(
      {pair_of("access-token-1", "refresh-token-2", "1"), kYes, pair_of("access-token-2", "refresh-token-3"), kYes});
  const auto oa = channel(server);
  EXPECT_EQ(show(send(*oa)), "delivered");
  std::this_thread::sleep_for(std::chrono::milliseconds{900});
  EXPECT_EQ(show(send(*oa)), "delivered");
  oa->stop();
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 4U);
  EXPECT_TRUE(requests[2].body.starts_with("refresh_token=refresh-token-2&"));
  EXPECT_EQ(requests[3].headers.at("access_token"), "access-token-2");
}

TEST_F(ZaloOaTest, ATokenThatHasRunOutIsRefreshedOnceAndTheSameGoesAgain) {
  for (const int code : {-216, -124}) {
    fs::remove(token_file());
    ScriptedServer server({pair_of("access-token-1", "refresh-token-2"), error(code),
                           pair_of("access-token-2", "refresh-token-3"), error(code)});
    const auto oa = channel(server);
    EXPECT_EQ(show(send(*oa)), "rejected destination") << code;
    oa->stop();
    const auto requests = server.requests();
    ASSERT_EQ(requests.size(), 4U);
    EXPECT_EQ(requests[3].body, requests[1].body);
    EXPECT_EQ(requests[3].headers.at("access_token"), "access-token-2");
  }
}

TEST_F(ZaloOaTest, ManyMessagesWaitForOneRefresh) {
  ScriptedServer server({pair_of("access-token-1", "refresh-token-2"), kYes, kYes, kYes});
  const auto oa = channel(server);
  std::vector<std::future<Outcome>> answers;
  for (int i = 0; i < 3; ++i) answers.push_back(std::async(std::launch::async, [&] { return send(*oa); }));
  for (auto& answer : answers) EXPECT_EQ(show(answer.get()), "delivered");
  oa->stop();
  EXPECT_EQ(server.requests().size(), 4U);
}

TEST_F(ZaloOaTest, ALostPairNeedsAPersonAndTellsNoSecret) {
  ScriptedServer server({{200, R"({"error":-14014,"error_name":"Invalid refresh token","echo":")" + kFirst + "\"}"}});
  const auto oa = channel(server);
  const auto outcome = send(*oa);
  oa->stop();
  EXPECT_EQ(show(outcome), "rejected destination");
  EXPECT_EQ(
      outcome_reply(outcome),
      "refresh of the Zalo token for channel \"kenh\": HTTP 200, error -14014: the account's administrator has to "
      "consent anew, and refresh_token to be replaced");
}

TEST_F(ZaloOaTest, ARefreshThatCannotBeJudgedSendsNothing) {
  for (const auto& [response, expected] : std::initializer_list<std::pair<Response, const char*>>{
           {{503, "x"}, "retry destination"},
           {{429, "x", {"Retry-After: 3"}}, "retry destination 4000ms"},
           {{200, "", {}, true}, "retry destination"}}) {
    ScriptedServer server({response});
    const auto oa = channel(server);
    EXPECT_EQ(show(send(*oa)), expected);
    oa->stop();
    EXPECT_EQ(server.requests().size(), 1U);
  }
}

// A pair that is not on the disk must not be used: a crash would lose it. It is kept until it can be stored.
TEST_F(ZaloOaTest, APairThatCannotBeStoredIsNotUsedYet) {
  ScriptedServer server({pair_of("access-token-1", "refresh-token-2"), kYes});
  const auto oa = channel(server);
  fs::create_directory(token_file());  // in the way of the rename
  EXPECT_EQ(show(send(*oa)), "retry destination");
  EXPECT_EQ(show(send(*oa)), "retry destination");
  EXPECT_EQ(server.requests().size(), 1U);
  fs::remove(token_file());
  EXPECT_EQ(show(send(*oa)), "delivered");
  oa->stop();
  EXPECT_NE(stored().find("refresh-token-2"), std::string::npos);
}

TEST_F(ZaloOaTest, WhileAnotherProcessRefreshesNobodyElseDoes) {
  ScriptedServer server({pair_of("access-token-1", "refresh-token-2"), kYes});
  const auto oa = channel(server);
  {
    const auto lock = ZaloTokenFile(token_file()).lock();
    ASSERT_TRUE(lock);
    EXPECT_EQ(show(send(*oa)), "retry destination 10000ms");
    EXPECT_TRUE(server.requests().empty());
  }
  EXPECT_EQ(show(send(*oa)), "delivered");
  oa->stop();
}

TEST_F(ZaloOaTest, WhatAnotherProcessGotIsUsed) {
  ScriptedServer server({kYes});
  const auto oa = channel(server);
  const auto later = std::chrono::system_clock::now() + std::chrono::hours{1};
  ASSERT_TRUE(ZaloTokenFile(token_file()).save({"access-token-9", "refresh-token-9", later, fingerprint_of(kFirst)}));
  EXPECT_EQ(show(send(*oa)), "delivered");
  oa->stop();
  EXPECT_EQ(server.requests().at(0).headers.at("access_token"), "access-token-9");
}

TEST_F(ZaloOaTest, AnotherConfiguredTokenBeginsAnew) {
  const auto later = std::chrono::system_clock::now() + std::chrono::hours{1};
  ASSERT_TRUE(ZaloTokenFile(token_file()).save({"access-token-9", "refresh-token-9", later, fingerprint_of("old")}));
  ScriptedServer server({pair_of("access-token-1", "refresh-token-2"), kYes});
  const auto oa = channel(server);
  EXPECT_EQ(show(send(*oa)), "delivered");
  oa->stop();
  EXPECT_TRUE(server.requests().at(0).body.starts_with("refresh_token=" + kFirst + "&"));
}

TEST_F(ZaloOaTest, ProofWhereTheApplicationAsksForIt) {
  ScriptedServer server({pair_of("access-token-1", "refresh-token-2"), kYes});
  const auto oa = channel(server, {{"proof", true}});
  EXPECT_EQ(show(send(*oa)), "delivered");
  oa->stop();
  EXPECT_EQ(server.requests().at(1).headers.at("appsecret_proof"),
            app_secret_proof("app-" + std::string(kSecret), "access-token-1"));
}

// printf 'message' | openssl dgst -sha256 -hmac key
TEST(ZaloProof, Vector) {
  EXPECT_EQ(app_secret_proof("key", "message"), "6e9ef29b75fffc5b7abae527d58fdadb2fe42e7219011976917343065f58ed4a");
}

struct Case {
  Response response;
  const char* message;
  const char* notification;
};

TEST_F(ZaloOaTest, ErrorNumbers) {
  const Case cases[] = {
      {kYes, "delivered", "delivered"},
      {error(-100), "retry message", "retry message"},
      {error(-32), "retry destination 60000ms", "retry destination 60000ms"},
      {error(-101), "rejected destination", "rejected destination"},
      {error(-105), "rejected destination", "rejected destination"},
      {error(-1241), "rejected destination", "rejected destination"},
      {error(-210), "rejected message", "rejected message"},
      {error(-213), "rejected recipient", "rejected message"},
      {error(-230), "rejected recipient", "rejected message"},
      {error(-106), "rejected message", "rejected destination"},
      {error(-108), "rejected message", "rejected recipient"},
      {error(-109), "rejected message", "rejected destination"},
      {error(-110), "rejected message", "rejected recipient"},
      {error(-111), "rejected message", "rejected message"},
      {error(-112), "rejected message", "rejected message"},
      {error(-114), "rejected message", "rejected recipient"},
      {error(-115), "rejected message", "rejected destination"},
      {error(-118), "rejected message", "rejected recipient"},
      {error(-133), "rejected message", "retry message 3600000ms"},
      {error(-144), "rejected message", "retry destination 3600000ms"},
      {error(-147), "rejected message", "retry destination 3600000ms"},
      {error(-9999), "rejected message", "rejected message"},
      {{500, "<html>"}, "unknown", "unknown"},
      {{200, "<html>"}, "unknown", "unknown"},
      {{200, "", {}, true}, "unknown", "unknown"},
      {{429, "slow", {"Retry-After: 3"}}, "retry destination 4000ms", "retry destination 4000ms"},
      {{404, "not here"}, "rejected destination", "rejected destination"},
  };
  const Fields form{
      {"form", "template"}, {"template_id", "1"}, {"template_data", std::vector<std::string>{"a = count"}}};
  const auto later = std::chrono::system_clock::now() + std::chrono::hours{1};
  ASSERT_TRUE(ZaloTokenFile(token_file()).save({"access-token-9", "refresh-token-9", later, fingerprint_of(kFirst)}));
  for (const auto& [response, message, notification] : cases) {
    ScriptedServer server({response, response});
    const auto text = channel(server);
    EXPECT_EQ(show(send(*text)), message) << response.body;
    text->stop();
    const auto templates = channel(server, form);
    EXPECT_EQ(show(send(*templates, "84987654321")), notification) << response.body;
    templates->stop();
    EXPECT_EQ(server.requests().at(1).target, "/message/template");
    EXPECT_TRUE(text->repeats_cost());
  }
}

}  // namespace
}  // namespace dondoc::integrations::chat::test

// What an operator decides about messages that were given up, and what the engine makes of it.

#include "integrations/sqlite/dead_letters.hpp"

#include "tests/daemon/engine_fixture.hpp"

namespace dondoc::daemon {
namespace {

using integrations::Delivered;
using integrations::Rejected;
using integrations::Unknown;
using integrations::sqlite::Edited;

const std::string kLetter = "a@vi-du.example: [Quá hạn] 1 nhiệm vụ – Sở Tài chính, 01/12/2022";

class DeadLettersTest : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    people();
    task("T1", "2022-11-30");
    engine_->start();
  }
  void refused_for_good() {
    fakes_["mail"]->outcome_ = Rejected{"554 5.7.1 spam", Rejected::Scope::message};
    round("2022-12-01T07:30:00+07:00");
    fakes_["mail"]->outcome_ = Delivered{"", "ok"};
    ASSERT_EQ(query("SELECT state FROM notices"), "dead");
  }
  std::string dead_id() {
    return query("SELECT public_id FROM messages WHERE state = 'dead' AND class <> 'operations'");
  }
  std::string settled(Edited<std::string> (integrations::sqlite::DeadLetters::*decide)(std::string_view,
                                                                                       const std::string&),
                      const std::string& id) {
    integrations::sqlite::Database database((directory_ / "dondoc.db").string(),
                                            integrations::sqlite::Database::Mode::existing);
    integrations::sqlite::DeadLetters letters{database, "mẫu", clock_.now()};
    const auto done = (letters.*decide)(id, "đã gọi điện thoại");
    return done ? "ok" : done.error().code;
  }
  std::string retry(const std::string& id) { return settled(&integrations::sqlite::DeadLetters::retry, id); }
  std::string drop(const std::string& id) { return settled(&integrations::sqlite::DeadLetters::drop, id); }
};

TEST_F(DeadLettersTest, OneStaysListedUntilItIsRetriedAndThenIsToldOnce) {
  refused_for_good();
  round("2022-12-01T09:00:00+07:00");
  EXPECT_EQ(accepted("mail"), "");
  const auto id = dead_id();
  ASSERT_EQ(retry(id), "ok");
  round("2022-12-01T09:05:00+07:00");
  EXPECT_EQ(accepted("mail"), kLetter);
  EXPECT_EQ(query("SELECT state FROM notices"), "told");
  EXPECT_EQ(dead_id(), "");
  round("2022-12-01T13:30:00+07:00");
  EXPECT_EQ(accepted("mail"), "");
}

TEST_F(DeadLettersTest, RetriedInVainItIsListedAgain) {
  refused_for_good();
  const auto first = dead_id();
  ASSERT_EQ(retry(first), "ok");
  fakes_["mail"]->outcome_ = Rejected{"554 5.7.1 spam", Rejected::Scope::message};
  round("2022-12-01T09:05:00+07:00");
  EXPECT_EQ(query("SELECT state FROM notices"), "dead");
  EXPECT_NE(dead_id(), "");
  EXPECT_NE(dead_id(), first);
}

TEST_F(DeadLettersTest, WhatIsNoLongerTrueIsNotSent) {
  refused_for_good();
  sql("UPDATE items SET state = 'done', finished_at = 1669860000000 WHERE code = 'T1'");
  ASSERT_EQ(retry(dead_id()), "ok");
  round("2022-12-01T09:05:00+07:00");
  EXPECT_EQ(accepted("mail"), "");
}

TEST_F(DeadLettersTest, DroppedItIsNeitherListedNorSent) {
  refused_for_good();
  const auto id = dead_id();
  ASSERT_EQ(drop(id.substr(24)), "ok");
  round("2022-12-01T09:05:00+07:00");
  EXPECT_EQ(accepted("mail"), "");
  EXPECT_EQ(dead_id(), "");
  EXPECT_EQ(query("SELECT state FROM notices"), "dead");
  EXPECT_EQ(query("SELECT actor || ': ' || reason || ': ' || new FROM audit WHERE object = 'messages'"),
            "mẫu: đã gọi điện thoại: {\"state\":\"dropped\"}");
}

TEST_F(DeadLettersTest, Refused) {
  refused_for_good();
  const auto id = dead_id();
  for (const auto* name : {"", "xyz", "%", "0123456789abcdef0123456789abcdef0", "ffffffffffffffffffffffffffffffff"}) {
    EXPECT_EQ(retry(name), "DD5084") << name;
    EXPECT_EQ(drop(name), "DD5084") << name;
  }
  sql("UPDATE notices SET state = 'rehearsed'");
  EXPECT_EQ(retry(id), "DD5087");
  ASSERT_EQ(drop(id), "ok");
  EXPECT_EQ(drop(id), "DD5086");
  EXPECT_EQ(retry(id), "DD5086");
  EXPECT_EQ(query("SELECT count(*) FROM audit WHERE object = 'messages'"), "1");
}

TEST_F(DeadLettersTest, AnEndMustNameOneMessage) {
  refused_for_good();
  sql("UPDATE messages SET public_id = substr(public_id, 1, 30) || 'ab';"
      "INSERT INTO messages(public_id, recipient, channel, class, send_at, state, created_at)"
      " VALUES('cdefab', 'person:b', 'mail', 'routine', 0, 'dead', 0)");
  EXPECT_EQ(drop("ab"), "DD5085");
  EXPECT_EQ(drop("cdefab"), "ok");
}

TEST_F(DeadLettersTest, AfterAnUnknownOutcomeTheSameBytesGoUnderTheSameId) {
  // Tried again when the hours open on Monday, and given up then: the next repeat, which would make this one untrue,
  // comes half an hour later.
  fakes_["mail"]->outcome_ = Unknown{"cut"};
  for (const auto* time : {"2022-12-02T07:30:00+07:00", "2022-12-05T07:00:00+07:00"}) round(time);
  const auto& attempts = fakes_["mail"]->attempts_;
  ASSERT_EQ(query("SELECT group_concat(DISTINCT outcome) FROM deliveries WHERE message = 1"), "unknown");
  const auto id = dead_id();
  ASSERT_NE(id, "");
  const auto bytes = attempts.front().bytes;
  fakes_["mail"]->outcome_ = Delivered{"", "ok"};
  fakes_["mail"]->attempts_.clear();
  ASSERT_EQ(retry(id), "ok");
  round("2022-12-05T07:05:00+07:00");
  ASSERT_FALSE(attempts.empty());
  EXPECT_TRUE(std::ranges::any_of(attempts, [&](const auto& attempt) { return attempt.bytes == bytes; }));
  EXPECT_EQ(query("SELECT state FROM messages WHERE public_id = '" + id + "'"), "delivered");
}

}  // namespace
}  // namespace dondoc::daemon

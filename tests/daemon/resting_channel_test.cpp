// A channel whose destination fails rests as a whole; a message that fails waits alone.

#include <gmock/gmock.h>

#include "tests/daemon/engine_fixture.hpp"

namespace dondoc::daemon {
namespace {

using integrations::Delivered;
using integrations::Outcome;
using integrations::Rejected;
using integrations::RetryLater;
using testing::ElementsAre;

// Answers by address; everything else is accepted.
class PickyChannel : public FakeChannel {
 public:
  using FakeChannel::FakeChannel;
  void deliver(integrations::SealedMessage message, std::function<void(Outcome)> done) override {
    const auto answer = answers_.find(message.address);
    outcome_ = answer == answers_.end() ? Outcome{Delivered{"", "ok"}} : answer->second;
    FakeChannel::deliver(std::move(message), std::move(done));
  }
  std::map<std::string, Outcome> answers_;
};

class RestingChannelTest : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    mail_ = std::make_shared<PickyChannel>("mail");
    mail_->width_ = 1;
    fakes_["mail"] = mail_;
    write_rules(R"(
[[rule]]
id = "nv"
title = "Nhiệm vụ"
kind = "task"
  [[rule.step]]
  id = "qua-han"
  at = "due + 1wd 07:30"
  notify = ["head"]
)");
    load();
    people();
    sql("INSERT INTO agencies(code, name, level, addressee) VALUES('SYT', 'Sở Y tế', 'so', 'Giám đốc Sở');"
        "INSERT INTO people(code, name) VALUES('d', 'Mẫu D');"
        "INSERT INTO positions(agency, role, person) VALUES('SYT', 'head', 'd');"
        "INSERT INTO addresses(owner, channel, value) VALUES('person:d', 'mail', 'd@vi-du.example');");
    engine_->start();
  }
  void task_of(const std::string& code, const std::string& agency) {
    task(code, "2022-11-30");
    sql("UPDATE items SET agency = '" + agency + "' WHERE code = '" + code + "'");
  }
  // Attempts on addresses since the last call, without the operator's.
  std::vector<std::string> tried() {
    std::vector<std::string> out;
    for (const auto& message : mail_->attempts_) {
      if (!message.address.starts_with("van-hanh")) out.push_back(message.address.substr(0, 1));
    }
    mail_->attempts_.clear();
    return out;
  }
  void restart() {
    engine_.reset();
    load();
    engine_->start();
  }

  std::shared_ptr<PickyChannel> mail_;
};

const RetryLater kSlow{"timeout at RCPT", RetryLater::Scope::message, {}};
const RetryLater kDown{"connection refused", RetryLater::Scope::destination, {}};
const Rejected kRelay{"554 5.7.1 relay access denied", Rejected::Scope::destination};

TEST_F(RestingChannelTest, ARecipientThatFailsHoldsUpNobodyElse) {
  task_of("T1", "STC");
  task_of("T2", "SYT");
  mail_->answers_ = {{"a@vi-du.example", kSlow}};
  round("2022-12-01T07:30:00+07:00");
  EXPECT_THAT(tried(), ElementsAre("a", "d"));
  EXPECT_EQ(accepted("mail"), "d@vi-du.example: [Quá hạn] 1 nhiệm vụ – Sở Y tế, 01/12/2022");
  mail_->answers_.clear();
  round("2022-12-01T07:32:00+07:00");
  EXPECT_EQ(accepted("mail"), "a@vi-du.example: [Quá hạn] 1 nhiệm vụ – Sở Tài chính, 01/12/2022");
}

TEST_F(RestingChannelTest, AnOldMessageParksTheChannelNoLongerThanAYoungOne) {
  replace_in_main("backoff = [\"1min\", \"5min\"]", "backoff = [\"1min\", \"4h\"]");
  engine_->reload(make_setup(), false);
  task_of("T1", "STC");
  mail_->answers_ = {{"a@vi-du.example", kSlow}};
  round("2022-12-01T07:30:00+07:00");
  round("2022-12-01T07:40:00+07:00");
  mail_->answers_ = {{"a@vi-du.example", kDown}};
  task_of("T2", "SYT");
  tried();
  round("2022-12-01T13:30:00+07:00");
  EXPECT_THAT(tried(), ElementsAre("a"));
  round("2022-12-01T13:32:00+07:00");
  EXPECT_EQ(accepted("mail"), "d@vi-du.example: [Quá hạn] 1 nhiệm vụ – Sở Y tế, 01/12/2022");
}

TEST_F(RestingChannelTest, ADestinationThatIsDownIsProbedByOneMessageUntilOneArrives) {
  mail_->width_ = 4;
  task_of("T1", "STC");
  task_of("T2", "SYT");
  mail_->answers_ = {{"a@vi-du.example", kDown}, {"d@vi-du.example", kDown}};
  round("2022-12-01T07:30:00+07:00");
  EXPECT_EQ(tried().size(), 2U);
  round("2022-12-01T07:30:30+07:00");
  EXPECT_EQ(tried().size(), 0U) << "it rests";
  round("2022-12-01T07:32:00+07:00");
  EXPECT_EQ(tried().size(), 1U) << "one probe";
  mail_->answers_.clear();
  round("2022-12-01T07:39:00+07:00");
  EXPECT_EQ(tried().size(), 2U) << "the probe arrived, and so the rest goes";
}

TEST_F(RestingChannelTest, TheRestIsNeverLongerThanAQuarterOfAnHour) {
  replace_in_main("backoff = [\"1min\", \"5min\"]", "backoff = [\"1h\", \"4h\"]");
  engine_->reload(make_setup(), false);
  task_of("T1", "STC");
  task_of("T2", "SYT");
  mail_->answers_ = {{"a@vi-du.example", kDown}};
  round("2022-12-01T07:30:00+07:00");
  EXPECT_THAT(tried(), ElementsAre("a"));
  round("2022-12-01T07:44:00+07:00");
  EXPECT_THAT(tried(), ElementsAre());
  round("2022-12-01T07:46:00+07:00");
  EXPECT_THAT(tried(), ElementsAre("d"));
}

TEST_F(RestingChannelTest, WhoIsAskedToWaitWaitsExactlyThatAndItIsNoAttempt) {
  task_of("T1", "STC");
  mail_->answers_ = {{"a@vi-du.example", RetryLater{"429", RetryLater::Scope::destination, std::chrono::seconds{36}}}};
  round("2022-12-01T07:30:00+07:00");
  round("2022-12-01T07:30:35+07:00");
  EXPECT_EQ(tried().size(), 1U);
  round("2022-12-01T07:30:36+07:00");
  EXPECT_EQ(tried().size(), 1U);
  EXPECT_EQ(query("SELECT outcome FROM deliveries"), "throttled\nthrottled");
  const auto messages = store_->ready_messages(*rules::parse_iso("2022-12-01T09:00:00+07:00"), {}, false);
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages[0].failures, 0);
  EXPECT_EQ(messages[0].first_failure, std::nullopt);
}

TEST_F(RestingChannelTest, OneRecipientRefusedAsIfAllWereHoldsTheOthersUpForAMinute) {
  task_of("T1", "STC");
  task_of("T2", "SYT");
  mail_->answers_ = {{"a@vi-du.example", kRelay}};
  round("2022-12-01T07:30:00+07:00");
  EXPECT_THAT(tried(), ElementsAre("a"));
  round("2022-12-01T07:32:00+07:00");
  EXPECT_THAT(tried(), ElementsAre("d"));
}

TEST_F(RestingChannelTest, ADestinationThatRefusesUsIsProbedOnceAnHourAndRecoversByItself) {
  task_of("T1", "STC");
  task_of("T2", "SYT");
  mail_->answers_ = {{"a@vi-du.example", kRelay}, {"d@vi-du.example", kRelay}, {"van-hanh@vi-du.example", kRelay}};
  round("2022-12-01T07:30:00+07:00");
  round("2022-12-01T07:32:00+07:00");
  mail_->attempts_.clear();
  round("2022-12-01T08:25:00+07:00");
  EXPECT_EQ(mail_->attempts_.size(), 0U);
  EXPECT_EQ(query("SELECT count(*) FROM findings WHERE code = 'DD6502' AND resolved_at IS NULL"), "1");
  mail_->answers_.clear();
  round("2022-12-01T08:45:00+07:00");
  EXPECT_THAT(tried(), testing::UnorderedElementsAre("a", "d"));
  EXPECT_EQ(query("SELECT count(*) FROM findings WHERE code = 'DD6502' AND resolved_at IS NULL"), "0");
}

TEST_F(RestingChannelTest, ADestinationThatHasFailedForLongIsAFinding) {
  task_of("T1", "STC");
  const auto standing = "SELECT args ->> 'since' FROM findings WHERE code = 'DD6503' AND resolved_at IS NULL";
  mail_->answers_ = {{"a@vi-du.example", kDown}, {"van-hanh@vi-du.example", kDown}};
  for (const auto* time : {"07:30", "07:35", "07:45"}) round(std::string{"2022-12-01T"} + time + ":00+07:00");
  EXPECT_EQ(query(standing), "");
  round("2022-12-01T08:05:00+07:00");
  EXPECT_EQ(query(standing), "2022-12-01T07:30:00+07:00");
  mail_->answers_.clear();
  round("2022-12-01T08:25:00+07:00");
  EXPECT_EQ(query(standing), "");
}

TEST_F(RestingChannelTest, ARefusedChannelIsStillKnownAfterARestartAndEndsWithTheFirstDelivery) {
  task_of("T1", "STC");
  mail_->answers_ = {{"a@vi-du.example", kRelay}};
  round("2022-12-01T07:30:00+07:00");
  restart();
  EXPECT_EQ(query("SELECT count(*) FROM findings WHERE code = 'DD6502' AND resolved_at IS NULL"), "1");
  mail_->answers_.clear();
  round("2022-12-01T08:45:00+07:00");
  EXPECT_EQ(query("SELECT count(*) FROM findings WHERE code = 'DD6502' AND resolved_at IS NULL"), "0");
}

TEST_F(RestingChannelTest, TheTimeToGiveUpRunsFromTheFirstAttempt) {
  task_of("T1", "STC");
  store_->set_meta("paused", "operator");
  round("2022-12-01T07:30:00+07:00");
  store_->set_meta("paused", "");
  mail_->answers_ = {{"a@vi-du.example", kSlow}};
  round("2022-12-05T07:30:00+07:00");  // four days late, and give_up_after is one
  EXPECT_EQ(query("SELECT state FROM messages WHERE class <> 'operations'"), "open");
  round("2022-12-06T07:00:00+07:00");
  EXPECT_EQ(query("SELECT state FROM messages WHERE class <> 'operations'"), "open");
  round("2022-12-06T07:31:00+07:00");
  EXPECT_EQ(query("SELECT state FROM messages WHERE class <> 'operations'"), "dead");
}

TEST_F(RestingChannelTest, TheHoursLimitIsKeptAcrossARestart) {
  mail_->max_per_hour_ = 1;
  task_of("T1", "STC");
  task_of("T2", "SYT");
  round("2022-12-01T07:30:00+07:00");
  EXPECT_EQ(tried().size(), 1U);
  restart();
  round("2022-12-01T08:29:00+07:00");
  EXPECT_EQ(tried().size(), 0U);
  round("2022-12-01T08:31:00+07:00");
  EXPECT_EQ(tried().size(), 1U);
}

TEST_F(RestingChannelTest, ADeadLetterStandsUntilTheOperatorHasHeardOfIt) {
  task_of("T1", "STC");
  mail_->answers_ = {{"a@vi-du.example", Rejected{"554 5.7.1 spam", Rejected::Scope::message}},
                     {"van-hanh@vi-du.example", kSlow}};
  round("2022-12-01T07:30:00+07:00");
  EXPECT_EQ(query("SELECT count(*) FROM findings WHERE code = 'DD6501' AND resolved_at IS NULL"), "1");
  mail_->answers_.erase("van-hanh@vi-du.example");
  round("2022-12-01T07:35:00+07:00");
  EXPECT_EQ(query("SELECT count(*) FROM findings WHERE code = 'DD6501'"), "1");
  EXPECT_EQ(query("SELECT count(*) FROM findings WHERE code = 'DD6501' AND resolved_at IS NULL"), "0");
}

TEST_F(RestingChannelTest, WhatIsRefusedInARehearsalIsToldOnceItIsLive) {
  write_main("redirect", "");
  engine_->reload(make_setup(), false);
  sql("INSERT INTO addresses(owner, channel, value, preference) VALUES('person:a', 'chat', 'u42', 1)");
  task_of("T1", "STC");
  mail_->answers_ = {{"thu@vi-du.example", Rejected{"550 5.1.1 no such user", Rejected::Scope::recipient}}};
  round("2022-12-01T07:30:00+07:00");
  EXPECT_EQ(query("SELECT state || ' ' || reason FROM notices"), "rehearsed rehearsed");
  EXPECT_EQ(query("SELECT failing FROM addresses WHERE owner = 'person:a' AND channel = 'mail'"), "0");
  write_main("live", "");
  engine_->reload(make_setup(), false);
  round("2022-12-01T13:30:00+07:00");
  EXPECT_EQ(accepted("mail"), "a@vi-du.example: [Quá hạn] 1 nhiệm vụ – Sở Tài chính, 01/12/2022");
}

}  // namespace
}  // namespace dondoc::daemon

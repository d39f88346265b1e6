// A step that goes over several channels: each message is one of its own, and the notice is told once any of them is.

#include "tests/daemon/engine_fixture.hpp"

namespace dondoc::daemon {
namespace {

using integrations::Delivered;
using integrations::Rejected;
using integrations::RetryLater;

class TwoChannelsTest : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    write_rules(R"(
[[rule]]
id = "nv"
title = "Nhiệm vụ"
kind = "task"
  [[rule.step]]
  id = "qua-han"
  at = "due + 1wd 07:30"
  notify = ["head"]
  via = ["mail", "chat"]
)");
    load();
    people();
    sql("INSERT INTO addresses(owner, channel, value, preference) VALUES('person:a', 'chat', 'u42', 1)");
    task("T1", "2022-11-30");
    engine_->start();
  }
};

const std::string kMail = "a@vi-du.example: [Quá hạn] 1 nhiệm vụ – Sở Tài chính, 01/12/2022";
const std::string kChat = "u42: [Quá hạn] 1 nhiệm vụ – Sở Tài chính, 01/12/2022";

TEST_F(TwoChannelsTest, WhatOneHasToldTheOtherStillBrings) {
  fakes_["chat"]->outcome_ = RetryLater{"503", RetryLater::Scope::message, {}};
  round("2022-12-01T07:30:00+07:00");
  EXPECT_EQ(accepted("mail"), kMail);
  EXPECT_EQ(query("SELECT state FROM notices"), "told");
  fakes_["chat"]->outcome_ = Delivered{"", "ok"};
  round("2022-12-01T08:30:00+07:00");
  EXPECT_EQ(accepted("chat"), kChat);
  round("2022-12-01T09:30:00+07:00");
  EXPECT_EQ(accepted("mail") + accepted("chat"), "");
}

TEST_F(TwoChannelsTest, UnlessItHasBecomeUntrue) {
  fakes_["chat"]->outcome_ = RetryLater{"503", RetryLater::Scope::message, {}};
  round("2022-12-01T07:30:00+07:00");
  EXPECT_EQ(accepted("mail"), kMail);
  sql("UPDATE items SET state = 'done', finished_at = 1669860000000 WHERE code = 'T1'");
  fakes_["chat"]->outcome_ = Delivered{"", "ok"};
  round("2022-12-01T08:30:00+07:00");
  EXPECT_EQ(accepted("chat"), "");
}

TEST_F(TwoChannelsTest, ARefusalByOneAddsNothingToTheOtherAndIsNoDeadLetterWhileThatOneTries) {
  fakes_["mail"]->outcome_ = Rejected{"554 5.7.1 spam", Rejected::Scope::message};
  fakes_["chat"]->outcome_ = RetryLater{"503", RetryLater::Scope::message, {}};
  round("2022-12-01T07:30:00+07:00");
  EXPECT_EQ(query("SELECT state FROM notices"), "queued");
  fakes_["chat"]->outcome_ = Delivered{"", "ok"};
  round("2022-12-01T08:30:00+07:00");
  EXPECT_EQ(accepted("chat"), kChat);
  EXPECT_EQ(query("SELECT state FROM notices"), "told");
  round("2022-12-01T13:30:00+07:00");
  EXPECT_EQ(accepted("mail") + accepted("chat"), "");
}

TEST_F(TwoChannelsTest, RefusedByBothIsADeadLetter) {
  fakes_["mail"]->outcome_ = Rejected{"554 5.7.1 spam", Rejected::Scope::message};
  fakes_["chat"]->outcome_ = Rejected{"400", Rejected::Scope::message};
  round("2022-12-01T07:30:00+07:00");
  EXPECT_EQ(query("SELECT state FROM notices"), "dead");
}

// Where repeats cost money the next channel is the way on, after an unknown outcome and after a crash (design §5.9).
class CostlyChannelTest : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    people();
    sql("INSERT INTO addresses(owner, channel, value, preference) VALUES('person:a', 'chat', 'u42', 1)");
    task("T1", "2022-11-30");
    fakes_["mail"]->repeats_cost_ = true;
  }
};

TEST_F(CostlyChannelTest, AnUnknownOutcomeGoesOnToTheNextChannel) {
  engine_->start();
  fakes_["mail"]->outcome_ = integrations::Unknown{"cut"};
  round("2022-12-01T07:30:00+07:00");
  round("2022-12-01T07:35:00+07:00");
  EXPECT_EQ(fakes_["mail"]->attempts_.size(), 1U);
  EXPECT_EQ(accepted("chat"), kChat);
}

TEST_F(CostlyChannelTest, SoDoesWhatWasInFlightWhenTheProcessDied) {
  engine_->start();
  clock_.set(*rules::parse_iso("2022-12-01T07:30:00+07:00"));
  while (engine_->tick().more) {
  }
  ASSERT_EQ(engine_->prepare(true).messages.size(), 1U);
  engine_.reset();
  load();
  fakes_["mail"]->repeats_cost_ = true;
  engine_->start();
  round("2022-12-01T07:31:00+07:00");
  round("2022-12-01T07:35:00+07:00");
  EXPECT_EQ(fakes_["mail"]->attempts_.size(), 0U);
  EXPECT_EQ(accepted("chat"), kChat);
}

}  // namespace
}  // namespace dondoc::daemon

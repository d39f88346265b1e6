#include "tests/daemon/engine_fixture.hpp"

namespace dondoc::daemon {
namespace {

using integrations::Delivered;
using integrations::RetryLater;

using RestackTest = EngineTest;

TEST_F(RestackTest, WhatAPauseHeldUpWaitsForTheSendingHoursAndGoesAsOneMessage) {
  people();
  task("T1", "2022-11-30");
  task("T2", "2022-12-01");
  task("T3", "2022-12-02", "2022-12-01T08:00+07:00");
  engine_->start();
  store_->set_meta("paused", "operator");
  for (const auto* day : {"01", "02", "05"}) round(std::string{"2022-12-"} + day + "T07:30:00+07:00");
  store_->set_meta("paused", "");
  round("2022-12-05T22:00:00+07:00");
  EXPECT_EQ(accepted("mail"), "");
  round("2022-12-06T07:30:00+07:00");
  EXPECT_EQ(accepted("mail"), "a@vi-du.example: [Quá hạn] 3 nhiệm vụ – Sở Tài chính, 06/12/2022");
}

TEST_F(RestackTest, WhatAPauseHeldUpGoesAtOnceInSendingHours) {
  people();
  task("T1", "2022-11-30");
  task("T2", "2022-12-01");
  engine_->start();
  store_->set_meta("paused", "operator");
  for (const auto* day : {"01", "02"}) round(std::string{"2022-12-"} + day + "T07:30:00+07:00");
  store_->set_meta("paused", "");
  round("2022-12-02T10:30:00+07:00");
  EXPECT_EQ(accepted("mail"), "a@vi-du.example: [Quá hạn] 2 nhiệm vụ – Sở Tài chính, 02/12/2022");
}

TEST_F(RestackTest, ARetryWaitsForTheSendingHours) {
  people();
  task("T1", "2022-11-30");
  engine_->start();
  fakes_["mail"]->outcome_ = RetryLater{"451 later", RetryLater::Scope::message, {}};
  round("2022-12-01T07:30:00+07:00");
  fakes_["mail"]->outcome_ = Delivered{"", "ok"};
  round("2022-12-01T12:30:00+07:00");
  EXPECT_EQ(accepted("mail"), "") << "lunch is closed";
  round("2022-12-01T13:30:00+07:00");
  EXPECT_EQ(accepted("mail"), "a@vi-du.example: [Quá hạn] 1 nhiệm vụ – Sở Tài chính, 01/12/2022");
}

TEST_F(RestackTest, LateMessagesBecomeOneHoweverFewMayGoAtOnce) {
  people();
  fakes_["mail"]->width_ = 1;
  task("T1", "2022-11-30");
  task("T2", "2022-12-01");
  engine_->start();
  store_->set_meta("paused", "operator");
  for (const auto* day : {"01", "02"}) round(std::string{"2022-12-"} + day + "T07:30:00+07:00");
  store_->set_meta("paused", "");
  round("2022-12-02T10:30:00+07:00");
  EXPECT_EQ(accepted("mail"), "a@vi-du.example: [Quá hạn] 2 nhiệm vụ – Sở Tài chính, 02/12/2022");
}

}  // namespace
}  // namespace dondoc::daemon

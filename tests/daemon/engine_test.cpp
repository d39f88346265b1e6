#include "tests/daemon/engine_fixture.hpp"

namespace dondoc::daemon {
namespace {

using integrations::Delivered;
using integrations::Rejected;
using integrations::RetryLater;
using integrations::Unknown;

TEST_F(EngineTest, TellsTheOfficerBeforeTheHeadAfterAndTheNextLevelLast) {
  people();
  task("T1", "2022-11-30", "2022-11-01T08:00+07:00");
  engine_->start();
  round("2022-11-28T07:30:00+07:00");
  EXPECT_EQ(accepted("mail"), "");
  round("2022-11-29T07:30:00+07:00");
  EXPECT_EQ(accepted("mail"), "c@vi-du.example: [Nhắc hạn] còn 1 ngày làm việc – nhiệm vụ T1");
  round("2022-12-01T07:30:00+07:00");
  EXPECT_EQ(accepted("mail"), "a@vi-du.example: [Quá hạn] 1 nhiệm vụ – Sở Tài chính, 01/12/2022");
  round("2022-12-02T07:30:00+07:00");
  EXPECT_EQ(accepted("mail"), "a@vi-du.example: [Quá hạn] 1 nhiệm vụ – Sở Tài chính, 02/12/2022");
  round("2022-12-05T07:30:00+07:00");
  EXPECT_EQ(accepted("mail"),
            "a@vi-du.example: [Quá hạn] 1 nhiệm vụ – Sở Tài chính, 05/12/2022\n"
            "b@vi-du.example: [Báo cáo] 1 trường hợp quá hạn sau đôn đốc – Sở Tài chính, 05/12/2022");
}

TEST_F(EngineTest, ASecondRoundAtTheSameTimeSendsNothing) {
  people();
  task("T1", "2022-11-30");
  engine_->start();
  round("2022-12-01T07:30:00+07:00");
  EXPECT_NE(accepted("mail"), "");
  round("2022-12-01T07:30:00+07:00");
  EXPECT_EQ(accepted("mail"), "");
  engine_.reset();
  load();
  engine_->start();
  round("2022-12-01T07:31:00+07:00");
  EXPECT_EQ(accepted("mail"), "");
}

TEST_F(EngineTest, WhatIsNoLongerTrueIsNotSent) {
  people();
  task("T1", "2022-11-30");
  engine_->start();
  fakes_["mail"]->outcome_ = RetryLater{"451 later", RetryLater::Scope::message, {}};
  round("2022-12-01T07:30:00+07:00");
  EXPECT_EQ(fakes_["mail"]->attempts_.size(), 1u);
  sql("UPDATE items SET state = 'done', finished_at = 1669860000000 WHERE code = 'T1'");
  fakes_["mail"]->outcome_ = Delivered{"", "ok"};
  round("2022-12-01T08:30:00+07:00");
  EXPECT_EQ(accepted("mail"), "");
  EXPECT_EQ(query("SELECT state || ' ' || reason FROM notices"), "withdrawn state_closed");
}

TEST_F(EngineTest, AnUnknownOutcomeSendsTheSameBytesUnderTheSameId) {
  people();
  task("T1", "2022-11-30");
  engine_->start();
  fakes_["mail"]->outcome_ = Unknown{"connection lost after the last byte"};
  round("2022-12-01T07:30:00+07:00");
  fakes_["mail"]->outcome_ = Delivered{"", "ok"};
  round("2022-12-01T09:30:00+07:00");
  std::map<std::string, std::vector<std::string>> bytes;
  for (const auto& message : fakes_["mail"]->attempts_) bytes[message.public_id].push_back(message.bytes);
  ASSERT_EQ(bytes.size(), 1u);
  for (const auto& [id, sent] : bytes) {
    ASSERT_EQ(sent.size(), 2u) << id;
    EXPECT_EQ(sent[0], sent[1]);
  }
}

TEST_F(EngineTest, WhatWasInFlightWhenTheProcessDiedGoesAgainUnderTheSameId) {
  people();
  task("T1", "2022-11-30");
  engine_->start();
  clock_.set(*rules::parse_iso("2022-12-01T07:30:00+07:00"));
  while (engine_->tick().more) {
  }
  const auto lost = engine_->prepare(true).messages;
  ASSERT_EQ(lost.size(), 1u);
  engine_.reset();
  load();
  engine_->start();
  round("2022-12-01T07:31:00+07:00");
  std::map<std::string, std::string> before, after;
  for (const auto& message : lost) before[message.public_id] = message.bytes;
  for (const auto& message : fakes_["mail"]->accepted_) after[message.public_id] = message.bytes;
  EXPECT_EQ(before, after);
  EXPECT_EQ(fakes_["mail"]->accepted_.size(), 1u);
}

TEST_F(EngineTest, ARejectedAddressMovesToTheNextChannel) {
  people();
  sql("INSERT INTO addresses(owner, channel, value, preference) VALUES('person:a', 'chat', 'u42', 1)");
  task("T1", "2022-11-30");
  engine_->start();
  fakes_["mail"]->outcome_ = Rejected{"550 5.1.1 no such user", Rejected::Scope::recipient};
  round("2022-12-01T07:30:00+07:00");
  EXPECT_EQ(accepted("chat"), "u42: [Quá hạn] 1 nhiệm vụ – Sở Tài chính, 01/12/2022");
  EXPECT_EQ(query("SELECT failing FROM addresses WHERE owner = 'person:a' ORDER BY preference"), "1\n0");
}

TEST_F(EngineTest, WithoutAnotherWayTheNoticeIsADeadLetterAndTheMailboxStandsIn) {
  people();
  sql("INSERT INTO addresses(owner, channel, value) VALUES('agency:STC', 'chat', 'hop-thu-so')");
  task("T1", "2022-11-30");
  engine_->start();
  fakes_["mail"]->outcome_ = Rejected{"550 5.1.1 no such user", Rejected::Scope::recipient};
  round("2022-12-01T07:30:00+07:00");
  EXPECT_EQ(accepted("chat"), "hop-thu-so: [Quá hạn] 1 nhiệm vụ – Sở Tài chính, 01/12/2022");
  EXPECT_EQ(query("SELECT recipient || ' ' || state FROM notices ORDER BY id"), "person:a dead\nagency:STC told");
  EXPECT_EQ(query("SELECT count(*) FROM findings WHERE code = 'DD6501'"), "1");
}

TEST_F(EngineTest, ARehearsalNamesTheRealRecipientAsPeopleDo) {
  people();
  write_main("redirect", "[[source]]\nid = \"local\"\nname = \"Sổ theo dõi\"\n");
  load();
  engine_->start();
  task("NV1", "2022-12-01");
  round("2022-12-02T07:30+07:00");
  ASSERT_FALSE(fakes_["mail"]->accepted_.empty());
  const auto& bytes = fakes_["mail"]->accepted_.front().bytes;
  EXPECT_NE(bytes.find("CHẠY THỬ – người nhận thật: Mẫu A, Giám đốc Sở (a@vi-du.example)"), std::string::npos) << bytes;
  EXPECT_NE(bytes.find("nguồn: Sổ theo dõi."), std::string::npos) << "the name of the configuration\n" << bytes;
}

TEST_F(EngineTest, RedirectGoesToOneMailboxAndDoesNotCountAsSent) {
  people();
  task("T1", "2022-11-30");
  write_main("redirect", "");
  load();
  engine_->start();
  round("2022-12-01T07:30:00+07:00");
  EXPECT_EQ(accepted("mail"), "thu@vi-du.example: [CHẠY THỬ] [Quá hạn] 1 nhiệm vụ – Sở Tài chính, 01/12/2022");
  EXPECT_EQ(query("SELECT state FROM notices"), "rehearsed");
  write_main("live", "");
  engine_->reload(make_setup(), false);
  round("2022-12-01T13:30:00+07:00");
  EXPECT_EQ(accepted("mail"), "a@vi-du.example: [Quá hạn] 1 nhiệm vụ – Sở Tài chính, 01/12/2022");
}

TEST_F(EngineTest, OffSendsNothingUntilItIsLive) {
  people();
  task("T1", "2022-11-30");
  write_main("off", "");
  load();
  engine_->start();
  round("2022-12-01T07:30:00+07:00");
  EXPECT_TRUE(fakes_["mail"]->attempts_.empty());
  write_main("live", "");
  engine_->reload(make_setup(), false);
  round("2022-12-01T13:30:00+07:00");
  EXPECT_EQ(accepted("mail"), "a@vi-du.example: [Quá hạn] 1 nhiệm vụ – Sở Tài chính, 01/12/2022");
}

TEST_F(EngineTest, PauseStopsSendingAndClaimsGoOn) {
  people();
  task("T1", "2022-11-30");
  engine_->start();
  store_->set_meta("paused", "operator");
  round("2022-12-01T07:30:00+07:00");
  EXPECT_TRUE(fakes_["mail"]->attempts_.empty());
  EXPECT_EQ(query("SELECT state FROM notices"), "queued");
  store_->set_meta("paused", "");
  round("2022-12-01T10:30:00+07:00");
  EXPECT_EQ(accepted("mail"), "a@vi-du.example: [Quá hạn] 1 nhiệm vụ – Sở Tài chính, 01/12/2022");
}

TEST_F(EngineTest, AlertsOfALateSourceWaitUntilItIsFresh) {
  people();
  sql("INSERT INTO sources(id, fresh_as_of) VALUES('mc', 1669683600000)");  // 29/11/2022 08:00
  write_main("live", "[[source]]\nid = \"mc\"\nexpect_every = \"1wd 08:00\"\n");
  load();
  task("T1", "2022-11-30");
  sql("UPDATE items SET source = 'mc'");
  engine_->start();
  round("2022-12-01T08:30:00+07:00");
  EXPECT_EQ(accepted("mail"), "");
  EXPECT_EQ(query("SELECT code FROM findings WHERE resolved_at IS NULL AND code = 'DD6301'"), "DD6301");
  sql("UPDATE sources SET fresh_as_of = 1669858200000");  // 01/12/2022 08:30
  round("2022-12-01T13:30:00+07:00");
  EXPECT_EQ(accepted("mail"), "a@vi-du.example: [Quá hạn] 1 nhiệm vụ – Sở Tài chính, 01/12/2022");
  EXPECT_EQ(query("SELECT code FROM findings WHERE resolved_at IS NULL AND code = 'DD6301'"), "");
}

TEST_F(EngineTest, ANewStepThatWouldSayTooMuchWaitsForAConfirmation) {
  people();
  for (int i = 0; i < 5; ++i) task("T" + std::to_string(i), "2022-11-30");
  engine_->start();
  round("2022-12-01T07:30:00+07:00");
  EXPECT_EQ(accepted("mail"), "a@vi-du.example: [Quá hạn] 5 nhiệm vụ – Sở Tài chính, 01/12/2022");
  write_rules(std::string{kRules} +
              "\n[[rule]]\nid = \"moi\"\nkind = \"task\"\n  [[rule.step]]\n  id = \"b\"\n  at = \"due\"\n"
              "  notify = [\"officer\", \"head\"]\n");
  write_main("live", "[reload]\nmax_new = 1\n");
  engine_->reload(make_setup(), false);
  round("2022-12-01T13:30:00+07:00");
  EXPECT_EQ(accepted("mail"), "");
  EXPECT_EQ(query("SELECT code FROM findings WHERE resolved_at IS NULL AND code = 'DD6801'"), "DD6801");
  engine_->reload(make_setup(), true);
  round("2022-12-02T07:30:00+07:00");
  EXPECT_EQ(accepted("mail"),
            "a@vi-du.example: [Quá hạn] 5 nhiệm vụ – Sở Tài chính, 02/12/2022\n"
            "c@vi-du.example: [Quá hạn] 5 nhiệm vụ – Sở Tài chính, 02/12/2022");
}

// "a reload that would cause more messages": five notices that join in one message are one.
TEST_F(EngineTest, AReloadIsMeasuredInMessages) {
  people();
  for (int i = 0; i < 5; ++i) task("T" + std::to_string(i), "2022-11-30");
  engine_->start();
  round("2022-12-01T07:30:00+07:00");
  accepted("mail");
  write_rules(std::string{kRules} +
              "\n[[rule]]\nid = \"moi\"\nkind = \"task\"\n  [[rule.step]]\n  id = \"b\"\n  at = \"due\"\n"
              "  notify = [\"officer\"]\n");
  write_main("live", "[reload]\nmax_new = 1\n");
  engine_->reload(make_setup(), false);
  round("2022-12-01T13:30:00+07:00");
  EXPECT_EQ(accepted("mail"), "c@vi-du.example: [Quá hạn] 5 nhiệm vụ – Sở Tài chính, 01/12/2022");
  EXPECT_EQ(query("SELECT code FROM findings WHERE resolved_at IS NULL AND code = 'DD6801'"), "");
}

TEST_F(EngineTest, AFullHourHoldsBackTheRest) {
  people();
  fakes_["mail"]->max_per_hour_ = 1;
  fakes_["mail"]->width_ = 1;
  sql("INSERT INTO people(code, name) VALUES('d', 'Mẫu D');"
      "INSERT INTO positions(agency, role, person) VALUES('STC', 'head', 'd');"
      "INSERT INTO addresses(owner, channel, value) VALUES('person:d', 'mail', 'd@vi-du.example');");
  task("T1", "2022-11-30");
  engine_->start();
  round("2022-12-01T07:30:00+07:00");
  EXPECT_EQ(fakes_["mail"]->attempts_.size(), 1u);
  round("2022-12-01T08:29:00+07:00");
  EXPECT_EQ(fakes_["mail"]->attempts_.size(), 1u);
  round("2022-12-01T08:31:00+07:00");
  EXPECT_EQ(fakes_["mail"]->attempts_.size(), 2u);
}

TEST_F(EngineTest, AnUnknownOutcomeGoesAgainOverTheChannelThatSealedIt) {
  people();
  task("T1", "2022-11-30");
  write_main("redirect", "");
  load();
  engine_->start();
  fakes_["mail"]->outcome_ = Unknown{"connection lost after the last byte"};
  round("2022-12-01T07:30:00+07:00");
  replace_in_main("redirect = { channel = \"mail\"", "redirect = { channel = \"chat\"");
  engine_->reload(make_setup(), false);
  fakes_["mail"]->outcome_ = Delivered{"", "ok"};
  round("2022-12-01T09:30:00+07:00");
  EXPECT_EQ(fakes_["mail"]->attempts_.size(), 2u);
  EXPECT_EQ(fakes_["chat"]->attempts_.size(), 0u);
}

TEST_F(EngineTest, UsedUpRepeatsAreAFindingUntilTheItemIsDone) {
  people();
  task("T1", "2022-11-30");
  engine_->start();
  for (const auto* day : {"01", "02", "05", "06", "07"}) round(std::string{"2022-12-"} + day + "T07:30:00+07:00");
  EXPECT_EQ(query("SELECT count(*) FROM findings WHERE code = 'DD6401' AND resolved_at IS NULL"), "1");
  sql("UPDATE items SET state = 'done', finished_at = 1670378400000 WHERE code = 'T1'");
  round("2022-12-07T09:00:00+07:00");
  EXPECT_EQ(query("SELECT count(*) FROM findings WHERE code = 'DD6401' AND resolved_at IS NULL"), "0");
}

TEST_F(EngineTest, WhatMayHaveReachedSomebodyHoldsUpNothingInARehearsal) {
  people();
  fakes_["mail"]->width_ = 1;
  task("T1", "2022-11-30");
  engine_->start();
  fakes_["mail"]->outcome_ = Unknown{"connection lost after the last byte"};
  round("2022-12-01T07:30:00+07:00");
  write_main("redirect", "");
  engine_->reload(make_setup(), false);
  fakes_["mail"]->outcome_ = Delivered{"", "ok"};
  task("T2", "2022-12-01");
  round("2022-12-02T07:30:00+07:00");
  EXPECT_NE(accepted("mail"), "");
}

TEST_F(EngineTest, AStepThatWaitedForAConfirmationAndIsGoneWaitsNoMore) {
  people();
  for (int i = 0; i < 5; ++i) task("T" + std::to_string(i), "2022-11-30");
  engine_->start();
  round("2022-12-01T07:30:00+07:00");
  write_rules(std::string{kRules} +
              "\n[[rule]]\nid = \"moi\"\nkind = \"task\"\n  [[rule.step]]\n  id = \"b\"\n  at = \"due\"\n"
              "  notify = [\"officer\", \"head\"]\n");
  write_main("live", "[reload]\nmax_new = 1\n");
  engine_->reload(make_setup(), false);
  EXPECT_EQ(query("SELECT count(*) FROM findings WHERE resolved_at IS NULL AND code = 'DD6801'"), "1");
  write_rules(kRules);
  engine_->reload(make_setup(), false);
  EXPECT_EQ(query("SELECT count(*) FROM findings WHERE resolved_at IS NULL AND code = 'DD6801'"), "0");
}

TEST_F(EngineTest, WhileTheOperatorsChannelIsDownTheNextOneSpeaks) {
  people();
  replace_in_main("address = \"van-hanh@vi-du.example\" }]",
                  "address = \"van-hanh@vi-du.example\" }, { channel = \"chat\", address = \"truc@vi-du.example\" }]");
  load();
  task("T1", "2022-11-30");
  sql("DELETE FROM positions WHERE role = 'head' AND agency = 'STC'");
  engine_->start();
  fakes_["mail"]->outcome_ = RetryLater{"connection refused", RetryLater::Scope::destination, {}};
  round("2022-12-01T07:30:00+07:00");
  round("2022-12-01T07:31:00+07:00");
  EXPECT_EQ(accepted("chat").substr(0, 18), "truc@vi-du.example");
}

TEST_F(EngineTest, ARehearsalUnderWayWhileGoingLiveIsToldForReal) {
  people();
  task("T1", "2022-11-30");
  write_main("redirect", "");
  load();
  engine_->start();
  clock_.set(*rules::parse_iso("2022-12-01T07:30:00+07:00"));
  while (engine_->tick().more) {
  }
  AnswerQueue answers;
  const auto under_way = engine_->prepare(true).messages;
  ASSERT_EQ(under_way.size(), 1u);
  store_->go_live(clock_.now(), clock_.now());
  write_main("live", "");
  engine_->reload(make_setup(), false);
  while (engine_->tick().more) {
  }
  engine_->settle({{under_way[0].id, "mail", Delivered{"", "ok"}, clock_.now()}});
  round("2022-12-01T13:30:00+07:00");
  EXPECT_EQ(accepted("mail"), "a@vi-du.example: [Quá hạn] 1 nhiệm vụ – Sở Tài chính, 01/12/2022");
}

TEST_F(EngineTest, AProviderThatAsksForTimeForLongIsAFinding) {
  people();
  task("T1", "2022-11-30");
  engine_->start();
  fakes_["mail"]->outcome_ = RetryLater{"429 slow down", RetryLater::Scope::destination, std::chrono::minutes{5}};
  round("2022-12-01T07:30:00+07:00");
  EXPECT_EQ(query("SELECT count(*) FROM findings WHERE code = 'DD6503' AND resolved_at IS NULL"), "0");
  for (const auto* time : {"07:40", "07:50", "08:00", "08:10"}) round(std::string{"2022-12-01T"} + time + ":00+07:00");
  EXPECT_EQ(query("SELECT count(*) FROM findings WHERE code = 'DD6503' AND resolved_at IS NULL"), "1");
}

}  // namespace
}  // namespace dondoc::daemon

#include "tests/daemon/engine_fixture.hpp"

// One pass over everything: what begins it, what it costs, and that a crash or a clock set back loses nothing.

namespace dondoc::daemon {
namespace {

class FullEvaluationTest : public EngineTest {};

TEST_F(FullEvaluationTest, AfterAClockThatWasAheadNothingSleepsUntilTheWrongDate) {
  people();
  engine_->start();
  round("2022-12-01T07:30:00+07:00");
  clock_.set(*rules::parse_iso("2022-12-20T20:00:00+07:00"));
  task("T1", "2022-12-06", "2022-11-01T08:00+07:00");
  round("2022-12-20T20:00:00+07:00");  // all slots of that day are over: the messages wait for the 21st
  EXPECT_EQ(accepted("mail"), "");
  round("2022-12-01T08:00:00+07:00");
  round("2022-12-05T07:30:00+07:00");
  EXPECT_EQ(accepted("mail"), "c@vi-du.example: [Nhắc hạn] còn 1 ngày làm việc – nhiệm vụ T1");
  round("2022-12-07T07:30:00+07:00");
  EXPECT_EQ(accepted("mail"), "a@vi-du.example: [Quá hạn] 1 nhiệm vụ – Sở Tài chính, 07/12/2022");
}

// Evaluated before the clock went ahead, and by nothing but the clock otherwise since.
TEST_F(FullEvaluationTest, AfterAClockThatWasAheadAnOlderItemIsLookedAtAgainToo) {
  people();
  task("T1", "2022-12-06", "2022-11-01T08:00+07:00");
  sql("UPDATE item_state SET first_stored_at = 1667264400000");
  engine_->start();
  round("2022-12-01T07:30:00+07:00");
  const auto next = query("SELECT next_check_at FROM item_state");
  round("2022-12-07T20:00:00+07:00");  // nothing used up: no finding has it looked at anyway
  EXPECT_NE(query("SELECT next_check_at FROM item_state"), next);
  round("2022-12-01T08:00:00+07:00");
  EXPECT_EQ(query("SELECT next_check_at FROM item_state"), next);
  round("2022-12-05T07:30:00+07:00");
  EXPECT_EQ(accepted("mail"), "c@vi-du.example: [Nhắc hạn] còn 1 ngày làm việc – nhiệm vụ T1");
}

TEST_F(FullEvaluationTest, AClockThatIsAheadAndSetBackRepeatsNothing) {
  people();
  task("T1", "2022-12-06", "2022-11-01T08:00+07:00");
  engine_->start();
  round("2022-12-07T07:30:00+07:00");
  EXPECT_EQ(accepted("mail"),
            "c@vi-du.example: [Quá hạn] 1 nhiệm vụ – Sở Tài chính, 07/12/2022\n"
            "a@vi-du.example: [Quá hạn] 1 nhiệm vụ – Sở Tài chính, 07/12/2022");
  round("2022-12-02T07:30:00+07:00");
  round("2022-12-05T07:30:00+07:00");
  round("2022-12-07T07:30:00+07:00");
  EXPECT_EQ(accepted("mail"), "");
}

TEST_F(FullEvaluationTest, AFullEvaluationGoesOnWhereACrashLeftIt) {
  people();
  task("T1", "2022-12-30");
  task("T2", "2022-12-30");
  engine_->start();
  round("2022-12-01T07:30:00+07:00");
  sql("UPDATE item_state SET next_check_at = 4000000000000, inputs = NULL");
  store_->begin_full_evaluation();
  store_->advance_full_evaluation(1);
  load();
  engine_->start();
  round("2022-12-01T07:31:00+07:00");
  EXPECT_EQ(query("SELECT next_check_at = 4000000000000 FROM item_state ORDER BY id"), "1\n0");
  EXPECT_FALSE(store_->full_evaluation());
}

// Years of finished items cost a look at one number each; one that is opened again is an item like any other.
TEST_F(FullEvaluationTest, WhatIsOverIsLeftAloneUntilItIsOpenedAgain) {
  people();
  task("T1", "2022-12-30");
  task("T2", "2022-12-30");
  engine_->start();
  round("2022-12-01T07:30:00+07:00");
  EXPECT_EQ(query("SELECT profile = 0 FROM item_state ORDER BY id"), "0\n0");
  sql("UPDATE items SET state = 'done' WHERE code = 'T1'");
  round("2022-12-01T07:31:00+07:00");
  EXPECT_EQ(query("SELECT profile = 0 FROM item_state ORDER BY id"), "1\n0");
  sql("UPDATE items SET state = 'open' WHERE code = 'T1'");
  round("2022-12-01T07:32:00+07:00");
  EXPECT_EQ(query("SELECT profile = 0 FROM item_state ORDER BY id"), "0\n0");
}

TEST_F(FullEvaluationTest, WhatIsDueGoesBeforeAFullEvaluation) {
  people();
  sql("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200)"
      " INSERT INTO items(code, kind, agency, due_at, received_at) SELECT 'N' || i, 'task', 'STC', 1735664400000, "
      "1669770000000 FROM n");
  engine_->start();
  round("2022-12-01T07:00:00+07:00");
  task("T1", "2022-11-30");
  sql("UPDATE item_state SET inputs = NULL");
  store_->begin_full_evaluation();
  load();
  engine_->start();
  clock_.set(*rules::parse_iso("2022-12-01T07:30:00+07:00"));
  EXPECT_EQ(engine_->tick().notices, 1u);
  ASSERT_TRUE(store_->full_evaluation());
  EXPECT_FALSE(engine_->prepare(true).messages.empty());
}

// An edit of a rule costs the items it may apply to, and a second look at the same costs none.
TEST_F(FullEvaluationTest, AnEditedRuleIsEvaluatedForItsOwnItemsOnly) {
  people();
  const std::string other = R"(
[[rule]]
id = "gap"
kind = "task"
where = { priority = "cao" }
  [[rule.step]]
  id = "nhac"
  at = "due - 2wd 07:30"
  notify = ["head"]
)";
  write_rules(kRules + other);
  task("T1", "2022-12-30");
  task("T2", "2022-12-30");
  task("T3", "2022-12-30");
  sql("UPDATE items SET priority = 'cao' WHERE code = 'T2'");
  load();
  engine_->start();
  round("2022-12-01T07:30:00+07:00");
  const auto evaluated_after = [&](const std::string& rules) {
    write_rules(rules);
    engine_->reload(make_setup(), true);
    std::size_t evaluated = 0;
    for (bool more = true; more;) {
      const auto counts = engine_->tick();
      evaluated += counts.evaluated;
      more = counts.more;
    }
    EXPECT_FALSE(store_->full_evaluation());
    return evaluated;
  };
  std::string earlier = other;
  earlier.replace(earlier.find("due - 2wd"), 9, "due - 3wd");
  EXPECT_EQ(evaluated_after(kRules + earlier), 1u);
  EXPECT_EQ(query("SELECT count(DISTINCT next_check_at) FROM item_state"), "2") << "T2 is looked at earlier";
  EXPECT_EQ(evaluated_after(kRules + earlier), 0u);
  EXPECT_EQ(evaluated_after(kRules), 1u);
  EXPECT_EQ(query("SELECT count(DISTINCT next_check_at) FROM item_state"), "1");
}

TEST_F(FullEvaluationTest, AStandingFindingStaysTheSameThroughFullEvaluationsUntilItIsMended) {
  people();
  sql("DELETE FROM positions WHERE role = 'head' AND agency = 'STC'");
  task("T1", "2022-11-30");
  engine_->start();
  round("2022-12-01T07:30:00+07:00");
  const auto standing = "SELECT id || ' ' || code FROM findings WHERE resolved_at IS NULL AND code LIKE 'DD62%'";
  const auto found = query(standing);
  EXPECT_NE(found, "");
  store_->begin_full_evaluation();
  load();
  engine_->start();
  round("2022-12-01T08:30:00+07:00");
  EXPECT_EQ(query(standing), found);
  sql("INSERT INTO positions(agency, role, person) VALUES('STC', 'head', 'a')");
  round("2022-12-01T09:30:00+07:00");
  EXPECT_EQ(query(standing), "");
}

TEST_F(FullEvaluationTest, WhatChangedAboutPeopleWhileNobodyWatchedIsLookedAt) {
  people();
  sql("INSERT INTO silences(filter, author, reason, from_at, until_at) VALUES('{}', 'x', 'y', 0, 1700000000000)");
  task("T1", "2022-11-30");
  engine_->start();
  round("2022-12-01T07:30:00+07:00");
  EXPECT_EQ(accepted("mail"), "");
  engine_.reset();
  sql("DELETE FROM silences");
  load();
  engine_->start();
  round("2022-12-01T13:30:00+07:00");
  EXPECT_EQ(accepted("mail"), "a@vi-du.example: [Quá hạn] 1 nhiệm vụ – Sở Tài chính, 01/12/2022");
}

TEST_F(FullEvaluationTest, AnAgencyThatBeginsToMatchARuleIsTold) {
  people();
  write_rules(
      "[[rule]]\nid = \"nv\"\nwhere = { agency.level = \"huyen\" }\n  [[rule.step]]\n  id = \"qua-han\"\n"
      "  at = \"due\"\n  notify = [\"head\"]\n");
  load();
  task("T1", "2022-11-30");
  engine_->start();
  round("2022-12-01T07:30:00+07:00");
  EXPECT_EQ(accepted("mail"), "");
  sql("UPDATE agencies SET level = 'huyen' WHERE code = 'STC'");
  round("2022-12-01T13:30:00+07:00");
  EXPECT_EQ(accepted("mail"), "a@vi-du.example: [Quá hạn] 1 nhiệm vụ – Sở Tài chính, 01/12/2022");
}

TEST_F(FullEvaluationTest, AReloadSwallowsNoChangeOfPeopleOrSilences) {
  people();
  sql("INSERT INTO silences(filter, author, reason, from_at, until_at) VALUES('{}', 'x', 'y', 0, 1700000000000)");
  task("T1", "2022-11-30");
  engine_->start();
  round("2022-12-01T07:30:00+07:00");
  EXPECT_EQ(accepted("mail"), "");
  sql("DELETE FROM silences");
  engine_->reload(make_setup(), false);
  round("2022-12-01T13:30:00+07:00");
  EXPECT_EQ(accepted("mail"), "a@vi-du.example: [Quá hạn] 1 nhiệm vụ – Sở Tài chính, 01/12/2022");
}

}  // namespace
}  // namespace dondoc::daemon

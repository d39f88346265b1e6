#include "daemon/due_batches.hpp"

#include <gmock/gmock.h>

#include "tests/daemon/engine_fixture.hpp"

namespace dondoc::daemon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class DueBatchesTest : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    people();
    sql("INSERT INTO items (code, kind, title, agency, due_at) VALUES ('A', 'task', 'Việc', 'STC', 1669885200000),"
        " ('B', 'task', 'Việc', 'STC', 1669885200000), ('C', 'task', 'Việc', 'STC', 1669885200000),"
        " ('D', 'task', 'Việc', 'STC', 1669885200000), ('E', 'task', 'Việc', 'STC', 1669885200000)");
    side_.emplace(*store_);
    batches_.emplace(*store_, *side_);
    world_ = build_world(engine_->setup().configuration, *store_, clock_.now());
  }

  DueBatch next() { return batches_->next(world_, clock_.now(), 2); }
  void read_on(const DueBatch& batch, const std::function<void()>& claim) {
    batches_->claim_and_read_on(world_, batch, clock_.now(), 2, claim);
  }
  static std::vector<std::string> codes(const DueBatch& batch) {
    std::vector<std::string> out;
    for (const auto& stored : batch.items) out.push_back(stored.item.code);
    return out;
  }

  rules::World world_;
  std::optional<SideReader> side_;
  std::optional<DueBatches> batches_;
};

TEST_F(DueBatchesTest, TheNextOnesAreReadWhileThoseBeforeAreClaimed) {
  const auto first = next();
  EXPECT_THAT(codes(first), ElementsAre("A", "B"));
  EXPECT_TRUE(first.more);
  bool claimed = false;
  read_on(first, [&] { claimed = true; });
  EXPECT_TRUE(claimed);
  sql("UPDATE item_state SET next_check_at = NULL");
  const auto second = next();
  EXPECT_THAT(codes(second), ElementsAre("C", "D")) << "from before the change";
  EXPECT_EQ(second.evaluations.size(), 2U);
  EXPECT_TRUE(second.more);
  EXPECT_THAT(codes(next()), IsEmpty()) << "used up";
}

// Where none follows that was read, others may have become due before it.
TEST_F(DueBatchesTest, AfterTheLastOneTheStoreIsAskedAgain) {
  sql("UPDATE item_state SET next_check_at = NULL WHERE code IN ('D', 'E')");
  read_on(next(), [] {});
  const auto second = next();
  EXPECT_THAT(codes(second), ElementsAre("C"));
  EXPECT_TRUE(second.more);
  read_on(second, [&] { sql("UPDATE item_state SET next_check_at = NULL WHERE code <> 'A'"); });
  EXPECT_THAT(codes(next()), ElementsAre("A"));
}

TEST_F(DueBatchesTest, WhatWasReadAheadIsForgottenWithTheWorldItWasDecidedBy) {
  read_on(next(), [] {});
  batches_->forget();
  EXPECT_THAT(codes(next()), ElementsAre("A", "B"));
}

TEST_F(DueBatchesTest, WhatWasReadLongAgoIsReadAgain) {
  read_on(next(), [] {});
  clock_.set(clock_.now() + std::chrono::milliseconds{1'001});
  EXPECT_THAT(codes(next()), ElementsAre("A", "B"));
  read_on(next(), [] {});
  clock_.set(clock_.now() - std::chrono::milliseconds{1});
  EXPECT_THAT(codes(next()), ElementsAre("A", "B")) << "nor by a clock that was set back";
}

TEST_F(DueBatchesTest, AFailureToClaimKeepsNothing) {
  EXPECT_THROW(read_on(next(), [] { throw std::runtime_error("disk full"); }), std::runtime_error);
  EXPECT_THAT(codes(next()), ElementsAre("A", "B"));
}

// A fault of the reading alone keeps nothing from being claimed; the store meets it again, and tells.
TEST_F(DueBatchesTest, WhereReadingAheadFailsTheRestGoesOn) {
  const auto first = next();
  read_on(first, [] {});
  batches_->forget();
  sql("ALTER TABLE item_coordinators RENAME TO elsewhere");
  bool claimed = false;
  EXPECT_NO_THROW(read_on(first, [&] { claimed = true; }));
  EXPECT_TRUE(claimed);
  EXPECT_THROW(static_cast<void>(next()), integrations::StoreError);
  sql("ALTER TABLE elsewhere RENAME TO item_coordinators");
  EXPECT_THAT(codes(next()), ElementsAre("A", "B"));
}

// Changed between reading ahead and claiming: what was decided about it is void, and it is decided about again.
TEST_F(DueBatchesTest, AnItemThatChangedMeanwhileIsLookedAtAgain) {
  sql("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150)"
      " INSERT INTO items (code, kind, title, agency, due_at) SELECT 'V-' || i, 'task', 'Việc', 'STC', 1669885200000"
      " FROM n");
  engine_->start();
  clock_.set(*rules::parse_iso("2022-12-02T08:00+07:00"));
  EXPECT_TRUE(engine_->tick().more);  // 64 claimed, 91 read ahead
  sql("UPDATE items SET state = 'done', finished_at = 1669885200000 WHERE code = 'V-140'");
  while (engine_->tick().more) {
  }
  EXPECT_EQ(query("SELECT count(*) FROM alerts AS a JOIN item_state AS s ON s.id = a.item WHERE s.code = 'V-140'"),
            "0");
  EXPECT_EQ(query("SELECT count(DISTINCT s.code) FROM alerts AS a JOIN item_state AS s ON s.id = a.item"), "154");
}

}  // namespace
}  // namespace dondoc::daemon

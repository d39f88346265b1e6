#include "daemon/batches.hpp"

#include "tests/daemon/engine_fixture.hpp"

namespace dondoc::daemon {
namespace {

class BatchesTest : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    people();
    sql("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
        " INSERT INTO items (code, kind, title, agency, due_at) SELECT 'V-' || i, 'task', 'Việc', 'STC', 1669885200000"
        " FROM n");
    engine_->start();
  }
  std::string evaluated() { return query("SELECT count(*) FROM item_state WHERE next_check_at IS NOT 0"); }

  const std::atomic<bool> never_{false};
};

// What is due together: few first, so that their alerts are durable at once.
TEST_F(BatchesTest, GrowFromASmallOne) {
  for (const std::size_t expected : {64U, 128U, 256U, 512U, 1024U, 2000U - 1984U}) {
    const auto counts = engine_->tick();
    EXPECT_EQ(counts.evaluated, expected);
    EXPECT_TRUE(counts.more);
  }
  EXPECT_EQ(engine_->tick().evaluated, 0U);
  sql("UPDATE items SET title = 'Việc khác' WHERE code = 'V-7'");
  EXPECT_FALSE(engine_->tick().more);
}

TEST_F(BatchesTest, AreSmallerAfterAnotherProgramWrote) {
  Batches batches(*engine_, *store_);
  sql("CREATE TABLE another (x)");
  EXPECT_TRUE(batches.tick(never_).more);
  EXPECT_EQ(evaluated(), std::to_string(64 + 128 + 200 + 512)) << "grown again as long as nobody writes";
}

TEST_F(BatchesTest, AreNotWhereNobodyElseWrites) {
  Batches batches(*engine_, *store_);
  EXPECT_TRUE(batches.tick(never_).more);
  EXPECT_EQ(evaluated(), std::to_string(64 + 128 + 256 + 512));
}

// The other's next commits find a short log: it was moved for them.
TEST_F(BatchesTest, TheLogIsMovedForWhoeverWrites) {
  const auto log = [this] { return std::filesystem::file_size(directory_ / "dondoc.db-wal"); };
  integrations::sqlite::Database other((directory_ / "dondoc.db").string(),
                                       integrations::sqlite::Database::Mode::existing);
  other.execute("PRAGMA wal_autocheckpoint = 0");
  Batches batches(*engine_, *store_);
  EXPECT_TRUE(batches.tick(never_).more);
  other.execute("CREATE TABLE another (x)");
  const auto unmoved = log();
  batches.give_way();
  other.execute("INSERT INTO another VALUES (1)");
  EXPECT_EQ(log(), unmoved) << "begun anew from its start, not grown";
}

TEST_F(BatchesTest, EndWhenStopping) {
  const std::atomic<bool> stopping{true};
  Batches batches(*engine_, *store_);
  EXPECT_TRUE(batches.tick(stopping).more);
  EXPECT_EQ(evaluated(), "0");
}

}  // namespace
}  // namespace dondoc::daemon

#include "integrations/sqlite/sqlite_store.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "integrations/sqlite/item_rows.hpp"
#include "integrations/sqlite/migrate.hpp"
#include "integrations/sqlite/transaction.hpp"
#include "tests/integrations/sqlite/scratch.hpp"
#include "tests/integrations/store_contract.hpp"

namespace dondoc::integrations::sqlite {
namespace {

using dondoc::testing::PlainConnection;
using dondoc::testing::ScratchFolder;

class SqliteUnderTest final : public dondoc::testing::StoreUnderTest {
 public:
  Store& store() override { return *store_; }
  void write(const std::string& sql) override { other_.execute(sql); }
  std::string read(const std::string& sql) override { return other_.read(sql); }

 private:
  ScratchFolder folder_;
  std::unique_ptr<SqliteStore> store_ = SqliteStore::open(folder_.file("dondoc.db"));
  PlainConnection other_{folder_.file("dondoc.db")};
};

using dondoc::testing::StoreContract;
INSTANTIATE_TEST_SUITE_P(Sqlite, StoreContract,
                         ::testing::Values(dondoc::testing::StoreFactory{
                             "sqlite", [] { return std::make_unique<SqliteUnderTest>(); }}));

std::string plan_of(Database& database, const std::string& sql) {
  std::string plan;
  Statement rows = database.prepare("EXPLAIN QUERY PLAN " + sql);
  while (rows.step()) {
    plan += rows.text(3) + '\n';
  }
  return plan;
}

TEST(SqliteStore, DueItemsAreFoundByTheDueFirstIndexAlone) {
  const ScratchFolder folder;
  Database database = open_database(folder.file("a.db"));
  EXPECT_EQ(plan_of(database, kSelectDueItems),
            "SEARCH s USING INDEX item_state_by_check (next_check_at<?)\n"
            "SEARCH i USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN\n"
            "SEARCH d USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN\n");
}

TEST(SqliteStore, MarksFindTheirItemsByIndexes) {
  const ScratchFolder folder;
  Database database = open_database(folder.file("a.db"));
  for (const char* const where :
       {"agency = 'x' AND state IN ('open', 'reported')", "procedure = 'x' AND procedure <> ''", "document = 3"}) {
    const std::string plan =
        plan_of(database, std::string{"UPDATE item_state SET next_check_at = 0 WHERE (source, code) IN"
                                      " (SELECT source, code FROM items WHERE "} +
                              where + ")");
    EXPECT_EQ(plan.find("SCAN"), std::string::npos) << plan;
  }
}

// A disk that fills up in the middle of a batch: nothing of the batch stands, and the next attempt does it all.
TEST(SqliteStore, AFullDiskUndoesTheWholeBatch) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.db");
  Database database = open_database(path);
  PlainConnection other(path);
  for (int item = 0; item < 200; ++item) {
    other.execute("INSERT INTO items (code, kind) VALUES ('" + std::to_string(item) + "', 'task')");
  }
  const std::int64_t pages = *database.read_integer("PRAGMA page_count");
  database.execute("PRAGMA max_page_count = " + std::to_string(pages + 3));
  SqliteStore store(std::move(database));

  std::vector<ItemClaim> claims;
  for (const StoredItem& item : store.due_items(rules::instant_from_millis(1), 500)) {
    ItemClaim claim;
    claim.revision = item.revision;
    claim.evaluation.item = item.item.id;
    rules::PlannedAlert alert;
    alert.key = {1, "r", std::string(500, 's'), 0};
    claim.evaluation.alerts.push_back(alert);
    claims.push_back(claim);
  }
  try {
    store.claim(claims, rules::instant_from_millis(1));
    FAIL() << "the disk was to be full";
  } catch (const StoreError& error) {
    EXPECT_EQ(error.kind(), StoreError::Kind::full) << error.what();
  }
  EXPECT_EQ(other.read("SELECT (SELECT count(*) FROM alerts), count(*) FROM item_state WHERE next_check_at = 0"),
            "0|200");
  const std::unique_ptr<SqliteStore> roomy = SqliteStore::open(path);
  EXPECT_EQ(roomy->claim(claims, rules::instant_from_millis(1)).alerts, 200U);
}

TEST(SqliteStore, CheckpointMovesTheLogIntoTheFile) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.db");
  const std::unique_ptr<SqliteStore> store = SqliteStore::open(path);
  const auto in_file = [&] {
    std::ifstream file(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    return bytes.find("moved by the checkpoint") != std::string::npos;
  };
  store->set_meta("k", "moved by the checkpoint");
  EXPECT_FALSE(in_file());
  store->checkpoint();
  EXPECT_TRUE(in_file());
}

// What a program that was killed left in the log is not moved while another starts.
TEST(SqliteStore, AStartBehindALongLogMovesNoneOfIt) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.db");
  static_cast<void>(SqliteStore::open(path));
  PlainConnection killed(path);
  killed.execute(
      "PRAGMA wal_autocheckpoint = 0; INSERT INTO meta (key, value) VALUES ('long', hex(zeroblob(35000000)))");
  const std::unique_ptr<SqliteStore> store = SqliteStore::open(path);
  store->set_meta("k", "v");
  EXPECT_LT(std::filesystem::file_size(path), 10'000'000U);
  store->checkpoint();
  EXPECT_GT(std::filesystem::file_size(path), 60'000'000U);
}

TEST(SqliteStore, StoresTheOffsetsOfTheZone) {
  const ScratchFolder folder;
  const std::unique_ptr<SqliteStore> store = SqliteStore::open(folder.file("a.db"));
  const rules::Zone zone(
      "X", {{rules::kEarliestInstant, std::chrono::hours{8}}, {rules::instant_from_millis(0), std::chrono::hours{7}}});
  store->store_zone_offsets(zone);
  store->store_zone_offsets(zone);
  PlainConnection other(folder.file("a.db"));
  EXPECT_EQ(other.read("SELECT from_at, offset FROM zone_offsets"), "-2208988800000|28800;0|25200");
}

}  // namespace
}  // namespace dondoc::integrations::sqlite

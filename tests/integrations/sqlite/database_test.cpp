#include "integrations/sqlite/database.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <thread>

#include "integrations/sqlite/migrate.hpp"
#include "integrations/sqlite/transaction.hpp"
#include "integrations/store.hpp"
#include "tests/integrations/sqlite/scratch.hpp"

namespace dondoc::integrations::sqlite {
namespace {

using dondoc::testing::PlainConnection;
using dondoc::testing::ScratchFolder;

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

StoreError::Kind refusal(const std::string& path) {
  try {
    const Database database = open_database(path);
  } catch (const StoreError& error) {
    EXPECT_NE(std::string{error.what()}.find(path), std::string::npos) << error.what();
    return error.kind();
  }
  ADD_FAILURE() << "opened " << path;
  return StoreError::Kind::other;
}

TEST(Database, KeepsItsPromisesOfDurability) {
  const ScratchFolder folder;
  Database database = open_database(folder.file("a.db"));
  EXPECT_EQ(database.read_text("PRAGMA journal_mode"), "wal");
  EXPECT_EQ(database.read_integer("PRAGMA synchronous"), 2);
  EXPECT_EQ(database.read_integer("PRAGMA foreign_keys"), 1);
  EXPECT_EQ(database.read_integer("PRAGMA application_id"), kApplicationId);
  EXPECT_EQ(database.read_integer("PRAGMA user_version"), static_cast<std::int64_t>(migrations().size()));
}

TEST(Database, RefusesTheFileOfAnotherProgramAndLeavesItAsItWas) {
  const ScratchFolder folder;
  const std::string path = folder.file("other.db");
  PlainConnection(path).execute("CREATE TABLE accounts (id INTEGER)");
  const std::string before = bytes_of(path);
  EXPECT_EQ(refusal(path), StoreError::Kind::foreign);
  EXPECT_EQ(bytes_of(path), before);
}

TEST(Database, RefusesWhatIsNoDatabaseAndLeavesItAsItWas) {
  const ScratchFolder folder;
  const std::string path = folder.file("letter.txt");
  std::ofstream(path) << std::string(5000, 'x');
  EXPECT_EQ(refusal(path), StoreError::Kind::corrupt);
  EXPECT_EQ(bytes_of(path), std::string(5000, 'x'));
}

TEST(Database, RefusesANewerSchema) {
  const ScratchFolder folder;
  const std::string path = folder.file("newer.db");
  {
    const Database database = open_database(path);
  }
  PlainConnection(path).execute("PRAGMA user_version = 999");
  EXPECT_EQ(refusal(path), StoreError::Kind::newer);
  EXPECT_EQ(PlainConnection(path).read("PRAGMA user_version"), "999");
}

TEST(Database, SaysThatTheFolderIsMissing) {
  const ScratchFolder folder;
  EXPECT_EQ(refusal(folder.file("missing/a.db")), StoreError::Kind::read_only);
}

TEST(Database, AFailedMigrationLeavesTheOldOne) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.db");
  Database database(path, Database::Mode::create);
  const Migration first{"0001_good", "CREATE TABLE kept (x INTEGER); INSERT INTO kept VALUES (7);"};
  const Migration second{"0002_bad", "DELETE FROM kept; CREATE TABLE half (x); INSERT INTO nowhere VALUES (1);"};
  migrate(database, std::array{first});
  try {
    migrate(database, std::array{first, second});
    FAIL() << "the second step was to fail";
  } catch (const StoreError& error) {
    EXPECT_NE(std::string{error.what()}.find("0002_bad"), std::string::npos) << error.what();
  }
  EXPECT_EQ(PlainConnection(path).read("SELECT x FROM kept"), "7");
  EXPECT_EQ(PlainConnection(path).read("SELECT count(*) FROM sqlite_schema WHERE name = 'half'"), "0");
  EXPECT_EQ(PlainConnection(path).read("PRAGMA user_version"), "1");
}

// The schema that a new file gets at once, and what the migrations make of one step by step: with the same triggers in
// the same order, for that is the order in which they fire.
TEST(Database, ANewFileIsAsTheMigrationsMakeIt) {
  const ScratchFolder folder;
  Database stepwise(folder.file("stepwise.db"), Database::Mode::create);
  migrate(stepwise, migrations());
  Database made = open_database(folder.file("made.db"));
  const auto list = [](Database& database, const std::string& sql) {
    std::string out;
    Statement rows = database.prepare(sql);
    while (rows.step()) out += rows.text(0) + '\n';
    return out;
  };
  const std::string schema =
      "SELECT type || ' ' || name || ' on ' || tbl_name || ': ' || sql FROM sqlite_schema WHERE sql IS NOT NULL"
      " ORDER BY type, rowid";
  EXPECT_EQ(list(made, schema), list(stepwise, schema));
  for (const char* pragma : {"PRAGMA user_version", "PRAGMA application_id", "PRAGMA page_size", "PRAGMA encoding"}) {
    EXPECT_EQ(list(made, pragma), list(stepwise, pragma)) << pragma;
  }
  std::istringstream tables(list(made, "SELECT name FROM sqlite_schema WHERE type = 'table'"));
  for (std::string table; std::getline(tables, table);) {
    const std::string count = "SELECT count(*) FROM \"" + table + '"';
    EXPECT_EQ(list(made, count), list(stepwise, count)) << table;
  }
}

// Migration 0020 writes conditions anew in the text of the schema.
TEST(Database, ConditionsHoldAfterAnUpgrade) {
  const ScratchFolder folder;
  const std::string path = folder.file("old.db");
  Database database(path, Database::Mode::create);
  migrate(database, std::span{migrations()}.first(19));
  database.execute("INSERT INTO items (code, kind, attributes) VALUES ('A', 'task', '{\"a\":\"b\"}')");
  migrate(database, migrations());
  EXPECT_EQ(PlainConnection(path).read("PRAGMA integrity_check"), "ok");
  EXPECT_NO_THROW(database.execute("INSERT INTO items (code, kind, state) VALUES ('B', 'occurrence', 'merged')"));
  for (const char* refused :
       {"UPDATE items SET kind = 'x'", "UPDATE items SET state = 'x'", "UPDATE items SET attributes = '[]'",
        "UPDATE items SET attributes = '{'",
        "INSERT INTO alerts (item, episode, rule, step, number, scheduled_at, severity, claimed_at)"
        " VALUES (1, 1, 'r', 's', 0, 0, 'x', 0)",
        "INSERT INTO messages (public_id, recipient, channel, class, send_at, state, created_at)"
        " VALUES ('a', 'b', 'c', 'x', 0, 'open', 0)",
        "INSERT INTO messages (public_id, recipient, channel, class, send_at, state, created_at)"
        " VALUES ('a', 'b', 'c', 'routine', 0, 'x', 0)"}) {
    EXPECT_THROW(database.execute(refused), StoreError) << refused;
  }
}

// SQLite makes a table of its own for each IN with more than two values: in what is written by the thousand none.
TEST(Database, WritingARowMakesNoTableOfItsOwn) {
  const ScratchFolder folder;
  Database database = open_database(folder.file("a.db"));
  for (const char* sql :
       {"INSERT INTO alerts (item, episode, rule, step, number, scheduled_at, severity, claimed_at)"
        " VALUES (1, 1, 'r', 's', 0, 0, 'info', 0)",
        "INSERT INTO notices (alert, recipient, role, state, reason, since) VALUES (1, 'a', 'head', 'told', '', 0)",
        "INSERT INTO messages (public_id, recipient, channel, class, send_at, state, created_at)"
        " VALUES ('a', 'b', 'c', 'routine', 0, 'open', 0)",
        "UPDATE messages SET state = 'dead'", "UPDATE notices SET state = 'dead'"}) {
    Statement program = database.prepare(std::string{"EXPLAIN "} + sql);
    while (program.step()) EXPECT_NE(program.view(1), "OpenEphemeral") << sql;
  }
}

TEST(Database, TwoMayMakeTheSameFileAtOnce) {
  for (int round = 0; round < 5; ++round) {
    const ScratchFolder folder;
    const std::string path = folder.file("a.db");
    std::vector<std::thread> programs;
    for (int program = 0; program < 4; ++program) {
      programs.emplace_back([&] { EXPECT_NO_THROW(std::ignore = open_database(path)); });
    }
    for (std::thread& program : programs) {
      program.join();
    }
    EXPECT_EQ(PlainConnection(path).read("PRAGMA integrity_check"), "ok");
  }
}

TEST(Transaction, LeftWithoutCommitChangesNothing) {
  const ScratchFolder folder;
  Database database = open_database(folder.file("a.db"));
  {
    Transaction transaction(database);
    database.run("INSERT INTO rooms (id) VALUES ('r')");
  }
  EXPECT_EQ(database.read_integer("SELECT count(*) FROM rooms"), 0);
}

TEST(Transaction, WriterIsNamedInTheAuditAndForgottenAfterwards) {
  const ScratchFolder folder;
  Database database = open_database(folder.file("a.db"));
  {
    Transaction transaction(database, {"lan", rules::instant_from_millis(5000), "thử"});
    database.run("INSERT INTO rooms (id) VALUES ('r')");
    transaction.commit();
  }
  PlainConnection other(folder.file("a.db"));
  other.execute("DELETE FROM rooms");
  EXPECT_EQ(other.read("SELECT actor, reason, change, at = 5000 FROM audit ORDER BY id"),
            "lan|thử|insert|1;sql||delete|0");
}

TEST(Statement, BindsAndReadsEveryType) {
  const ScratchFolder folder;
  Database database = open_database(folder.file("a.db"));
  Statement row = database.prepare("SELECT ?, ?, ?, ?, ?");
  row.bind(std::optional<std::string>{}, std::string_view{}, true, rules::instant_from_millis(-1), "đôn đốc");
  ASSERT_TRUE(row.step());
  EXPECT_TRUE(row.is_null(0));
  EXPECT_FALSE(row.is_null(1));
  EXPECT_TRUE(row.flag(2));
  EXPECT_EQ(row.instant(3), rules::instant_from_millis(-1));
  EXPECT_EQ(row.text(4), "đôn đốc");
}

}  // namespace
}  // namespace dondoc::integrations::sqlite

#include "integrations/sqlite/migrate.hpp"

#include <sqlite3.h>

#include <mutex>

#include "integrations/sqlite/transaction.hpp"
#include "integrations/store.hpp"

namespace dondoc::integrations::sqlite {

namespace {

std::size_t version_of(Database& database) {
  Statement statement = database.prepare("PRAGMA user_version");
  return statement.step() ? static_cast<std::size_t>(statement.integer(0)) : 0;
}

void apply(Database& database, const Migration& step, std::size_t version) {
  try {
    database.execute(step.sql);
    database.execute("PRAGMA application_id = " + std::to_string(kApplicationId) +
                     "; PRAGMA user_version = " + std::to_string(version));
  } catch (const StoreError& error) {
    throw StoreError(error.kind(), "migrate " + database.path() + " to schema version " + std::to_string(version) +
                                       " (" + step.name + "): " + error.what() +
                                       "; the database stays as it was before this step");
  }
}

}  // namespace

void migrate(Database& database, std::span<const Migration> steps) {
  while (version_of(database) < steps.size()) {
    Transaction transaction(database);
    // Another process may have done it while this one waited for the lock.
    const std::size_t done = version_of(database);
    if (done < steps.size()) {
      apply(database, steps[done], done + 1);
    }
    transaction.commit();
  }
}

namespace {

// Step by step an empty file takes a quarter of a second: with each table that changes SQLite reads the whole schema
// anew.
void make_schema(Database& database) {
  if (version_of(database) > 0) return;
  Transaction transaction(database);
  if (version_of(database) == 0) {
    apply(database, {"schema", schema()}, migrations().size());
  }
  transaction.commit();
}

}  // namespace

Database open_database(const std::string& path, Database::Mode mode) {
  Database database(path, mode);
  if (mode != Database::Mode::read_only) {
    make_schema(database);
    migrate(database, migrations());
  } else if (version_of(database) < migrations().size()) {
    throw StoreError(
        StoreError::Kind::other,
        "read " + path + ": its schema is older than this dondoc; start dondocd once to bring it up to date");
  }
  return database;
}

// Once, then it is copied: making the schema takes longer than many a replay.
Database open_scratch_database() {
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  static Database pattern = open_database("", Database::Mode::scratch);
  Database scratch("", Database::Mode::scratch);
  auto* copying = sqlite3_backup_init(scratch.handle(), "main", pattern.handle(), "main");
  if (copying != nullptr) sqlite3_backup_step(copying, -1);
  if (copying == nullptr || sqlite3_backup_finish(copying) != SQLITE_OK) {
    throw StoreError(StoreError::Kind::other,
                     std::string{"make a scratch database: "} + sqlite3_errmsg(scratch.handle()));
  }
  return scratch;
}

}  // namespace dondoc::integrations::sqlite

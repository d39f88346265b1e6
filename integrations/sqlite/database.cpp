#include "integrations/sqlite/database.hpp"

#include <sqlite3.h>

#include <chrono>
#include <thread>

#include "integrations/sqlite/migrations.hpp"
#include "integrations/store.hpp"

namespace dondoc::integrations::sqlite {

namespace {

constexpr int kBusyTimeoutMs = 10'000;

int open_flags(Database::Mode mode) {
  switch (mode) {
    case Database::Mode::create:
    case Database::Mode::scratch:
      return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    case Database::Mode::existing:
      return SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    case Database::Mode::read_only:
      return SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX;
  }
  return SQLITE_OPEN_READONLY;
}

// Nobody asks how much memory SQLite has: counting it takes a lock at every allocation. Before the first connection;
// after it SQLite refuses, and counts on.
void leave_memory_uncounted() {
  [[maybe_unused]] static const int refused = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

// One value of one fresh statement: header pragmas must not come from the cache.
std::int64_t pragma(Database& database, std::string_view sql) {
  Statement statement = database.prepare(sql);
  return statement.step() ? statement.integer(0) : 0;
}

// Reads only, so that a file of somebody else stays as it was.
void refuse_foreign_header(Database& database, Database::Mode mode) {
  const std::int64_t id = pragma(database, "PRAGMA application_id");
  const std::int64_t version = pragma(database, "PRAGMA user_version");
  if (id == kApplicationId) {
    const auto known = static_cast<std::int64_t>(migrations().size());
    if (version > known) {
      throw StoreError(StoreError::Kind::newer,
                       "open " + database.path() + ": its schema is version " + std::to_string(version) +
                           ", this dondoc knows up to " + std::to_string(known) +
                           "; nothing was changed: install the newer dondoc, or restore a backup");
    }
    return;
  }
  const bool empty = id == 0 && version == 0 && pragma(database, "SELECT count(*) FROM sqlite_schema") == 0;
  if (!empty || mode == Database::Mode::read_only) {
    throw StoreError(
        StoreError::Kind::foreign,
        "open " + database.path() +
            ": this is not a dondoc database; nothing was changed: give another path, or move the file away");
  }
}

// Whose file is it? One snapshot answers: another program may be making the same file right now, and a header read
// before its first commit with a schema read after it looks like somebody else's.
void refuse_foreign(Database& database, Database::Mode mode) {
  database.execute("BEGIN");
  refuse_foreign_header(database, mode);
  database.execute("COMMIT");
}

// Switching a new file to WAL needs it alone, and SQLite does not wait for that by itself.
void enter_wal(Database& database) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::milliseconds{kBusyTimeoutMs};
  for (;;) {
    try {
      Statement statement = database.prepare("PRAGMA journal_mode = WAL");
      statement.step();
      if (statement.view(0) == "wal") {
        return;
      }
      throw StoreError(StoreError::Kind::other,
                       "open " + database.path() + ": no write-ahead log possible here; use a local file system");
    } catch (const StoreError& error) {
      if (error.kind() != StoreError::Kind::busy || std::chrono::steady_clock::now() >= give_up) {
        throw;
      }
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
}

}  // namespace

void Database::Close::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }

Database::Database(std::string path, Mode mode) : path_(std::move(path)) {
  leave_memory_uncounted();
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(path_.c_str(), &raw, open_flags(mode), nullptr);
  handle_.reset(raw);
  if (code != SQLITE_OK) {
    throw_store_error(raw, code, "open " + path_);
  }
  sqlite3_extended_result_codes(raw, 1);
  sqlite3_busy_timeout(raw, kBusyTimeoutMs);
  configure(mode);
}

void Database::configure(Mode mode) {
  try {
    refuse_foreign(*this, mode);
  } catch (const StoreError& error) {
    if (error.kind() == StoreError::Kind::corrupt) {
      throw StoreError(error.kind(), "open " + path_ + ": " + error.what());
    }
    throw;
  }
  if (mode != Mode::read_only && mode != Mode::scratch) {
    enter_wal(*this);
  }
  // Statement journals in memory: with triggers every INSERT keeps one, in a file it doubles the cost.
  execute(
      "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;");
  if (mode == Mode::scratch) {
    // What an item refers to may be gone from where it was copied, and comes in any order.
    execute("PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY; PRAGMA foreign_keys = OFF;");
  }
}

CachedStatement Database::cached(std::string_view sql) {
  auto found = cache_.find(sql);
  if (found == cache_.end()) {
    found = cache_.emplace(std::string{sql}, Statement(handle_.get(), sql)).first;
  }
  return CachedStatement(found->second);
}

void Database::execute(const std::string& sql) {
  const int code = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) {
    throw_store_error(handle_.get(), code, "execute \"" + sql.substr(0, 200) + '"');
  }
}

std::int64_t Database::changes() const { return sqlite3_changes64(handle_.get()); }

std::int64_t Database::last_insert_id() const { return sqlite3_last_insert_rowid(handle_.get()); }

}  // namespace dondoc::integrations::sqlite

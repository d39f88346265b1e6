#include "integrations/sqlite/transaction.hpp"

#include <sqlite3.h>

namespace dondoc::integrations::sqlite {

namespace {

// The only failure possible here means that SQLite has rolled back by itself.
void roll_back(Database& database) { sqlite3_exec(database.handle(), "ROLLBACK", nullptr, nullptr, nullptr); }

}  // namespace

Transaction::Transaction(Database& database) : database_(database) { database_.run("BEGIN IMMEDIATE"); }

Transaction::Transaction(Database& database, const WriteContext& context) : Transaction(database) { write_as(context); }

Transaction::~Transaction() {
  if (open_) {
    roll_back(database_);
  }
}

void Transaction::write_as(const WriteContext& context) {
  database_.run(
      "INSERT INTO write_context (id, actor, at, reason) VALUES (1, ?, ?, ?)"
      " ON CONFLICT (id) DO UPDATE SET actor = excluded.actor, at = excluded.at, reason = excluded.reason",
      context.actor, context.at, context.reason);
  has_context_ = true;
}

void Transaction::commit() {
  if (has_context_) {
    database_.run("DELETE FROM write_context");
  }
  database_.run("COMMIT");
  open_ = false;
}

Snapshot::Snapshot(Database& database) : database_(database), own_(sqlite3_get_autocommit(database.handle()) != 0) {
  if (own_) {
    database_.run("BEGIN");
  }
}

Snapshot::~Snapshot() {
  if (own_) {
    roll_back(database_);
  }
}

}  // namespace dondoc::integrations::sqlite

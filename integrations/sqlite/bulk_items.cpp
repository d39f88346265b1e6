#include "integrations/sqlite/bulk_items.hpp"

#include <sqlite3.h>

#include <utility>

namespace dondoc::integrations::sqlite {

BulkItems::BulkItems(Database& database, std::string source) : database_(database), source_(std::move(source)) {
  switch_triggers(false);
}

BulkItems::~BulkItems() {
  if (off_) switch_triggers(true);
}

void BulkItems::switch_triggers(bool on) {
  sqlite3_db_config(database_.handle(), SQLITE_DBCONFIG_ENABLE_TRIGGER, on ? 1 : 0, nullptr);
  off_ = !on;
}

void BulkItems::finish(rules::Instant now) {
  switch_triggers(true);
  // A code that was there before and had been deleted comes back, with its history.
  database_.run(
      "INSERT INTO item_state (source, code, item, first_stored_at, first_stored_by)"
      " SELECT source, code, id, ?2, (SELECT actor FROM writer) FROM items WHERE source = ?1"
      " ON CONFLICT (source, code) DO UPDATE SET item = excluded.item, revision = revision + 1, next_check_at = 0",
      source_, now);
}

}  // namespace dondoc::integrations::sqlite

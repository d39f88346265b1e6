#include "integrations/sqlite/finding_rows.hpp"
#include "integrations/sqlite/item_rows.hpp"
#include "integrations/sqlite/json_text.hpp"
#include "integrations/sqlite/sqlite_store.hpp"
#include "integrations/sqlite/transaction.hpp"

namespace dondoc::integrations::sqlite {

namespace {

// Out of the way until its next change, so that it stops nobody else.
void put_aside(Database& database, std::span<const MalformedItem> items, rules::Instant now) {
  if (items.empty()) {
    return;
  }
  Transaction transaction(database);
  for (const MalformedItem& item : items) {
    database.run(
        "UPDATE item_state SET next_check_at = NULL, no_check_reason = 'malformed', waits_for_delivery = 0"
        " WHERE id = ? AND revision = ?",
        item.id, item.revision);
    // What it had to say waits until it is understood again.
    database.run(
        "UPDATE notices SET state = 'deferred', reason = 'not_true', since = ? WHERE state = 'queued'"
        " AND alert IN (SELECT id FROM alerts WHERE item = ?)",
        now, item.id);
    write_finding(database, item.finding, now);
  }
  transaction.commit();
}

struct ScanBounds {
  rules::ItemId after;
  std::size_t limit;
  std::size_t rows;
};

// Whether the item is still worth evaluating and was claimed with other inputs than these, by its columns.
bool decides_otherwise(Database& database, rules::ItemId item, std::optional<std::int64_t> claimed_with,
                       rules::ItemInputs* inputs) {
  static const std::string sql =
      "SELECT i.kind, s.source, i.agency, i.procedure, i.priority, i.attributes FROM item_state AS s"
      " LEFT JOIN items AS i ON i.id = s.item WHERE s.id = ? AND " +
      std::string{kWorthEvaluating};
  CachedStatement row = database.cached(sql);
  row->bind(item);
  if (!row->step()) return false;
  if (inputs == nullptr || row->is_null(0)) return true;
  // Asked also where nothing was claimed: the next one of this profile need not be read.
  return inputs->of({row->view(0), row->view(1), row->view(2), row->view(3), row->view(4), row->view(5)}) !=
         claimed_with;
}

// As few columns as possible, and of one table: this reads everything there is.
std::vector<rules::ItemId> ids_to_evaluate(Database& database, const ScanBounds& bounds, rules::ItemInputs* inputs,
                                           Scanned& scanned) {
  CachedStatement row = database.cached("SELECT id, inputs, profile FROM item_state WHERE id > ? ORDER BY id LIMIT ?");
  row->bind(bounds.after, bounds.rows);
  std::vector<rules::ItemId> ids;
  scanned.done = bounds.after;
  for (std::size_t read = 0; ids.size() < bounds.limit; ++read) {
    if (!row->step()) {
      scanned.end = read < bounds.rows;
      return ids;
    }
    scanned.done = row->integer(0);
    const std::optional<std::int64_t> claimed_with = row->optional_integer(1), profile = row->optional_integer(2);
    if (profile == rules::ItemInputs::kSettled) continue;
    if (inputs != nullptr && profile && claimed_with && inputs->of_profile(*profile) == claimed_with) continue;
    if (decides_otherwise(database, scanned.done, claimed_with, inputs)) ids.push_back(scanned.done);
  }
  return ids;
}

}  // namespace

std::optional<rules::Instant> SqliteStore::next_check() {
  const auto at = database_.read_integer(
      "SELECT next_check_at FROM item_state WHERE next_check_at IS NOT NULL ORDER BY next_check_at LIMIT 1");
  return at ? std::optional{rules::instant_from_millis(*at)} : std::nullopt;
}

std::vector<StoredItem> SqliteStore::due_items(rules::Instant now, std::size_t limit) {
  ItemRows rows;
  {
    const Snapshot snapshot(database_);
    CachedStatement statement = database_.cached(kSelectDueItems);
    statement->bind(now, limit);
    rows = read_items(database_, *statement, limit);
  }
  put_aside(database_, rows.malformed, now);
  return std::move(rows.items);
}

std::vector<StoredItem> SqliteStore::load_items(std::span<const rules::ItemId> ids) {
  static const std::string sql = kSelectItems + "WHERE s.id IN (SELECT value FROM json_each(?))";
  const Snapshot snapshot(database_);
  CachedStatement statement = database_.cached(sql);
  statement->bind(to_json_array(ids));
  return read_items(database_, *statement, ids.size()).items;
}

Scanned SqliteStore::scan_items(rules::ItemId after, std::size_t limit, std::size_t rows, rules::ItemInputs* inputs) {
  const Snapshot snapshot(database_);
  Scanned scanned;
  const std::vector<rules::ItemId> ids = ids_to_evaluate(database_, {after, limit, rows}, inputs, scanned);
  if (!ids.empty()) {
    static const std::string sql = kSelectItems + "WHERE s.id IN (SELECT value FROM json_each(?)) ORDER BY s.id";
    CachedStatement statement = database_.cached(sql);
    statement->bind(to_json_array(ids));
    scanned.items = read_items(database_, *statement, ids.size()).items;
  }
  return scanned;
}

}  // namespace dondoc::integrations::sqlite

#include "integrations/sqlite/finding_rows.hpp"
#include "integrations/sqlite/item_reader.hpp"
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

// What one item of its profile has in the columns that decide; nothing where it is over.
const std::string kSelectColumns =
    "SELECT i.kind, s.source, i.agency, i.procedure, i.priority, i.attributes FROM item_state AS s"
    " LEFT JOIN items AS i ON i.id = s.item WHERE s.id = ? AND " +
    std::string{kWorthEvaluating};

// Picks the items of a scan that are to be evaluated. Reads as few columns as possible, and of one table: it reads
// everything there is.
class Picking {
 public:
  Picking(Database& database, rules::ItemInputs* inputs)
      : rows_(database.cached(
            "SELECT id, inputs, profile, attributes_profile FROM item_state WHERE id > ? ORDER BY id LIMIT ?")),
        columns_(database.cached(kSelectColumns)),
        inputs_(inputs) {}

  std::vector<rules::ItemId> pick(const ScanBounds& bounds, Scanned& scanned) {
    rows_->bind(bounds.after, bounds.rows);
    std::vector<rules::ItemId> ids;
    scanned.done = bounds.after;
    for (std::size_t read = 0; ids.size() < bounds.limit; ++read) {
      if (!rows_->step()) {
        scanned.end = read < bounds.rows;
        return ids;
      }
      scanned.done = rows_->integer(0);
      if (is_wanted(scanned.done, rows_->optional_integer(1), profile_of(*rows_, 2))) ids.push_back(scanned.done);
    }
    return ids;
  }

 private:
  // An item with a profile was worth evaluating when it was claimed; whatever changed it since has made it due.
  bool is_wanted(rules::ItemId item, std::optional<std::int64_t> claimed_with,
                 const std::optional<rules::ItemProfile>& profile) {
    if (profile == rules::kSettledProfile) return false;
    if (profile && inputs_ == nullptr) return true;
    if (profile) {
      if (const auto known = inputs_->of_profile(*profile)) return known != claimed_with;
    }
    return is_wanted_by_columns(item, claimed_with);
  }

  // Asked also where nothing was claimed: the next one of this profile need not be read.
  bool is_wanted_by_columns(rules::ItemId item, std::optional<std::int64_t> claimed_with) {
    columns_->bind(item);
    const bool worth = columns_->step();
    const bool wanted =
        worth && (inputs_ == nullptr || columns_->is_null(0) ||
                  inputs_->of({columns_->view(0), columns_->view(1), columns_->view(2), columns_->view(3),
                               columns_->view(4), columns_->view(5)}) != claimed_with);
    columns_->reset();
    return wanted;
  }

  CachedStatement rows_;
  CachedStatement columns_;
  rules::ItemInputs* inputs_;
};

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

std::unique_ptr<ItemReader> SqliteStore::item_reader() {
  if (database_.path().empty()) return nullptr;
  return std::make_unique<SqliteItemReader>(database_.path());
}

std::vector<StoredItem> SqliteStore::load_items(std::span<const rules::ItemId> ids) {
  const Snapshot snapshot(database_);
  return read_items(database_, ids).items;
}

Scanned SqliteStore::scan_items(rules::ItemId after, std::size_t limit, std::size_t rows, rules::ItemInputs* inputs) {
  const Snapshot snapshot(database_);
  Scanned scanned;
  const std::vector<rules::ItemId> ids = Picking(database_, inputs).pick({after, limit, rows}, scanned);
  if (!ids.empty()) {
    scanned.items = read_items(database_, ids).items;
  }
  return scanned;
}

}  // namespace dondoc::integrations::sqlite

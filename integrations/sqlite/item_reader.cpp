#include "integrations/sqlite/item_reader.hpp"

#include "integrations/sqlite/item_rows.hpp"
#include "integrations/sqlite/transaction.hpp"

namespace dondoc::integrations::sqlite {

// It comes back to no page; what the system has in memory serves it.
SqliteItemReader::SqliteItemReader(const std::string& path) : database_(path, Database::Mode::read_only) {
  database_.execute("PRAGMA cache_size = -4096");
}

std::vector<StoredItem> SqliteItemReader::due_items(rules::Instant now, std::size_t limit, DueKey after) {
  static const std::string sql = kSelectItems +
                                 "WHERE s.next_check_at BETWEEN ?3 AND ?1 AND (s.next_check_at > ?3 OR s.id > ?4)"
                                 " ORDER BY s.next_check_at, s.id LIMIT ?2";
  const Snapshot snapshot(database_);
  CachedStatement statement = database_.cached(sql);
  statement->bind(now, limit, after.next_check, after.item);
  return read_items(database_, *statement, limit).items;
}

std::vector<StoredItem> SqliteItemReader::load_items(std::span<const rules::ItemId> ids) {
  const Snapshot snapshot(database_);
  return read_items(database_, ids).items;
}

}  // namespace dondoc::integrations::sqlite

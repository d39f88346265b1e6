// What a clock that was ahead has left behind (the fault matrix: no storm, no repeat, nothing asleep until a wrong
// date).

#include "integrations/sqlite/sqlite_store.hpp"
#include "integrations/sqlite/transaction.hpp"

namespace dondoc::integrations::sqlite {

namespace {

constexpr std::string_view kLatest = "latest_claim";

// Messages opened by the wrong clock wait for a wrong time: their notices are placed anew, where they are true at all.
void release_messages(Database& database, rules::Instant now) {
  database.run(
      "UPDATE notices SET state = 'deferred', reason = 'not_true', since = ?1 WHERE state = 'queued' AND id IN"
      " (SELECT x.notice FROM messages AS m JOIN message_notices AS x ON x.message = m.id"
      "  WHERE m.state = 'open' AND m.attempts = 0 AND m.created_at > ?1)",
      now);
  database.run(
      "UPDATE messages SET state = 'withdrawn', ready_at = NULL, settled_at = ?1"
      " WHERE state = 'open' AND attempts = 0 AND created_at > ?1",
      now);
  database.run(
      "UPDATE messages SET ready_at = ?1 WHERE ready_at > ?1 AND (created_at > ?1 OR sealed_at > ?1)"
      " AND state IN ('open', 'unknown')",
      now);
}

}  // namespace

std::optional<rules::Instant> SqliteStore::latest_claim() {
  const auto at = database_.read_integer("SELECT CAST(value AS INTEGER) FROM meta WHERE key = ?", kLatest);
  return at ? std::optional{rules::instant_from_millis(*at)} : std::nullopt;
}

void SqliteStore::clock_set_back(rules::Instant now) {
  Transaction transaction(database_);
  release_messages(database_, now);
  database_.run("UPDATE notices SET settled_at = ?1 WHERE settled_at > ?1", now);
  database_.run(
      "UPDATE item_state SET version_start = ?1, revision = revision + 1, next_check_at = 0"
      " WHERE version_start > ?1 AND (version > 1 OR version_start = first_stored_at)",
      now);
  database_.run(
      "UPDATE item_state SET first_stored_at = ?1, revision = revision + 1, next_check_at = 0 WHERE first_stored_at > "
      "?1",
      now);
  database_.run("UPDATE meta SET value = ? WHERE key = ?", std::to_string(rules::to_millis(now)), kLatest);
  transaction.commit();
}

}  // namespace dondoc::integrations::sqlite

#include "integrations/sqlite/sqlite_store.hpp"

#include <map>
#include <set>

#include "integrations/sqlite/migrate.hpp"
#include "integrations/sqlite/transaction.hpp"

namespace dondoc::integrations::sqlite {

namespace {

bool has_zone_offsets(Database& database, const rules::Zone& zone) {
  std::map<rules::Instant, std::int64_t> stored, wanted;
  CachedStatement rows = database.cached("SELECT from_at, offset FROM zone_offsets");
  while (rows->step()) {
    stored[rows->instant(0)] = rows->integer(1);
  }
  for (const rules::Zone::Transition& transition : zone.transitions()) {
    wanted[transition.from] = transition.offset.count();
  }
  return stored == wanted;
}

}  // namespace

std::unique_ptr<SqliteStore> SqliteStore::open(const std::string& path) {
  return std::make_unique<SqliteStore>(open_database(path));
}

SqliteStore::SqliteStore(Database database) : database_(std::move(database)) {
  // Whoever starts behind a long log is not to move all of it with the first commit.
  database_.execute("PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 67108864;");
}

std::int64_t SqliteStore::data_version() { return database_.read_integer("PRAGMA data_version").value_or(0); }

std::int64_t SqliteStore::reference_revision() {
  return database_.read_integer("SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'reference_revision'").value_or(0);
}

std::optional<std::string> SqliteStore::meta(const std::string& key) {
  return database_.read_text("SELECT value FROM meta WHERE key = ?", key);
}

void SqliteStore::set_meta(const std::string& key, const std::string& value) {
  Transaction transaction(database_);
  database_.run("INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                key, value);
  transaction.commit();
}

std::size_t SqliteStore::go_live(rules::Instant now, rules::Instant grace_until) {
  Transaction transaction(database_);
  database_.run(
      "UPDATE notices SET state = 'rehearsed' WHERE state = 'dead'"
      " AND EXISTS (SELECT 1 FROM message_notices AS x JOIN messages AS m ON m.id = x.message"
      "             WHERE x.notice = notices.id AND m.mode = 'redirect')"
      " AND NOT EXISTS (SELECT 1 FROM message_notices AS x JOIN messages AS m ON m.id = x.message"
      "                 WHERE x.notice = notices.id AND m.mode = 'live')");
  database_.run(
      "UPDATE item_state SET next_check_at = 0, revision = revision + 1 WHERE id IN"
      " (SELECT a.item FROM notices AS n JOIN alerts AS a ON a.id = n.alert WHERE n.state = 'rehearsed')");
  database_.run(
      "UPDATE notices SET state = 'withdrawn', reason = 'rehearsed', since = ?, settled_at = NULL"
      " WHERE state = 'rehearsed'",
      now);
  database_.run(
      "UPDATE item_state SET backlog_until = ?, next_check_at = 0, revision = revision + 1"
      " WHERE due_at <= ? AND item IN (SELECT id FROM items WHERE state IN ('open', 'reported', 'suspended'))",
      grace_until, now);
  const auto backlog = static_cast<std::size_t>(database_.changes());
  transaction.commit();
  return backlog;
}

std::vector<Store::KnownStep> SqliteStore::known_steps() {
  std::vector<KnownStep> steps;
  CachedStatement rows = database_.cached("SELECT rule, step, fingerprint, unconfirmed_since FROM known_steps");
  while (rows->step()) {
    steps.push_back({rows->text(0), rows->text(1), rows->text(2), rows->optional_instant(3)});
  }
  return steps;
}

void SqliteStore::set_known_steps(std::span<const KnownStep> steps, rules::Instant now) {
  // A start that brings nothing new writes nothing.
  const std::vector<KnownStep> known = known_steps();
  if (std::set(known.begin(), known.end()) == std::set(steps.begin(), steps.end())) {
    return;
  }
  Transaction transaction(database_);
  std::map<std::pair<std::string, std::string>, rules::Instant> first_seen;
  {
    CachedStatement rows = database_.cached("SELECT rule, step, first_seen FROM known_steps");
    while (rows->step()) {
      first_seen.emplace(std::pair{rows->text(0), rows->text(1)}, rows->instant(2));
    }
  }
  database_.run("DELETE FROM known_steps");
  for (const KnownStep& step : steps) {
    const auto seen = first_seen.find({step.rule, step.step});
    database_.run(
        "INSERT INTO known_steps (rule, step, fingerprint, first_seen, unconfirmed_since) VALUES (?, ?, ?, ?, ?)",
        step.rule, step.step, step.fingerprint, seen == first_seen.end() ? now : seen->second, step.unconfirmed_since);
  }
  transaction.commit();
}

void SqliteStore::checkpoint() {
  if (!checkpointer_) {
    checkpointer_.emplace(database_.path(), Database::Mode::existing);
    // This only bounds the log (64 MB) where no call comes for long.
    database_.execute("PRAGMA wal_autocheckpoint = 16384");
  }
  checkpointer_->run("PRAGMA wal_checkpoint(PASSIVE)");
}

void SqliteStore::store_zone_offsets(const rules::Zone& zone) {
  if (has_zone_offsets(database_, zone)) {
    return;
  }
  Transaction transaction(database_);
  database_.run("DELETE FROM zone_offsets");
  for (const rules::Zone::Transition& transition : zone.transitions()) {
    database_.run(
        "INSERT INTO zone_offsets (from_at, offset) VALUES (?, ?)"
        " ON CONFLICT (from_at) DO UPDATE SET offset = excluded.offset",
        transition.from, transition.offset.count());
  }
  transaction.commit();
}

}  // namespace dondoc::integrations::sqlite

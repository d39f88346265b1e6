#include <set>

#include "integrations/sqlite/finding_rows.hpp"
#include "integrations/sqlite/json_text.hpp"
#include "integrations/sqlite/message_rows.hpp"
#include "integrations/sqlite/sqlite_store.hpp"
#include "integrations/sqlite/transaction.hpp"

namespace dondoc::integrations::sqlite {

// last_at need not be exact: an hour saves a write at each evaluation. `seen` must be.
void write_finding(Database& database, const rules::Finding& finding, rules::Instant now) {
  database.run(
      "INSERT INTO findings (code, subject, args, first_at, last_at, seen) VALUES (?1, ?2, ?3, ?4, ?4,"
      " coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'full_evaluation'), 0))"
      " ON CONFLICT (code, subject) WHERE resolved_at IS NULL"
      " DO UPDATE SET args = excluded.args, last_at = excluded.last_at, seen = excluded.seen"
      " WHERE args <> excluded.args OR last_at < excluded.last_at - 3600000 OR seen <> excluded.seen",
      finding.code, finding.subject, to_json(finding.args), now);
}

bool any_about_items(Database& database) {
  return database
      .read_integer(
          "SELECT 1 FROM findings WHERE code IN ('DD2064', 'DD2901', 'DD6104', 'DD6401') AND resolved_at IS NULL LIMIT "
          "1")
      .has_value();
}

void resolve_about_item(Database& database, rules::ItemId item, const std::vector<rules::Finding>& standing,
                        rules::Instant now) {
  database.run(
      "UPDATE findings SET resolved_at = ? WHERE code = 'DD2901' AND resolved_at IS NULL"
      " AND subject = (SELECT 'item:' || source || '/' || code FROM item_state WHERE id = ?)",
      now, item);
  std::vector<std::string> subjects;
  subjects.reserve(standing.size());
  for (const rules::Finding& finding : standing) {
    subjects.push_back(finding.subject);
  }
  const std::string prefix = "item:" + std::to_string(item);
  // '0' follows '/': all subjects that begin with the prefix and a slash.
  database.run(
      "UPDATE findings SET resolved_at = ? WHERE code IN ('DD2064', 'DD6104', 'DD6401') AND resolved_at IS NULL"
      " AND subject >= ? AND subject < ? AND subject NOT IN (SELECT value FROM json_each(?))",
      now, prefix + '/', prefix + '0', to_json_array(subjects));
}

void SqliteStore::report_findings(std::span<const std::string> codes, std::span<const rules::Finding> standing,
                                  rules::Instant now) {
  std::set<std::pair<std::string, std::string>> keys;
  bool news = false;
  for (const rules::Finding& finding : standing) {
    keys.emplace(finding.code, finding.subject);
    news =
        news || database_.read_text("SELECT args FROM findings WHERE code = ? AND subject = ? AND resolved_at IS NULL",
                                    finding.code, finding.subject) != to_json(finding.args);
  }
  std::vector<std::int64_t> gone;
  for (const std::string& code : codes) {
    CachedStatement rows = database_.cached("SELECT id, subject FROM findings WHERE code = ? AND resolved_at IS NULL");
    rows->bind(code);
    while (rows->step()) {
      if (!keys.contains({code, rows->text(1)})) {
        gone.push_back(rows->integer(0));
      }
    }
  }
  // Most reports say what stands already: those must not write.
  if (!news && gone.empty()) {
    return;
  }
  Transaction transaction(database_);
  for (const rules::Finding& finding : standing) {
    write_finding(database_, finding, now);
  }
  database_.run("UPDATE findings SET resolved_at = ? WHERE id IN (SELECT value FROM json_each(?))", now,
                to_json_array(gone));
  transaction.commit();
}

bool SqliteStore::queue_findings(const rules::Recipient& recipient, const std::string& channel, rules::Instant send_at,
                                 rules::Instant ready_at) {
  std::vector<std::int64_t> untold;
  {
    CachedStatement rows = database_.cached(
        "SELECT f.id FROM findings AS f LEFT JOIN messages AS m ON m.id = f.message"
        " WHERE f.resolved_at IS NULL AND (m.id IS NULL OR m.state IN ('dead', 'withdrawn'))"
        " AND coalesce(f.args ->> 'owner', 'operator') = ?");
    rows->bind(recipient);
    while (rows->step()) {
      untold.push_back(rows->integer(0));
    }
  }
  if (untold.empty()) {
    return false;
  }
  // Not before there is something to write: an idle look must not.
  Transaction transaction(database_);
  const MessageKey key{recipient, channel, rules::MessageClass::operations, send_at};
  MessageIds ids(send_at);
  const rules::MessageId message = open_message(database_, ids, key, ready_at, send_at);
  database_.run("UPDATE findings SET message = ? WHERE id IN (SELECT value FROM json_each(?))", message,
                to_json_array(untold));
  transaction.commit();
  return true;
}

std::int64_t SqliteStore::last_finding() { return database_.read_integer("SELECT max(id) FROM findings").value_or(0); }

std::vector<StandingFinding> SqliteStore::findings() {
  std::vector<StandingFinding> standing;
  CachedStatement rows = database_.cached(
      "SELECT f.id, f.code, f.subject, f.args, f.first_at, m.state IS 'delivered'"
      " FROM findings AS f LEFT JOIN messages AS m ON m.id = f.message WHERE f.resolved_at IS NULL ORDER BY f.id");
  while (rows->step()) {
    rules::Finding finding{rows->text(1), rows->text(2), texts_from_json(rows->view(3))};
    standing.push_back({rows->integer(0), std::move(finding), rows->instant(4), rows->flag(5)});
  }
  return standing;
}

}  // namespace dondoc::integrations::sqlite

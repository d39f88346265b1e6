#include "integrations/sqlite/log_report.hpp"

#include <algorithm>

#include "integrations/sqlite/transaction.hpp"

namespace dondoc::integrations::sqlite {
namespace {

// All statements take ?1 item_state.id or NULL, ?2 a limit.
struct Source {
  const char* kind;
  const char* sql;  // at, actor, reason, source, code, then the facts
  std::vector<const char*> facts;
};

const std::vector<Source>& sources() {
  static const std::vector<Source> kSources = {
      {"version",
       "SELECT v.raised_at, '', '', s.source, s.code, v.version, v.cause, v.due_at,"
       "       (SELECT p.due_at FROM deadline_versions AS p WHERE p.item = v.item AND p.version = v.version - 1)"
       " FROM deadline_versions AS v JOIN item_state AS s ON s.id = v.item WHERE ?1 IS NULL OR v.item = ?1"
       " ORDER BY v.raised_at DESC LIMIT ?2",
       {"version", "cause", "due", "due_before"}},
      {"extension",
       "SELECT coalesce(e.decided_at, e.requested_at), e.author, e.reason, e.source, e.code, e.state, e.new_due_at"
       " FROM extensions AS e JOIN item_state AS s ON s.source = e.source AND s.code = e.code"
       " WHERE ?1 IS NULL OR s.id = ?1 ORDER BY 1 DESC LIMIT ?2",
       {"state", "due"}},
      {"urging",
       "SELECT u.at, u.author, '', u.source, u.code, u.how, u.ref"
       " FROM urgings AS u JOIN item_state AS s ON s.source = u.source AND s.code = u.code"
       " WHERE ?1 IS NULL OR s.id = ?1 ORDER BY u.at DESC LIMIT ?2",
       {"how", "ref"}},
      {"acknowledgement",
       "SELECT k.given_at, k.person, '', s.source, s.code, k.until_at, k.version"
       " FROM acknowledgements AS k JOIN item_state AS s ON s.id = k.item"
       " WHERE ?1 IS NULL OR k.item = ?1 ORDER BY k.given_at DESC LIMIT ?2",
       {"until", "version"}},
      {"alert",
       "SELECT a.claimed_at, '', '', s.source, s.code, a.rule, a.step, a.number, a.severity, a.scheduled_at"
       " FROM alerts AS a JOIN item_state AS s ON s.id = a.item"
       " WHERE ?1 IS NULL OR a.item = ?1 ORDER BY a.claimed_at DESC LIMIT ?2",
       {"rule", "step", "number", "severity", "scheduled"}},
      {"notice",
       "SELECT n.since, '', '', s.source, s.code, n.recipient, n.role, n.state, n.reason, a.rule, a.step, a.number"
       " FROM notices AS n JOIN alerts AS a ON a.id = n.alert JOIN item_state AS s ON s.id = a.item"
       " WHERE ?1 IS NULL OR a.item = ?1 ORDER BY n.since DESC LIMIT ?2",
       {"recipient", "role", "state", "reason", "rule", "step", "number"}},
      {"delivery",
       "SELECT DISTINCT d.started_at, '', '', '', '', m.recipient, m.channel, d.attempt, d.outcome, d.reply, "
       "m.public_id"
       " FROM deliveries AS d JOIN messages AS m ON m.id = d.message"
       " WHERE ?1 IS NULL OR m.id IN (SELECT j.message FROM message_notices AS j JOIN notices AS n ON n.id = j.notice"
       "                              JOIN alerts AS a ON a.id = n.alert WHERE a.item = ?1)"
       " ORDER BY d.started_at DESC LIMIT ?2",
       {"recipient", "channel", "attempt", "outcome", "reply", "message"}},
      {"import",
       "SELECT at, actor, '', '', '', source, kind, file, inserted, updated, unchanged, total"
       " FROM imports WHERE ?1 IS NULL ORDER BY at DESC LIMIT ?2",
       {"source", "kind", "file", "inserted", "updated", "unchanged", "total"}},
  };
  return kSources;
}

std::string item_name(const std::string& source, const std::string& code) {
  return code.empty() ? std::string{} : source + "/" + code;
}

void read_source(Database& database, const Source& source, const LogQuery& query, std::vector<LogRow>& log) {
  CachedStatement row = database.cached(source.sql);
  row->bind(query.item, query.limit);
  while (row->step()) {
    LogRow entry{
        row->instant(0), source.kind, row->text(1), row->text(2), item_name(row->text(3), row->text(4)), {}, {}};
    for (std::size_t i = 0; i < source.facts.size(); ++i) {
      entry.facts[source.facts[i]] = row->optional_text(static_cast<int>(i) + 5).value_or("");
    }
    log.push_back(std::move(entry));
  }
}

void read_first_stored(Database& database, const LogQuery& query, std::vector<LogRow>& log) {
  CachedStatement first = database.cached(
      "SELECT first_stored_at, source, code FROM item_state WHERE ?1 IS NULL OR id = ?1"
      " ORDER BY first_stored_at DESC LIMIT ?2");
  first->bind(query.item, query.limit);
  while (first->step()) {
    log.push_back(
        {first->instant(0), "item", {}, {}, item_name(first->text(1), first->text(2)), {{"change", "stored"}}, {}});
  }
}

// The image that followed a row of history: the next row's, else the item as it is.
void read_history(Database& database, const LogQuery& query, std::vector<LogRow>& log) {
  CachedStatement row = database.cached(
      "SELECT h.until_at, h.actor, h.reason, s.source, s.code, h.change, h.old,"
      "       coalesce((SELECT n.old FROM item_history AS n WHERE n.item = h.item AND n.revision > h.revision"
      "                   AND n.revision < s.revision ORDER BY n.revision LIMIT 1),"
      "                (SELECT i.image FROM item_images AS i WHERE i.id = s.item), 'null')"
      " FROM item_history AS h JOIN item_state AS s ON s.id = h.item AND h.revision < s.revision"
      " WHERE ?1 IS NULL OR h.item = ?1 ORDER BY h.until_at DESC LIMIT ?2");
  row->bind(query.item, query.limit);
  while (row->step()) {
    const std::string after = row->text(5) == "delete" ? "null" : row->text(7);
    log.push_back({row->instant(0),
                   "item",
                   row->text(1),
                   row->text(2),
                   item_name(row->text(3), row->text(4)),
                   {{"change", row->text(5)}},
                   compare_images(row->view(6), after)});
  }
}

void read_audit(Database& database, const LogQuery& query, std::vector<LogRow>& log) {
  CachedStatement row = database.cached(
      "SELECT at, actor, reason, object, key, change, coalesce(old, 'null'), coalesce(new, 'null') FROM audit"
      " WHERE ?1 IS NULL ORDER BY id DESC LIMIT ?2");
  row->bind(query.item, query.limit);
  while (row->step()) {
    log.push_back({row->instant(0),
                   "audit",
                   row->text(1),
                   row->text(2),
                   {},
                   {{"object", row->text(3)}, {"key", row->text(4)}, {"change", row->text(5)}},
                   compare_images(row->view(6), row->view(7))});
  }
}

}  // namespace

std::vector<LogRow> read_log(Database& database, const LogQuery& query) {
  const Snapshot snapshot{database};
  std::vector<LogRow> log;
  // In this order where instants are equal.
  read_first_stored(database, query, log);
  read_history(database, query, log);
  read_audit(database, query, log);
  for (const Source& source : sources()) read_source(database, source, query, log);
  std::ranges::stable_sort(log, {}, &LogRow::at);
  const auto limit = static_cast<std::size_t>(query.limit);
  if (log.size() > limit) log.erase(log.begin(), log.end() - static_cast<std::ptrdiff_t>(limit));
  return log;
}

}  // namespace dondoc::integrations::sqlite

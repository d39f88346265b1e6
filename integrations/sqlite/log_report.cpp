#include "integrations/sqlite/log_report.hpp"

#include <algorithm>
#include <iterator>
#include <ranges>

#include "integrations/sqlite/json_text.hpp"
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
      "SELECT first_stored_at, first_stored_by, source, code FROM item_state WHERE ?1 IS NULL OR id = ?1"
      " ORDER BY first_stored_at DESC LIMIT ?2");
  first->bind(query.item, query.limit);
  while (first->step()) {
    LogRow row{first->instant(0), "item", first->text(1), {}, item_name(first->text(2), first->text(3)), {}, {}};
    row.facts["change"] = "stored";
    log.push_back(std::move(row));
  }
}

void set_changes(LogRow& row, std::string_view before, std::string_view after) {
  auto changes = compare_images(before, after);
  row.unreadable = !changes;
  if (changes) row.changes = std::move(*changes);
}

// The image that followed a row of history: the next row's, else the item as it is. A row that nothing followed was
// written ahead of a change that did not happen (UPDATE OR IGNORE); it tells nothing.
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
    const bool gone = row->text(5) == "delete" || row->view(7) == "null";
    LogRow entry{row->instant(0), "item", row->text(1), row->text(2), item_name(row->text(3), row->text(4)), {}, {}};
    entry.facts["change"] = gone ? "delete" : row->text(5);
    set_changes(entry, row->view(6), gone ? "null" : row->view(7));
    if (entry.unreadable || !entry.changes.empty()) log.push_back(std::move(entry));
  }
}

// The tables of what hangs on an item, and what of a row is told.
struct Event {
  std::string_view object;
  const char* kind;
  std::vector<std::pair<const char*, const char*>> facts;  // the fact, the column
};

const Event* event_of(std::string_view object) {
  static const std::vector<Event> kEvents = {
      {"extensions", "extension", {{"state", "state"}, {"due", "new_due_at"}, {"author", "author"}}},
      {"urgings", "urging", {{"how", "how"}, {"ref", "ref"}, {"given", "at"}, {"author", "author"}}},
      {"acknowledgements", "acknowledgement", {{"person", "person"}, {"until", "until_at"}, {"version", "version"}}},
  };
  const auto found = std::ranges::find(kEvents, object, &Event::object);
  return found == kEvents.end() ? nullptr : &*found;
}

void tell_event(LogRow& row, const Event& event, std::string_view image) {
  std::map<std::string, std::string> columns = texts_from_json(image);
  row.kind = event.kind;
  row.item = item_name(columns["source"], columns["code"]);
  for (const auto& [fact, column] : event.facts) row.facts[fact] = columns[column];
}

constexpr const char* kAudit =
    "SELECT at, actor, reason, object, key, change, coalesce(old, 'null'), coalesce(new, 'null') FROM audit"
    " WHERE ?1 IS NULL ORDER BY id DESC LIMIT ?2";
// Of one item: also what was taken from it since.
constexpr const char* kAuditOfItem =
    "SELECT at, actor, reason, object, key, change, coalesce(old, 'null'), coalesce(new, 'null') FROM audit"
    " WHERE id IN (SELECT a.id FROM item_state AS s CROSS JOIN audit AS a INDEXED BY audit_by_item"
    "                ON json_extract(a.new, '$.code') = s.code AND json_extract(a.new, '$.source') = s.source"
    "                AND a.object IN ('extensions', 'urgings', 'acknowledgements') WHERE s.id = ?1"
    "              UNION SELECT a.id FROM item_state AS s CROSS JOIN audit AS a INDEXED BY audit_by_item_before"
    "                ON json_extract(a.old, '$.code') = s.code AND json_extract(a.old, '$.source') = s.source"
    "                AND a.object IN ('extensions', 'urgings', 'acknowledgements') WHERE s.id = ?1)"
    " ORDER BY id DESC LIMIT ?2";

void read_audit(Database& database, const LogQuery& query, std::vector<LogRow>& log) {
  CachedStatement row = database.cached(query.item ? kAuditOfItem : kAudit);
  row->bind(query.item, query.limit);
  std::vector<LogRow> entries;
  while (row->step()) {
    LogRow entry{row->instant(0), "audit", row->text(1), row->text(2), {}, {}, {}};
    entry.facts["change"] = row->text(5);
    set_changes(entry, row->view(6), row->view(7));
    if (const Event* event = event_of(row->view(3))) {
      tell_event(entry, *event, row->text(5) == "delete" ? row->view(6) : row->view(7));
    } else {
      entry.facts["object"] = row->text(3);
      entry.facts["key"] = row->text(4);
    }
    entries.push_back(std::move(entry));
  }
  std::ranges::move(entries | std::views::reverse, std::back_inserter(log));
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

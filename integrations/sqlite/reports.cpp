#include "integrations/sqlite/reports.hpp"

#include "integrations/sqlite/standing_still.hpp"
#include "integrations/sqlite/transaction.hpp"

namespace dondoc::integrations::sqlite {
namespace {

std::map<std::string, std::int64_t> count_by(Database& database, const char* sql) {
  std::map<std::string, std::int64_t> counts;
  CachedStatement row = database.cached(sql);
  while (row->step()) counts[row->text(0)] = row->integer(1);
  return counts;
}

std::optional<rules::Instant> read_instant(Database& database, const char* sql) {
  const auto millis = database.read_integer(sql);
  return millis ? std::optional{rules::instant_from_millis(*millis)} : std::nullopt;
}

}  // namespace

std::vector<AlertRow> list_alerts(Database& database, const AlertQuery& query) {
  std::vector<AlertRow> rows;
  CachedStatement row = database.cached(
      "SELECT n.id, s.source, s.code, a.episode, a.rule, a.step, a.number, a.severity, a.scheduled_at, a.claimed_at,"
      "       n.recipient, n.role, n.copy, n.state, n.reason, n.since, n.settled_at"
      " FROM alerts AS a JOIN item_state AS s ON s.id = a.item JOIN notices AS n ON n.alert = a.id"
      " WHERE (?1 IS NULL OR a.item = ?1) AND (?2 = '' OR n.state = ?2) AND (?3 = '' OR n.recipient = ?3)"
      " ORDER BY a.claimed_at DESC, n.id DESC LIMIT ?4");
  row->bind(query.item, query.state, query.recipient, query.limit);
  while (row->step()) {
    rows.push_back({row->integer(0), row->text(1), row->text(2), row->integer(3), row->text(4), row->text(5),
                    static_cast<int>(row->integer(6)), row->text(7), row->instant(8), row->instant(9), row->text(10),
                    row->text(11), row->flag(12), row->text(13), row->text(14), row->instant(15),
                    row->optional_instant(16)});
  }
  return rows;
}

std::vector<MessageRow> list_messages(Database& database, const MessageQuery& query) {
  std::vector<MessageRow> rows;
  CachedStatement row = database.cached(
      "SELECT m.id, m.public_id, m.recipient, m.channel, m.class, m.state, m.mode, m.address, m.subject, m.reply,"
      "       m.send_at, m.ready_at, m.settled_at, m.attempts,"
      "       (SELECT count(DISTINCT a.item) FROM message_notices AS j JOIN notices AS n ON n.id = j.notice"
      "          JOIN alerts AS a ON a.id = n.alert WHERE j.message = m.id)"
      " FROM messages AS m"
      " WHERE (?1 = '' OR m.state = ?1) AND (?2 = '' OR m.recipient = ?2) AND (?3 = '' OR m.channel = ?3)"
      " ORDER BY m.id DESC LIMIT ?4");
  row->bind(query.state, query.recipient, query.channel, query.limit);
  while (row->step()) {
    rows.push_back({row->integer(0), row->text(1), row->text(2), row->text(3), row->text(4), row->text(5), row->text(6),
                    row->text(7), row->text(8), row->text(9), row->instant(10), row->optional_instant(11),
                    row->optional_instant(12), row->integer(13), row->integer(14)});
  }
  return rows;
}

std::vector<std::string> attribute_names(Database& database) {
  std::vector<std::string> names;
  CachedStatement row = database.cached(
      "SELECT DISTINCT j.key FROM items AS i, json_each(CASE WHEN json_valid(i.attributes) THEN i.attributes ELSE '{}'"
      " END) AS j WHERE j.key IS NOT NULL");
  while (row->step()) names.push_back(row->text(0));
  return names;
}

StatusReport read_status(Database& database, rules::Instant now) {
  const Snapshot snapshot{database};
  StatusReport status;
  status.items_by_state = count_by(database, "SELECT state, count(*) FROM items GROUP BY state");
  static const std::string overdue =
      "SELECT count(*) FROM (SELECT i.source, i.code, iif(s.version > 0, s.due_at,"
      " coalesce(i.appointment_at, i.due_at)) AS due FROM items AS i"
      " JOIN item_state AS s ON s.source = i.source AND s.code = i.code"
      " WHERE i.state IN ('open', 'reported', 'suspended')) AS i WHERE i.due < ?1 AND NOT " +
      stands_still("i.due", "?1");
  status.overdue = database.read_integer(overdue, now).value_or(0);
  status.messages_by_state = count_by(database, "SELECT state, count(*) FROM messages GROUP BY state");
  status.oldest_open_message = read_instant(database, "SELECT min(send_at) FROM messages WHERE ready_at IS NOT NULL");
  status.notices_queued = database.read_integer("SELECT count(*) FROM notices WHERE state = 'queued'").value_or(0);
  status.notices_deferred = database.read_integer("SELECT count(*) FROM notices WHERE state = 'deferred'").value_or(0);
  status.next_check =
      read_instant(database, "SELECT min(next_check_at) FROM item_state WHERE next_check_at IS NOT NULL");
  status.next_send = read_instant(database, "SELECT min(ready_at) FROM messages WHERE ready_at IS NOT NULL");
  status.paused_by = database.read_text("SELECT value ->> 'by' FROM meta WHERE key = 'paused' AND json_valid(value)");
  status.paused_at =
      read_instant(database, "SELECT value ->> 'at' FROM meta WHERE key = 'paused' AND json_valid(value)");
  return status;
}

}  // namespace dondoc::integrations::sqlite

#include "integrations/sqlite/message_rows.hpp"

namespace dondoc::integrations::sqlite {

rules::MessageId open_message(Database& database, MessageIds& ids, const MessageKey& key, rules::Instant ready_at,
                              rules::Instant now) {
  const std::string_view message_class = rules::message_class_name(key.message_class);
  database.run(
      "INSERT INTO messages (public_id, recipient, channel, class, send_at, event, state, ready_at, created_at)"
      " VALUES (?, ?, ?, ?, ?, ?, 'open', ?, ?)"
      " ON CONFLICT (recipient, channel, class, send_at, event) WHERE state = 'open' AND attempts = 0 DO NOTHING",
      ids.next(), key.recipient, key.channel, message_class, key.send_at, key.event, ready_at, now);
  if (database.changes() == 1) {
    return database.last_insert_id();
  }
  return database
      .read_integer(
          "SELECT id FROM messages WHERE recipient = ? AND channel = ? AND class = ? AND send_at = ?"
          " AND event = ? AND state = 'open' AND attempts = 0",
          key.recipient, key.channel, message_class, key.send_at, key.event)
      .value();
}

void link_notice(Database& database, rules::MessageId message, rules::NoticeId notice) {
  database.run("INSERT INTO message_notices (message, notice) VALUES (?, ?) ON CONFLICT DO NOTHING", message, notice);
}

void unlink_notice(Database& database, rules::NoticeId notice, std::set<rules::MessageId>& touched) {
  bool linked = false;
  {
    CachedStatement rows = database.cached(
        "SELECT m.id FROM message_notices AS x CROSS JOIN messages AS m ON m.id = x.message"
        " WHERE x.notice = ? AND m.state = 'open'");
    rows->bind(notice);
    while (rows->step()) {
      touched.insert(rows->integer(0));
      linked = true;
    }
  }
  if (linked) {
    database.run(
        "DELETE FROM message_notices WHERE notice = ?"
        " AND (SELECT state FROM messages WHERE id = message_notices.message) = 'open'",
        notice);
  }
}

void withdraw_empty(Database& database, const std::set<rules::MessageId>& touched, rules::Instant now) {
  for (const rules::MessageId message : touched) {
    database.run(
        "UPDATE messages SET state = 'withdrawn', ready_at = NULL, settled_at = ?2 WHERE id = ?1 AND state = 'open'"
        " AND NOT EXISTS (SELECT 1 FROM message_notices WHERE message = ?1)",
        message, now);
  }
}

}  // namespace dondoc::integrations::sqlite

#include <algorithm>

#include "integrations/sqlite/json_text.hpp"
#include "integrations/sqlite/message_rows.hpp"
#include "integrations/sqlite/sqlite_store.hpp"
#include "integrations/sqlite/transaction.hpp"

namespace dondoc::integrations::sqlite {

namespace {

// Of a channel that is configured no more.
constexpr std::size_t kStrayAtOnce = 250;

constexpr std::string_view kByTurn[] = {"critical", "operations", "routine"};

std::vector<std::string> waiting_channels(Database& database) {
  std::vector<std::string> channels;
  std::string last;
  while (
      const auto next = database.read_text(
          "SELECT channel FROM messages WHERE ready_at IS NOT NULL AND channel > ? ORDER BY channel LIMIT 1", last)) {
    last = *next;
    channels.push_back(last);
  }
  return channels;
}

ReadyMessage ready_message(const Statement& row) {
  ReadyMessage message;
  message.id = row.integer(0);
  message.public_id = row.text(1);
  message.recipient = row.text(2);
  message.channel = row.text(3);
  message.message_class = rules::parse_message_class(row.view(4)).value_or(rules::MessageClass::routine);
  message.send_at = row.instant(5);
  message.attempts = static_cast<int>(row.integer(6));
  message.failures = static_cast<int>(row.integer(12));
  message.first_failure = row.optional_instant(13);
  message.event = row.integer(14);
  message.unknown = row.view(7) == "unknown";
  if (message.unknown) {
    message.bytes = row.blob(8);
    message.address = row.text(9);
    message.mode = row.text(10);
    message.sealed_channel = row.text(11);
  }
  return message;
}

// Critical ones first, then the oldest, at most `limit`.
void read_ready(Database& database, const std::string& channel, rules::Instant now, std::size_t limit, bool rehearsal,
                std::vector<ReadyMessage>& messages) {
  for (const std::string_view message_class : kByTurn) {
    CachedStatement rows = database.cached(
        "SELECT id, public_id, recipient, channel, class, send_at, attempts, state, body, address, mode,"
        " sealed_channel,"
        " iif(attempts = 0, 0, (SELECT count(*) FROM deliveries AS d"
        "  WHERE d.message = messages.id AND d.outcome <> 'throttled')),"
        " iif(attempts = 0, NULL, (SELECT min(started_at) FROM deliveries AS d"
        "  WHERE d.message = messages.id AND d.outcome <> 'throttled')),"
        " event FROM messages"
        " WHERE ready_at IS NOT NULL AND channel = ? AND class = ? AND ready_at <= ?"
        " AND NOT (? AND state = 'unknown' AND mode = 'live') ORDER BY ready_at LIMIT ?");
    rows->bind(channel, message_class, now, rehearsal, limit);
    while (rows->step()) {
      messages.push_back(ready_message(*rows));
      --limit;
    }
  }
}

ReadyMessage::Notice ready_notice(const Statement& row) {
  ReadyMessage::Notice notice;
  notice.id = row.integer(1);
  notice.state = rules::parse_notice_state(row.view(2)).value_or(rules::NoticeState::withdrawn);
  notice.role = row.text(3);
  notice.copy = row.flag(4);
  notice.item = row.integer(5);
  notice.alert = {row.integer(6), row.text(7), row.text(8), static_cast<int>(row.integer(9))};
  notice.severity = rules::parse_severity(row.view(10)).value_or(rules::Severity::warning);
  notice.told_elsewhere = row.flag(11);
  return notice;
}

void read_contents(Database& database, std::vector<ReadyMessage>& messages) {
  std::vector<rules::MessageId> ids;
  ids.reserve(messages.size());
  for (const ReadyMessage& message : messages) {
    ids.push_back(message.id);
  }
  const std::string batch = to_json_array(ids);
  CachedStatement notices = database.cached(
      "SELECT j.key, n.id, n.state, n.role, n.copy, a.item, a.episode, a.rule, a.step, a.number, a.severity,"
      "  n.state IN ('told', 'rehearsed') AND NOT EXISTS"
      "   (SELECT 1 FROM message_notices AS y JOIN messages AS o ON o.id = y.message WHERE y.notice = n.id"
      "    AND o.channel = m.channel AND o.state = 'delivered' AND (o.mode = 'redirect') = (n.state = 'rehearsed'))"
      " FROM json_each(?) AS j CROSS JOIN messages AS m ON m.id = j.value"
      " CROSS JOIN message_notices AS x ON x.message = m.id"
      " CROSS JOIN notices AS n ON n.id = x.notice CROSS JOIN alerts AS a ON a.id = n.alert");
  notices->bind(batch);
  while (notices->step()) {
    messages[static_cast<std::size_t>(notices->integer(0))].notices.push_back(ready_notice(*notices));
  }
  CachedStatement findings = database.cached(
      "SELECT j.key, f.code, f.subject, f.args FROM json_each(?) AS j CROSS JOIN findings AS f ON f.message = j.value"
      " WHERE f.resolved_at IS NULL OR f.code = 'DD6011'");  // corrections are no trouble that stands
  findings->bind(batch);
  while (findings->step()) {
    messages[static_cast<std::size_t>(findings->integer(0))].findings.push_back(
        {findings->text(1), findings->text(2), texts_from_json(findings->view(3))});
  }
}

}  // namespace

std::optional<rules::Instant> SqliteStore::next_ready() {
  std::optional<rules::Instant> next;
  for (const std::string& channel : waiting_channels(database_)) {
    for (const std::string_view message_class : kByTurn) {
      const auto at = database_.read_integer(
          "SELECT min(ready_at) FROM messages WHERE ready_at IS NOT NULL AND channel = ? AND class = ?", channel,
          message_class);
      if (at && (!next || rules::instant_from_millis(*at) < *next)) next = rules::instant_from_millis(*at);
    }
  }
  return next;
}

std::vector<ReadyMessage> SqliteStore::ready_messages(rules::Instant now,
                                                      const std::map<std::string, std::size_t>& room, bool rehearsal) {
  const Snapshot snapshot(database_);
  std::vector<ReadyMessage> messages;
  for (const std::string& channel : waiting_channels(database_)) {
    const auto left = room.find(channel);
    const std::size_t limit = left == room.end() ? kStrayAtOnce : left->second;
    read_ready(database_, channel, now, limit, rehearsal, messages);
  }
  std::stable_sort(messages.begin(), messages.end(), [](const ReadyMessage& one, const ReadyMessage& other) {
    const bool critical = one.message_class == rules::MessageClass::critical;
    const bool other_critical = other.message_class == rules::MessageClass::critical;
    return critical != other_critical ? critical : one.send_at < other.send_at;
  });
  read_contents(database_, messages);
  return messages;
}

std::map<std::pair<rules::Recipient, std::string>, rules::OutboxLoad> SqliteStore::outbox_load(
    std::span<const std::pair<rules::Recipient, std::string>> keys, rules::Instant now, const rules::Zone& zone) {
  const rules::Instant since = zone.span_of(zone.day_of(now) - std::chrono::days{1}).from;
  const Snapshot snapshot(database_);
  std::map<std::pair<rules::Recipient, std::string>, rules::OutboxLoad> loads;
  for (const auto& key : keys) {
    rules::OutboxLoad& load = loads[key];
    CachedStatement rows = database_.cached(
        "SELECT class, send_at, state = 'open' AND attempts = 0 FROM messages WHERE recipient = ? AND channel = ?"
        " AND send_at >= ? AND class <> 'operations' AND event = 0 AND state NOT IN ('withdrawn', 'dropped')");
    rows->bind(key.first, key.second, since);
    while (rows->step()) {
      const rules::Instant send_at = rows->instant(1);
      ++load.per_day[zone.day_of(send_at)];
      if (rows->flag(2)) {
        const auto message_class = rules::parse_message_class(rows->view(0));
        load.open.push_back({message_class.value_or(rules::MessageClass::routine), send_at});
      }
    }
  }
  return loads;
}

void SqliteStore::change_messages(std::span<const MessageChange> changes, rules::Instant now) {
  Transaction transaction(database_);
  for (const MessageChange& change : changes) {
    if (change.withdraw) {
      database_.run(
          "UPDATE messages SET state = 'withdrawn', ready_at = NULL, settled_at = ?"
          " WHERE id = ? AND state IN ('open', 'unknown')",
          now, change.message);
    } else {
      database_.run("UPDATE messages SET ready_at = ? WHERE id = ? AND state IN ('open', 'unknown')", change.ready_at,
                    change.message);
    }
  }
  transaction.commit();
}

std::vector<MissedMessage> SqliteStore::missed_messages(const rules::Recipient& recipient, const std::string& channel,
                                                        rules::Instant before) {
  std::vector<MissedMessage> messages;
  CachedStatement rows = database_.cached(
      "SELECT id, class, send_at FROM messages WHERE recipient = ? AND channel = ? AND send_at < ? AND state = 'open'"
      " AND attempts = 0 AND class <> 'operations' AND event = 0 ORDER BY send_at, id");
  rows->bind(recipient, channel, before);
  while (rows->step()) {
    messages.push_back({rows->integer(0),
                        rules::parse_message_class(rows->view(1)).value_or(rules::MessageClass::routine),
                        rows->instant(2)});
  }
  return messages;
}

void SqliteStore::restack(std::span<const Restack> moves, rules::Instant now) {
  Transaction transaction(database_);
  for (const Restack& move : moves) {
    const std::string all = to_json_array(move.messages);
    const auto standing = database_.read_integer(
        "SELECT o.id FROM messages AS o JOIN messages AS m ON m.id = ?1 AND m.recipient = o.recipient"
        " AND m.channel = o.channel WHERE o.class = ?2 AND o.send_at = ?3 AND o.state = 'open' AND o.attempts = 0"
        " AND o.event = 0 AND o.id NOT IN (SELECT value FROM json_each(?4))",
        move.messages.front(), rules::message_class_name(move.message_class), move.send_at, all);
    const rules::MessageId into = standing.value_or(move.messages.front());
    database_.run(
        "INSERT INTO message_notices (message, notice) SELECT ?1, notice FROM message_notices"
        " WHERE message IN (SELECT value FROM json_each(?2)) AND message <> ?1 ON CONFLICT DO NOTHING",
        into, all);
    database_.run("DELETE FROM message_notices WHERE message IN (SELECT value FROM json_each(?)) AND message <> ?", all,
                  into);
    database_.run(
        "UPDATE messages SET state = 'withdrawn', ready_at = NULL, settled_at = ?"
        " WHERE id IN (SELECT value FROM json_each(?)) AND id <> ?",
        now, all, into);
    if (!standing) {
      database_.run("UPDATE messages SET class = ?, send_at = ?, ready_at = coalesce(?, ready_at) WHERE id = ?",
                    rules::message_class_name(move.message_class), move.send_at, move.ready_at, into);
    }
  }
  transaction.commit();
}

void SqliteStore::move_operations(const rules::Recipient& recipient, const std::string& channel) {
  Transaction transaction(database_);
  database_.run(
      "UPDATE messages SET channel = ?2 WHERE recipient = ?1 AND class = 'operations' AND state = 'open' AND channel "
      "<> ?2"
      " AND NOT EXISTS (SELECT 1 FROM messages AS o WHERE o.recipient = ?1 AND o.channel = ?2 AND o.class = "
      "'operations'"
      "                 AND o.send_at = messages.send_at AND o.state = 'open' AND o.attempts = 0)",
      recipient, channel);
  transaction.commit();
}

// From the newest on: attempts are many, those of the last hour few.
std::map<std::string, std::vector<rules::Instant>> SqliteStore::attempts_since(rules::Instant since) {
  std::map<std::string, std::vector<rules::Instant>> attempts;
  CachedStatement rows = database_.cached("SELECT channel, started_at FROM deliveries ORDER BY id DESC");
  while (rows->step() && rows->instant(1) > since) {
    attempts[rows->text(0)].push_back(rows->instant(1));
  }
  for (auto& [channel, times] : attempts) {
    std::reverse(times.begin(), times.end());
  }
  return attempts;
}

std::vector<std::string> SqliteStore::tried_channels(rules::NoticeId notice) {
  std::vector<std::string> channels;
  CachedStatement rows = database_.cached(
      "SELECT DISTINCT m.channel FROM message_notices AS x JOIN messages AS m ON m.id = x.message"
      " WHERE x.notice = ? AND (m.attempts > 0 OR m.state IN ('open', 'delivered', 'dead')) ORDER BY m.id");
  rows->bind(notice);
  while (rows->step()) {
    channels.push_back(rows->text(0));
  }
  return channels;
}

std::vector<std::string> SqliteStore::thread_of(const rules::Recipient& recipient,
                                                std::span<const rules::ItemId> items) {
  std::vector<std::string> ids;
  CachedStatement rows = database_.cached(
      "SELECT m.public_id FROM messages AS m WHERE m.state = 'delivered' AND m.mode = 'live' AND m.id IN"
      " (SELECT x.message FROM json_each(?1) AS j CROSS JOIN alerts AS a ON a.item = j.value"
      "  CROSS JOIN notices AS n ON n.alert = a.id AND n.recipient = ?2"
      "  CROSS JOIN message_notices AS x ON x.notice = n.id) AND m.recipient = ?2 ORDER BY m.settled_at, m.id");
  rows->bind(to_json_array(items), recipient);
  while (rows->step()) {
    ids.push_back(rows->text(0));
  }
  return ids;
}

}  // namespace dondoc::integrations::sqlite

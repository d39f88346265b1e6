#include "integrations/sqlite/sent_messages.hpp"

#include <algorithm>

namespace dondoc::integrations::sqlite {
namespace {

std::vector<SentMessage::Notice> notices_of(Database& database, std::int64_t message) {
  std::vector<SentMessage::Notice> notices;
  CachedStatement rows = database.cached(
      "SELECT s.source, s.code, coalesce(i.agency, ''), a.episode, a.rule, a.step, a.number, a.scheduled_at,"
      " a.severity, n.role, n.copy"
      " FROM message_notices AS x JOIN notices AS n ON n.id = x.notice JOIN alerts AS a ON a.id = n.alert"
      " JOIN item_state AS s ON s.id = a.item LEFT JOIN items AS i ON i.source = s.source AND i.code = s.code"
      " WHERE x.message = ?1");
  rows->bind(message);
  while (rows->step()) {
    notices.push_back({rows->text(0), rows->text(1), rows->text(2), rows->integer(3), rows->text(4), rows->text(5),
                       static_cast<int>(rows->integer(6)), rows->instant(7), rows->text(8), rows->text(9),
                       rows->flag(10)});
  }
  std::ranges::sort(notices);
  return notices;
}

}  // namespace

std::vector<SentMessage> sent_messages(Database& database, rules::Instant from, rules::Instant until) {
  std::vector<SentMessage> messages;
  Statement rows = database.prepare(
      "SELECT id, send_at, sealed_at, recipient, channel, class, subject, body FROM messages"
      " WHERE state = 'delivered' AND class <> 'operations' AND sealed_at >= ?1 AND sealed_at < ?2");
  rows.bind(from, until);
  while (rows.step()) {
    messages.push_back({rows.instant(1), rows.instant(2), rows.text(3), rows.text(4), rows.text(5), rows.text(6),
                        rows.blob(7), notices_of(database, rows.integer(0))});
  }
  std::ranges::sort(messages, {}, [](const SentMessage& message) {
    return std::tie(message.sealed_at, message.recipient, message.channel, message.notices);
  });
  return messages;
}

}  // namespace dondoc::integrations::sqlite

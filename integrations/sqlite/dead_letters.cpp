#include "integrations/sqlite/dead_letters.hpp"

#include <vector>

#include "integrations/sqlite/message_rows.hpp"
#include "integrations/sqlite/transaction.hpp"

namespace dondoc::integrations::sqlite {

namespace {

tl::unexpected<rules::Problem> refuse(std::string code, std::string_view id, std::string state = {}) {
  rules::Problem problem;
  problem.code = std::move(code);
  problem.args = {{"id", std::string{id}}, {"state", std::move(state)}};
  return tl::unexpected(std::move(problem));
}

bool is_id_or_end(std::string_view text) {
  return !text.empty() && text.size() <= 32 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

struct DeadLetters::Letter {
  rules::MessageId id = 0;
  std::string public_id;
  std::string recipient;
  std::string channel;
  rules::MessageClass message_class = rules::MessageClass::routine;
  rules::ItemId event = 0;
  bool unknown = false;  // how its last attempt ended
  std::string state;
  std::vector<rules::NoticeId> untold{};
};

// Ids begin with the time, and so alike; what tells them apart is at the end.
Edited<DeadLetters::Letter> DeadLetters::find(std::string_view id) {
  if (!is_id_or_end(id)) return refuse("DD5084", id);
  std::vector<Letter> found;
  {
    CachedStatement rows = database_.cached(
        "SELECT m.id, m.public_id, m.recipient, m.channel, m.class, m.event, m.state,"
        " coalesce((SELECT d.outcome FROM deliveries AS d WHERE d.message = m.id ORDER BY d.attempt DESC LIMIT 1), '')"
        " FROM messages AS m WHERE m.id IN (SELECT id FROM messages WHERE substr(public_id, -length(?1)) = ?1)"
        " ORDER BY m.state <> 'dead' LIMIT 2");
    rows->bind(id);
    while (rows->step()) {
      found.push_back({rows->integer(0), rows->text(1), rows->text(2), rows->text(3),
                       rules::parse_message_class(rows->view(4)).value_or(rules::MessageClass::routine),
                       rows->integer(5), rows->view(7) == "unknown", rows->text(6)});
    }
  }
  if (found.empty()) return refuse("DD5084", id);
  if (found.size() > 1 && found[1].state == found[0].state) return refuse("DD5085", id);
  if (found[0].state != "dead") return refuse("DD5086", found[0].public_id, found[0].state);
  CachedStatement notices = database_.cached(
      "SELECT n.id FROM message_notices AS x JOIN notices AS n ON n.id = x.notice"
      " WHERE x.message = ? AND n.state = 'dead'");
  notices->bind(found[0].id);
  while (notices->step()) found[0].untold.push_back(notices->integer(0));
  return found[0];
}

void DeadLetters::send_same(const Letter& letter) {
  database_.run("UPDATE messages SET state = 'unknown', ready_at = ?, settled_at = NULL WHERE id = ?", now_, letter.id);
}

void DeadLetters::send_anew(const Letter& letter) {
  const MessageKey key{letter.recipient, letter.channel, letter.message_class, now_, letter.event};
  MessageIds ids(now_);
  const rules::MessageId message = open_message(database_, ids, key, now_, now_);
  for (const rules::NoticeId notice : letter.untold) link_notice(database_, message, notice);
  database_.run("UPDATE messages SET state = 'dropped' WHERE id = ?", letter.id);
}

void DeadLetters::write_log(const Letter& letter, std::string_view decision, const std::string& reason) {
  database_.run(
      "INSERT INTO audit (at, actor, reason, object, key, change, old, new) VALUES (?, ?, ?, 'messages', ?, 'update',"
      " json_object('state', 'dead'), json_object('state', ?))",
      now_, actor_, reason, letter.public_id, decision);
}

Edited<std::string> DeadLetters::retry(std::string_view id, const std::string& reason) {
  Transaction transaction{database_, {actor_, now_, reason}};
  const auto letter = find(id);
  if (!letter) return tl::unexpected(letter.error());
  if (letter->untold.empty()) return refuse("DD5087", letter->public_id);
  for (const rules::NoticeId notice : letter->untold) {
    database_.run("UPDATE notices SET state = 'queued', reason = 'reached', since = ?, settled_at = NULL WHERE id = ?",
                  now_, notice);
    // A claim of what was evaluated before this is void.
    database_.run(
        "UPDATE item_state SET next_check_at = 0, revision = revision + 1"
        " WHERE id = (SELECT a.item FROM notices AS n JOIN alerts AS a ON a.id = n.alert WHERE n.id = ?)",
        notice);
  }
  if (letter->unknown) {
    send_same(*letter);
  } else {
    send_anew(*letter);
  }
  write_log(*letter, "retry", reason);
  transaction.commit();
  return letter->public_id;
}

Edited<std::string> DeadLetters::drop(std::string_view id, const std::string& reason) {
  Transaction transaction{database_, {actor_, now_, reason}};
  const auto letter = find(id);
  if (!letter) return tl::unexpected(letter.error());
  database_.run("UPDATE messages SET state = 'dropped' WHERE id = ?", letter->id);
  write_log(*letter, "dropped", reason);
  transaction.commit();
  return letter->public_id;
}

}  // namespace dondoc::integrations::sqlite

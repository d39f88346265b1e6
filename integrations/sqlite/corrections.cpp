#include "integrations/sqlite/corrections.hpp"

#include "integrations/sqlite/message_rows.hpp"
#include "integrations/sqlite/transaction.hpp"

namespace dondoc::integrations::sqlite {

std::vector<rules::Recipient> told_recipients(Database& database, const ItemKey& key, const std::string& rule) {
  std::vector<rules::Recipient> out;
  CachedStatement rows = database.cached(
      "SELECT DISTINCT n.recipient FROM notices AS n JOIN alerts AS a ON a.id = n.alert"
      " WHERE a.item = ?1 AND n.state = 'told' AND (?2 = '' OR a.rule = ?2) ORDER BY n.recipient");
  rows->bind(key.id, rule);
  while (rows->step()) out.push_back(rows->text(0));
  return out;
}

// The finding is resolved from the start: it is no trouble of dondoc's, only what its message says.
void queue_corrections(Database& database, const ItemKey& key, const std::string& actor, const std::string& reason,
                       const std::vector<Correction>& corrections, rules::Instant now) {
  Transaction transaction{database, {actor, now, reason}};
  MessageIds ids(now);
  for (const auto& one : corrections) {
    const MessageKey message_key{one.recipient, one.channel, rules::MessageClass::operations, one.send_at};
    const auto message = open_message(database, ids, message_key, one.ready_at, now);
    database.run(
        "INSERT INTO findings (code, subject, args, first_at, last_at, resolved_at, message)"
        " SELECT 'DD6011', 'correction:' || ?1 || ':' || ?2 || ':' || ?5, json_object('owner', ?2, 'item_id',"
        " CAST(?1 AS TEXT), 'code', s.code, 'title', iif(ifnull(i.restricted, 1) OR i.title = '', '–', i.title),"
        " 'reason', ?3), ?5, ?5, ?5, ?4 FROM item_state AS s LEFT JOIN items AS i ON i.id = s.item WHERE s.id = ?1",
        key.id, one.recipient, reason, message, now);
    database.run("INSERT INTO audited VALUES ('corrections', ?1, json_object('recipient', ?2, 'reason', ?3))", key.code,
                 one.recipient, reason);
  }
  transaction.commit();
}

}  // namespace dondoc::integrations::sqlite

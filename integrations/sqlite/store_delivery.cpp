#include <algorithm>

#include "integrations/sqlite/finding_rows.hpp"
#include "integrations/sqlite/message_rows.hpp"
#include "integrations/sqlite/sqlite_store.hpp"
#include "integrations/sqlite/transaction.hpp"

namespace dondoc::integrations::sqlite {

namespace {

// State of a message:
//   open ─seal→ in_flight ─settle→ delivered | open (refused for now: rendered again) | unknown | dead | withdrawn
//   unknown ─seal→ in_flight, with the same bytes
//   in_flight at start ─recover→ unknown
std::string_view state_after(Settlement::Next next) {
  switch (next) {
    case Settlement::Next::delivered:
      return "delivered";
    case Settlement::Next::open:
      return "open";
    case Settlement::Next::unknown:
      return "unknown";
    case Settlement::Next::dead:
      return "dead";
    case Settlement::Next::withdrawn:
      return "withdrawn";
  }
  return "";
}

bool goes_on(Settlement::Next next) { return next == Settlement::Next::open || next == Settlement::Next::unknown; }

// Only what stands in the bytes may count as told by them. Nearly always that is all there is.
void keep_only(Database& database, rules::MessageId message, std::vector<rules::NoticeId> notices) {
  std::ranges::sort(notices);
  std::vector<rules::NoticeId> others;
  {
    CachedStatement rows = database.cached("SELECT notice FROM message_notices WHERE message = ?");
    rows->bind(message);
    while (rows->step()) {
      if (!std::ranges::binary_search(notices, rows->integer(0))) others.push_back(rows->integer(0));
    }
  }
  for (const rules::NoticeId notice : others) {
    database.run("DELETE FROM message_notices WHERE message = ? AND notice = ?", message, notice);
  }
}

void settle_message(Database& database, const Settlement& result) {
  const bool again = goes_on(result.next);
  database.run(
      "UPDATE deliveries SET finished_at = ?, outcome = ?, reply = ?"
      " WHERE message = ?4 AND attempt = (SELECT attempts FROM messages WHERE id = ?4 AND state = 'in_flight')",
      result.finished_at, result.outcome, result.reply, result.message);
  const std::optional<rules::Instant> ready =
      again ? std::optional{result.ready_at.value_or(result.finished_at)} : std::nullopt;
  const std::optional<rules::Instant> settled = again ? std::nullopt : std::optional{result.finished_at};
  database.run(
      "UPDATE messages SET state = ?, ready_at = ?, settled_at = ?, reply = ?,"
      " remote_id = iif(?5 = '', remote_id, ?5) WHERE id = ?6 AND state <> 'delivered'",
      state_after(result.next), ready, settled, result.reply, result.remote_id, result.message);
}

// What stood in the bytes was told, whatever was decided about it while they were on the wire.
void settle_notices(Database& database, const Settlement& result) {
  database.run(
      "UPDATE notices SET (state, reason) = (SELECT iif(mode = 'redirect', 'rehearsed', 'told'),"
      " iif(mode = 'redirect', 'rehearsed', 'delivered') FROM messages WHERE id = ?1), since = ?2, settled_at = ?2"
      " WHERE id IN (SELECT notice FROM message_notices WHERE message = ?1) AND state NOT IN ('told', 'dead')",
      result.message, result.finished_at);
}

void reroute(Database& database, const Reroute& way, rules::Instant now) {
  const auto recipient =
      database.read_text("SELECT recipient FROM notices WHERE id = ? AND state = 'queued'", way.notice);
  if (!recipient) {
    return;
  }
  const MessageKey key{*recipient, way.channel, way.message_class, way.send_at, way.event};
  MessageIds ids(now);
  link_notice(database, open_message(database, ids, key, way.ready_at, now), way.notice);
}

// In a rehearsal nothing is spent: going live must tell it.
void mark_dead(Database& database, rules::NoticeId notice, bool rehearsal, rules::Instant at) {
  database.run(
      "UPDATE notices SET state = iif(?3, 'rehearsed', 'dead'), reason = iif(?3, 'rehearsed', 'dead_letter'),"
      " since = ?1, settled_at = ?1"
      " WHERE id = ?2 AND state = 'queued' AND NOT EXISTS"
      "  (SELECT 1 FROM message_notices AS x JOIN messages AS m ON m.id = x.message"
      "   WHERE x.notice = ?2 AND m.state IN ('open', 'in_flight', 'unknown'))",
      at, notice, rehearsal);
  if (database.changes() == 0) {
    return;
  }
  database.run(
      "UPDATE item_state SET next_check_at = 0, revision = revision + 1"
      " WHERE id = (SELECT a.item FROM notices AS n JOIN alerts AS a ON a.id = n.alert WHERE n.id = ?)",
      notice);
}

// A dead letter is an event: once the operator has heard of it there is nothing left that stands.
void resolve_dead_letters(Database& database, const Settlement& result) {
  database.run("UPDATE findings SET resolved_at = ? WHERE message = ? AND code = 'DD6501' AND resolved_at IS NULL",
               result.finished_at, result.message);
}

// Escalations wait until the head has had notice; and what a rehearsal has told is untold where the mode is live by
// now. The revision rises so that a claim of what was evaluated before this news is void.
void wake_waiting_items(Database& database, rules::MessageId message) {
  database.run(
      "UPDATE item_state SET next_check_at = 0, revision = revision + 1"
      " WHERE (waits_for_delivery = 1 OR (SELECT mode FROM messages WHERE id = ?1) = 'redirect') AND id IN"
      " (SELECT a.item FROM message_notices AS x JOIN notices AS n ON n.id = x.notice"
      "  JOIN alerts AS a ON a.id = n.alert WHERE x.message = ?1)",
      message);
}

// A mailbox that is gone is gone for everyone who has it. The redirect mailbox is nobody's address.
void mark_failing(Database& database, const Settlement& result) {
  database.run(
      "UPDATE addresses SET failing = 1 WHERE failing = 0 AND (value, 'live') ="
      " (SELECT address, mode FROM messages WHERE id = ?1)"
      " AND channel IN ('email', (SELECT channel FROM messages WHERE id = ?1))",
      result.message);
}

}  // namespace

void SqliteStore::seal(std::span<const SealRecord> records, rules::Instant now) {
  Transaction transaction(database_);
  for (const SealRecord& record : records) {
    database_.run(
        "UPDATE messages SET state = 'in_flight', attempts = attempts + 1, mode = ?, sealed_channel = ?,"
        " address = ?, subject = iif(?5, subject, ?4), body = iif(?5, body, ?), sealed_at = ?, ready_at = NULL WHERE "
        "id = ? AND state IN ('open', 'unknown')",
        record.mode, record.channel, record.address, record.subject, record.same_bytes,
        std::as_bytes(std::span{record.bytes}), now, record.message);
    if (database_.changes() != 1) {
      throw StoreError(StoreError::Kind::other, "seal message " + std::to_string(record.message) +
                                                    ": it is not waiting any more; nothing of this batch was sealed");
    }
    if (!record.same_bytes) {
      keep_only(database_, record.message, record.notices);
    }
    database_.run(
        "INSERT INTO deliveries (message, attempt, started_at, channel) SELECT id, attempts, ?, ? FROM messages"
        " WHERE id = ?",
        now, record.channel, record.message);
  }
  transaction.commit();
}

void SqliteStore::settle(std::span<const Settlement> settlements, rules::Instant now) {
  Transaction transaction(database_, {"dondoc", now, "address refused"});
  for (const Settlement& result : settlements) {
    settle_message(database_, result);
    if (result.next == Settlement::Next::delivered) {
      settle_notices(database_, result);
      wake_waiting_items(database_, result.message);
      resolve_dead_letters(database_, result);
    }
    if (result.address_failing) {
      mark_failing(database_, result);
    }
    for (const Reroute& way : result.reroutes) {
      reroute(database_, way, now);
    }
    for (const rules::NoticeId notice : result.without_way) {
      mark_dead(database_, notice, result.rehearsal, result.finished_at);
    }
    for (const rules::Finding& finding : result.findings) {
      write_finding(database_, finding, now);
    }
  }
  transaction.commit();
}

std::size_t SqliteStore::recover_in_flight(rules::Instant now) {
  Transaction transaction(database_);
  database_.run(
      "UPDATE deliveries SET finished_at = ?, outcome = 'unknown' WHERE finished_at IS NULL"
      " AND message IN (SELECT id FROM messages WHERE state = 'in_flight')",
      now);
  database_.run("UPDATE messages SET state = 'unknown', ready_at = ? WHERE state = 'in_flight'", now);
  const auto count = static_cast<std::size_t>(database_.changes());
  transaction.commit();
  return count;
}

}  // namespace dondoc::integrations::sqlite

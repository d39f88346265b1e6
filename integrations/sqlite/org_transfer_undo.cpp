#include "integrations/sqlite/org_transfer.hpp"
#include "integrations/sqlite/transaction.hpp"
#include "rules/transfer.hpp"

namespace dondoc::integrations::sqlite {
namespace {

struct LastTransfer {
  std::int64_t id = 0;
  rules::Instant at;
  std::string day;
};

std::optional<LastTransfer> last_transfer(Database& database) {
  CachedStatement row = database.cached("SELECT id, at, as_of FROM org_transfers ORDER BY id DESC LIMIT 1");
  if (!row->step()) return std::nullopt;
  return LastTransfer{row->integer(0), row->instant(1), row->text(2)};
}

// By a message that is on its way or has arrived; one to the redirect mailbox told nobody.
bool was_told(Database& database, const LastTransfer& last) {
  return database
             .read_integer(
                 "SELECT EXISTS (SELECT 1 FROM item_responsibilities AS r JOIN alerts AS a ON a.item = r.item"
                 "  JOIN notices AS n ON n.alert = a.id WHERE r.transfer = ?1 AND a.rule = ?2 AND a.episode = ?3"
                 "   AND (n.state IN ('told', 'dead') OR EXISTS"
                 "    (SELECT 1 FROM message_notices AS x JOIN messages AS m ON m.id = x.message WHERE x.notice = n.id"
                 "     AND m.mode = 'live' AND m.state IN ('in_flight', 'unknown'))))",
                 last.id, rules::kTransferRule, last.at)
             .value_or(0) != 0;
}

std::string gone_on(Database& database, const LastTransfer& last) {
  return database
      .read_text(
          "SELECT s.code FROM item_responsibilities AS r JOIN item_state AS s ON s.id = r.item"
          " LEFT JOIN items AS i ON i.id = s.item"
          " WHERE r.transfer = ?1 AND r.role = 'lead' AND i.agency IS NOT r.successor ORDER BY s.code LIMIT 1",
          last.id)
      .value_or("");
}

void put_back_agencies(Database& database, const LastTransfer& last) {
  database.run(
      "UPDATE items SET agency = (SELECT r.agency FROM item_responsibilities AS r JOIN item_state AS s ON s.id = r.item"
      "  WHERE s.item = items.id AND r.transfer = ?1 AND r.role = 'lead'),"
      " (officer, officer_name) = (SELECT iif(items.officer IS NULL AND p.code IS NOT NULL, p.code, items.officer),"
      "   iif(items.officer IS NULL AND p.code IS NOT NULL, r.officer_name, items.officer_name)"
      "  FROM item_responsibilities AS r JOIN item_state AS s ON s.id = r.item"
      "  LEFT JOIN people AS p ON p.code = r.officer"
      "  WHERE s.item = items.id AND r.transfer = ?1 AND r.role = 'lead')"
      " WHERE id IN (SELECT s.item FROM item_responsibilities AS r JOIN item_state AS s ON s.id = r.item"
      "              WHERE r.transfer = ?1 AND r.role = 'lead')",
      last.id);
}

void put_back_coordinators(Database& database, const LastTransfer& last) {
  database.run(
      "DELETE FROM item_coordinators WHERE (source, code, agency) IN"
      " (SELECT s.source, s.code, r.successor FROM item_responsibilities AS r JOIN item_state AS s ON s.id = r.item"
      "  WHERE r.transfer = ?1 AND r.role = 'coordinator' AND NOT r.had_part)",
      last.id);
  database.run(
      "INSERT INTO item_coordinators (source, code, agency)"
      " SELECT s.source, s.code, iif(r.role = 'lead', r.successor, r.agency)"
      "  FROM item_responsibilities AS r JOIN item_state AS s ON s.id = r.item"
      "  WHERE r.transfer = ?1 AND (r.role = 'coordinator' OR r.had_part) ON CONFLICT DO NOTHING",
      last.id);
}

}  // namespace

TransferUndone undo_transfer(Database& database, const std::string& actor, rules::Instant now) {
  TransferUndone undone;
  Transaction transaction(database, {.actor = actor, .at = now, .reason = "org undo"});
  const auto last = last_transfer(database);
  if (!last) {
    undone.refused = "DD5803";
    return undone;
  }
  undone.id = last->id;
  undone.detail = last->day;
  if (was_told(database, *last)) {
    undone.refused = "DD5804";
    return undone;
  }
  if (auto code = gone_on(database, *last); !code.empty()) {
    undone.refused = "DD5805";
    undone.detail = std::move(code);
    return undone;
  }
  undone.items =
      database.read_integer("SELECT count(*) FROM item_responsibilities WHERE transfer = ? AND role = 'lead'", last->id)
          .value_or(0);
  put_back_agencies(database, *last);
  put_back_coordinators(database, *last);
  database.run(
      "UPDATE item_state SET term_agency = '' WHERE id IN (SELECT item FROM item_responsibilities WHERE transfer = ?1)"
      " AND id NOT IN (SELECT item FROM item_responsibilities WHERE transfer <> ?1)",
      last->id);
  database.run("DELETE FROM item_responsibilities WHERE transfer = ?", last->id);
  database.run("DELETE FROM org_transfers WHERE id = ?", last->id);
  transaction.commit();
  return undone;
}

}  // namespace dondoc::integrations::sqlite

#include "integrations/sqlite/overdue_report.hpp"

#include "integrations/sqlite/standing_still.hpp"
#include "integrations/sqlite/transaction.hpp"

namespace dondoc::integrations::sqlite {

void each_overdue_period(Database& database, const std::string& agency, rules::Instant now,
                         const std::function<void(const OverduePeriod&)>& use) {
  const Snapshot snapshot{database};
  static const std::string overdue =
      "SELECT o.item, i.source, i.code, i.kind, i.title, ifnull(i.agency, ''), i.procedure, i.received_at,"
      "       s.first_stored_at, s.term_agency, o.agency, o.due_at, o.from_at, o.until_at"
      " FROM overdue_periods AS o JOIN item_state AS s ON s.id = o.item JOIN items AS i ON i.id = s.item"
      " WHERE o.from_at < ?2 AND (?1 = '' OR o.agency = ?1) AND NOT (i.state IN ('open', 'reported', 'suspended')"
      " AND " +
      stands_still("o.due_at", "?2") + ") ORDER BY o.agency, o.from_at, i.code";
  CachedStatement row = database.cached(overdue);
  row->bind(agency, now);
  while (row->step()) {
    OverduePeriod period;
    rules::Item& item = period.item;
    item.id = row->integer(0);
    item.source = row->text(1);
    item.code = row->text(2);
    item.kind = rules::parse_kind(row->view(3)).value_or(rules::Kind::task);
    item.title = row->text(4);
    item.agency = row->text(5);
    item.procedure = row->text(6);
    item.received_at = row->optional_instant(7);
    item.first_stored = row->instant(8);
    item.term_agency = row->text(9);
    period.agency = row->text(10);
    period.due = row->instant(11);
    period.from = row->instant(12);
    period.until = row->optional_instant(13);
    use(period);
  }
}

std::vector<Responsibility> list_responsibilities(Database& database, rules::ItemId item, rules::Instant known_at) {
  std::vector<Responsibility> rows;
  CachedStatement row = database.cached(
      "SELECT r.agency, r.successor, r.role = 'coordinator', r.from_at, r.until_at, t.at, t.grace_until, r.officer,"
      "       r.officer_name, r.head"
      " FROM item_responsibilities AS r JOIN org_transfers AS t ON t.id = r.transfer"
      " WHERE r.item = ?1 AND t.at <= ?2 ORDER BY t.id, r.role DESC, r.agency");
  row->bind(item, known_at);
  while (row->step()) {
    rows.push_back({row->text(0), row->text(1), row->flag(2), row->optional_instant(3), row->instant(4),
                    row->instant(5), row->instant(6), row->text(7), row->text(8), row->text(9)});
  }
  return rows;
}

}  // namespace dondoc::integrations::sqlite

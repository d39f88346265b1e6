#include "integrations/sqlite/org_transfer.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "integrations/sqlite/transaction.hpp"
#include "integrations/sqlite/transfer_table.hpp"
#include "rules/zone.hpp"

namespace dondoc::integrations::sqlite {
namespace {

// What goes: work that is owed, and results that nobody has fetched yet. Of series, what has begun: later occurrences
// belong to the agencies of their day.
constexpr std::string_view kOpen =
    " (i.state IN ('open', 'reported', 'suspended')"
    "  OR (i.kind = 'dossier' AND i.state = 'done' AND i.finished_at IS NOT NULL AND i.handed_over_at IS NULL))"
    " AND (i.kind <> 'occurrence' OR coalesce(i.start_at, i.due_at, 0) < ?2)";

struct OpenItem {
  std::int64_t state = 0;  // item_state.id
  std::int64_t row = 0;    // items.id
  std::string source, code;
  rules::Kind kind = rules::Kind::task;
  std::string procedure;
  std::string officer;
  bool overdue = false;
};

// One move of an item, found before any is made: a map may say A to B and B to C.
struct Move {
  OpenItem item;
  const rules::TransferRow* row = nullptr;
  bool coordinator = false;
};

OpenItem open_item(const Statement& row) {
  return {row.integer(0),
          row.integer(1),
          row.text(2),
          row.text(3),
          rules::parse_kind(row.view(4)).value_or(rules::Kind::task),
          row.text(5),
          row.text(6),
          row.flag(7)};
}

std::vector<OpenItem> open_items(Database& database, std::string_view sql, const std::string& agency,
                                 rules::Instant day, rules::Instant now) {
  std::vector<OpenItem> items;
  CachedStatement rows = database.cached(sql);
  rows->bind(agency, day, now);
  while (rows->step()) items.push_back(open_item(*rows));
  return items;
}

const std::string kColumns =
    "SELECT s.id, i.id, i.source, i.code, i.kind, i.procedure, coalesce(i.officer, ''),"
    " i.state IN ('open', 'reported', 'suspended')"
    "  AND ifnull(iif(s.version > 0, s.due_at, coalesce(i.appointment_at, i.due_at)) <= ?3, 0)";
const std::string kLed = kColumns +
                         " FROM items AS i JOIN item_state AS s ON s.source = i.source AND s.code = i.code"
                         " WHERE i.agency = ?1 AND" +
                         std::string{kOpen} + " ORDER BY i.id";
const std::string kCoordinated =
    kColumns +
    " FROM item_coordinators AS c JOIN items AS i ON i.source = c.source AND i.code = c.code"
    " JOIN item_state AS s ON s.source = i.source AND s.code = i.code"
    " WHERE c.agency = ?1 AND" +
    std::string{kOpen} + " ORDER BY i.id";

// One transfer at work, inside a transaction.
class Transferring {
 public:
  Transferring(Database& database, const TransferRequest& request, const std::vector<rules::TransferRow>& rows,
               TransferReport& report)
      : database_(database),
        request_(request),
        rows_(rows),
        report_(report),
        day_(request.zone->span_of(request.as_of).from) {}

  void plan() {
    std::set<std::string> agencies;
    for (const auto& row : rows_) agencies.insert(row.from);
    for (const std::string& agency : agencies) {
      for (const bool coordinator : {false, true}) plan_agency(agency, coordinator);
    }
    find_expired(agencies);
    report_.flows.reserve(flows_.size());
    for (auto& [between, flow] : flows_) report_.flows.push_back(std::move(flow));
    std::ranges::sort(report_.rest, {}, &TransferRest::agency);
  }

  [[nodiscard]] bool any() const { return !moves_.empty(); }

  void write() {
    database_.run("INSERT INTO org_transfers (as_of, at, grace_until, actor, file, digest) VALUES (?, ?, ?, ?, ?, ?)",
                  rules::format_day(request_.as_of), request_.now, request_.grace_until, request_.actor, request_.file,
                  report_.table.digest);
    report_.id = database_.last_insert_id();
    for (const Move& move : moves_) {
      record(move);
      move.coordinator ? change_coordinator(move) : change_agency(move);
    }
  }

 private:
  void plan_agency(const std::string& agency, bool coordinator) {
    std::int64_t left = 0;
    for (auto& item : open_items(database_, coordinator ? kCoordinated : kLed, agency, day_, request_.now)) {
      const auto* row = rules::choose_transfer(rows_, {agency, item.kind, item.procedure, item.code});
      if (row == nullptr) {
        left += coordinator ? 0 : 1;
        continue;
      }
      count(item, *row, coordinator);
      moves_.push_back({std::move(item), row, coordinator});
    }
    if (left > 0) report_.rest.push_back({agency, left, successor_of(agency)});
  }

  void count(const OpenItem& item, const rules::TransferRow& row, bool coordinator) {
    auto& flow = flows_[{row.from, row.to}];
    flow.from = row.from;
    flow.to = row.to;
    if (coordinator) {
      ++flow.coordinated;
      return;
    }
    ++flow.items;
    flow.overdue += item.overdue ? 1 : 0;
    flow.without_officer += stays_behind(item.officer, row) ? 1 : 0;
    report_.acknowledgements +=
        database_
            .read_integer("SELECT count(*) FROM acknowledgements WHERE item = ? AND until_at > ?", item.state,
                          request_.now)
            .value_or(0);
  }

  // Who held an office of the old agency and holds none of the new one does not come along with the work.
  [[nodiscard]] bool stays_behind(const std::string& officer, const rules::TransferRow& row) {
    if (officer.empty()) return false;
    return database_
               .read_integer(
                   "SELECT EXISTS (SELECT 1 FROM positions WHERE person = ?1 AND agency = ?2)"
                   " AND NOT EXISTS (SELECT 1 FROM positions WHERE person = ?1 AND agency = ?3"
                   "  AND (valid_until IS NULL OR valid_until >= ?4))",
                   officer, row.from, row.to, rules::format_day(request_.as_of))
               .value_or(0) != 0;
  }

  // Agencies that ended before the day, still have open items and do not stand in the map.
  void find_expired(const std::set<std::string>& in_map) {
    CachedStatement rows = database_.cached(
        "SELECT a.code, count(*) FROM agencies AS a JOIN items AS i ON i.agency = a.code"
        " WHERE a.valid_until < ?1 AND" +
        std::string{kOpen} + " GROUP BY a.code ORDER BY a.code");
    rows->bind(rules::format_day(request_.as_of), day_);
    std::vector<std::pair<std::string, std::int64_t>> found;
    while (rows->step()) found.emplace_back(rows->text(0), rows->integer(1));
    for (auto& [agency, items] : found) {
      if (in_map.contains(agency)) continue;
      report_.rest.push_back({agency, items, successor_of(agency)});
    }
  }

  [[nodiscard]] std::string successor_of(const std::string& agency) {
    CachedStatement rows = database_.cached(
        "SELECT n.successor FROM agency_successors AS n JOIN agencies AS a ON a.code = n.successor"
        " JOIN agencies AS o ON o.code = n.agency WHERE n.agency = ?1 AND o.valid_until < ?2"
        " AND (a.valid_from IS NULL OR a.valid_from <= ?2) AND (a.valid_until IS NULL OR a.valid_until >= ?2) LIMIT 2");
    rows->bind(agency, rules::format_day(request_.as_of));
    std::string successor;
    if (rows->step()) successor = rows->text(0);
    return rows->step() ? std::string{} : successor;
  }

  // The period that ends, with who had the work and who headed the agency on its last day.
  void record(const Move& move) {
    database_.run(
        "INSERT INTO item_responsibilities (item, transfer, role, agency, successor, had_part, from_at, until_at,"
        " officer, officer_name, head)"
        " SELECT ?1, ?2, ?3, ?4, ?5,"
        "  EXISTS (SELECT 1 FROM item_coordinators AS c WHERE c.source = items.source AND c.code = items.code"
        "          AND c.agency = ?5),"
        "  (SELECT max(until_at) FROM item_responsibilities WHERE item = ?1 AND role = ?3 AND successor = ?4), ?6,"
        "  iif(?3 = 'lead', coalesce(officer, ''), ''), iif(?3 = 'lead', officer_name, ''),"
        "  coalesce((SELECT person FROM positions WHERE agency = ?4 AND role IN ('head', 'acting_head')"
        "            AND (valid_from IS NULL OR valid_from <= ?7) AND (valid_until IS NULL OR valid_until >= ?7)"
        "            ORDER BY role = 'acting_head', id LIMIT 1), '')"
        " FROM items WHERE id = ?8",
        move.item.state, report_.id, move.coordinator ? "coordinator" : "lead", move.row->from, move.row->to, day_,
        rules::format_day(request_.as_of - std::chrono::days{1}), move.item.row);
  }

  // The due stays as it was computed: by the calendar of the agency that had the item when its term began to run.
  void change_agency(const Move& move) {
    database_.run(
        "UPDATE item_state SET term_agency = iif(term_agency = '', ?2, term_agency) WHERE id = ?1"
        " AND (SELECT calendar FROM agencies WHERE code = iif(term_agency = '', ?2, term_agency))"
        "  <> (SELECT calendar FROM agencies WHERE code = ?3)",
        move.item.state, move.row->from, move.row->to);
    if (stays_behind(move.item.officer, *move.row)) {
      database_.run(
          "UPDATE items SET agency = ?2, officer = NULL,"
          " officer_name = coalesce((SELECT name FROM people WHERE code = items.officer), officer_name) WHERE id = ?1",
          move.item.row, move.row->to);
    } else {
      database_.run("UPDATE items SET agency = ? WHERE id = ?", move.row->to, move.item.row);
    }
    // Who answers for it is no coordinator of it.
    database_.run("DELETE FROM item_coordinators WHERE source = ? AND code = ? AND agency = ?", move.item.source,
                  move.item.code, move.row->to);
  }

  void change_coordinator(const Move& move) {
    database_.run("DELETE FROM item_coordinators WHERE source = ? AND code = ? AND agency = ?", move.item.source,
                  move.item.code, move.row->from);
    database_.run(
        "INSERT INTO item_coordinators (source, code, agency) SELECT source, code, ?2 FROM items WHERE id = ?1"
        " AND agency IS NOT ?2 ON CONFLICT DO NOTHING",
        move.item.row, move.row->to);
  }

  Database& database_;
  const TransferRequest& request_;
  const std::vector<rules::TransferRow>& rows_;
  TransferReport& report_;
  const rules::Instant day_;  // the beginning of as_of
  std::vector<Move> moves_;   // those of leads before those of coordinators of the same agency
  std::map<std::pair<std::string, std::string>, TransferFlow> flows_;
};

}  // namespace

TransferReport transfer_items(Database& database, const TransferRequest& request) {
  TransferReport report;
  imports::ImportRequest table_request;
  table_request.file = request.file;
  table_request.zone = request.zone;
  table_request.now = request.now;
  const auto table = imports::Table::open(imports::ImportKind::transfer_map, table_request, report.table);
  if (!table) return report;
  Transaction transaction(database,
                          {.actor = request.actor,
                           .at = request.now,
                           .reason = "org transfer " + rules::format_day(request.as_of) + " " + request.file});
  const References references(database);
  const auto rows = read_transfer_map(database, *table, references, request.as_of);
  report.table.digest = table->input().digest();
  if (report.table.errors > 0) return report;
  Transferring transferring(database, request, rows, report);
  transferring.plan();
  if (request.dry_run || !transferring.any()) return report;
  transferring.write();
  transaction.commit();
  report.committed = true;
  return report;
}

}  // namespace dondoc::integrations::sqlite

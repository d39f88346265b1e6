#include <algorithm>

#include "integrations/sqlite/item_image.hpp"
#include "integrations/sqlite/reports.hpp"
#include "integrations/sqlite/transaction.hpp"
#include "rules/deadline.hpp"

namespace dondoc::integrations::sqlite {
namespace {

// Items as they are: what can be decided by SQL is, the rest by the filter.
constexpr const char* kNow =
    "SELECT i.image, s.id, s.first_stored_at, s.version, s.due_at, s.due_provisional, s.next_check_at,"
    "       s.source, s.code"
    " FROM item_state AS s JOIN items AS r ON r.id = s.item JOIN item_images AS i ON i.id = r.id"
    " WHERE (?1 OR r.state IN ('open', 'reported', 'suspended')) AND (?2 = '' OR r.agency = ?2)"
    "   AND (?3 IS NULL OR s.version = 0 OR s.due_at < ?3)";

// Items as they were at ?5: the first image that ended later, else the present one. ?1 … ?3 are left to the filter.
constexpr const char* kThen =
    "SELECT coalesce((SELECT h.old FROM item_history AS h WHERE h.item = s.id AND h.until_at > ?5"
    "                   AND h.revision < s.revision ORDER BY h.revision LIMIT 1),"
    "                (SELECT i.image FROM item_images AS i WHERE i.id = s.item), 'null'),"
    "       s.id, s.first_stored_at, coalesce(v.version, 0), v.due_at, s.due_provisional, NULL, s.source, s.code"
    " FROM item_state AS s LEFT JOIN deadline_versions AS v ON v.item = s.id AND v.version ="
    "   (SELECT max(w.version) FROM deadline_versions AS w WHERE w.item = s.id AND w.raised_at <= ?5)"
    " WHERE s.first_stored_at <= ?5 AND (?1 OR ?2 IS NOT NULL OR ?3 IS NULL)";

std::string sql_of(const ItemQuery& query, rules::ItemId id) {
  return std::string{query.as_of_now ? kNow : kThen} + (id == 0 ? " AND ?4 = 0" : " AND s.id = ?4");
}

std::optional<ItemReport> read_row(Statement& row, const ItemQuery& query, ImageReader& images,
                                   const ComputeDue& compute_due) {
  auto item = images.read(row.view(0));
  ItemReport report;
  if (!item) {
    report.unreadable = true;
    report.item.source = row.text(7);
    report.item.code = row.text(8);
    return report;
  }
  if (!*item) return std::nullopt;
  report.item = std::move(**item);
  report.item.id = row.integer(1);
  report.item.first_stored = row.instant(2);
  report.version = static_cast<int>(row.integer(3));
  report.due = row.optional_instant(4);
  report.provisional = row.flag(5);
  if (report.version == 0) {
    const auto computed = compute_due(report.item);
    report.due = computed ? std::optional{computed->due} : std::nullopt;
    report.provisional = computed && computed->provisional;
  }
  report.next_check = row.optional_instant(6);
  report.overdue = rules::is_active(report.item.state) && report.due && *report.due < query.now &&
                   !rules::stands_still(report.item.holds, *report.due, query.now);
  return report;
}

bool wanted(const ItemReport& report, const ItemQuery& query, const rules::Directory& directory,
            const rules::Zone& zone) {
  if (report.unreadable) return true;
  if (!query.closed_too && !rules::is_active(report.item.state)) return false;
  if (!query.agency.empty() && report.item.agency != query.agency) return false;
  if (query.overdue && !report.overdue) return false;
  if (query.due_until && !(report.due && *report.due >= query.now && *report.due <= *query.due_until)) return false;
  return rules::matches(query.where, report.item, directory, zone);
}

void bind_query(Statement& statement, const ItemQuery& query, rules::ItemId id) {
  std::optional<rules::Instant> due_before;
  if (query.overdue) due_before = query.now;
  if (query.due_until) due_before = *query.due_until + rules::Millis{1};
  if (query.as_of_now) {
    statement.bind(query.closed_too, query.agency, due_before, id);
  } else {
    statement.bind(query.closed_too, query.agency, due_before, id, query.now);
  }
}

}  // namespace

std::vector<ItemReport> list_items(Database& database, const ItemQuery& query, const rules::Directory& directory,
                                   const rules::Zone& zone, const ComputeDue& compute_due) {
  const Snapshot snapshot{database};
  ImageReader images{database};
  std::vector<ItemReport> reports;
  CachedStatement row = database.cached(sql_of(query, 0));
  bind_query(*row, query, 0);
  while (row->step()) {
    auto report = read_row(*row, query, images, compute_due);
    if (report && wanted(*report, query, directory, zone)) reports.push_back(std::move(*report));
  }
  const auto rank = [](const ItemReport& report) {
    return std::tuple{report.due.value_or(rules::kLatestInstant), std::string_view{report.item.code},
                      std::string_view{report.item.source}};
  };
  std::ranges::sort(reports, {}, rank);
  return reports;
}

std::optional<ItemReport> read_item(Database& database, const ItemKey& key, const ItemQuery& query,
                                    const ComputeDue& compute_due) {
  const Snapshot snapshot{database};
  ImageReader images{database};
  ItemQuery all = query;
  all.closed_too = true;
  CachedStatement row = database.cached(sql_of(query, key.id));
  bind_query(*row, all, key.id);
  return row->step() ? read_row(*row, all, images, compute_due) : std::nullopt;
}

std::vector<VersionRow> list_versions(Database& database, rules::ItemId item, rules::Instant known_at) {
  std::vector<VersionRow> rows;
  CachedStatement row = database.cached(
      "SELECT version, due_at, cause, raised_at FROM deadline_versions WHERE item = ?1 AND raised_at <= ?2"
      " ORDER BY version");
  row->bind(item, known_at);
  while (row->step()) {
    rows.push_back({static_cast<int>(row->integer(0)), row->optional_instant(1), row->text(2), row->instant(3)});
  }
  return rows;
}

std::vector<ExtensionRow> list_extensions(Database& database, const ItemKey& key, rules::Instant known_at) {
  std::vector<ExtensionRow> rows;
  CachedStatement row = database.cached(
      "SELECT requested_at, new_due_at, new_due_is_date, reason, author,"
      "       iif(decided_at > ?3, 'requested', state) FROM extensions"
      " WHERE source = ?1 AND code = ?2 AND requested_at <= ?3 ORDER BY requested_at, id");
  row->bind(key.source, key.code, known_at);
  while (row->step()) {
    rows.push_back({row->instant(0), row->optional_instant(1), row->flag(2), row->text(3), row->text(4), row->text(5)});
  }
  return rows;
}

// History keeps what was: the last image without it ended when it came.
std::optional<rules::Instant> hold_entered(Database& database, rules::ItemId item, rules::Instant from,
                                           rules::Instant known_at) {
  CachedStatement row = database.cached(
      "SELECT max(h.until_at) FROM item_history AS h WHERE h.item = ?1 AND h.until_at <= ?3 AND NOT EXISTS"
      " (SELECT 1 FROM json_each(h.old, '$.hold_rows') AS hold WHERE json_extract(hold.value, '$.from_at') = ?2)");
  row->bind(item, from, known_at);
  return row->step() ? row->optional_instant(0) : std::nullopt;
}

std::vector<AcknowledgementRow> list_acknowledgements(Database& database, rules::ItemId item, rules::Instant known_at) {
  std::vector<AcknowledgementRow> rows;
  CachedStatement row = database.cached(
      "SELECT version, person, given_at, until_at FROM acknowledgements WHERE item = ?1 AND given_at <= ?2"
      " ORDER BY given_at, id");
  row->bind(item, known_at);
  while (row->step()) {
    rows.push_back({static_cast<int>(row->integer(0)), row->text(1), row->instant(2), row->instant(3)});
  }
  return rows;
}

std::vector<UrgingRow> list_urgings(Database& database, const ItemKey& key, rules::Instant known_at) {
  std::vector<UrgingRow> rows;
  CachedStatement row = database.cached(
      "SELECT at, how, ref, author FROM urgings WHERE source = ?1 AND code = ?2"
      " AND at <= ?3 ORDER BY at, id");
  row->bind(key.source, key.code, known_at);
  while (row->step()) rows.push_back({row->instant(0), row->text(1), row->text(2), row->text(3)});
  return rows;
}

}  // namespace dondoc::integrations::sqlite

#include "integrations/sqlite/item_batch.hpp"

#include <algorithm>

#include "integrations/sqlite/json_text.hpp"
#include "integrations/sqlite/meeting_rows.hpp"

namespace dondoc::integrations::sqlite {

namespace {

// json_each's key is the place in the batch. CROSS JOIN holds the planner to this order: the batch outside, index
// look-ups inside; so rows come item by item, and those of one alert together.
constexpr std::string_view kHolds =
    "SELECT j.key, h.from_at, h.until_at, h.reason, h.author FROM json_each(?) AS j"
    " CROSS JOIN item_state AS s ON s.id = j.value"
    " CROSS JOIN holds AS h ON h.source = s.source AND h.code = s.code";
constexpr std::string_view kCoordinators =
    "SELECT j.key, c.agency FROM json_each(?) AS j CROSS JOIN item_state AS s ON s.id = j.value"
    " CROSS JOIN item_coordinators AS c ON c.source = s.source AND c.code = s.code";
constexpr std::string_view kAlerts =
    "SELECT j.key, a.id, a.episode, a.rule, a.step, a.number, a.scheduled_at,"
    " n.id, n.recipient, n.role, n.state, n.reason, n.settled_at, n.agency FROM json_each(?) AS j"
    " CROSS JOIN alerts AS a ON a.item = j.value LEFT JOIN notices AS n ON n.alert = a.id";
constexpr std::string_view kAcknowledgements =
    "SELECT j.key, k.person, k.version, k.given_at, k.until_at, k.upto FROM json_each(?) AS j"
    " CROSS JOIN acknowledgements AS k ON k.item = j.value";
constexpr std::string_view kUrgings =
    "SELECT j.key, u.at, u.how, u.ref FROM json_each(?) AS j CROSS JOIN item_state AS s ON s.id = j.value"
    " CROSS JOIN urgings AS u ON u.source = s.source AND u.code = s.code";
constexpr std::string_view kExtensions =
    "SELECT j.key, max(iif(s.version = 0 OR x.requested_at >= s.version_start, x.requested_at, NULL)),"
    " max(iif(x.state = 'granted', x.decided_at, NULL)) FROM json_each(?) AS j CROSS JOIN item_state AS s ON s.id = "
    "j.value"
    " CROSS JOIN extensions AS x ON x.source = s.source AND x.code = s.code"
    " WHERE x.state <> 'refused' AND (s.version = 0 OR x.requested_at >= s.version_start"
    "  OR x.decided_at >= s.version_start) GROUP BY j.key";

constexpr std::string_view kTransfers =
    "SELECT j.key, r.agency, r.successor, r.role = 'coordinator', r.until_at, t.at, t.grace_until FROM json_each(?) AS "
    "j"
    " CROSS JOIN item_responsibilities AS r ON r.item = j.value"
    " CROSS JOIN org_transfers AS t ON t.id = r.transfer";

const std::string kMeetings = "SELECT j.key, " + std::string{kMeetingColumns} +
                              " FROM json_each(?) AS j CROSS JOIN item_state AS s ON s.id = j.value"
                              " CROSS JOIN meetings AS m ON m.source = s.source AND m.code = s.code";

rules::NoticeRecord notice_of(const Statement& row) {
  rules::NoticeRecord notice;
  notice.id = row.integer(7);
  notice.recipient = row.text(8);
  notice.role = row.text(9);
  notice.state = rules::parse_notice_state(row.view(10)).value_or(rules::NoticeState::withdrawn);
  notice.reason = rules::parse_reason(row.view(11)).value_or(rules::Reason::none);
  notice.settled_at = row.optional_instant(12);
  notice.agency = row.text(13);
  return notice;
}

void add_alert(const Statement& row, std::vector<rules::AlertRecord>& alerts) {
  const rules::AlertId id = row.integer(1);
  if (alerts.empty() || alerts.back().id != id) {
    rules::AlertKey key{row.integer(2), row.text(3), row.text(4), static_cast<int>(row.integer(5))};
    alerts.push_back({id, std::move(key), row.instant(6), {}});
  }
  if (!row.is_null(7)) {
    alerts.back().notices.push_back(notice_of(row));
  }
}

}  // namespace

void read_what_hangs_on(Database& database, std::span<StoredItem> items) {
  if (items.empty()) {
    return;
  }
  std::vector<rules::ItemId> ids;
  ids.reserve(items.size());
  for (const StoredItem& stored : items) {
    ids.push_back(stored.item.id);
  }
  const std::string batch = to_json_array(ids);
  const auto each_row = [&](std::string_view sql, auto&& use) {
    CachedStatement rows = database.cached(sql);
    rows->bind(batch);
    while (rows->step()) {
      use(*rows, items[static_cast<std::size_t>(rows->integer(0))]);
    }
  };
  each_row(kHolds, [](const Statement& row, StoredItem& stored) {
    stored.item.holds.push_back({row.instant(1), row.optional_instant(2), row.text(3), row.text(4)});
  });
  each_row(kCoordinators,
           [](const Statement& row, StoredItem& stored) { stored.item.coordinators.push_back(row.text(1)); });
  if (database.read_integer("SELECT 1 FROM org_transfers LIMIT 1")) {
    each_row(kTransfers, [](const Statement& row, StoredItem& stored) {
      stored.item.transfers.push_back(
          {row.text(1), row.text(2), row.flag(3), row.instant(4), row.instant(5), row.instant(6)});
    });
  }
  each_row(kAlerts, [](const Statement& row, StoredItem& stored) { add_alert(row, stored.history.alerts); });
  each_row(kAcknowledgements, [](const Statement& row, StoredItem& stored) {
    stored.history.acknowledgements.push_back(
        {row.text(1), static_cast<int>(row.integer(2)), row.instant(3), row.instant(4), row.instant(5)});
  });
  each_row(kUrgings, [](const Statement& row, StoredItem& stored) {
    stored.history.urgings.push_back({row.instant(1), row.text(2), row.text(3)});
  });
  each_row(kExtensions, [](const Statement& row, StoredItem& stored) {
    stored.history.extension_requested_at = row.optional_instant(1);
    stored.history.extension_granted_at = row.optional_instant(2);
  });
  const auto is_occurrence = [](const StoredItem& stored) { return stored.item.kind == rules::Kind::occurrence; };
  if (std::ranges::none_of(items, is_occurrence)) return;
  each_row(kMeetings, [](const Statement& row, StoredItem& stored) {
    stored.item.meeting = std::make_shared<const rules::Meeting>(read_meeting(row, 1));
  });
}

}  // namespace dondoc::integrations::sqlite

#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "integrations/sqlite/database.hpp"
#include "integrations/sqlite/item_key.hpp"
#include "rules/directory.hpp"
#include "rules/filter.hpp"
#include "rules/item.hpp"

// What an operator asks the database: read only, plain values, each answer from one state of the database.

namespace dondoc::integrations::sqlite {

struct ItemReport {
  rules::Item item;
  int version = 0;                    // 0: not evaluated yet
  std::optional<rules::Instant> due;  // in force
  bool provisional = false;           // computed with a provisional year
  bool overdue = false;
  std::optional<rules::Instant> next_check;
  bool unreadable = false;  // its row cannot be read: only source and code are known
};

struct ItemQuery {
  bool closed_too = false;
  bool overdue = false;
  std::optional<rules::Instant> due_until;  // due not later than this, and not before now
  std::string agency;
  rules::Filter where;
  rules::Instant now;
  bool as_of_now = true;  // false: `now` lies in the past and items are read as they were then
};

// The deadline of an item that was not evaluated yet.
using ComputeDue = std::function<std::optional<rules::DeadlineResult>(const rules::Item&)>;

// In order of due, those without one last; rows that cannot be read stand among them, whatever the query asks.
[[nodiscard]] std::vector<ItemReport> list_items(Database& database, const ItemQuery& query,
                                                 const rules::Directory& directory, const rules::Zone& zone,
                                                 const ComputeDue& compute_due);

// Nothing where there was no such item at `query.now`.
[[nodiscard]] std::optional<ItemReport> read_item(Database& database, const ItemKey& key, const ItemQuery& query,
                                                  const ComputeDue& compute_due);

// What hangs on an item, as far as it was there at `known_at`.

struct VersionRow {
  int version = 0;
  std::optional<rules::Instant> due;
  std::string cause;
  rules::Instant raised_at;
};
[[nodiscard]] std::vector<VersionRow> list_versions(Database& database, rules::ItemId item, rules::Instant known_at);

struct ExtensionRow {
  rules::Instant requested_at;
  std::optional<rules::Instant> new_due;
  bool is_date = false;
  std::string reason;
  std::string author;
  std::string state;  // one decided later is still requested
};
[[nodiscard]] std::vector<ExtensionRow> list_extensions(Database& database, const ItemKey& key,
                                                        rules::Instant known_at);

// When the hold that began at `from` first stood in the database, as known at `known_at`; nothing where it came with
// the item.
[[nodiscard]] std::optional<rules::Instant> hold_entered(Database& database, rules::ItemId item, rules::Instant from,
                                                         rules::Instant known_at);

struct AcknowledgementRow {
  int version = 0;
  std::string person;
  rules::Instant given_at;
  rules::Instant until;
};
[[nodiscard]] std::vector<AcknowledgementRow> list_acknowledgements(Database& database, rules::ItemId item,
                                                                    rules::Instant known_at);

struct UrgingRow {
  rules::Instant at;
  std::string how;
  std::string ref;
  std::string author;
};
[[nodiscard]] std::vector<UrgingRow> list_urgings(Database& database, const ItemKey& key, rules::Instant known_at);

// One notice with its alert.
struct AlertRow {
  std::int64_t notice = 0;
  std::string source;
  std::string code;
  std::int64_t episode = 0;
  std::string rule;
  std::string step;
  int number = 0;
  std::string severity;
  rules::Instant scheduled_at;
  rules::Instant claimed_at;
  std::string recipient;
  std::string role;
  bool copy = false;
  std::string state;
  std::string reason;
  rules::Instant since;
  std::optional<rules::Instant> settled_at;
};
struct AlertQuery {
  std::optional<rules::ItemId> item;
  std::string state;      // empty: all
  std::string recipient;  // empty: all
  std::int64_t limit = 200;
};
// Newest first.
[[nodiscard]] std::vector<AlertRow> list_alerts(Database& database, const AlertQuery& query);

struct MessageRow {
  std::int64_t id = 0;
  std::string public_id;
  std::string recipient;
  std::string channel;
  std::string message_class;
  std::string state;
  std::string mode;
  std::string address;
  std::string subject;
  std::string reply;
  rules::Instant send_at;
  std::optional<rules::Instant> ready_at;
  std::optional<rules::Instant> settled_at;
  std::int64_t attempts = 0;
  std::int64_t items = 0;
};
struct MessageQuery {
  std::string state;
  std::string recipient;
  std::string channel;
  std::int64_t limit = 200;
};
// Newest first.
[[nodiscard]] std::vector<MessageRow> list_messages(Database& database, const MessageQuery& query);

// Names of the custom attributes that some item has.
[[nodiscard]] std::vector<std::string> attribute_names(Database& database);

struct StatusReport {
  std::map<std::string, std::int64_t> items_by_state;
  std::int64_t overdue = 0;
  std::map<std::string, std::int64_t> messages_by_state;
  std::optional<rules::Instant> oldest_open_message;  // its send_at
  std::int64_t notices_queued = 0;
  std::int64_t notices_deferred = 0;
  std::optional<rules::Instant> next_check;
  std::optional<rules::Instant> next_send;
  std::optional<std::string> paused_by;
  std::optional<rules::Instant> paused_at;
};
[[nodiscard]] StatusReport read_status(Database& database, rules::Instant now);

}  // namespace dondoc::integrations::sqlite

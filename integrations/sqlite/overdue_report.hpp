#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "integrations/sqlite/database.hpp"
#include "integrations/sqlite/item_key.hpp"
#include "rules/item.hpp"

// Who answered for an item, and for which of the time past its due: read only.

namespace dondoc::integrations::sqlite {

// Of an item, its only period or one of several (view overdue_periods).
struct OverduePeriod {
  // As far as its calendar needs it: source, code, kind, title, agency, procedure, receipt.
  rules::Item item;
  std::string agency;  // that answers for this time
  rules::Instant due;
  rules::Instant from;
  std::optional<rules::Instant> until;  // nothing: it goes on
};
// Those that had begun by `now`, by agency, then by beginning; of one agency where it is not empty.
void each_overdue_period(Database& database, const std::string& agency, rules::Instant now,
                         const std::function<void(const OverduePeriod&)>& use);

// A part in an item that ended by `org transfer`.
struct Responsibility {
  std::string agency;
  std::string successor;
  bool of_coordinator = false;
  std::optional<rules::Instant> from;  // nothing: from the beginning
  rules::Instant until;
  rules::Instant at;  // when it was entered
  rules::Instant grace_until;
  std::string officer;       // person
  std::string officer_name;  // as the source wrote it
  std::string head;          // person
};
// In order of time, as known at `known_at`.
[[nodiscard]] std::vector<Responsibility> list_responsibilities(Database& database, rules::ItemId item,
                                                                rules::Instant known_at);

}  // namespace dondoc::integrations::sqlite

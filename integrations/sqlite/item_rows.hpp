#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "integrations/sqlite/database.hpp"
#include "integrations/store.hpp"

namespace dondoc::integrations::sqlite {

// What makes a row useless: named, so that somebody can mend it.
struct MalformedItem {
  rules::ItemId id = 0;
  std::int64_t revision = 0;
  rules::Finding finding;
};

struct ItemRows {
  std::vector<StoredItem> items;
  std::vector<MalformedItem> malformed;
};

// SELECT … FROM item_state AS s LEFT JOIN items AS i … LEFT JOIN documents AS d …: what read_items() reads. Append
// WHERE, ORDER BY and LIMIT.
extern const std::string kSelectItems;
// The due ones, earliest first: ?1 now, ?2 how many. By item_state_by_check alone.
extern const std::string kSelectDueItems;

// The rows of a bound statement that begins with kSelectItems, with all that hangs on them; room is made for `at_most`.
// REQUIRES: a Snapshot or a Transaction.
[[nodiscard]] ItemRows read_items(Database& database, Statement& rows, std::size_t at_most);
// Those of these ids, in their order of the ids.
[[nodiscard]] ItemRows read_items(Database& database, std::span<const rules::ItemId> ids);

// The profile in a column and the one after it.
[[nodiscard]] std::optional<rules::ItemProfile> profile_of(const Statement& row, int column);

// "open", … as the rules count an item worth evaluating; over `s` and `i` of kSelectItems.
inline constexpr std::string_view kWorthEvaluating =
    "(s.next_check_at IS NOT NULL OR i.state IN ('open', 'reported', 'suspended')"
    " OR (i.finished_at IS NOT NULL AND i.handed_over_at IS NULL))";

}  // namespace dondoc::integrations::sqlite

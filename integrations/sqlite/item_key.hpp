#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "integrations/sqlite/database.hpp"
#include "rules/item.hpp"
#include "rules/problem.hpp"

namespace dondoc::integrations::sqlite {

// An item as the tables name it.
struct ItemKey {
  rules::ItemId id = 0;  // item_state.id
  std::string source;
  std::string code;
};

// NAME := CODE | SOURCE "/" CODE. An item that was deleted is found too: its history is still there. Problems: unknown
// (with the nearest code, if one is near), in several sources.
[[nodiscard]] tl::expected<ItemKey, rules::Problem> find_item(Database& database, std::string_view name);

// Items into which the row ROW of a plan was fanned out, ROW/AGENCY each; NAME := ROW | SOURCE "/" ROW. Ordered by
// code; empty where there are none, or in several sources.
[[nodiscard]] std::vector<ItemKey> items_of_row(Database& database, std::string_view name);

}  // namespace dondoc::integrations::sqlite

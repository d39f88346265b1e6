#pragma once

#include <vector>

#include "integrations/imports/table.hpp"
#include "integrations/sqlite/import_run.hpp"
#include "rules/transfer_map.hpp"

namespace dondoc::integrations::sqlite {

// The rows of a map of `org transfer`. What is wrong becomes problems of the table's report, all rows through: agencies
// nobody knows, new ones that are not in force on the day, items nobody knows, rows that say the same as another.
[[nodiscard]] std::vector<rules::TransferRow> read_transfer_map(Database& database, imports::Table& table,
                                                                const References& references, rules::Day as_of);

}  // namespace dondoc::integrations::sqlite

#pragma once

#include <vector>

#include "integrations/sqlite/database.hpp"
#include "rules/finding.hpp"
#include "rules/item.hpp"

namespace dondoc::integrations::sqlite {

// Enters the finding, or says that it still stands. REQUIRES: a Transaction.
void write_finding(Database& database, const rules::Finding& finding, rules::Instant now);

// Findings about one item end with the evaluation that does not meet them again: no row of its procedure
// (DD2064), put aside as malformed (DD2901), another due than promised (DD6104), repeats used up (DD6401). REQUIRES: a
// Transaction.
void resolve_about_item(Database& database, rules::ItemId item, const std::vector<rules::Finding>& standing,
                        rules::Instant now);
[[nodiscard]] bool any_about_items(Database& database);

}  // namespace dondoc::integrations::sqlite

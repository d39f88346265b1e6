#pragma once

#include "integrations/sqlite/database.hpp"
#include "rules/finding.hpp"
#include "rules/item.hpp"

namespace dondoc::integrations::sqlite {

// Enters the finding, or says that it still stands. REQUIRES: a Transaction.
void write_finding(Database& database, const rules::Finding& finding, rules::Instant now);

// An item put aside as malformed (DD2901) is understood again. REQUIRES: a Transaction.
void resolve_malformed(Database& database, rules::ItemId item, rules::Instant now);
[[nodiscard]] bool any_malformed(Database& database);

}  // namespace dondoc::integrations::sqlite

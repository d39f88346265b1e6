#pragma once

#include <span>

#include "integrations/sqlite/database.hpp"
#include "integrations/store.hpp"

namespace dondoc::integrations::sqlite {

// Fills in what hangs on the items: holds, coordinators, alerts with their notices, acknowledgements, extensions. One
// statement a kind for the whole batch.
// REQUIRES: a Snapshot or a Transaction that has read the items as well.
void read_what_hangs_on(Database& database, std::span<StoredItem> items);

}  // namespace dondoc::integrations::sqlite

#pragma once

#include <string>
#include <vector>

#include "integrations/sqlite/database.hpp"
#include "integrations/store.hpp"

namespace dondoc::integrations::sqlite {

// Reads on a read-only connection of its own. An item that cannot be understood is passed over: the store finds it
// again, and puts it aside.
class SqliteDueReader final : public DueReader {
 public:
  explicit SqliteDueReader(const std::string& path);
  [[nodiscard]] std::vector<StoredItem> due_items(rules::Instant now, std::size_t limit, DueKey after) override;

 private:
  Database database_;
};

}  // namespace dondoc::integrations::sqlite

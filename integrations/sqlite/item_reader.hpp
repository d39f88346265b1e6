#pragma once

#include <string>
#include <vector>

#include "integrations/sqlite/database.hpp"
#include "integrations/store.hpp"

namespace dondoc::integrations::sqlite {

// Reads on a read-only connection of its own. An item that cannot be understood is passed over: the store finds it
// again, and puts it aside.
class SqliteItemReader final : public ItemReader {
 public:
  explicit SqliteItemReader(const std::string& path);
  [[nodiscard]] std::vector<StoredItem> due_items(rules::Instant now, std::size_t limit, DueKey after) override;
  [[nodiscard]] std::vector<StoredItem> load_items(std::span<const rules::ItemId> ids) override;

 private:
  Database database_;
};

}  // namespace dondoc::integrations::sqlite

#pragma once

#include <string>

#include "integrations/sqlite/database.hpp"
#include "rules/time.hpp"

namespace dondoc::integrations::sqlite {

// Inserts into a source that has no items yet, without the triggers that look for what a row replaces: there is nothing
// to replace. Their work, one row of item_state for each item, is done by finish() in one statement. In the meantime
// only new items, their holds and their coordinators may be written; an open transaction makes all of it one change.
class BulkItems {
 public:
  BulkItems(Database& database, std::string source);
  ~BulkItems();
  BulkItems(const BulkItems&) = delete;
  BulkItems& operator=(const BulkItems&) = delete;

  void finish(rules::Instant now);

 private:
  void switch_triggers(bool on);

  Database& database_;
  std::string source_;
  bool off_ = false;
};

}  // namespace dondoc::integrations::sqlite

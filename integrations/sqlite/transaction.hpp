#pragma once

#include <optional>
#include <string>

#include "integrations/sqlite/database.hpp"

namespace dondoc::integrations::sqlite {

// Who writes, when by the writer's clock, and why: what the triggers put into item_history and audit. Without one they
// write 'sql' and the system's time.
struct WriteContext {
  std::string actor;
  std::optional<rules::Instant> at{};
  std::string reason{};
};

// BEGIN IMMEDIATE … COMMIT; rolled back whole when left without commit().
class Transaction {
 public:
  explicit Transaction(Database& database);
  Transaction(Database& database, const WriteContext& context);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  // Changes the writer for what follows.
  void write_as(const WriteContext& context);
  // Durable when it returns.
  void commit();

 private:
  Database& database_;
  bool open_ = true;
  bool has_context_ = false;
};

// Several reads of one state of the database.
class Snapshot {
 public:
  explicit Snapshot(Database& database);
  ~Snapshot();
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

 private:
  Database& database_;
  bool own_;  // false inside a transaction, which is a snapshot already
};

}  // namespace dondoc::integrations::sqlite

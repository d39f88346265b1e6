#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "integrations/sqlite/import_run.hpp"
#include "integrations/sqlite/item_parts.hpp"

namespace dondoc::integrations::sqlite {

// What an item of a plan has by way of a deadline.
struct TaskDeadline {
  std::optional<rules::Instant> received = {};
  std::optional<rules::Instant> start = {};
  std::optional<rules::Instant> due = {};
  bool due_is_date = false;
  std::string term = {};
};

// Writes items of kind `task` from the present row of a plan's appendix: title, product and priority are the row's, the
// document is the request's.
class TaskRows {
 public:
  // Which columns of the deadline are written to an item that exists.
  struct Uses {
    Upsert::Use received = Upsert::Use::value;
    Upsert::Use start = Upsert::Use::insert_only;
    Upsert::Use due = Upsert::Use::value;
    Upsert::Use term = Upsert::Use::insert_only;
  };
  TaskRows(ImportRun& run, Uses uses);

  // Nothing is written after the first error of the import. An agency is not its own coordinator.
  void write(const std::string& code, const std::string& agency, const std::vector<std::string>& coordinators,
             const TaskDeadline& deadline, std::string_view attributes);

 private:
  ImportRun& run_;
  imports::Table::Field title_, product_, priority_, coordinating_;
  DocumentIds documents_;
  Upsert row_;
};

}  // namespace dondoc::integrations::sqlite

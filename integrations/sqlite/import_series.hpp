#pragma once

#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "integrations/sqlite/import_leads.hpp"
#include "rules/plan_recurrence.hpp"

namespace dondoc::integrations::sqlite {

// Writes the recurring rows of a plan into the table `series`, origin "import". A row of the plan is one series:
//   id = the row's code; kind = "report"; start = the date of the first due, which ends with that day; zone = the
//   import's; loaded_at = when it was first imported
//   settings = {"agencies": codes of the leads, "if_day_off": "keep", "completion": "report", "document": number,
//               "product": text, "coordinators": codes; where one agency leads alone, not its own}
class SeriesRows {
 public:
  explicit SeriesRows(ImportRun& run);
  // The row that the table stands on.
  void write(const std::string& code, const rules::RecurringWording& recurring, rules::Day first,
             const LeadReader::Agencies& leads, const LeadReader::Agencies& coordinators);
  // Series of this document that no row wrote.
  [[nodiscard]] std::vector<std::string> missing();

 private:
  struct Stored {
    std::string origin;
    std::string document;
  };
  [[nodiscard]] std::optional<Stored> stored(const std::string& code);
  [[nodiscard]] bool may_write(const std::string& code);
  [[nodiscard]] std::string settings(const LeadReader::Agencies& leads, const LeadReader::Agencies& coordinators);

  ImportRun& run_;
  imports::Table::Field code_, title_, product_;
  Upsert row_;
  std::unordered_set<std::string> seen_;
};

}  // namespace dondoc::integrations::sqlite

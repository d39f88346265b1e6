#pragma once

#include <set>
#include <string>
#include <vector>

#include "integrations/sqlite/import_run.hpp"

namespace dondoc::integrations::sqlite {

// The agencies that the cells of a plan's appendix name: by code, or by "*LEVEL", which means every agency of that
// level in force on the day of the plan.
class LeadReader {
 public:
  struct Agencies {
    std::vector<std::string> codes;  // as named, each once
    bool by_level = false;
    bool wrong = false;  // then there is a problem
  };

  // The agency that monitors must exist; `*LEVEL` does not mean it, unless the request says so.
  explicit LeadReader(ImportRun& run);
  [[nodiscard]] Agencies read(imports::Table::Field field);
  // Whom "*LEVEL" means; nobody where there is no agency of that level.
  [[nodiscard]] std::vector<References::Agency> of_level(const std::string& level) const;
  // The date of the document, else the day of the data.
  [[nodiscard]] rules::Day day() const { return day_; }

 private:
  void check_monitor();
  [[nodiscard]] std::set<std::string> all_levels() const;
  void unknown_level(imports::Table::Field field, const std::string& level, const std::vector<std::string>& levels);
  void add_level(imports::Table::Field field, const std::string& level, Agencies& out);
  [[nodiscard]] bool is_left_out(const std::string& code) const;

  ImportRun& run_;
  rules::Day day_;
};

// One item for each agency that leads: ROW for a single one, ROW/AGENCY where a level or several lead.
[[nodiscard]] std::string item_code_of(const std::string& row, const std::string& agency,
                                       const LeadReader::Agencies& leads);

}  // namespace dondoc::integrations::sqlite

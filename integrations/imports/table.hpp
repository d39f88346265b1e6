#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "integrations/files/csv_reader.hpp"
#include "integrations/imports/fields.hpp"
#include "integrations/imports/request.hpp"
#include "integrations/imports/written_time.hpp"
#include "rules/amount.hpp"

namespace dondoc::integrations::imports {

// A file seen as a table of one kind: headings become fields, cells become values, and what is wrong becomes problems
// of the report, all rows through. Lives during one import.
class Table {
 public:
  // A field of this table; `absent` where neither a column nor a constant gives it.
  using Field = int;
  static constexpr Field kAbsent = -1;

  // REQUIRES: request and report outlive the table. Null where the file cannot be read as such a table; the report then
  // says why.
  [[nodiscard]] static std::unique_ptr<Table> open(ImportKind kind, const ImportRequest& request, ImportReport& report);

  [[nodiscard]] Field field(std::string_view name) const;
  // Fields "attributes.KEY" and "address.CHANNEL" of this file, by what stands after the point.
  [[nodiscard]] const std::map<std::string, Field>& family(std::string_view prefix) const;

  // The next row. False at the end, also where the file's form is broken: then the report says so.
  bool next();
  [[nodiscard]] int line() const { return reader_.line(); }
  [[nodiscard]] const files::TextInput& input() const { return reader_.input(); }

  // The cell without blanks around it, in NFC, its words mapped; empty where the field is absent. Valid until the next
  // row.
  [[nodiscard]] std::string_view text(Field field);
  // Codes, separated by ; or , or line ends.
  [[nodiscard]] std::vector<std::string> list(Field field);
  // Each of the following is empty for an empty cell, and for one that is wrong, which is then a problem.
  [[nodiscard]] std::optional<rules::Day> day(Field field);
  enum class DateMeans { start_of_day, end_of_day };
  // `date_only` becomes true where the cell is a date without a time of day.
  [[nodiscard]] std::optional<rules::Instant> instant(Field field, DateMeans means, bool* date_only = nullptr);
  [[nodiscard]] std::optional<rules::Amount> amount(Field field);
  [[nodiscard]] std::optional<bool> flag(Field field);
  // An opaque code: no blanks at the ends, no control characters, at most 200 characters, nothing that a spreadsheet
  // made of a longer one. An empty cell is a problem.
  [[nodiscard]] std::string_view required_code(Field field);

  // A mail address that a message can go to.
  [[nodiscard]] std::string_view mail_address(Field field);
  // Adds the row's addresses by channel: the `email` field's and those of the fields "address.CHANNEL".
  void collect_addresses(Field email, std::map<std::string, std::vector<std::string>>& addresses);

  void error(const char* code, Field field, std::map<std::string, std::string> args = {});
  void warn(const char* code, Field field, std::map<std::string, std::string> args = {});
  // A problem of the whole file.
  void file_error(const char* code, std::map<std::string, std::string> args = {});
  void file_warning(const char* code, std::map<std::string, std::string> args = {});
  // The place of the present row, for lists of their own.
  [[nodiscard]] rules::Problem problem_here(const char* code, Field field,
                                            std::map<std::string, std::string> args) const;

  [[nodiscard]] const ImportRequest& request() const { return request_; }
  [[nodiscard]] ImportReport& report() { return report_; }
  [[nodiscard]] bool clean() const { return report_.errors == 0; }

 private:
  struct Source {
    std::string name;  // of the field
    int column = -1;   // -1: the constant
    std::string constant;
    const rules::ImportMapping::Values* words = nullptr;
    std::map<std::string, std::string> folded;  // of `words`
    const std::string* other = nullptr;         // of `words`: "*"
    std::size_t most = 0;                       // characters
    std::string scratch;
  };

  Table(files::CsvReader reader, ImportKind kind, const ImportRequest& request, ImportReport& report);
  bool resolve();
  void resolve_mapped();
  [[nodiscard]] bool check_known(const std::string& name);
  void resolve_by_heading();
  void add(std::string name, int column, std::string_view constant = {});
  [[nodiscard]] int column_of(std::string_view heading, int from = 0) const;
  bool check_required();
  void attach_words();
  void check_secrecy();
  void check_lengths();
  [[nodiscard]] std::string_view mapped(Source& source, std::string_view text);
  [[nodiscard]] std::optional<WrittenTime> written_time(Field field);
  [[nodiscard]] std::chrono::weeks shift() const;
  [[nodiscard]] rules::Instant place_in_time(const WrittenTime& written) const;
  void add_problem(rules::Problem problem);

  files::CsvReader reader_;
  ImportKind kind_;
  const ImportRequest& request_;
  ImportReport& report_;
  std::vector<Source> sources_;
  std::unordered_map<std::string, Field> by_name_;
  std::map<std::string, Field> attributes_;
  std::map<std::string, Field> addresses_;
  std::vector<int> secrecy_columns_;
  DateForm date_form_;
  bool needs_offset_ = true;
};

// Adds to the report's problems, keeping its limits.
void add_problem(ImportReport& report, rules::Problem problem);

}  // namespace dondoc::integrations::imports

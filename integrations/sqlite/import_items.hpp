#pragma once

#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "integrations/sqlite/bulk_items.hpp"
#include "integrations/sqlite/import_run.hpp"
#include "integrations/sqlite/item_parts.hpp"
#include "rules/item.hpp"

namespace dondoc::integrations::sqlite {

// Rows of items, and updates of items that exist. Only the columns that the file has are written; the rest of a row
// that exists stays as it is. import_items.cpp sets up the columns and takes the rows, import_item_fields.cpp reads
// their cells, import_item_state.cpp decides on their state.
class ItemImporter : public RowImporter {
 public:
  ItemImporter(ImportRun& run, bool updates);
  void take_row() override;
  void finish() override;

 private:
  using Field = imports::Table::Field;
  using Means = imports::Table::DateMeans;
  // A field of the file and the column of `items` that it goes to.
  struct Place {
    Field field = imports::Table::kAbsent;
    std::size_t column = 0;
    [[nodiscard]] bool given() const { return field != imports::Table::kAbsent; }
  };
  struct Time {
    Place place;
    Means means;
    bool happened;  // cut by as_they_stood
  };
  // What the database has for the row, as far as the state goes.
  struct Stored {
    rules::State state;
    std::optional<rules::Instant> finished_at, handed_over_at;
    std::string result_document;
    std::optional<std::string> result_date;
  };

  // Setting up.
  std::size_t add(const char* column, Upsert::Use use);
  Place place(const char* name, Upsert::Use use = Upsert::Use::value);
  void add_texts();
  void add_times();
  void add_state();

  // The cells of a row.
  bool read_key();
  bool read_times();
  void read_result_date();
  void check_order();
  void read_due();
  void read_kind();
  void read_references();
  void read_procedure();
  void check_procedure_at_receipt(const std::string& procedure);
  void read_document();
  void read_attributes();
  void read_coordinators();
  [[nodiscard]] bool after_cut(const std::optional<rules::Instant>& at) const { return cut_ && at && *at > *cut_; }

  // Its state.
  void read_state();
  [[nodiscard]] std::optional<rules::State> state_in_file();
  void settle_state();
  bool may_change(rules::State before, rules::State after);
  void keep(const Stored& stored);
  void forget_finish();
  [[nodiscard]] std::optional<Stored> stored();
  [[nodiscard]] std::optional<rules::Instant> row_as_of() const;
  [[nodiscard]] rules::Instant hold_time();
  bool write_holds();

  ImportRun& run_;
  imports::Table& table_;
  bool updates_;
  bool fresh_;
  std::optional<rules::Instant> cut_;
  Field code_field_, document_date_, document_title_, document_issuer_, coordinators_, finished_field_, received_field_,
      updated_field_, appointment_field_, held_;
  std::vector<Upsert::Column> columns_;
  std::vector<Place> texts_;
  std::vector<Time> times_;
  Place kind_, state_, agency_, officer_, procedure_, document_, due_, term_, holds_, restricted_, result_date_;
  std::size_t officer_name_ = 0, due_is_date_ = 0, attributes_ = 0;  // columns
  std::optional<BulkItems> bulk_;                                    // ends after the statements below
  std::optional<Upsert> upsert_;
  DocumentIds documents_;
  std::unordered_set<std::string> told_procedures_;  // unknown, or not in force at receipt

  // Of the present row.
  std::string code_;
  std::string source_;
  std::optional<rules::Instant> received_, finished_, updated_;
  std::optional<rules::State> state_before_;  // nothing: a new item
  std::optional<rules::State> new_state_;     // nothing: the file has no such column
  std::vector<std::string> coordinating_;
};

}  // namespace dondoc::integrations::sqlite

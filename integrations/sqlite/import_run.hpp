#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "integrations/imports/table.hpp"
#include "integrations/sqlite/database.hpp"
#include "integrations/sqlite/upsert.hpp"

namespace dondoc::integrations::sqlite {

// Codes already met in the file. Holds 64-bit hashes, not texts, in one open-addressed table, so that a million rows
// cost tens of megabytes; that two codes of a file share a hash is less likely than a broken disk.
class SeenCodes {
 public:
  // The line of the first occurrence, where there was one.
  std::optional<int> add(std::string_view code, int line);
  [[nodiscard]] bool contains(std::string_view code) const;

 private:
  struct Slot {
    std::uint64_t hash = 0;
    int line = 0;  // 0: free
  };
  [[nodiscard]] std::size_t place_of(std::uint64_t hash) const;
  void grow();

  std::vector<Slot> slots_ = std::vector<Slot>(1024);  // a power of two, at most half full
  std::size_t used_ = 0;
};

// What the rows of a file may refer to, as the database has it.
class References {
 public:
  struct Validity {
    std::optional<rules::Day> from;
    std::optional<rules::Day> until;
    [[nodiscard]] bool valid_on(rules::Day day) const { return (!from || *from <= day) && (!until || day <= *until); }
  };
  struct Agency {
    std::string code;
    std::string name;
    std::string level;
    std::optional<rules::Day> from;
    std::optional<rules::Day> until;
    [[nodiscard]] bool valid_on(rules::Day day) const { return Validity{from, until}.valid_on(day); }
  };

  explicit References(Database& database);

  [[nodiscard]] const Agency* agency(std::string_view code) const;
  [[nodiscard]] const std::vector<Agency>& agencies() const { return agencies_; }
  [[nodiscard]] bool has_person(std::string_view code) const { return people_.contains(std::string(code)); }
  [[nodiscard]] bool has_procedure(std::string_view code) const { return procedures_.contains(std::string(code)); }
  // REQUIRES: has_procedure(code).
  [[nodiscard]] bool procedure_valid_on(std::string_view code, rules::Day day) const;
  // For a code nobody knows: the problem, with the agency of that name or the nearest code where there is one.
  [[nodiscard]] rules::Problem unknown_agency(std::string_view text) const;

  void add_agency(Agency agency);
  void add_person(std::string code) { people_.insert(std::move(code)); }

 private:
  [[nodiscard]] std::string agency_meant_by(std::string_view text) const;

  std::vector<Agency> agencies_;
  std::unordered_map<std::string, std::size_t> agency_index_;
  std::unordered_set<std::string> people_;
  std::unordered_map<std::string, std::vector<Validity>> procedures_;  // the rows of each
};

// What every kind of import shares while it runs.
struct ImportRun {
  Database& database;
  imports::Table& table;
  const imports::ImportRequest& request;
  imports::ImportReport& report;
  std::string source;
  bool source_named = false;  // by the command or the mapping
  References references;
  SeenCodes seen;
  std::set<std::string> touched = {};      // sources of the items that the rows name
  std::optional<bool> any_transfers = {};  // read when first needed

  // After the first error nothing is written any more, but everything is still checked.
  [[nodiscard]] bool writing() const { return report.errors == 0; }
  void count(Written written);
  // The row's code, where it is sound and new in this file.
  std::string_view new_code(imports::Table::Field field);
  // The agency the cell names; a problem where there is none. Empty for an empty cell.
  std::string_view agency(imports::Table::Field field);
  // Who has the part of `agency` in an item now: another one where `org transfer` took it over and the file does not
  // know of it yet.
  [[nodiscard]] std::string present_holder(std::string_view source, std::string_view code, std::string_view agency,
                                           bool coordinator);
  // The cell, or a word of its list, names an agency that nobody knows.
  void unknown_agency(imports::Table::Field field, std::string_view code);
};

// The source of an item that exists: the one of the import, or, where none was named, the only one that has the code.
// The error is the code of the problem.
[[nodiscard]] tl::expected<std::string, const char*> find_item_source(ImportRun& run, std::string_view code);

// A spreadsheet took the end of a number: the code of a procedure with less than six digits after its point.
[[nodiscard]] bool lost_zeros(std::string_view procedure_code);
// REQUIRES: lost_zeros(procedure_code). The code as it probably was.
[[nodiscard]] std::string with_zeros(std::string_view procedure_code);
// Could be a code at all: one word of ASCII letters, digits and - _ . /
[[nodiscard]] bool looks_like_code(std::string_view text);

// Takes the rows of one kind.
class RowImporter {
 public:
  virtual ~RowImporter() = default;
  // The table stands on the row.
  virtual void take_row() = 0;
  // After the last row: what can only be known from all of them.
  virtual void finish() {}
};

[[nodiscard]] std::unique_ptr<RowImporter> import_agencies(ImportRun& run);
[[nodiscard]] std::unique_ptr<RowImporter> import_people(ImportRun& run);
[[nodiscard]] std::unique_ptr<RowImporter> import_procedures(ImportRun& run);
[[nodiscard]] std::unique_ptr<RowImporter> import_tasks(ImportRun& run);
[[nodiscard]] std::unique_ptr<RowImporter> import_plan(ImportRun& run);
[[nodiscard]] std::unique_ptr<RowImporter> import_items(ImportRun& run);
[[nodiscard]] std::unique_ptr<RowImporter> import_updates(ImportRun& run);
[[nodiscard]] std::unique_ptr<RowImporter> import_holds(ImportRun& run);

// Makes `owner` reachable over the channel at these addresses and no others, except those with a preference or dates of
// their own: they were written by hand. True if that changed anything.
bool write_addresses(Database& database, const std::string& owner, const std::string& channel,
                     const std::vector<std::string>& values);

}  // namespace dondoc::integrations::sqlite

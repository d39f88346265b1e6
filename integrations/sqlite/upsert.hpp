#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "integrations/sqlite/database.hpp"
#include "rules/time.hpp"

namespace dondoc::integrations::sqlite {

// A value of one column; keeps its memory from row to row.
class Cell {
 public:
  void clear() { kind_ = Kind::null; }
  void set(std::string_view text) {
    kind_ = Kind::text;
    text_.assign(text);
  }
  void set(std::int64_t number) {
    kind_ = Kind::integer;
    number_ = number;
  }
  void set(const std::optional<rules::Instant>& at) { at ? set(rules::to_millis(*at)) : clear(); }
  // "2022-11-18"; NULL without a day.
  void set(const std::optional<rules::Day>& day);

  [[nodiscard]] bool is_null() const { return kind_ == Kind::null; }
  [[nodiscard]] std::string_view text() const { return text_; }
  void bind(Statement& statement, int index) const;
  // Texts that differ only in how they are composed or in the place of a tone mark are equal.
  [[nodiscard]] bool equals(const Statement& statement, int column) const;

 private:
  enum class Kind { null, integer, text } kind_ = Kind::null;
  std::int64_t number_ = 0;
  std::string text_;
};

enum class Written { inserted, updated, unchanged };

// Writes rows of one table by key: inserts what is new, updates what differs, and leaves alone, without setting off a
// trigger, what is the same. Only the columns given are written.
class Upsert {
 public:
  enum class Use {
    key,
    value,
    insert_only,  // not written to rows that exist
    if_empty,     // a derived text: written where the row has none
    attributes,   // a JSON object, merged into the row's; null members are removed
  };
  struct Column {
    std::string name;
    Use use = Use::value;
  };

  // With `none_exist`, rows are inserted without looking.
  Upsert(Database& database, const std::string& table, std::vector<Column> columns, bool none_exist = false);

  // The value for the next write(), by the place of the column.
  Cell& operator[](std::size_t column) { return cells_[column]; }
  // Where only `if_exists`, a row that does not exist yet is not inserted (unchanged is returned).
  Written write(bool if_exists = false);

  [[nodiscard]] bool exists();

 private:
  struct Prepared {
    Statement statement;
    std::vector<std::size_t> cells;  // bound in this order
  };
  Prepared prepare_select(Database& database, const std::string& table) const;
  Prepared prepare_insert(Database& database, const std::string& table) const;
  Prepared prepare_update(Database& database, const std::string& table) const;
  [[nodiscard]] std::string where() const;
  void bind(Prepared& prepared) const;
  bool differs();

  std::vector<Column> columns_;
  std::vector<Cell> cells_;
  bool none_exist_;
  Prepared select_;
  Prepared insert_;
  Prepared update_;
  bool has_values_;
};

}  // namespace dondoc::integrations::sqlite

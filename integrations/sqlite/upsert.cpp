#include "integrations/sqlite/upsert.hpp"

#include <algorithm>
#include <utility>

#include "rules/text.hpp"
#include "rules/zone.hpp"

namespace dondoc::integrations::sqlite {
namespace {

void append(std::string& list, const std::string& part, std::string_view separator) {
  if (!list.empty()) list += separator;
  list += part;
}

// What the column becomes in a row that exists; one parameter each.
std::string new_value(const Upsert::Column& column) {
  switch (column.use) {
    case Upsert::Use::if_empty:
      return "iif(" + column.name + " = '', ?, " + column.name + ")";
    case Upsert::Use::attributes:
      return "json_patch(" + column.name + ", ?)";
    case Upsert::Use::key:
    case Upsert::Use::value:
    case Upsert::Use::insert_only:
      break;
  }
  return "?";
}

bool is_computed(Upsert::Use use) { return use == Upsert::Use::if_empty || use == Upsert::Use::attributes; }

bool is_written_later(Upsert::Use use) { return use != Upsert::Use::key && use != Upsert::Use::insert_only; }

}  // namespace

void Cell::set(const std::optional<rules::Day>& day) {
  if (day) {
    set(std::string_view(rules::format_day(*day)));
  } else {
    clear();
  }
}

void Cell::bind(Statement& statement, int index) const {
  switch (kind_) {
    case Kind::null:
      return statement.bind_at(index, nullptr);
    case Kind::integer:
      return statement.bind_at(index, number_);
    case Kind::text:
      return statement.bind_at(index, text_);
  }
}

bool Cell::equals(const Statement& statement, int column) const {
  if (kind_ == Kind::null || statement.is_null(column)) return kind_ == Kind::null && statement.is_null(column);
  if (kind_ == Kind::integer) return statement.integer(column) == number_;
  return rules::same_text(statement.view(column), text_);
}

Upsert::Upsert(Database& database, const std::string& table, std::vector<Column> columns, bool none_exist)
    : columns_(std::move(columns)),
      cells_(columns_.size()),
      none_exist_(none_exist),
      select_(prepare_select(database, table)),
      insert_(prepare_insert(database, table)),
      update_(prepare_update(database, table)),
      has_values_(
          std::any_of(columns_.begin(), columns_.end(), [](const Column& c) { return is_written_later(c.use); })) {}

std::string Upsert::where() const {
  std::string keys;
  for (const Column& column : columns_) {
    if (column.use == Use::key) append(keys, column.name + " IS ?", " AND ");
  }
  return " WHERE " + keys;
}

// Plain columns come as they are, computed ones as whether the row has them already.
Upsert::Prepared Upsert::prepare_select(Database& database, const std::string& table) const {
  std::string list = "1";
  std::vector<std::size_t> cells;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const Column& column = columns_[i];
    if (!is_written_later(column.use)) continue;
    if (!is_computed(column.use)) {
      append(list, column.name, ", ");
      continue;
    }
    const std::string present = column.use == Use::attributes ? "json(" + column.name + ")" : column.name;
    append(list, present + " IS " + new_value(column), ", ");
    cells.push_back(i);
  }
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].use == Use::key) cells.push_back(i);
  }
  return {database.prepare("SELECT " + list + " FROM " + table + where()), std::move(cells)};
}

Upsert::Prepared Upsert::prepare_insert(Database& database, const std::string& table) const {
  std::string names;
  std::string values;
  std::vector<std::size_t> cells;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    append(names, columns_[i].name, ", ");
    append(values, columns_[i].use == Use::attributes ? "json_patch('{}', ?)" : "?", ", ");
    cells.push_back(i);
  }
  return {database.prepare("INSERT INTO " + table + " (" + names + ") VALUES (" + values + ")"), std::move(cells)};
}

Upsert::Prepared Upsert::prepare_update(Database& database, const std::string& table) const {
  std::string sets;
  std::vector<std::size_t> cells;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (!is_written_later(columns_[i].use)) continue;
    append(sets, columns_[i].name + " = " + new_value(columns_[i]), ", ");
    cells.push_back(i);
  }
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].use == Use::key) cells.push_back(i);
  }
  if (sets.empty()) sets = columns_.front().name + " = " + columns_.front().name;
  return {database.prepare("UPDATE " + table + " SET " + sets + where()), std::move(cells)};
}

void Upsert::bind(Prepared& prepared) const {
  int index = 0;
  for (const std::size_t cell : prepared.cells) cells_[cell].bind(prepared.statement, ++index);
}

bool Upsert::exists() {
  bind(select_);
  const bool found = select_.statement.step();
  select_.statement.reset();
  return found;
}

// REQUIRES: select_ stands on the row.
bool Upsert::differs() {
  int at = 0;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (!is_written_later(columns_[i].use)) continue;
    ++at;
    const bool same =
        is_computed(columns_[i].use) ? select_.statement.flag(at) : cells_[i].equals(select_.statement, at);
    if (!same) return true;
  }
  return false;
}

Written Upsert::write(bool if_exists) {
  bool found = false;
  bool different = false;
  if (!none_exist_) {
    bind(select_);
    found = select_.statement.step();
    different = found && differs();
    select_.statement.reset();
  }
  if (!found) {
    if (if_exists) return Written::unchanged;
    bind(insert_);
    insert_.statement.run();
    return Written::inserted;
  }
  if (!different || !has_values_) return Written::unchanged;
  bind(update_);
  update_.statement.run();
  return Written::updated;
}

}  // namespace dondoc::integrations::sqlite

#include "integrations/sqlite/copy_rows.hpp"

#include <string>

namespace dondoc::integrations::sqlite {
namespace {

std::string columns_of(Database& database, std::string_view table) {
  std::string names;
  Statement columns = database.prepare("SELECT name FROM pragma_table_info(?1) ORDER BY cid");
  columns.bind(table);
  while (columns.step()) names += (names.empty() ? "" : ", ") + columns.text(0);
  return names;
}

}  // namespace

void for_each_row_run(Statement& rows, Database& to, std::string_view write) {
  while (rows.step()) {
    CachedStatement statement = to.cached(write);
    for (int column = 0; column < rows.columns(); ++column) statement->bind_column(column + 1, rows, column);
    statement->run();
  }
}

void copy_table(Database& from, Database& to, std::string_view table) {
  const std::string columns = columns_of(to, table);
  std::string places = "?";
  for (const char letter : columns) {
    if (letter == ',') places += ", ?";
  }
  Statement rows = from.prepare("SELECT " + columns + " FROM " + std::string{table});
  for_each_row_run(rows, to, "INSERT INTO " + std::string{table} + " (" + columns + ") VALUES (" + places + ")");
}

}  // namespace dondoc::integrations::sqlite

#pragma once

#include <string_view>

#include "integrations/sqlite/database.hpp"

namespace dondoc::integrations::sqlite {

// All rows of a table that both databases have, with the columns that both have. Inside a Transaction of `to`.
void copy_table(Database& from, Database& to, std::string_view table);

// Runs `write` once for each row of the bound statement, with its columns as the parameters ?1, ?2, …
void for_each_row_run(Statement& rows, Database& to, std::string_view write);

}  // namespace dondoc::integrations::sqlite

#pragma once

#include <span>
#include <string>

#include "integrations/sqlite/database.hpp"
#include "integrations/sqlite/migrations.hpp"

namespace dondoc::integrations::sqlite {

// Brings the schema up to date, one transaction per step: a step that fails leaves the database as it was before it.
// Safe while other processes do the same. PRAGMA user_version counts the steps done.
void migrate(Database& database, std::span<const Migration> steps);

// Opens, or with Mode::create makes, a database of the current schema. Every program that writes comes through here.
[[nodiscard]] Database open_database(const std::string& path, Database::Mode mode = Database::Mode::create);
// An empty one that nobody else sees.
[[nodiscard]] Database open_scratch_database();

}  // namespace dondoc::integrations::sqlite

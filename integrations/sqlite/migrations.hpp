#pragma once

#include <span>

namespace dondoc::integrations::sqlite {

// One step of the schema: sqlite/migrations/NNNN_name.sql, compiled in. Its version is its place in the list, from 1.
struct Migration {
  const char* name;
  const char* sql;
};

[[nodiscard]] std::span<const Migration> migrations();
// What all of them together make of an empty file, worked out while building.
[[nodiscard]] const char* schema();

}  // namespace dondoc::integrations::sqlite

#pragma once

#include <filesystem>

#include "measure.hpp"
#include "province.hpp"

// One function a row of the table of figures; each prints its lines.

namespace dondoc::bench {

// Databases and how they were made, for all rows.
struct Ground {
  Options options;
  std::filesystem::path root;
  std::filesystem::path base;  // a configuration directory with the evaluated province

  // A directory of its own with the same configuration and no database.
  [[nodiscard]] std::filesystem::path another(const std::string& name, Letters letters = Letters::whole) const;
};

void row_evaluation(const Ground& ground);     // 1
void row_cron(const Ground& ground);           // 2
void row_idle(const Ground& ground);           // 3
void row_idle_fivefold(const Ground& ground);  // 4
void row_restart(const Ground& ground);        // 5
void row_burst(const Ground& ground);          // 6 and 7
void row_neighbour(const Ground& ground);      // 8
void row_memory(const Ground& ground);         // 9
void row_import(const Ground& ground);         // 10
void row_terms(const Ground& ground);          // 0

// The same province five times as large, with next checks as if evaluated.
[[nodiscard]] std::filesystem::path fivefold(const Ground& ground);

// A process of its own: evaluates everything, prints how much memory that took at most, in MB.
void evaluate_once(const std::filesystem::path& directory);
// A process of its own: starts on a database whose last user was killed, prints the time, and is killed itself.
[[noreturn]] void restart_once(const std::filesystem::path& directory, bool with_parts);
// The user who is killed: leaves messages in the outbox and a log nobody has moved into the file.
[[noreturn]] void write_and_be_killed(const std::filesystem::path& directory, std::size_t messages);

}  // namespace dondoc::bench

#include "tests/integrations/sqlite/scratch.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstdlib>

namespace dondoc::testing {

ScratchFolder::ScratchFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "dondoc-XXXXXX").string();
  path_ = mkdtemp(pattern.data());
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

PlainConnection::PlainConnection(const std::string& path) {
  EXPECT_EQ(sqlite3_open(path.c_str(), &handle_), SQLITE_OK);
  sqlite3_busy_timeout(handle_, 10'000);
}

PlainConnection::~PlainConnection() { sqlite3_close(handle_); }

void PlainConnection::execute(const std::string& sql) {
  char* error = nullptr;
  EXPECT_EQ(sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, &error), SQLITE_OK) << sql << ": " << error;
  sqlite3_free(error);
}

bool PlainConnection::accepts(const std::string& sql) {
  return sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
}

std::string PlainConnection::read(const std::string& sql) {
  std::string text;
  const auto add_row = [](void* out, int columns, char** values, char**) {
    auto& rows = *static_cast<std::string*>(out);
    for (int column = 0; column < columns; ++column) {
      rows += column > 0 ? "|" : rows.empty() ? "" : ";";
      rows += values[column] != nullptr ? values[column] : "-";
    }
    return 0;
  };
  char* error = nullptr;
  EXPECT_EQ(sqlite3_exec(handle_, sql.c_str(), add_row, &text, &error), SQLITE_OK) << sql << ": " << error;
  sqlite3_free(error);
  return text;
}

}  // namespace dondoc::testing

// embed_schema OUT FILE.sql…: writes the tables of integrations/sqlite/migrations.hpp as C++: each migration, and the
// schema that all of them make of an empty file, as one text. SQL that does not run ends the build here.

#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

struct Step {
  std::string name;
  std::string sql;
};

class Memory {
 public:
  Memory() { sqlite3_open(":memory:", &handle_); }
  ~Memory() { sqlite3_close(handle_); }
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

  void execute(const std::string& sql) {
    if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
      throw std::runtime_error{sqlite3_errmsg(handle_)};
    }
  }
  // The first column of each row.
  std::vector<std::string> texts(const std::string& sql) {
    std::vector<std::string> out;
    const auto add = [](void* list, int, char** values, char**) {
      static_cast<std::vector<std::string>*>(list)->emplace_back(values[0]);
      return 0;
    };
    if (sqlite3_exec(handle_, sql.c_str(), add, &out, nullptr) != SQLITE_OK) {
      throw std::runtime_error{sqlite3_errmsg(handle_)};
    }
    return out;
  }

 private:
  sqlite3* handle_ = nullptr;
};

Step read_step(const std::filesystem::path& file) {
  std::ostringstream sql;
  sql << std::ifstream{file, std::ios::binary}.rdbuf();
  return {file.stem().string(), sql.str()};
}

// Rows that the migrations themselves wrote, as statements.
std::string rows_of(Memory& memory, const std::string& table) {
  std::string values;
  for (const auto& column : memory.texts("SELECT name FROM pragma_table_info('" + table + "')")) {
    values += (values.empty() ? "quote(\"" : " || ', ' || quote(\"") + column + "\")";
  }
  std::string out;
  for (const auto& row : memory.texts("SELECT " + values + " FROM \"" + table + "\"")) {
    out += "INSERT INTO \"" + table + "\" VALUES (" + row + ");\n";
  }
  return out;
}

// Of what is alike in the order it was made: that of its triggers is the order in which they fire. Rows come before
// triggers, which would write more.
std::string schema_of(Memory& memory) {
  std::string out;
  const auto add_all = [&](const std::string& type) {
    const auto which = "type = '" + type + "' AND sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid";
    for (const auto& sql : memory.texts("SELECT sql FROM sqlite_schema WHERE " + which)) out += sql + ";\n";
  };
  add_all("table");
  for (const auto& table : memory.texts("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid")) {
    out += rows_of(memory, table);
  }
  for (const char* type : {"index", "view", "trigger"}) add_all(type);
  return out;
}

std::string literal(const std::string& text) { return "R\"~~(" + text + ")~~\""; }

std::string source_of(const std::vector<Step>& steps) {
  Memory memory;
  std::string rows;
  for (const auto& step : steps) {
    try {
      memory.execute(step.sql);
    } catch (const std::exception& error) {
      throw std::runtime_error{step.name + ": " + error.what()};
    }
    rows += "    {" + literal(step.name) + ", " + literal(step.sql) + "},\n";
  }
  return "#include \"integrations/sqlite/migrations.hpp\"\n\nnamespace dondoc::integrations::sqlite {\nnamespace {\n"
         "constexpr Migration kMigrations[] = {\n" +
         rows + "};\n}  // namespace\n\nstd::span<const Migration> migrations() { return kMigrations; }\n" +
         "const char* schema() { return " + literal(schema_of(memory)) + "; }\n" +
         "}  // namespace dondoc::integrations::sqlite\n";
}

}  // namespace

int main(int count, char** arguments) {
  try {
    std::vector<Step> steps;
    for (int i = 2; i < count; ++i) steps.push_back(read_step(arguments[i]));
    std::ofstream out{arguments[1], std::ios::binary};
    out << source_of(steps);
    return out.flush() ? 0 : 1;
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}

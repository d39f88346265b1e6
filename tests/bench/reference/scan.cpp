// scan FILE: steps once through seven columns of all items, on one thread, after one pass to warm the cache.

#include <cstring>

#include "plain.hpp"

namespace {

struct Row {
  std::int64_t id, due, received;
  char kind, state;
  std::size_t agency, procedure;  // lengths: the texts are looked at and not kept
};

std::int64_t pass(sqlite3* db) {
  sqlite3_stmt* statement = prepare(db, "SELECT id, due_at, received_at, kind, state, agency, procedure FROM items");
  std::int64_t sum = 0;
  const auto text = [&](int column) { return reinterpret_cast<const char*>(sqlite3_column_text(statement, column)); };
  while (sqlite3_step(statement) == SQLITE_ROW) {
    Row row{};
    row.id = sqlite3_column_int64(statement, 0);
    row.due = sqlite3_column_int64(statement, 1);
    row.received = sqlite3_column_int64(statement, 2);
    row.kind = text(3)[0];
    row.state = text(4)[0];
    row.agency = text(5) != nullptr ? std::strlen(text(5)) : 0;
    row.procedure = std::strlen(text(6));
    sum +=
        row.id ^ row.due ^ row.received ^ row.kind ^ row.state ^ static_cast<std::int64_t>(row.agency + row.procedure);
  }
  sqlite3_finalize(statement);
  return sum;
}

}  // namespace

int main(int, char** arguments) {
  sqlite3* db = open_plain(arguments[1]);
  volatile std::int64_t keep = 0;
  keep = pass(db);
  const double start = now_us();
  keep = pass(db);
  print_us(now_us() - start);
  static_cast<void>(keep);
  sqlite3_close(db);
}

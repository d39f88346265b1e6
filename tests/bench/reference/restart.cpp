// restart FILE: opens a database whose last user was killed, which replays its log, and reads the earliest check and
// the number of waiting messages. Is killed itself, so that the next one finds the file as it was.

#include "plain.hpp"

int main(int, char** arguments) {
  const double start = now_us();
  sqlite3* db = open_plain(arguments[1]);
  for (const char* sql : {"SELECT min(next_check_at) FROM item_state WHERE next_check_at IS NOT NULL",
                          "SELECT count(*) FROM messages WHERE ready_at IS NOT NULL"}) {
    sqlite3_stmt* statement = prepare(db, sql);
    check(db, sqlite3_step(statement));
    sqlite3_finalize(statement);
  }
  print_us(now_us() - start);
  std::raise(SIGKILL);
}

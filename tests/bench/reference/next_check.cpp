// next_check FILE: one bare prepared SELECT of the earliest check; the mean of many.

#include "plain.hpp"

int main(int, char** arguments) {
  constexpr int kCount = 20'000;
  sqlite3* db = open_plain(arguments[1]);
  sqlite3_stmt* statement = prepare(db, "SELECT min(next_check_at) FROM item_state WHERE next_check_at IS NOT NULL");
  const auto once = [&] {
    check(db, sqlite3_step(statement));
    const auto value = sqlite3_column_int64(statement, 0);
    sqlite3_reset(statement);
    return value;
  };
  volatile std::int64_t keep = 0;
  for (int i = 0; i < kCount / 10; ++i) keep = once();
  const double start = now_us();
  for (int i = 0; i < kCount; ++i) keep = once();
  print_us((now_us() - start) / kCount);
  static_cast<void>(keep);
  sqlite3_finalize(statement);
  sqlite3_close(db);
}

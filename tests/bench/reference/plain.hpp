#pragma once

#include <sqlite3.h>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

// The little that the references share: SQLite's C interface, and an end with a message where it fails.

inline void check(sqlite3* db, int code) {
  if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return;
  std::fprintf(stderr, "%s\n", sqlite3_errmsg(db));
  std::exit(1);
}

inline sqlite3* open_plain(const char* path) {
  sqlite3* db = nullptr;
  check(db, sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr));
  check(db, sqlite3_exec(db, "PRAGMA cache_size = -65536; PRAGMA synchronous = FULL;", nullptr, nullptr, nullptr));
  return db;
}

inline void execute(sqlite3* db, const std::string& sql) {
  check(db, sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr));
}

inline sqlite3_stmt* prepare(sqlite3* db, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  check(db, sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr));
  return statement;
}

inline double now_us() {
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

inline void print_us(double time) {
  std::printf("%.3f\n", time);
  std::fflush(stdout);
}

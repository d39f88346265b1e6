#include "integrations/sqlite/statement.hpp"

#include <sqlite3.h>

#include "integrations/store.hpp"

namespace dondoc::integrations::sqlite {

namespace {

StoreError::Kind kind_of(int code) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return StoreError::Kind::busy;
    case SQLITE_FULL:
      return StoreError::Kind::full;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
    case SQLITE_AUTH:
      return StoreError::Kind::read_only;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return StoreError::Kind::corrupt;
    default:
      return StoreError::Kind::other;
  }
}

std::string_view hint_of(StoreError::Kind kind) {
  switch (kind) {
    case StoreError::Kind::busy:
      return "; another program holds the database: end its open transaction";
    case StoreError::Kind::full:
      return "; free space on the file system of the database";
    case StoreError::Kind::read_only:
      return "; check owner and permissions of the database and of its folder";
    case StoreError::Kind::corrupt:
      return "; the file is damaged: keep it, run `sqlite3 FILE 'PRAGMA integrity_check'` and restore a backup";
    default:
      return "";
  }
}

}  // namespace

void throw_store_error(sqlite3* handle, int code, std::string_view operation) {
  const StoreError::Kind kind = kind_of(code);
  std::string text{operation};
  text += ": ";
  text += handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
  text += " (SQLite " + std::to_string(handle != nullptr ? sqlite3_extended_errcode(handle) : code) + ")";
  text += hint_of(kind);
  throw StoreError(kind, text);
}

Statement::Statement(sqlite3* handle, std::string_view sql) : handle_(handle) {
  const int code =
      sqlite3_prepare_v3(handle, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &raw_, nullptr);
  if (code != SQLITE_OK) {
    throw_store_error(handle, code, "prepare \"" + std::string{sql.substr(0, 200)} + '"');
  }
}

Statement::~Statement() { sqlite3_finalize(raw_); }

void Statement::check(int code) const {
  if (code != SQLITE_OK) {
    throw_store_error(handle_, code, "execute \"" + std::string{sqlite3_sql(raw_)}.substr(0, 200) + '"');
  }
}

bool Statement::step() {
  const int code = sqlite3_step(raw_);
  if (code == SQLITE_ROW) {
    return true;
  }
  if (code != SQLITE_DONE) {
    check(code);
  }
  return false;
}

void Statement::run_to_end() {
  while (step()) {
  }
  reset();
}

void Statement::reset() { sqlite3_reset(raw_); }

int Statement::columns() const { return sqlite3_column_count(raw_); }

void Statement::bind_column(int index, const Statement& row, int column) {
  check(sqlite3_bind_value(raw_, index, sqlite3_column_value(row.raw_, column)));
}

bool Statement::is_null(int column) const { return sqlite3_column_type(raw_, column) == SQLITE_NULL; }

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(raw_, column); }

std::string_view Statement::view(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(raw_, column));
  return data == nullptr ? std::string_view{}
                         : std::string_view{data, static_cast<std::size_t>(sqlite3_column_bytes(raw_, column))};
}

std::string Statement::blob(int column) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(raw_, column));
  return data == nullptr ? std::string{}
                         : std::string{data, static_cast<std::size_t>(sqlite3_column_bytes(raw_, column))};
}

std::optional<std::int64_t> Statement::optional_integer(int column) const {
  return is_null(column) ? std::nullopt : std::optional{integer(column)};
}

std::optional<std::string> Statement::optional_text(int column) const {
  return is_null(column) ? std::nullopt : std::optional{text(column)};
}

std::optional<rules::Instant> Statement::optional_instant(int column) const {
  return is_null(column) ? std::nullopt : std::optional{instant(column)};
}

void Statement::bind_at(int index, std::nullptr_t) { check(sqlite3_bind_null(raw_, index)); }

void Statement::bind_at(int index, std::string_view value) {
  // A null pointer would bind NULL; an empty text is a text.
  const char* data = value.data() == nullptr ? "" : value.data();
  check(sqlite3_bind_text64(raw_, index, data, value.size(), borrows_ ? SQLITE_STATIC : SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Statement::bind_at(int index, std::span<const std::byte> value) {
  const void* data = value.empty() ? static_cast<const void*>("") : value.data();
  check(sqlite3_bind_blob64(raw_, index, data, value.size(), borrows_ ? SQLITE_STATIC : SQLITE_TRANSIENT));
}

void Statement::bind_integer(int index, std::int64_t value) { check(sqlite3_bind_int64(raw_, index, value)); }

}  // namespace dondoc::integrations::sqlite

#pragma once

#include <cassert>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "integrations/sqlite/statement.hpp"

struct sqlite3;

namespace dondoc::integrations::sqlite {

// A statement of the cache, lent out: made ready for the next user at the end of the scope.
class CachedStatement {
 public:
  explicit CachedStatement(Statement& statement) : statement_(&statement) {}
  ~CachedStatement() {
    if (statement_ != nullptr) {
      statement_->reset();
    }
  }
  CachedStatement(CachedStatement&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
  CachedStatement& operator=(CachedStatement&&) = delete;
  Statement* operator->() { return statement_; }
  Statement& operator*() { return *statement_; }

 private:
  Statement* statement_;
};

// One connection to a dondoc database; move-only, used by one thread. Every failure throws StoreError.
class Database {
 public:
  // scratch: a database of this connection alone, in memory and where it grows in a nameless file; gone with it. Its
  // path is empty.
  enum class Mode { create, existing, read_only, scratch };

  // Opens the file with foreign keys, WAL and synchronous=FULL. A file that is no SQLite database, is damaged, belongs
  // to another program or was written by a newer dondoc is refused untouched. The schema may still be older or missing:
  // open_database() of migrate.hpp brings it up to date.
  Database(std::string path, Mode mode);

  [[nodiscard]] const std::string& path() const { return path_; }

  [[nodiscard]] Statement prepare(std::string_view sql) { return Statement(handle_.get(), sql); }
  // The same from a cache. A statement must not be asked for again while it is lent out.
  [[nodiscard]] CachedStatement cached(std::string_view sql);

  // One or more statements without parameters or results.
  void execute(const std::string& sql);
  template <class... Values>
  void run(std::string_view sql, const Values&... values) {
    cached(sql)->run(values...);
  }

  // First column of the first row; nothing without a row or where it is NULL.
  template <class... Values>
  [[nodiscard]] std::optional<std::int64_t> read_integer(std::string_view sql, const Values&... values) {
    CachedStatement statement = cached(sql);
    return statement->bind(values...).step() ? statement->optional_integer(0) : std::nullopt;
  }
  template <class... Values>
  [[nodiscard]] std::optional<std::string> read_text(std::string_view sql, const Values&... values) {
    CachedStatement statement = cached(sql);
    return statement->bind(values...).step() ? statement->optional_text(0) : std::nullopt;
  }

  // Rows changed by the last INSERT, UPDATE or DELETE.
  [[nodiscard]] std::int64_t changes() const;
  [[nodiscard]] std::int64_t last_insert_id() const;
  [[nodiscard]] sqlite3* handle() const { return handle_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  void configure(Mode mode);

  std::string path_;
  std::unique_ptr<sqlite3, Close> handle_;
  std::unordered_map<std::string, Statement, Hash, std::equal_to<>> cache_;  // ends before handle_
};

// PRAGMA application_id of every dondoc database: "dond".
inline constexpr std::int64_t kApplicationId = 0x646f6e64;

}  // namespace dondoc::integrations::sqlite

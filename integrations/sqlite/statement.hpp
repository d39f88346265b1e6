#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "rules/time.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace dondoc::integrations::sqlite {

// Throws StoreError of the kind that `code` means. `operation` says what was tried: "write alerts: INSERT INTO …".
[[noreturn]] void throw_store_error(sqlite3* handle, int code, std::string_view operation);

// One prepared statement; move-only, stays on the thread of its Database and must not outlive it. Every failure throws
// StoreError.
class Statement {
 public:
  Statement(sqlite3* handle, std::string_view sql);
  ~Statement();
  Statement(Statement&& other) noexcept : handle_(other.handle_), raw_(std::exchange(other.raw_, nullptr)) {}
  Statement& operator=(Statement&&) = delete;

  // Binds all parameters in order, from ?1 on: integers, bools, texts, instants, blobs, optionals of these, nullptr.
  template <class... Values>
  Statement& bind(const Values&... values) {
    int index = 0;
    (bind_at(++index, values), ...);
    return *this;
  }

  // True: a row stands ready.
  bool step();
  // Binds, executes to the end and makes it ready for the next run. Texts and blobs are not copied: they need live no
  // longer than this call.
  template <class... Values>
  void run(const Values&... values) {
    const Borrowing borrowing(borrows_);
    bind(values...);
    run_to_end();
  }
  void reset();

  [[nodiscard]] int columns() const;
  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] bool flag(int column) const { return integer(column) != 0; }
  // Valid until the next step or reset.
  [[nodiscard]] std::string_view view(int column) const;
  [[nodiscard]] std::string text(int column) const { return std::string{view(column)}; }
  [[nodiscard]] std::string blob(int column) const;
  [[nodiscard]] rules::Instant instant(int column) const { return rules::instant_from_millis(integer(column)); }
  [[nodiscard]] std::optional<std::int64_t> optional_integer(int column) const;
  [[nodiscard]] std::optional<std::string> optional_text(int column) const;
  [[nodiscard]] std::optional<rules::Instant> optional_instant(int column) const;

  // Whatever stands in a column of another statement's row, of any type.
  void bind_column(int index, const Statement& row, int column);
  void bind_at(int index, std::nullptr_t);
  void bind_at(int index, std::nullopt_t) { bind_at(index, nullptr); }
  void bind_at(int index, std::string_view value);
  void bind_at(int index, const std::string& value) { bind_at(index, std::string_view{value}); }
  void bind_at(int index, const char* value) { bind_at(index, std::string_view{value}); }
  void bind_at(int index, std::span<const std::byte> value);
  void bind_at(int index, rules::Instant value) { bind_integer(index, rules::to_millis(value)); }
  template <std::integral T>
  void bind_at(int index, T value) {
    bind_integer(index, static_cast<std::int64_t>(value));
  }
  template <class T>
  void bind_at(int index, const std::optional<T>& value) {
    if (value) {
      bind_at(index, *value);
    } else {
      bind_at(index, nullptr);
    }
  }

 private:
  class Borrowing {
   public:
    explicit Borrowing(bool& borrows) : borrows_(borrows) { borrows_ = true; }
    ~Borrowing() { borrows_ = false; }
    Borrowing(const Borrowing&) = delete;
    Borrowing& operator=(const Borrowing&) = delete;

   private:
    bool& borrows_;
  };

  void run_to_end();
  void bind_integer(int index, std::int64_t value);
  void check(int code) const;

  sqlite3* handle_;
  sqlite3_stmt* raw_ = nullptr;
  bool borrows_ = false;  // texts and blobs outlive the execution
};

}  // namespace dondoc::integrations::sqlite

#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace dondoc::daemon::cli {

struct Terminal;

// Columns that a UTF-8 text takes on a terminal: combining marks none, East Asian wide letters two.
[[nodiscard]] std::size_t display_width(std::string_view text);
// At most `width` columns, cut at a letter, "…" in place of what was cut.
[[nodiscard]] std::string cut_to_width(std::string_view text, std::size_t width);
// Lines of at most `width` columns, broken at blanks where there are any.
[[nodiscard]] std::vector<std::string> wrap(std::string_view words, std::size_t width);

enum class Look { plain, good, warning, bad, faint, heading };
// The text, made one line, in the colours of a look, where the terminal has colours.
[[nodiscard]] std::string painted(const Terminal& terminal, Look look, std::string_view text);

struct Cell {
  Cell(std::string value, Look how = Look::plain) : text(std::move(value)), look(how) {}
  Cell(const char* value) : text(value) {}
  std::string text;
  Look look = Look::plain;
};

struct Column {
  std::string heading;
  bool flexible = false;  // gives way where the terminal is narrow
  bool right = false;     // numbers
};

// Rows under headings, as wide as the terminal allows. Cells are one line: line ends become blanks.
class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}
  void add(std::vector<Cell> row);
  [[nodiscard]] bool empty() const { return rows_.empty(); }
  [[nodiscard]] std::size_t size() const { return rows_.size(); }
  void print(const Terminal& terminal) const;

 private:
  [[nodiscard]] std::vector<std::size_t> widths(const Terminal& terminal) const;

  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace dondoc::daemon::cli

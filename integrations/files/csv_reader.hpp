#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "integrations/files/text_input.hpp"
#include "rules/problem.hpp"

namespace dondoc::integrations::files {

// What one file may hold; beyond it reading ends with an error instead of eating the memory.
struct CsvLimits {
  std::size_t row_bytes = 1U << 20U;
  std::size_t columns = 500;
  std::size_t rows = 20'000'000;
};

struct CsvPosition {
  int line = 0;    // from 1, as an editor counts
  int column = 0;  // from 1, in characters
};

// Reads a table of RFC 4180 row by row, in constant memory:
//   file   := header row*                  line ends: LF or CRLF
//   row    := cell (SEP cell)*             SEP: comma, semicolon or tab, whichever the header has most of
//   cell   := '"' (any | '""')* '"' | any text without SEP and line end
// An optional first line "sep=;" names the separator. Empty rows are passed over; every other row has as many cells as
// the header, or more where all the further ones are empty; a row that repeats the header is an error. The text must be
// UTF-8 (or UTF-16, see TextInput).
class CsvReader {
 public:
  [[nodiscard]] static tl::expected<CsvReader, rules::Problem> open(const std::string& path,
                                                                    const CsvLimits& limits = {});

  [[nodiscard]] const std::vector<std::string>& header() const { return header_; }
  [[nodiscard]] char separator() const { return separator_; }

  // False at the end and at the first error of form, after which reading cannot go on: see problem().
  [[nodiscard]] bool next();
  [[nodiscard]] const std::optional<rules::Problem>& problem() const { return problem_; }
  // What is wrong with the present row, of which no cell may be asked for then; reading can go on.
  [[nodiscard]] const std::optional<rules::Problem>& misfit() const { return misfit_; }

  // The present row; valid until the next call of next().
  [[nodiscard]] std::string_view cell(std::size_t index) const { return cells_[index].text; }
  [[nodiscard]] int line() const { return row_line_; }
  [[nodiscard]] CsvPosition position(std::size_t index) const;
  [[nodiscard]] std::size_t rows() const { return rows_; }

  [[nodiscard]] const TextInput& input() const { return input_; }

 private:
  struct Cell {
    std::string_view text;
    std::size_t start = 0;  // in row_
  };

  CsvReader(TextInput input, std::string path, const CsvLimits& limits);
  void read_header();
  void choose_separator();
  bool read_row();
  bool find_row(std::size_t& length);
  bool more();
  bool split();
  bool split_quoted();
  std::size_t take_quoted(std::size_t at);
  bool check_encoding();
  bool check_line_ends();
  [[nodiscard]] bool repeats_header() const;
  void check_width();
  bool fail(const char* code, std::size_t at, std::map<std::string, std::string> args = {});
  [[nodiscard]] rules::Problem problem_here(const char* code, std::size_t at,
                                            std::map<std::string, std::string> args) const;
  [[nodiscard]] CsvPosition position_at(std::size_t at) const;

  TextInput input_;
  std::string path_;
  CsvLimits limits_;
  std::vector<std::string> header_;
  char separator_ = ',';

  std::string buffer_;
  std::size_t next_row_ = 0;  // in buffer_
  std::string_view row_;      // the present row in buffer_, without its line end
  std::string unquoted_;      // texts of quoted cells of the present row
  std::vector<Cell> cells_;
  int row_line_ = 0;
  int next_line_ = 1;
  std::size_t rows_ = 0;
  std::optional<rules::Problem> problem_;
  std::optional<rules::Problem> misfit_;
};

}  // namespace dondoc::integrations::files

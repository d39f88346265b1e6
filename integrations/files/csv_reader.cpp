#include "integrations/files/csv_reader.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <map>
#include <utility>

#include "integrations/files/old_encoding.hpp"
#include "rules/text.hpp"

namespace dondoc::integrations::files {
namespace {

constexpr std::size_t kChunk = 256U << 10U;

bool is_ascii(std::string_view text) {
  const char* at = text.data();
  std::size_t left = text.size();
  for (; left >= sizeof(std::uint64_t); at += sizeof(std::uint64_t), left -= sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    if ((word & 0x8080808080808080U) != 0) return false;
  }
  return std::none_of(at, at + left, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

// Offset of the first byte that belongs to no character.
std::size_t first_bad_byte(std::string_view text) {
  std::size_t good = 0;
  std::size_t bad = text.size();
  while (good < bad) {
    const std::size_t middle = good + (bad - good + 1) / 2;
    std::size_t end = middle;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
    if (rules::is_valid_utf8(text.substr(0, end))) {
      good = middle;
    } else {
      bad = middle - 1;
    }
  }
  return good;
}

// Without the beginning of a character that `text` ends in the middle of.
std::string_view whole_characters(std::string_view text) {
  for (std::size_t tail = 1; tail <= std::min<std::size_t>(3, text.size()); ++tail) {
    const auto byte = static_cast<unsigned char>(text[text.size() - tail]);
    if ((byte & 0xC0) == 0x80) continue;
    const std::size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
    return length > tail ? text.substr(0, text.size() - tail) : text;
  }
  return text;
}

std::size_t count_outside_quotes(std::string_view line, char wanted) {
  std::size_t found = 0;
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') quoted = !quoted;
    if (c == wanted && !quoted) ++found;
  }
  return found;
}

}  // namespace

CsvReader::CsvReader(TextInput input, std::string path, const CsvLimits& limits)
    : input_(std::move(input)), path_(std::move(path)), limits_(limits) {}

tl::expected<CsvReader, rules::Problem> CsvReader::open(const std::string& path, const CsvLimits& limits) {
  auto input = TextInput::open(path);
  if (!input) return tl::unexpected(input.error());
  CsvReader reader(std::move(*input), path, limits);
  reader.read_header();
  if (reader.problem_) return tl::unexpected(*reader.problem_);
  return reader;
}

void CsvReader::read_header() {
  while (buffer_.size() < kChunk && more()) {
  }
  const std::string_view start = whole_characters(std::string_view(buffer_).substr(0, kChunk));
  if (start.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    fail("DD2008", 0);
    return;
  }
  if (rules::is_valid_utf8(start) && looks_like_old_encoding(start)) {
    fail("DD2003", 0);
    return;
  }
  if (start.find('\n') == std::string_view::npos && start.find('\r') != std::string_view::npos) {
    fail("DD2010", 0);
    return;
  }
  choose_separator();
  if (!read_row()) {
    if (!problem_) fail("DD2008", 0);
    return;
  }
  for (const Cell& cell : cells_) header_.emplace_back(cell.text);
  while (!header_.empty() && header_.back().empty()) header_.pop_back();
}

void CsvReader::choose_separator() {
  std::string_view start = buffer_;
  if (start.size() > 5 && start.starts_with("sep=") && (start[5] == '\n' || start[5] == '\r')) {
    separator_ = start[4];
    next_row_ = start.find('\n') + 1;
    next_line_ = 2;
    return;
  }
  start.remove_prefix(std::min(start.find_first_not_of("\r\n"), start.size()));
  const std::string_view line = start.substr(0, start.find('\n'));
  std::size_t most = 0;
  for (const char candidate : {',', ';', '\t'}) {
    const std::size_t found = count_outside_quotes(line, candidate);
    if (found > most) separator_ = candidate;
    most = std::max(most, found);
  }
}

bool CsvReader::next() {
  if (problem_ || !read_row()) return false;
  check_width();
  if (!misfit_ && repeats_header()) return fail("DD2018", 0);
  if (++rows_ > limits_.rows) return fail("DD2015", 0, {{"limit", std::to_string(limits_.rows)}});
  return true;
}

// Takes the next row that is not empty and splits it into cells.
bool CsvReader::read_row() {
  for (;;) {
    std::size_t length = 0;
    row_line_ = next_line_;
    if (!find_row(length)) return false;
    row_ = std::string_view(buffer_).substr(next_row_, length);
    next_row_ = std::min(next_row_ + length + 1, buffer_.size());
    while (row_.ends_with('\r')) row_.remove_suffix(1);
    if (!check_encoding() || !split() || !check_line_ends()) return false;
    if (cells_.size() > limits_.columns) return fail("DD2014", 0, {{"limit", std::to_string(limits_.columns)}});
    next_line_ += 1 + static_cast<int>(std::count(row_.begin(), row_.end(), '\n'));
    const auto empty = [](const Cell& cell) { return cell.text.find_first_not_of(" \t") == std::string_view::npos; };
    if (!std::all_of(cells_.begin(), cells_.end(), empty)) return true;
  }
}

// The length of the row at next_row_, up to the line end that closes it. False at the end of the file and on errors.
bool CsvReader::find_row(std::size_t& length) {
  std::size_t seen = 0;
  bool quoted = false;
  bool cell_start = true;
  for (;;) {
    const char* data = buffer_.data() + next_row_;
    const std::size_t have = buffer_.size() - next_row_;
    if (seen == 0) {
      const std::string_view rest{data, have};
      const std::size_t line_end = rest.find('\n');
      if (line_end != std::string_view::npos && rest.substr(0, line_end).find('"') == std::string_view::npos) {
        length = line_end;
        return length <= limits_.row_bytes || fail("DD2009", 0, {{"limit", std::to_string(limits_.row_bytes)}});
      }
    }
    for (; seen < have; ++seen) {
      const char c = data[seen];
      if (c == '\n' && !quoted) {
        length = seen;
        return length <= limits_.row_bytes || fail("DD2009", 0, {{"limit", std::to_string(limits_.row_bytes)}});
      }
      if (c == '"' && (quoted || cell_start)) {
        quoted = !quoted;
        // A doubled quote opens the cell again at once.
        cell_start = true;
      } else {
        cell_start = !quoted && c == separator_;
      }
    }
    if (have > limits_.row_bytes) {
      const char* code = quoted ? "DD2005" : "DD2009";
      row_ = std::string_view(buffer_).substr(next_row_, have);
      return fail(code, 0, {{"limit", std::to_string(limits_.row_bytes)}});
    }
    if (more()) continue;
    if (!input_.failure().empty()) return fail("DD2001", 0, {{"cause", input_.failure()}});
    length = buffer_.size() - next_row_;
    return length > 0;
  }
}

bool CsvReader::more() {
  buffer_.erase(0, next_row_);
  next_row_ = 0;
  return input_.read(buffer_, kChunk);
}

bool CsvReader::check_encoding() {
  if (is_ascii(row_)) {
    const std::size_t nul = row_.find('\0');
    return nul == std::string_view::npos || fail("DD2004", nul);
  }
  if (!rules::is_valid_utf8(row_)) {
    const std::size_t at = first_bad_byte(row_);
    if (input_.is_utf16()) return fail("DD2019", at);
    static constexpr const char* kHex = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(row_[std::min(at, row_.size() - 1)]);
    return fail("DD2002", at, {{"byte", std::string("0x") + kHex[byte >> 4] + kHex[byte & 0xF]}});
  }
  const std::size_t nul = row_.find('\0');
  return nul == std::string_view::npos || fail("DD2004", nul);
}

// A CR that stands alone outside quotation marks ends lines for old Macintoshes only: two rows would read as one.
bool CsvReader::check_line_ends() {
  for (const Cell& cell : cells_) {
    if (cell.start < row_.size() && row_[cell.start] == '"') continue;
    const std::size_t at = cell.text.find('\r');
    if (at != std::string_view::npos) return fail("DD2010", cell.start + at);
  }
  return true;
}

// Two files glued together: their headings would be taken for an item.
bool CsvReader::repeats_header() const {
  if (header_.size() < 2) return false;
  for (std::size_t i = 0; i < header_.size(); ++i) {
    std::string_view text = cells_[i].text;
    if (i == 0 && text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    if (text != header_[i]) return false;
  }
  return true;
}

bool CsvReader::split() {
  cells_.clear();
  if (row_.find('"') != std::string_view::npos) return split_quoted();
  std::size_t start = 0;
  for (;;) {
    const std::size_t end = row_.find(separator_, start);
    cells_.push_back({row_.substr(start, end - start), start});
    if (end == std::string_view::npos) return true;
    start = end + 1;
  }
}

bool CsvReader::split_quoted() {
  unquoted_.clear();
  unquoted_.reserve(row_.size());  // cells point into it: it must not move
  std::size_t at = 0;
  for (;;) {
    std::size_t end = 0;
    if (at < row_.size() && row_[at] == '"') {
      end = take_quoted(at);
      if (problem_) return false;
    } else {
      end = std::min(row_.find(separator_, at), row_.size());
      cells_.push_back({row_.substr(at, end - at), at});
    }
    if (end >= row_.size()) return true;
    at = end + 1;
  }
}

// Takes the quoted cell at `at`; returns where its separator stands.
std::size_t CsvReader::take_quoted(std::size_t at) {
  const std::size_t from = unquoted_.size();
  std::size_t i = at + 1;
  for (;;) {
    const std::size_t quote = row_.find('"', i);
    if (quote == std::string_view::npos) {
      fail("DD2005", at);
      return row_.size();
    }
    unquoted_.append(row_.substr(i, quote - i));
    i = quote + 1;
    if (i >= row_.size() || row_[i] != '"') break;
    unquoted_.push_back('"');
    ++i;
  }
  if (i < row_.size() && row_[i] != separator_) fail("DD2006", i);
  cells_.push_back({std::string_view(unquoted_).substr(from), at});
  return i;
}

void CsvReader::check_width() {
  misfit_.reset();
  const auto extra_start = cells_.begin() + static_cast<std::ptrdiff_t>(std::min(header_.size(), cells_.size()));
  const bool extra = std::any_of(extra_start, cells_.end(), [](const Cell& cell) { return !cell.text.empty(); });
  if (cells_.size() >= header_.size() && !extra) return;
  misfit_ = problem_here("DD2007", cells_.back().start,
                         {{"expected", std::to_string(header_.size())}, {"got", std::to_string(cells_.size())}});
}

bool CsvReader::fail(const char* code, std::size_t at, std::map<std::string, std::string> args) {
  problem_ = problem_here(code, at, std::move(args));
  return false;
}

rules::Problem CsvReader::problem_here(const char* code, std::size_t at,
                                       std::map<std::string, std::string> args) const {
  const CsvPosition where = position_at(at);
  rules::Problem problem;
  problem.code = code;
  problem.args = std::move(args);
  problem.file = path_;
  problem.line = where.line;
  problem.column = where.column;
  return problem;
}

CsvPosition CsvReader::position(std::size_t index) const { return position_at(cells_[index].start); }

CsvPosition CsvReader::position_at(std::size_t at) const {
  CsvPosition where{.line = std::max(row_line_, 1), .column = 1};
  for (const char c : row_.substr(0, std::min(at, row_.size()))) {
    if (c == '\n') {
      ++where.line;
      where.column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) {
      ++where.column;
    }
  }
  return where;
}

}  // namespace dondoc::integrations::files

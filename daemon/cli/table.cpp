#include "daemon/cli/table.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <ostream>

#include "daemon/cli/context.hpp"
#include "rules/text.hpp"

namespace dondoc::daemon::cli {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kNarrowest = 8;

struct Letter {
  std::string_view bytes;
  std::size_t width;
};

std::size_t width_of(std::uint32_t point) {
  const auto in = [point](std::uint32_t first, std::uint32_t last) { return point >= first && point <= last; };
  if (in(0x0300, 0x036F) || in(0x200B, 0x200F) || in(0xFE00, 0xFE0F) || point == 0xFEFF) return 0;
  if (in(0x1100, 0x115F) || in(0x2E80, 0xA4CF) || in(0xAC00, 0xD7A3) || in(0xF900, 0xFAFF) || in(0xFE30, 0xFE6F) ||
      in(0xFF00, 0xFF60) || in(0x1F300, 0x1FAFF)) {
    return 2;
  }
  return 1;
}

std::size_t length_of_sequence(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xF0) return 4;
  if (lead >= 0xE0) return 3;
  return lead >= 0xC0 ? 2 : 1;
}

Letter letter_at(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t length = std::min(length_of_sequence(lead), text.size() - at);
  std::uint32_t point = length == 1 ? lead : lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    point = (point << 6U) | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
  }
  return {text.substr(at, length), width_of(point)};
}

const char* code_of(Look look) {
  switch (look) {
    case Look::good:
      return "32";
    case Look::warning:
      return "33";
    case Look::bad:
      return "31";
    case Look::faint:
      return "2";
    case Look::heading:
      return "1";
    case Look::plain:
      break;
  }
  return "";
}

std::string padding(std::size_t columns) { return std::string(columns, ' '); }

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Letter letter = letter_at(text, at);
    width += letter.width;
    at += letter.bytes.size();
  }
  return width;
}

std::string cut_to_width(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string{text};
  if (width == 0) return {};
  std::string cut;
  std::size_t used = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Letter letter = letter_at(text, at);
    if (used + letter.width > width - 1) break;
    cut += letter.bytes;
    used += letter.width;
    at += letter.bytes.size();
  }
  return cut + "…";
}

std::vector<std::string> wrap(std::string_view words, std::size_t width) {
  const std::string clean = config::one_line(words);
  std::string_view text = clean;
  std::vector<std::string> lines(1);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    std::string& line = lines.back();
    if (line.empty()) {
      line = word;
    } else if (display_width(line) + 1 + display_width(word) <= width) {
      line.append(" ").append(word);
    } else {
      lines.emplace_back(word);
    }
  }
  return lines;
}

std::string painted(const Terminal& terminal, Look look, std::string_view text) {
  std::string line = config::one_line(text);
  if (!terminal.colour || look == Look::plain) return line;
  return "\x1b[" + std::string{code_of(look)} + "m" + line + "\x1b[0m";
}

void Table::add(std::vector<Cell> row) {
  for (Cell& cell : row) cell.text = rules::valid_utf8(cell.text);
  rows_.push_back(std::move(row));
}

std::vector<std::size_t> Table::widths(const Terminal& terminal) const {
  std::vector<std::size_t> widths;
  widths.reserve(columns_.size());
  for (const Column& column : columns_) widths.push_back(display_width(column.heading));
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i].text));
  }
  if (terminal.width <= 0) return widths;
  const auto limit = static_cast<std::size_t>(terminal.width);
  std::size_t total = std::accumulate(widths.begin(), widths.end(), kGap * (widths.size() - 1));
  while (total > limit) {
    std::size_t widest = columns_.size();
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (columns_[i].flexible && widths[i] > kNarrowest && (widest == columns_.size() || widths[i] > widths[widest])) {
        widest = i;
      }
    }
    if (widest == columns_.size()) break;
    --widths[widest];
    --total;
  }
  return widths;
}

void Table::print(const Terminal& terminal) const {
  const std::vector<std::size_t> widths = this->widths(terminal);
  const auto print_row = [&](const std::vector<Cell>& row) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string text = cut_to_width(config::one_line(row[i].text), widths[i]);
      const std::string fill = padding(widths[i] - display_width(text));
      const bool last = i + 1 == row.size();
      if (columns_[i].right) line += fill;
      line += painted(terminal, row[i].look, text);
      if (!columns_[i].right && !last) line += fill;
      if (!last) line += padding(kGap);
    }
    terminal.out << line << '\n';
  };
  std::vector<Cell> headings;
  headings.reserve(columns_.size());
  for (const Column& column : columns_) headings.emplace_back(column.heading, Look::heading);
  print_row(headings);
  for (const auto& row : rows_) print_row(row);
}

}  // namespace dondoc::daemon::cli

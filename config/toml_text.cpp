#include "config/toml_text.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace dondoc::config {
namespace {

constexpr std::string_view kBlanks = " \t";

bool starts_letter(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }

std::string escaped(char letter) {
  if (letter == '"' || letter == '\\') return {'\\', letter};
  if (letter == '\n') return "\\n";
  if (letter == '\t') return "\\t";
  if (static_cast<unsigned char>(letter) >= 0x20U && letter != 0x7F) return {letter};
  char code[8];
  std::snprintf(code, sizeof code, "\\u%04X", static_cast<unsigned>(static_cast<unsigned char>(letter)));
  return code;
}

}  // namespace

std::string toml_quoted(std::string_view text) {
  std::string out = "\"";
  for (const char letter : text) out += escaped(letter);
  return out + '"';
}

std::string inline_table(const std::vector<TomlField>& fields) {
  std::string out;
  for (const TomlField& field : fields) out += (out.empty() ? "{ " : ", ") + field.key + " = " + field.value;
  return out + " }";
}

std::size_t TomlText::offset(int line, int column) const {
  std::size_t at = 0;
  for (; line > 1 && at < content_.size(); --line) at = next_line(at);
  for (; column > 1 && at < content_.size(); --column) {
    do {
      ++at;
    } while (at < content_.size() && !starts_letter(content_[at]));
  }
  return at;
}

std::size_t TomlText::line_start(std::size_t at) const {
  const std::size_t end = at == 0 ? std::string::npos : content_.rfind('\n', at - 1);
  return end == std::string::npos ? 0 : end + 1;
}

std::size_t TomlText::next_line(std::size_t at) const {
  const std::size_t end = content_.find('\n', at);
  return end == std::string::npos ? content_.size() : end + 1;
}

std::size_t TomlText::skip_blanks(std::size_t at) const {
  return std::min(content_.find_first_not_of(kBlanks, at), content_.size());
}

bool TomlText::begins_line(std::size_t at) const { return skip_blanks(line_start(at)) >= at; }

std::string TomlText::indentation(std::size_t at) const {
  return begins_line(at) ? content_.substr(line_start(at), at - line_start(at)) : "  ";
}

void TomlText::replace(const TomlNode& node, const std::string& text) {
  changes_.push_back({begin_of(node), end_of(node), text});
}

void TomlText::insert_before(const TomlNode& successor, const std::string& table) {
  const std::size_t at = begin_of(successor);
  changes_.push_back({at, at, table + (begins_line(at) ? ",\n" + indentation(at) : ", ")});
}

void TomlText::insert_after(const TomlNode& last, const std::string& table) {
  const std::size_t end = end_of(last);
  const std::string indent = indentation(begin_of(last));
  const std::size_t comma = skip_blanks(end);
  if (comma < content_.size() && content_[comma] == ',') {
    const std::size_t rest = skip_blanks(comma + 1);
    const bool ends_line =
        rest == content_.size() || std::string_view{"#\r\n"}.find(content_[rest]) != std::string::npos;
    const std::size_t at = next_line(comma);
    if (ends_line && at < content_.size()) {
      changes_.push_back({at, at, indent + table + ",\n"});
      return;
    }
  }
  changes_.push_back({end, end, ",\n" + indent + table});
}

void TomlText::remove_inline(const TomlNode& node) {
  std::size_t from = begin_of(node);
  std::size_t until = skip_blanks(end_of(node));
  if (until < content_.size() && content_[until] == ',') until = skip_blanks(until + 1);
  if (begins_line(from) && until < content_.size() && (content_[until] == '\n' || content_[until] == '\r')) {
    from = line_start(from);
    until = next_line(until);
  }
  changes_.push_back({from, until, ""});
}

void TomlText::set_fields(const TomlNode& table, const std::vector<TomlField>& fields, std::string_view anchor) {
  std::string added;
  for (const TomlField& field : fields) {
    if (const auto* entry = table.find(field.key)) {
      replace(entry->value, field.value);
    } else {
      added += field.key + " = " + field.value + "\n";
    }
  }
  if (added.empty()) return;
  const std::size_t end = end_of(table.find(anchor)->value);
  const std::size_t at = next_line(end);
  const bool open_line = at == content_.size() && content_.back() != '\n';
  changes_.push_back({at, at, open_line ? "\n" + added : added});
}

void TomlText::remove_field(const TomlNode::Entry& entry) {
  changes_.push_back({line_start(offset(entry.line, entry.column)), next_line(end_of(entry.value)), ""});
}

void TomlText::remove_table(const TomlNode& table) {
  std::size_t until = next_line(end_of(table));
  for (const auto& entry : table.entries) until = std::max(until, next_line(end_of(entry.value)));
  changes_.push_back({line_start(begin_of(table)), until, ""});
}

void TomlText::append(const std::string& block) {
  const bool open_line = !content_.empty() && content_.back() != '\n';
  changes_.push_back({content_.size(), content_.size(), (open_line ? "\n\n" : "\n") + block});
}

std::string TomlText::result() const {
  auto changes = changes_;
  // From the end; what is taken away before what comes in its place.
  const auto place = [](const Change& change) { return std::pair{change.from, change.until}; };
  std::ranges::sort(changes, std::ranges::greater{}, place);
  std::string out = content_;
  for (const Change& change : changes) out.replace(change.from, change.until - change.from, change.text);
  return out;
}

}  // namespace dondoc::config

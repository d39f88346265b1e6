#include "integrations/chat/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "rules/text.hpp"

namespace dondoc::integrations::chat {

namespace {

constexpr std::string_view kWordJoiner = "\u2060";
constexpr std::string_view kEllipsis = "…";

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// Where the character that begins at `at` ends.
std::size_t next_character(std::string_view text, std::size_t at) {
  ++at;
  while (at < text.size() && is_continuation(text[at])) ++at;
  return at;
}

bool is_ascii_word(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Marks that turn the direction of writing (U+200E, U+200F, U+202A–E, U+2066–9), the separators U+2028 and U+2029,
// and the controls U+0080–9F.
bool is_unwanted(std::string_view character) {
  if (character.size() == 1) {
    const auto c = static_cast<unsigned char>(character[0]);
    return (c < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
  }
  if (character.size() == 2) return character[0] == '\xc2' && static_cast<unsigned char>(character[1]) < 0xa0;
  if (character.size() != 3 || character[0] != '\xe2') return false;
  const auto middle = static_cast<unsigned char>(character[1]);
  const auto last = static_cast<unsigned char>(character[2]);
  if (middle == 0x80) return last == 0x8e || last == 0x8f || (last >= 0xa8 && last <= 0xae);
  return middle == 0x81 && last >= 0xa6 && last <= 0xa9;
}

// An address in its middle calls nobody.
bool calls(std::string_view before, std::string_view text, std::size_t at) {
  const bool in_a_word = !before.empty() && is_ascii_word(before.back());
  return text[at] == '@' && !in_a_word;
}

std::string with_backslashes(std::string_view text, std::string_view signs) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (const char c : text) {
    if (signs.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

// At the start of a line "- ", "+ " and "1. " make lists, in which a letter of ours would lose its form.
std::string without_lists(std::string_view text) {
  std::string out;
  bool line_start = true;
  bool number = false;
  for (const char c : text) {
    if ((line_start && (c == '-' || c == '+' || c == '=')) || (number && (c == '.' || c == ')'))) out += '\\';
    number = (line_start || number) && c >= '0' && c <= '9';
    line_start = c == '\n' || (line_start && c == ' ');
    out += c;
  }
  return out;
}

// How much of the text, escaped and with `end` after it, is within the limit; whole characters.
std::size_t fitting(std::string_view text, Limit limit, Escape escape, std::string_view end) {
  const auto fits = [&](std::size_t size) {
    return size_in(limit.measure, escape(text.substr(0, size))) + size_in(limit.measure, end) <= limit.size;
  };
  if (fits(text.size())) return text.size();
  std::size_t good = 0;
  std::size_t bad = text.size();
  while (good < bad) {
    auto middle = good + (bad - good) / 2;
    while (middle > good && is_continuation(text[middle])) --middle;
    if (middle == good) middle = next_character(text, good);
    if (middle >= bad) break;
    (fits(middle) ? good : bad) = middle;
  }
  return good;
}

// Rather at the end of a line, where that does not cost much.
std::size_t at_a_line_end(std::string_view text, std::size_t size) {
  if (size >= text.size() || size == 0 || text[size] == '\n') return size;
  const auto end = text.rfind('\n', size - 1);
  return end == std::string_view::npos || end < size / 2 ? size : end;
}

}  // namespace

std::size_t size_in(Measure measure, std::string_view text) {
  if (measure == Measure::bytes) return text.size();
  std::size_t out = 0;
  for (const char c : text) {
    if (is_continuation(c)) continue;
    out += static_cast<unsigned char>(c) >= 0xf0 ? 2 : 1;
  }
  return out;
}

std::string harmless(std::string_view given) {
  const auto text = rules::valid_utf8(given);
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto end = next_character(text, at);
    const auto character = std::string_view(text).substr(at, end - at);
    if (!is_unwanted(character)) {
      const bool call = calls(out, text, at);
      out += character;
      const bool link = character == ":" && std::string_view(text).substr(end).starts_with("//");
      if (call || link) out += kWordJoiner;
    }
    at = end;
  }
  return out;
}

std::string escape_nothing(std::string_view text) { return std::string(text); }

std::string escape_slack(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else {
      out += c;
    }
  }
  return out;
}

std::string escape_html(std::string_view text) {
  std::string out;
  for (const char c : escape_slack(text)) {
    if (c == '"') {
      out += "&quot;";
    } else {
      out += c;
    }
  }
  return out;
}

std::string escape_markdown(std::string_view text) {
  return without_lists(with_backslashes(text, "\\`*_{}[]()<>#~|!"));
}

std::string escape_card(std::string_view text) {
  std::string out;
  for (const char c : without_lists(with_backslashes(text, "\\`*_[]()~#"))) {
    if (c == '\n') out += '\n';
    out += c;
  }
  return out;
}

std::string escape_rocketchat(std::string_view text) {
  std::string out;
  for (const char c : with_backslashes(text, "*_~`#")) {
    if (c == '(' && out.ends_with(']')) out += kWordJoiner;
    out += c;
    if (c == '<') out += kWordJoiner;
  }
  return out;
}

std::string fit(std::string_view text, Limit limit, Escape escape) {
  if (fitting(text, limit, escape, {}) == text.size()) return escape(text);
  const auto size = at_a_line_end(text, fitting(text, limit, escape, kEllipsis));
  return escape(text.substr(0, size)) + std::string(kEllipsis);
}

std::vector<std::string> split(std::string_view text, Limit limit, std::size_t parts, Escape escape) {
  std::vector<std::string> out;
  while (!text.empty() && out.size() + 1 < parts) {
    const auto size = at_a_line_end(text, fitting(text, limit, escape, {}));
    if (size == 0) break;
    out.push_back(escape(text.substr(0, size)));
    text.remove_prefix(size);
    while (text.starts_with('\n')) text.remove_prefix(1);
  }
  if (!text.empty()) out.push_back(fit(text, limit, escape));
  return out;
}

std::string without_tags(std::string_view html) {
  constexpr std::array<std::pair<std::string_view, char>, 4> kEntities{
      {{"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&amp;", '&'}}};
  std::string out;
  for (std::size_t at = 0; at < html.size();) {
    if (html[at] == '<') {
      at = std::min(html.find('>', at), html.size() - 1) + 1;
      continue;
    }
    const auto entity =
        std::ranges::find_if(kEntities, [&](const auto& one) { return html.substr(at).starts_with(one.first); });
    out += entity == kEntities.end() ? html[at] : entity->second;
    at += entity == kEntities.end() ? 1 : entity->first.size();
  }
  return out;
}

}  // namespace dondoc::integrations::chat

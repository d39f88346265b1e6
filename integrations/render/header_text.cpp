#include "integrations/render/header_text.hpp"

#include <glib.h>

#include <algorithm>

namespace dondoc::integrations::render {

namespace {

constexpr std::size_t kMaxPlain = 60;
constexpr std::string_view kBegin = "=?UTF-8?Q?";
constexpr std::string_view kEnd = "?=";
constexpr std::size_t kMaxWord = 75 - kBegin.size() - kEnd.size();

bool is_plain(std::string_view text) {
  const auto printable = [](unsigned char c) { return c >= 0x20 && c < 0x7f; };
  return text.size() <= kMaxPlain && std::ranges::all_of(text, printable) && text.find("=?") == std::string_view::npos;
}

// Only what stands in a phrase without quotes.
bool is_plain_phrase(std::string_view text) {
  const auto atom = [](unsigned char c) { return g_ascii_isalnum(c) != 0 || c == ' ' || c == '-' || c == '_'; };
  return is_plain(text) && std::ranges::all_of(text, atom);
}

// The bytes of one letter, as RFC 2047 §5 (3) permits them in a phrase.
std::string encoded_letter(std::string_view letter) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  if (letter == " ") return "_";
  if (letter.size() == 1 && g_ascii_isalnum(letter.front()) != 0) return std::string(letter);
  std::string out;
  for (const char c : letter) {
    const auto byte = static_cast<unsigned char>(c);
    out += {'=', kDigits[byte >> 4U], kDigits[byte & 0xFU]};
  }
  return out;
}

std::size_t letter_size(std::string_view text) {
  std::size_t size = 1;
  while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) ++size;
  return size;
}

std::string encoded_words(std::string_view text) {
  std::string out(kBegin);
  std::size_t length = 0;
  while (!text.empty()) {
    const auto size = letter_size(text);
    const auto letter = encoded_letter(text.substr(0, size));
    text.remove_prefix(size);
    if (length + letter.size() > kMaxWord) {
      out.append(kEnd).append("\n ").append(kBegin);
      length = 0;
    }
    out += letter;
    length += letter.size();
  }
  return out.append(kEnd);
}

}  // namespace

std::string encode_header_text(std::string_view text) {
  return is_plain(text) ? std::string(text) : encoded_words(text);
}

std::string encode_mailbox(std::string_view name, std::string_view address) {
  if (name.empty()) return std::string(address);
  const auto shown = is_plain_phrase(name) ? std::string(name) : encoded_words(name);
  return shown + "\n <" + std::string(address) + ">";
}

}  // namespace dondoc::integrations::render

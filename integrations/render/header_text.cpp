#include "integrations/render/header_text.hpp"

#include <glib.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace dondoc::integrations::render {

namespace {

constexpr std::size_t kMaxPlain = 60;
constexpr std::string_view kBegin = "=?UTF-8?Q?";
constexpr std::string_view kEnd = "?=";
// Of a line with an encoded word (RFC 2047 §2); the word itself is one shorter, which the blank before it takes.
constexpr std::size_t kMaxLine = 76;
constexpr std::size_t kMaxWord = kMaxLine - 1 - kBegin.size() - kEnd.size();

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

// Encoded words, broken after blanks, within a word only where it is too long for a line of its own.
class EncodedWords {
 public:
  // The first line begins with "Header: ".
  explicit EncodedWords(std::string_view header) : room_(kMaxWord - header.size() - 1) {}

  void add(std::string_view word) {
    std::vector<std::string> letters;
    std::size_t size = 0;
    while (!word.empty()) {
      letters.push_back(encoded_letter(word.substr(0, letter_size(word))));
      size += letters.back().size();
      word.remove_prefix(letter_size(word));
    }
    if (length_ > 0 && length_ + size > room_) next_line();
    for (const auto& letter : letters) {
      if (length_ + letter.size() > room_) next_line();
      out_ += letter;
      length_ += letter.size();
    }
  }

  [[nodiscard]] std::string finish() && { return std::move(out_).append(kEnd); }

 private:
  void next_line() {
    out_.append(kEnd).append("\n ").append(kBegin);
    length_ = 0;
    room_ = kMaxWord;
  }

  std::string out_{kBegin};
  std::size_t length_ = 0;
  std::size_t room_;
};

std::string encoded_words(std::string_view header, std::string_view text) {
  EncodedWords out(header);
  while (!text.empty()) {
    const auto blank = text.find(' ');
    const auto size = blank == std::string_view::npos ? text.size() : blank + 1;
    out.add(text.substr(0, size));
    text.remove_prefix(size);
  }
  return std::move(out).finish();
}

}  // namespace

std::string encode_header_text(std::string_view header, std::string_view text) {
  return is_plain(text) ? std::string(text) : encoded_words(header, text);
}

std::string encode_mailbox(std::string_view header, std::string_view name, std::string_view address) {
  if (name.empty()) return std::string(address);
  const auto shown = is_plain_phrase(name) ? std::string(name) : encoded_words(header, name);
  return shown + "\n <" + std::string(address) + ">";
}

}  // namespace dondoc::integrations::render

#include "rules/text.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace dondoc::rules {
namespace {

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// The normalizers are constants of ICU's data; they cannot be missing.
const icu::Normalizer2& composer() {
  UErrorCode status = U_ZERO_ERROR;
  return *icu::Normalizer2::getNFCInstance(status);
}

const icu::Normalizer2& decomposer() {
  UErrorCode status = U_ZERO_ERROR;
  return *icu::Normalizer2::getNFDInstance(status);
}

std::string normalized(const icu::Normalizer2& form, std::string_view text) {
  std::string out;
  icu::StringByteSink<std::string> sink(&out, static_cast<std::int32_t>(text.size()));
  UErrorCode status = U_ZERO_ERROR;
  form.normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())), sink, nullptr, status);
  return out;
}

std::u32string code_points(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t at = 0; at < size;) {
    UChar32 point = 0;
    // NOLINTNEXTLINE(bugprone-inc-dec-in-conditions): inside the macro
    U8_NEXT_OR_FFFD(text.data(), at, size, point);
    out.push_back(static_cast<char32_t>(point));
  }
  return out;
}

void append(std::string& out, char32_t point) {
  char bytes[U8_MAX_LENGTH];
  std::int32_t length = 0;
  U8_APPEND_UNSAFE(bytes, length, point);
  out.append(bytes, static_cast<std::size_t>(length));
}

bool is_combining(char32_t point) { return point >= 0x0300 && point <= 0x036F; }

// Grave, acute, tilde, hook above, dot below: the five tones.
bool is_tone(char32_t point) {
  return point == 0x0300 || point == 0x0301 || point == 0x0303 || point == 0x0309 || point == 0x0323;
}

char32_t plain_letter(char32_t point) {
  if (point == U'đ') return U'd';
  return point == U'Đ' ? U'D' : point;
}

// The vowel pairs whose tone stands on either letter: oa, oe, uy.
bool is_movable_pair(char32_t first, char32_t second) {
  const auto a = u_tolower(static_cast<UChar32>(first));
  const auto b = u_tolower(static_cast<UChar32>(second));
  return (a == U'o' && (b == U'a' || b == U'e')) || (a == U'u' && b == U'y');
}

template <class Map>
std::string strip(std::string_view text, Map map) {
  std::string out;
  out.reserve(text.size());
  if (is_ascii(text)) {
    for (const char c : text) append(out, map(static_cast<char32_t>(c)));
    return out;
  }
  for (const char32_t point : code_points(normalized(decomposer(), text))) {
    if (!is_combining(point)) append(out, map(plain_letter(point)));
  }
  return out;
}

// Optimal string alignment: insertions, deletions, replacements and swaps of neighbours.
std::size_t distance(const std::u32string& a, const std::u32string& b) {
  const std::size_t width = b.size() + 1;
  std::vector<std::size_t> before(width), last(width), row(width);
  for (std::size_t j = 0; j < width; ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j < width; ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

}  // namespace

bool is_valid_utf8(std::string_view text) {
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t at = 0; at < size;) {
    UChar32 point = 0;
    // NOLINTNEXTLINE(bugprone-inc-dec-in-conditions): inside the macro
    U8_NEXT(text.data(), at, size, point);
    if (point < 0) return false;
  }
  return true;
}

std::string valid_utf8(std::string_view text) {
  if (is_valid_utf8(text)) return std::string{text};
  std::string out;
  for (const char32_t point : code_points(text)) append(out, point);
  return out;
}

bool is_nfc(std::string_view text) {
  if (is_ascii(text)) return true;
  UErrorCode status = U_ZERO_ERROR;
  return composer().isNormalizedUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())), status) !=
         0;
}

std::string nfc(std::string_view text) { return is_nfc(text) ? std::string(text) : normalized(composer(), text); }

std::string tone_key(std::string_view text) {
  if (is_ascii(text)) return std::string(text);
  std::u32string points = code_points(normalized(decomposer(), text));
  for (std::size_t i = 0; i + 2 < points.size(); ++i) {
    if (is_tone(points[i + 2]) && is_movable_pair(points[i], points[i + 1])) std::swap(points[i + 1], points[i + 2]);
  }
  std::string out;
  for (const char32_t point : points) append(out, point);
  return out;
}

bool same_text(std::string_view a, std::string_view b) { return a == b || tone_key(a) == tone_key(b); }

std::string fold(std::string_view text) {
  return strip(text, [](char32_t point) { return static_cast<char32_t>(u_tolower(static_cast<UChar32>(point))); });
}

std::string without_diacritics(std::string_view text) {
  return strip(text, [](char32_t point) { return point; });
}

std::optional<std::string> nearest(std::string_view word, std::span<const std::string> list) {
  const std::u32string wanted = code_points(fold(word));
  std::size_t best = std::max<std::size_t>(1, wanted.size() / 3) + 1;
  std::optional<std::string> found;
  for (const std::string& entry : list) {
    const std::size_t far = distance(wanted, code_points(fold(entry)));
    if (far >= best) continue;
    best = far;
    found = entry;
  }
  return found;
}

std::string joined(std::span<const std::string> words, std::string_view between) {
  std::string out;
  for (const auto& word : words) out.append(&word == words.data() ? "" : between).append(word);
  return out;
}

}  // namespace dondoc::rules

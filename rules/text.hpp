#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

// Vietnamese text in UTF-8. The same word is written in several ways: composed or decomposed, with the tone mark on
// either vowel (hoà and hòa, thuý and thúy), with or without diacritics. What is stored is NFC; what is compared are
// keys.

namespace dondoc::rules {

[[nodiscard]] bool is_valid_utf8(std::string_view text);
// For showing what others wrote: bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] std::string valid_utf8(std::string_view text);

// REQUIRES of all below: valid UTF-8. Bytes that are not become U+FFFD.

// Unicode normalisation form C, the form in which texts are stored.
[[nodiscard]] std::string nfc(std::string_view text);
[[nodiscard]] bool is_nfc(std::string_view text);

// "hoà", "hòa" and their decomposed forms have one key; case and diacritics count. A key is for comparing only: it is
// not always a word that anybody writes.
[[nodiscard]] std::string tone_key(std::string_view text);
[[nodiscard]] bool same_text(std::string_view a, std::string_view b);

// Lower case without diacritics, đ becomes d: "Đã trả kết quả" and "da tra ket qua" have one key.
[[nodiscard]] std::string fold(std::string_view text);

// For short messages: "Cai Lậy" becomes "Cai Lay"; case stays.
[[nodiscard]] std::string without_diacritics(std::string_view text);

// The words one after another, with `between` between them.
[[nodiscard]] std::string joined(std::span<const std::string> words, std::string_view between = ", ");

// The entry of the list that was probably meant: at most a third of the letters differ (a swap of two neighbours counts
// once), case and diacritics left aside. Nothing where no entry is that near.
[[nodiscard]] std::optional<std::string> nearest(std::string_view word, std::span<const std::string> list);

}  // namespace dondoc::rules

#include "integrations/imports/cell_text.hpp"

#include <algorithm>
#include <array>

namespace dondoc::integrations::imports {
namespace {

bool is_number(std::string_view text, std::string_view also) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [also](char c) {
    return (c >= '0' && c <= '9') || also.find(c) != std::string_view::npos;
  });
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  static constexpr std::array<std::string_view, 6> kBlanks = {" ", "\t", "\r", "\n", "\xC2\xA0", "\xEF\xBB\xBF"};
  for (bool more = true; more;) {
    more = false;
    for (const std::string_view blank : kBlanks) {
      while (text.starts_with(blank)) {
        text.remove_prefix(blank.size());
        more = true;
      }
      while (text.ends_with(blank)) {
        text.remove_suffix(blank.size());
        more = true;
      }
    }
  }
  return text;
}

bool is_scientific(std::string_view text) {
  const std::size_t e = text.find_first_of("eE");
  if (e == std::string_view::npos || e + 2 >= text.size() || (text[e + 1] != '+' && text[e + 1] != '-')) return false;
  return is_number(text.substr(0, e), ".,") && is_number(text.substr(e + 2), "") && text.find_first_of(".,") < e;
}

}  // namespace dondoc::integrations::imports

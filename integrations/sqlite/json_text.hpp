#pragma once

#include <concepts>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dondoc::integrations::sqlite {

// A JSON object as texts: numbers and booleans in their usual form, nested values as JSON, null left out. Empty where
// the text is no object.
[[nodiscard]] std::map<std::string, std::string> texts_from_json(std::string_view json);
[[nodiscard]] std::string to_json(const std::map<std::string, std::string>& texts);

// "[1,2,3]", for `IN (SELECT value FROM json_each(?))`.
template <class Ids>
  requires std::integral<typename Ids::value_type>
[[nodiscard]] std::string to_json_array(const Ids& ids) {
  std::string text = "[";
  for (const std::int64_t id : ids) {
    if (text.size() > 1) {
      text += ',';
    }
    text += std::to_string(id);
  }
  return text + ']';
}

// ["a","b"], likewise.
[[nodiscard]] std::string to_json_array(std::span<const std::string> texts);

}  // namespace dondoc::integrations::sqlite

#include "integrations/sqlite/json_text.hpp"

#include <array>
#include <boost/json.hpp>
#include <charconv>

#include "integrations/sqlite/stored_json.hpp"
#include "rules/text.hpp"

namespace dondoc::integrations::sqlite {

namespace json = boost::json;

namespace {

std::string text_of(const json::value& value) {
  if (value.is_string()) {
    return rules::valid_utf8(value.get_string());
  }
  if (value.is_double()) {
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.begin(), digits.end(), value.get_double());
    return {digits.begin(), end.ptr};
  }
  return rules::valid_utf8(json::serialize(value));
}

}  // namespace

std::map<std::string, std::string> texts_from_json(std::string_view text) {
  std::map<std::string, std::string> texts;
  const std::optional<json::value> value = parse_stored(text);
  if (value && value->is_object()) {
    for (const auto& member : value->get_object()) {
      if (!member.value().is_null()) {
        texts.emplace(member.key(), text_of(member.value()));
      }
    }
  }
  return texts;
}

std::string to_json(const std::map<std::string, std::string>& texts) {
  json::object object;
  for (const auto& [key, value] : texts) {
    object.emplace(key, value);
  }
  return json::serialize(object);
}

std::string to_json_array(std::span<const std::string> texts) {
  json::array array;
  for (const std::string& text : texts) {
    array.emplace_back(text);
  }
  return json::serialize(array);
}

}  // namespace dondoc::integrations::sqlite

#include "integrations/sqlite/stored_json.hpp"

#include <boost/json.hpp>

namespace dondoc::integrations::sqlite {

namespace json = boost::json;

std::optional<json::value> parse_stored(std::string_view text) {
  json::parse_options options;
  options.max_depth = 1000;
  options.allow_invalid_utf8 = true;
  boost::system::error_code error;
  json::value value = json::parse(json::string_view(text.data(), text.size()), error, {}, options);
  if (error) return std::nullopt;
  return value;
}

}  // namespace dondoc::integrations::sqlite

#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string_view>

namespace dondoc::integrations::sqlite {

// JSON that stands in the database, where SQLite let other programs put it: texts may be no UTF-8 (the bytes stay as
// they are) and values nested deeper than anybody means. Nothing where it cannot be read: no JSON, or nested more than
// 1000 deep.
[[nodiscard]] std::optional<boost::json::value> parse_stored(std::string_view text);

}  // namespace dondoc::integrations::sqlite

#pragma once

#include <string>

namespace dondoc::integrations::sqlite {

// rules::stands_still() as a condition of SQL, for an item `i` with a source and a code; `due` and `now` are
// expressions.
[[nodiscard]] inline std::string stands_still(const std::string& due, const std::string& now) {
  return "EXISTS (SELECT 1 FROM holds AS h WHERE h.source = i.source AND h.code = i.code AND h.from_at < " + due +
         " AND h.from_at <= " + now + " AND (h.until_at IS NULL OR h.until_at > " + now + "))";
}

}  // namespace dondoc::integrations::sqlite

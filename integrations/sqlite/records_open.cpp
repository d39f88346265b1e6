#include "integrations/sqlite/records.hpp"

namespace dondoc::integrations::sqlite {
namespace {

tl::unexpected<rules::Problem> refuse(const char* code, const ItemKey& key) {
  rules::Problem problem;
  problem.code = code;
  problem.args = {{"code", key.code}};
  return tl::unexpected(std::move(problem));
}

}  // namespace

bool Records::waits(const ItemKey& key) {
  return database_
      .read_integer(
          "SELECT 1 FROM items WHERE source = ?1 AND code = ?2 AND state IN ('open', 'reported', 'suspended')"
          " AND received_at IS NULL AND due_at IS NULL AND appointment_at IS NULL",
          key.source, key.code)
      .has_value();
}

std::string Records::term_of(const ItemKey& key) {
  return database_.read_text("SELECT term FROM items WHERE source = ?1 AND code = ?2", key.source, key.code)
      .value_or("");
}

Edited<> Records::open(const ItemKey& key, const Opening& opening) {
  return edit(key, "open", opening.reason, [&]() -> Edited<> {
    if (auto active = need_active(key); !active) return active;
    if (!waits(key)) return refuse("DD5601", key);
    if (!opening.due && opening.term.empty() && term_of(key).empty()) return refuse("DD5602", key);
    database_.run(
        "UPDATE items SET received_at = ?3, term = iif(?4 = '', term, ?4), due_at = ?5, due_is_date = ?6"
        " WHERE source = ?1 AND code = ?2",
        key.source, key.code, opening.received, opening.term, opening.due, opening.due_is_date);
    return {};
  });
}

}  // namespace dondoc::integrations::sqlite

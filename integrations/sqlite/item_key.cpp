#include "integrations/sqlite/item_key.hpp"

#include <algorithm>
#include <vector>

#include "rules/text.hpp"

namespace dondoc::integrations::sqlite {
namespace {

// Enough for a good guess, and quick with a million items.
constexpr int kCandidates = 20000;

// Of every source that ever had an item, read from the index: one step a source, not a row.
std::vector<ItemKey> by_code(Database& database, std::string_view code) {
  std::vector<ItemKey> keys;
  CachedStatement statement = database.cached(
      "WITH RECURSIVE known(source) AS (SELECT min(source) FROM item_state UNION ALL"
      " SELECT (SELECT min(s.source) FROM item_state AS s WHERE s.source > known.source) FROM known"
      "   WHERE known.source IS NOT NULL)"
      " SELECT id, source, code FROM item_state WHERE source IN (SELECT source FROM known) AND code = ?1"
      " ORDER BY source");
  statement->bind(code);
  while (statement->step()) keys.push_back({statement->integer(0), statement->text(1), statement->text(2)});
  return keys;
}

// Codes may have slashes of their own, so every one is tried.
std::vector<ItemKey> by_source_and_code(Database& database, std::string_view name) {
  for (std::size_t slash = name.find('/'); slash != std::string_view::npos; slash = name.find('/', slash + 1)) {
    CachedStatement statement =
        database.cached("SELECT id, source, code FROM item_state WHERE source = ?1 AND code = ?2");
    statement->bind(name.substr(0, slash), name.substr(slash + 1));
    if (statement->step()) return {{statement->integer(0), statement->text(1), statement->text(2)}};
  }
  return {};
}

rules::Problem unknown(Database& database, std::string_view name) {
  std::vector<std::string> codes;
  CachedStatement statement = database.cached("SELECT DISTINCT code FROM items LIMIT ?1");
  statement->bind(kCandidates);
  while (statement->step()) codes.push_back(statement->text(0));
  rules::Problem problem;
  problem.code = "DD5020";
  problem.args["code"] = name;
  if (const auto near = rules::nearest(name, codes)) {
    problem.code = "DD5021";
    problem.args["nearest"] = *near;
  }
  return problem;
}

rules::Problem ambiguous(std::string_view name, const std::vector<ItemKey>& keys) {
  rules::Problem problem;
  problem.code = "DD5022";
  problem.args["code"] = name;
  for (const ItemKey& key : keys) {
    std::string& list = problem.args["list"];
    list += (list.empty() ? "" : ", ") + key.source + "/" + key.code;
  }
  return problem;
}

}  // namespace

tl::expected<ItemKey, rules::Problem> find_item(Database& database, std::string_view name) {
  std::vector<ItemKey> keys = by_code(database, name);
  if (keys.size() > 1) return tl::unexpected(ambiguous(name, keys));
  if (keys.empty()) keys = by_source_and_code(database, name);
  if (keys.empty()) return tl::unexpected(unknown(database, name));
  return keys.front();
}

namespace {

// ROW/AGENCY of one source; '0' comes after '/'.
std::vector<ItemKey> rows_between(Database& database, std::string_view source, std::string_view row) {
  std::vector<ItemKey> keys;
  CachedStatement statement = database.cached(
      "SELECT s.id, i.source, i.code FROM items AS i JOIN item_state AS s USING (source, code)"
      " WHERE i.code > ?2 || '/' AND i.code < ?2 || '0' AND (?1 = '' OR i.source = ?1)"
      " AND json_extract(i.attributes, '$.row') = ?2 ORDER BY i.code");
  statement->bind(source, row);
  while (statement->step()) keys.push_back({statement->integer(0), statement->text(1), statement->text(2)});
  const bool several =
      std::any_of(keys.begin(), keys.end(), [&](const ItemKey& k) { return k.source != keys[0].source; });
  return several ? std::vector<ItemKey>{} : keys;
}

}  // namespace

std::vector<ItemKey> items_of_row(Database& database, std::string_view name) {
  std::vector<ItemKey> keys = rows_between(database, "", name);
  const std::size_t slash = name.find('/');
  if (!keys.empty() || slash == std::string_view::npos) return keys;
  return rows_between(database, name.substr(0, slash), name.substr(slash + 1));
}

}  // namespace dondoc::integrations::sqlite

#include "integrations/sqlite/put_item.hpp"

namespace dondoc::integrations::sqlite {
namespace {

// Of the columns that the table has, so that a new one is not forgotten here.
std::string upsert_sql(Database& database) {
  std::string names, values, changes, old_values, new_values;
  Statement columns = database.prepare("SELECT name FROM pragma_table_info('items') WHERE name <> 'id' ORDER BY cid");
  while (columns.step()) {
    const std::string name = columns.text(0);
    const std::string comma = names.empty() ? "" : ", ";
    names += comma + name;
    values += comma + (name == "attributes" ? "json_extract(j, '$.attributes')" : "j ->> '$." + name + "'");
    changes += comma + name + " = excluded." + name;
    old_values += comma + "items." + name;
    new_values += comma + "excluded." + name;
  }
  return "INSERT INTO items (" + names + ") SELECT " + values +
         " FROM (SELECT ?1 AS j) WHERE true ON CONFLICT (source, code) DO UPDATE SET " + changes + " WHERE (" +
         old_values + ") IS NOT (" + new_values + ")";
}

}  // namespace

ItemPutter::ItemPutter(Database& database) : database_(database), upsert_(upsert_sql(database)) {}

// A suspended item has an open hold, and the triggers see to it in both directions: holds come first, and once more
// after the state.
void ItemPutter::put(std::string_view image) {
  put_holds(image);
  database_.run(
      "DELETE FROM item_coordinators WHERE source = ?1 ->> '$.source' AND code = ?1 ->> '$.code'"
      " AND agency NOT IN (SELECT value FROM json_each(?1, '$.coordinators'))",
      image);
  database_.run(
      "INSERT INTO item_coordinators (source, code, agency)"
      " SELECT ?1 ->> '$.source', ?1 ->> '$.code', value FROM json_each(?1, '$.coordinators') WHERE true"
      " ON CONFLICT DO NOTHING",
      image);
  database_.run(upsert_, image);
  put_holds(image);
}

void ItemPutter::put_holds(std::string_view image) {
  database_.run(
      "DELETE FROM holds WHERE source = ?1 ->> '$.source' AND code = ?1 ->> '$.code'"
      " AND from_at NOT IN (SELECT value ->> '$.from_at' FROM json_each(?1, '$.hold_rows'))",
      image);
  database_.run(
      "INSERT INTO holds (source, code, from_at, until_at, reason, author)"
      " SELECT ?1 ->> '$.source', ?1 ->> '$.code', h.value ->> '$.from_at', h.value ->> '$.until_at',"
      "  h.value ->> '$.reason', h.value ->> '$.author'"
      " FROM json_each(?1, '$.hold_rows') AS h"
      " WHERE NOT EXISTS (SELECT 1 FROM holds AS o WHERE o.source = ?1 ->> '$.source' AND o.code = ?1 ->> '$.code'"
      "  AND (o.from_at, o.until_at, o.reason, o.author) IS (h.value ->> '$.from_at', h.value ->> '$.until_at',"
      "  h.value ->> '$.reason', h.value ->> '$.author'))"
      " ON CONFLICT (source, code, from_at) DO UPDATE SET until_at = excluded.until_at, reason = excluded.reason,"
      " author = excluded.author",
      image);
}

void ItemPutter::patch(const std::string& source, const std::string& code, std::string_view change) {
  const auto patched = database_.read_text(
      "SELECT json_patch(image, ?3) FROM item_images WHERE source = ?1 AND code = ?2", source, code, change);
  if (patched) put(*patched);
}

}  // namespace dondoc::integrations::sqlite

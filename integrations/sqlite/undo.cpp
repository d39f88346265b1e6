#include "integrations/sqlite/undo.hpp"

#include <boost/json.hpp>

#include "integrations/sqlite/stored_json.hpp"

namespace dondoc::integrations::sqlite {
namespace {

namespace json = boost::json;

struct SideTable {
  const char* name;
  const char* rows;    // ?1 source, ?2 code, ?3 item_state.id → a JSON array of its rows
  const char* remove;  // ?4 the array: what is not in it
  const char* put;     // likewise: what is
};

constexpr SideTable kSideTables[] = {
    {"extensions",
     "SELECT json_group_array(json_object('id', id, 'requested_at', requested_at, 'new_due_at', new_due_at,"
     " 'new_due_is_date', new_due_is_date, 'reason', reason, 'author', author, 'state', state, 'decided_at', "
     "decided_at))"
     " FROM (SELECT * FROM extensions WHERE source = ?1 AND code = ?2 AND ?3 > 0 ORDER BY id)",
     "DELETE FROM extensions WHERE source = ?1 AND code = ?2 AND ?3 > 0"
     " AND id NOT IN (SELECT value ->> 'id' FROM json_each(?4))",
     "INSERT INTO extensions (id, source, code, requested_at, new_due_at, new_due_is_date, reason, author, state,"
     " decided_at) SELECT value ->> 'id', ?1, ?2, value ->> 'requested_at', value ->> 'new_due_at',"
     " value ->> 'new_due_is_date', value ->> 'reason', value ->> 'author', value ->> 'state', value ->> 'decided_at'"
     " FROM json_each(?4) WHERE ?3 > 0"
     " ON CONFLICT (id) DO UPDATE SET requested_at = excluded.requested_at, new_due_at = excluded.new_due_at,"
     " new_due_is_date = excluded.new_due_is_date, reason = excluded.reason, author = excluded.author,"
     " state = excluded.state, decided_at = excluded.decided_at"},
    {"urgings",
     "SELECT json_group_array(json_object('id', id, 'at', at, 'how', how, 'ref', ref, 'author', author))"
     " FROM (SELECT * FROM urgings WHERE source = ?1 AND code = ?2 AND ?3 > 0 ORDER BY id)",
     "DELETE FROM urgings WHERE source = ?1 AND code = ?2 AND ?3 > 0"
     " AND id NOT IN (SELECT value ->> 'id' FROM json_each(?4))",
     "INSERT INTO urgings (id, source, code, at, how, ref, author) SELECT value ->> 'id', ?1, ?2, value ->> 'at',"
     " value ->> 'how', value ->> 'ref', value ->> 'author' FROM json_each(?4) WHERE ?3 > 0"
     " ON CONFLICT (id) DO UPDATE SET at = excluded.at, how = excluded.how, ref = excluded.ref, author = "
     "excluded.author"},
    {"acknowledgements",
     "SELECT json_group_array(json_object('id', id, 'version', version, 'person', person, 'given_at', given_at,"
     " 'until_at', until_at, 'upto', upto, 'via', via))"
     " FROM (SELECT * FROM acknowledgements WHERE item = ?3 AND ?1 <> '' AND ?2 <> '' ORDER BY id)",
     "DELETE FROM acknowledgements WHERE item = ?3 AND ?1 <> '' AND ?2 <> ''"
     " AND id NOT IN (SELECT value ->> 'id' FROM json_each(?4))",
     "INSERT INTO acknowledgements (id, item, version, person, given_at, until_at, upto, via)"
     " SELECT value ->> 'id', ?3, value ->> 'version', value ->> 'person', value ->> 'given_at', value ->> 'until_at',"
     " value ->> 'upto', value ->> 'via' FROM json_each(?4) WHERE ?1 <> '' AND ?2 <> ''"
     " ON CONFLICT (id) DO UPDATE SET version = excluded.version, person = excluded.person, given_at = "
     "excluded.given_at,"
     " until_at = excluded.until_at, upto = excluded.upto, via = excluded.via"},
};

tl::unexpected<rules::Problem> unreadable(const ItemKey& key) {
  rules::Problem problem;
  problem.code = "DD5049";
  problem.args = {{"code", key.source + "/" + key.code}};
  return tl::unexpected(std::move(problem));
}

tl::expected<json::object, rules::Problem> picture(Database& database, const ItemKey& key) {
  json::object all;
  const auto image =
      database.read_text("SELECT image FROM item_images WHERE source = ?1 AND code = ?2", key.source, key.code);
  auto item = parse_stored(image.value_or("null"));
  if (!item) return unreadable(key);
  all["item"] = std::move(*item);
  for (const SideTable& table : kSideTables) {
    auto rows = parse_stored(database.read_text(table.rows, key.source, key.code, key.id).value_or("[]"));
    if (!rows) return unreadable(key);
    all[table.name] = std::move(*rows);
  }
  return all;
}

tl::unexpected<rules::Problem> changed_since(const ItemKey& key, std::string_view field) {
  rules::Problem problem;
  problem.code = "DD5037";
  problem.args = {{"code", key.code}, {"field", std::string{field}}};
  return tl::unexpected(std::move(problem));
}

// Never without the holds that stay: a suspended item whose last open hold goes would be open.
void put_back_holds(Database& database, const ItemKey& key, const std::string& rows) {
  database.run(
      "INSERT INTO holds (source, code, from_at, until_at, reason, author) SELECT ?1, ?2, value ->> 'from_at',"
      " value ->> 'until_at', value ->> 'reason', value ->> 'author' FROM json_each(?3) WHERE true"
      " ON CONFLICT (source, code, from_at) DO UPDATE SET until_at = excluded.until_at, reason = excluded.reason,"
      " author = excluded.author",
      key.source, key.code, rows);
  database.run(
      "DELETE FROM holds WHERE source = ?1 AND code = ?2"
      " AND from_at NOT IN (SELECT value ->> 'from_at' FROM json_each(?3))",
      key.source, key.code, rows);
}

void put_back_coordinators(Database& database, const ItemKey& key, const std::string& rows) {
  database.run("DELETE FROM item_coordinators WHERE source = ?1 AND code = ?2", key.source, key.code);
  database.run("INSERT INTO item_coordinators (source, code, agency) SELECT ?1, ?2, value FROM json_each(?3)",
               key.source, key.code, rows);
}

// One UPDATE, so that history has one row for it; after the holds, so that the state opens and closes none of its own.
// REQUIRES: the keys of `fields` are columns of items, as images name them.
void put_back_fields(Database& database, const ItemKey& key, const json::object& fields) {
  std::string columns;
  for (const auto& field : fields) {
    if (field.key() == "hold_rows" || field.key() == "coordinators") continue;
    const std::string name{field.key()};
    columns += (columns.empty() ? "\"" : ", \"") + name + "\" = json_extract(?3, '$." + name + "')";
  }
  if (const json::value* holds = fields.if_contains("hold_rows"))
    put_back_holds(database, key, json::serialize(*holds));
  if (const json::value* agencies = fields.if_contains("coordinators")) {
    put_back_coordinators(database, key, json::serialize(*agencies));
  }
  if (!columns.empty()) {
    database.run("UPDATE items SET " + columns + " WHERE source = ?1 AND code = ?2", key.source, key.code,
                 json::serialize(fields));
  }
}

void remove_item(Database& database, const ItemKey& key) {
  for (const char* sql :
       {"DELETE FROM item_coordinators WHERE source = ?1 AND code = ?2",
        "DELETE FROM holds WHERE source = ?1 AND code = ?2", "DELETE FROM items WHERE source = ?1 AND code = ?2"}) {
    database.run(sql, key.source, key.code);
  }
}

tl::expected<void, rules::Problem> put_back_item(Database& database, const ItemKey& key, const json::value& before,
                                                 const json::value& after, const json::value& now) {
  if (before == after) return {};
  if (before.is_null()) {
    if (now != after) return changed_since(key, "items");
    remove_item(database, key);
    return {};
  }
  if (!now.is_object()) return changed_since(key, "items");
  json::object fields;
  for (const auto& [name, old] : before.get_object()) {
    if (old == after.at(name)) continue;
    if (now.at(name) != after.at(name)) return changed_since(key, name);
    fields[name] = old;
  }
  put_back_fields(database, key, fields);
  return {};
}

}  // namespace

tl::expected<std::string, rules::Problem> take_picture(Database& database, const ItemKey& key) {
  return picture(database, key).map([](const json::object& all) { return json::serialize(all); });
}

tl::expected<void, rules::Problem> put_back(Database& database, const ItemKey& key, std::string_view pictures) {
  const auto both = parse_stored(pictures);
  const auto now = picture(database, key);
  if (!both) return unreadable(key);
  if (!now) return tl::unexpected(now.error());
  const json::object& before = both->at("before").as_object();
  const json::object& after = both->at("after").as_object();
  if (auto done = put_back_item(database, key, before.at("item"), after.at("item"), now->at("item")); !done) {
    return done;
  }
  for (const SideTable& table : kSideTables) {
    if (before.at(table.name) == after.at(table.name)) continue;
    if (now->at(table.name) != after.at(table.name)) return changed_since(key, table.name);
    const std::string rows = json::serialize(before.at(table.name));
    database.run(table.remove, key.source, key.code, key.id, rows);
    database.run(table.put, key.source, key.code, key.id, rows);
  }
  return {};
}

}  // namespace dondoc::integrations::sqlite

#include "integrations/sqlite/item_parts.hpp"

#include <algorithm>

#include "integrations/sqlite/upsert.hpp"

namespace dondoc::integrations::sqlite {

bool write_coordinators(Database& database, std::string_view source, std::string_view code,
                        std::vector<std::string> agencies) {
  std::sort(agencies.begin(), agencies.end());
  std::vector<std::string> stored;
  {
    CachedStatement select =
        database.cached("SELECT agency FROM item_coordinators WHERE source = ? AND code = ? ORDER BY agency");
    select->bind(source, code);
    while (select->step()) stored.push_back(select->text(0));
  }
  if (stored == agencies) return false;
  for (const std::string& agency : stored) {
    if (std::binary_search(agencies.begin(), agencies.end(), agency)) continue;
    database.run("DELETE FROM item_coordinators WHERE source = ? AND code = ? AND agency = ?", source, code, agency);
  }
  for (const std::string& agency : agencies) {
    if (std::binary_search(stored.begin(), stored.end(), agency)) continue;
    database.run("INSERT INTO item_coordinators (source, code, agency) VALUES (?, ?, ?)", source, code, agency);
  }
  return true;
}

bool open_hold(Database& database, std::string_view source, std::string_view code, const rules::Hold& hold) {
  if (database.read_integer("SELECT 1 FROM holds WHERE source = ? AND code = ? AND until_at IS NULL", source, code))
    return false;
  database.run(
      "INSERT INTO holds (source, code, from_at, reason, author) VALUES (?, ?, ?, ?, ?)"
      " ON CONFLICT (source, code, from_at) DO UPDATE SET until_at = NULL",
      source, code, hold.from, hold.reason, hold.author);
  return true;
}

bool close_holds(Database& database, std::string_view source, std::string_view code, rules::Instant until) {
  database.run("UPDATE holds SET until_at = max(from_at, ?3) WHERE source = ?1 AND code = ?2 AND until_at IS NULL",
               source, code, until);
  return database.changes() > 0;
}

std::int64_t DocumentIds::id_of(const imports::ImportDocument& document) {
  if (const auto known = ids_.find(document.number); known != ids_.end()) return known->second;
  std::vector<Upsert::Column> columns = {{"number", Upsert::Use::key}};
  if (!document.title.empty()) columns.push_back({"title", Upsert::Use::value});
  if (!document.issuer.empty()) columns.push_back({"issuer", Upsert::Use::value});
  if (document.date) columns.push_back({"date", Upsert::Use::value});
  Upsert row(database_, "documents", columns);
  std::size_t at = 0;
  row[at++].set(document.number);
  if (!document.title.empty()) row[at++].set(document.title);
  if (!document.issuer.empty()) row[at++].set(document.issuer);
  if (document.date) row[at++].set(document.date);
  row.write();
  const std::int64_t id = database_.read_integer("SELECT id FROM documents WHERE number = ?", document.number).value();
  ids_.emplace(document.number, id);
  return id;
}

void AttributeWriter::add(std::string_view key, std::string_view value) {
  if (json_.size() > 1) json_ += ',';
  append_text(key);
  json_ += ':';
  if (value.empty()) {
    json_ += "null";
  } else {
    append_text(value);
  }
}

void AttributeWriter::append_text(std::string_view text) {
  static constexpr const char* kHex = "0123456789abcdef";
  json_ += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      json_ += '\\';
      json_ += c;
    } else if (byte < 0x20) {
      json_ += "\\u00";
      json_ += kHex[byte >> 4];
      json_ += kHex[byte & 0xF];
    } else {
      json_ += c;
    }
  }
  json_ += '"';
}

}  // namespace dondoc::integrations::sqlite

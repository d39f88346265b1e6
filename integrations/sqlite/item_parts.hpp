#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "integrations/imports/request.hpp"
#include "integrations/sqlite/database.hpp"
#include "rules/deadline.hpp"

namespace dondoc::integrations::sqlite {

// What hangs on an item beside its row. REQUIRES of all: an open transaction.

// Makes these its coordinating agencies; true if they were others. Called before the row of a new item is inserted, so
// that its history begins with them.
bool write_coordinators(Database& database, std::string_view source, std::string_view code,
                        std::vector<std::string> agencies);

// A suspended item has an open hold, one that leaves that state has none. True if that changed anything.
bool open_hold(Database& database, std::string_view source, std::string_view code, const rules::Hold& hold);
bool close_holds(Database& database, std::string_view source, std::string_view code, rules::Instant until);

// The documents that items come from, by number; empty texts leave what is known as it is.
class DocumentIds {
 public:
  explicit DocumentIds(Database& database) : database_(database) {}
  std::int64_t id_of(const imports::ImportDocument& document);

 private:
  Database& database_;
  std::unordered_map<std::string, std::int64_t> ids_;
};

// Members of a JSON object of texts.
class AttributeWriter {
 public:
  void clear() { json_ = "{"; }
  // An empty value removes the member.
  void add(std::string_view key, std::string_view value);
  [[nodiscard]] std::string finish() const { return json_ + "}"; }

 private:
  void append_text(std::string_view text);
  std::string json_ = "{";
};

}  // namespace dondoc::integrations::sqlite

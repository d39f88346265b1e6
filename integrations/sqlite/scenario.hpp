#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "integrations/sqlite/database.hpp"
#include "integrations/sqlite/item_key.hpp"
#include "integrations/sqlite/put_item.hpp"
#include "rules/item.hpp"
#include "rules/problem.hpp"

namespace dondoc::integrations::sqlite {

// Writes who there is, what there is and what is reported of it into a scratch database, as imports would, at the
// instants given. What people do by command goes through Records.
class Scenario {
 public:
  explicit Scenario(Database& database) : database_(database), items_(database) {}

  void add_agency(const std::string& code, const std::string& name, const std::string& level, const std::string& parent,
                  const std::string& calendar, const std::string& addressee, rules::Instant at);
  void add_person(const std::string& code, const std::string& name, rules::Instant at);
  void add_position(const std::string& agency, const std::string& role, const std::string& person,
                    std::optional<rules::Day> from, std::optional<rules::Day> until, rules::Instant at);
  void add_contact(const std::string& id, const std::string& person, rules::Instant at);
  void add_room(const std::string& id, rules::Instant at);
  // owner: as in the table `addresses`.
  void add_address(const std::string& owner, const std::string& channel, const std::string& value, rules::Instant at);

  void add_item(const rules::Item& item, rules::Instant at);
  // Columns as a JSON object (RFC 7396).
  void change_item(const std::string& source, const std::string& code, const std::string& columns, rules::Instant at);
  // Of one item.
  void add_silence(const std::string& source, const std::string& code, const std::string& reason, rules::Instant from,
                   rules::Instant until);
  [[nodiscard]] std::optional<ItemKey> key_of(const std::string& source, const std::string& code);

 private:
  Database& database_;
  ItemPutter items_;
};

}  // namespace dondoc::integrations::sqlite

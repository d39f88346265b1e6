#pragma once

#include <string>
#include <string_view>

#include "integrations/sqlite/database.hpp"

namespace dondoc::integrations::sqlite {

// Makes items what an image (of the view item_images) says: the row, its holds and its coordinators. What reads so
// already is not written. All calls inside a Transaction, whose writer and instant the triggers take.
class ItemPutter {
 public:
  explicit ItemPutter(Database& database);

  void put(std::string_view image);
  // Fields of an item that is there; `change` is a JSON object of columns (RFC 7396: null clears). Nothing where there
  // is no such item.
  void patch(const std::string& source, const std::string& code, std::string_view change);

 private:
  void put_holds(std::string_view image);

  Database& database_;
  std::string upsert_;
};

}  // namespace dondoc::integrations::sqlite

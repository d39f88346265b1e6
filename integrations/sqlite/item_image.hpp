#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "integrations/sqlite/database.hpp"
#include "rules/item.hpp"

namespace dondoc::integrations::sqlite {

// Reads the images that the view item_images makes and item_history keeps: one form for what an item is and what it
// was.
class ImageReader {
 public:
  explicit ImageReader(Database& database) : database_(database) {}
  // Nothing for "null": there was no such item then. `id` and `first_stored` are left to the caller.
  [[nodiscard]] std::optional<rules::Item> read(std::string_view image);

 private:
  [[nodiscard]] std::optional<rules::Document> document(std::int64_t id);

  Database& database_;
  std::unordered_map<std::int64_t, std::optional<rules::Document>> documents_;
};

struct FieldChange {
  std::string field;
  std::string before;  // empty: not set
  std::string after;
};
// What differs between two images, by field; instants as milliseconds, as they are stored.
[[nodiscard]] std::vector<FieldChange> compare_images(std::string_view before, std::string_view after);

}  // namespace dondoc::integrations::sqlite

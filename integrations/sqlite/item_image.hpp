#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "integrations/sqlite/database.hpp"
#include "rules/item.hpp"

namespace dondoc::integrations::sqlite {

// Reads the images that the view item_images makes and item_history keeps: one form for what an item is and what it
// was.
class ImageReader {
 public:
  explicit ImageReader(Database& database) : database_(database) {}
  struct Unreadable {};
  // Nothing for "null": there was no such item then. Texts are valid UTF-8; `id` and `first_stored` are left to the
  // caller.
  [[nodiscard]] tl::expected<std::optional<rules::Item>, Unreadable> read(std::string_view image);

 private:
  [[nodiscard]] std::optional<rules::Document> document(std::int64_t id);

  Database& database_;
  std::unordered_map<std::int64_t, std::optional<rules::Document>> documents_;
};

struct FieldChange {
  std::string field;
  boost::json::value before;  // null: not set
  boost::json::value after;
};
// What differs between two images, by field; instants as milliseconds, as they are stored. Nothing where one of them
// cannot be read.
[[nodiscard]] std::optional<std::vector<FieldChange>> compare_images(std::string_view before, std::string_view after);

}  // namespace dondoc::integrations::sqlite

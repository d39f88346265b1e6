#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace dondoc::rules {

// The columns of an item that most filters name, as its row has them; the attributes as JSON. Valid as long as the row.
struct ItemColumns {
  std::string_view kind;
  std::string_view source;
  std::string_view agency;
  std::string_view procedure;
  std::string_view priority;
  std::string_view attributes;
};

// One number for whatever decides about an item besides its own rows. It follows from few columns, and many items have
// the same in all of them: these have the same profile, also a number, which is kept with the item, so that whoever
// goes through everything reads the columns of one item of each profile.
class ItemInputs {
 public:
  // The profile of an item about which nothing is left to decide; of no other.
  static constexpr std::int64_t kSettled = 0;

  virtual ~ItemInputs() = default;
  // The inputs of all items of this profile; nothing before columns with it were seen.
  [[nodiscard]] virtual std::optional<std::int64_t> of_profile(std::int64_t profile) const = 0;
  [[nodiscard]] virtual std::int64_t of(const ItemColumns& columns) = 0;

 protected:
  ItemInputs() = default;
  ItemInputs(const ItemInputs&) = default;
  ItemInputs& operator=(const ItemInputs&) = default;
};

}  // namespace dondoc::rules

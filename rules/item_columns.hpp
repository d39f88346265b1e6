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

// Two numbers that stand for what an item has in these columns: one for its attributes, as far as filters name them,
// and one for all others. They are kept with the item. Few items have both in common, many have either.
struct ItemProfile {
  std::int64_t columns = 0;
  std::int64_t attributes = 0;

  friend bool operator==(const ItemProfile&, const ItemProfile&) = default;
};

// That of an item about which nothing is left to decide; of no other.
inline constexpr ItemProfile kSettledProfile{0, 0};

// One number for whatever decides about an item besides its own rows. It follows from the profile, so that whoever goes
// through everything reads the columns of few items.
class ItemInputs {
 public:
  virtual ~ItemInputs() = default;
  // The inputs of all items of this profile; nothing before columns with either half were seen.
  [[nodiscard]] virtual std::optional<std::int64_t> of_profile(const ItemProfile& profile) = 0;
  [[nodiscard]] virtual std::int64_t of(const ItemColumns& columns) = 0;

 protected:
  ItemInputs() = default;
  ItemInputs(const ItemInputs&) = default;
  ItemInputs& operator=(const ItemInputs&) = default;
};

}  // namespace dondoc::rules

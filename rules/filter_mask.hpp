#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "rules/directory.hpp"
#include "rules/filter.hpp"
#include "rules/item_columns.hpp"

namespace dondoc::rules {

// Which of many filters may hold for an item, told by the columns that most filters name, at the cost of a look-up a
// column: what a value means to all filters together is worked out once. Conditions on anything else count as met, so a
// bit may be set where the filter does not hold, and never the other way round.
//
// Not for two threads at once: it learns while it is asked.
class FilterMask {
 public:
  struct Entry {
    std::optional<Kind> kind;  // nothing: any
    Filter filter;
  };
  static constexpr std::size_t kMost = 64;  // the bit of entry i is bit i

  using ReadAttributes = std::map<std::string, std::string> (*)(std::string_view json);

  // REQUIRES: no more entries than kMost.
  FilterMask(std::span<const Entry> entries, std::shared_ptr<const Directory> directory, const Zone& zone,
             ReadAttributes read_attributes);

  [[nodiscard]] std::uint64_t of(const ItemColumns& columns) {
    return of_all_but_attributes(columns) & of_attributes(columns.attributes);
  }
  [[nodiscard]] std::uint64_t of_all_but_attributes(const ItemColumns& columns);
  [[nodiscard]] std::uint64_t of_attributes(std::string_view json);
  [[nodiscard]] std::uint64_t of(const Item& item);
  // The attributes that any filter names.
  [[nodiscard]] const std::set<std::string, std::less<>>& attributes() const { return attributes_; }

 private:
  enum Column { kKind, kSource, kAgency, kProcedure, kPriority, kAttributes, kColumns, kOther = kColumns };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  struct Known {
    bool asked = false;                                                           // some filter names the column
    std::vector<Filter> conditions;                                               // by entry: those on this column
    std::unordered_map<std::string, std::uint64_t, Hash, std::equal_to<>> masks;  // by value
  };

  static Column column_of(std::string_view field);
  [[nodiscard]] std::uint64_t learned(Column column, std::string_view value);
  [[nodiscard]] std::uint64_t met(Column column, const Item& item) const;
  [[nodiscard]] Item probe(Column column, std::string_view value) const;

  const std::uint64_t all_;
  const std::shared_ptr<const Directory> directory_;
  const Zone& zone_;
  const ReadAttributes read_attributes_;
  std::set<std::string, std::less<>> attributes_;
  std::array<Known, kColumns> known_;
};

}  // namespace dondoc::rules

#pragma once

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

}  // namespace dondoc::rules

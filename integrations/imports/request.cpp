#include "integrations/imports/request.hpp"

#include <array>
#include <cstddef>

namespace dondoc::integrations::imports {
namespace {
constexpr std::array<std::string_view, 9> kNames = {"agencies", "people", "procedures", "tasks",       "plan",
                                                    "items",    "holds",  "updates",    "transfer_map"};
}

std::string_view import_kind_name(ImportKind kind) { return kNames[static_cast<std::size_t>(kind)]; }

std::optional<ImportKind> parse_import_kind(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    const auto kind = static_cast<ImportKind>(i);
    if (kNames[i] == name && kind != ImportKind::transfer_map) return kind;
  }
  return std::nullopt;
}

}  // namespace dondoc::integrations::imports

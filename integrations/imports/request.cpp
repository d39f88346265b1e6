#include "integrations/imports/request.hpp"

#include <array>
#include <cstddef>

namespace dondoc::integrations::imports {
namespace {
constexpr std::array<std::string_view, 8> kNames = {"agencies", "people", "procedures", "tasks",
                                                    "plan",     "items",  "holds",      "updates"};
}

std::string_view import_kind_name(ImportKind kind) { return kNames[static_cast<std::size_t>(kind)]; }

std::optional<ImportKind> parse_import_kind(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<ImportKind>(i);
  }
  return std::nullopt;
}

}  // namespace dondoc::integrations::imports

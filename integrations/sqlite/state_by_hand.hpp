#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "integrations/sqlite/database.hpp"
#include "rules/item.hpp"

namespace dondoc::integrations::sqlite {

// What the reason of every import begins with: by it, history tells imports from people and other programs.
inline constexpr std::string_view kImportReason = "import ";

struct StateByHand {
  rules::Instant at;
  std::string actor;
};

// Who gave the item its present state and when, where that was no import; nothing where it has had it from the
// beginning.
[[nodiscard]] std::optional<StateByHand> state_by_hand(Database& database, std::string_view source,
                                                       std::string_view code, rules::State present);

}  // namespace dondoc::integrations::sqlite

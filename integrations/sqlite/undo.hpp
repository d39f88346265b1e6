#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "integrations/sqlite/database.hpp"
#include "integrations/sqlite/item_key.hpp"
#include "rules/problem.hpp"

// How the last change of an item is put back: undo_log.before holds {"before": PICTURE, "after": PICTURE}, where
// PICTURE := {"item": image of the row or null, "extensions": […], "urgings": […], "acknowledgements": […]}.

namespace dondoc::integrations::sqlite {

// The problem: the row holds what cannot be read.
[[nodiscard]] tl::expected<std::string, rules::Problem> take_picture(Database& database, const ItemKey& key);

// Restores what differs between the pictures. REQUIRES: inside a transaction. The problem names a field that was
// changed by somebody else since; then nothing may be committed.
[[nodiscard]] tl::expected<void, rules::Problem> put_back(Database& database, const ItemKey& key,
                                                          std::string_view pictures);

}  // namespace dondoc::integrations::sqlite

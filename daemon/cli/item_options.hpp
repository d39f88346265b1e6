#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "daemon/cli/context.hpp"
#include "integrations/sqlite/item_key.hpp"
#include "integrations/sqlite/reports.hpp"
#include "rules/evaluate.hpp"

namespace dondoc::daemon::cli {

// CODE or SOURCE/CODE of a command; CommandError where there is no such item or several.
[[nodiscard]] integrations::sqlite::ItemKey find_item(Context& context, const std::string& name);

// An item as a command wants to print it; CommandError where it did not exist at `at`, or its row cannot be read.
[[nodiscard]] integrations::sqlite::ItemReport expect_readable(Context& context,
                                                               const integrations::sqlite::ItemKey& key,
                                                               rules::Instant at,
                                                               std::optional<integrations::sqlite::ItemReport> report);

// --limit N; CommandError unless it is a number from 1 on.
[[nodiscard]] std::int64_t parse_limit(const std::optional<std::string>& text, std::int64_t standard);

// Says which code is near.
[[nodiscard]] CommandError unknown_agency(const rules::World& world, const std::string& code);

// How many extensions may be granted: as the procedure says, else as configured for its kind. Nothing: any number.
[[nodiscard]] std::optional<std::int64_t> most_extensions(Context& context, const rules::World& world,
                                                          const rules::Item& item);

// The keys of an item in JSON Lines.
[[nodiscard]] boost::json::object item_row(Context& context, const integrations::sqlite::ItemReport& report,
                                           const rules::Directory& directory);

}  // namespace dondoc::daemon::cli

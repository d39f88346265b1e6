#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "config/configuration.hpp"
#include "integrations/store.hpp"
#include "rules/evaluate.hpp"
#include "rules/message.hpp"

namespace dondoc::daemon {

// What evaluations need besides the item: the configuration joined with the reference tables of the store.
[[nodiscard]] rules::World build_world(const config::Configuration& configuration, integrations::Store& store,
                                       rules::Instant now);

// Sources whose data are older than `expect_every` allows, and the next instant at which another becomes late.
struct Freshness {
  std::map<std::string, std::optional<rules::Instant>, std::less<>> late;  // since when; nothing: never had any data
  std::optional<rules::Instant> next_late;
};
[[nodiscard]] Freshness check_freshness(const config::Configuration& configuration, const rules::Directory& directory,
                                        rules::Instant now);

// How many extensions may be granted: as the procedure says, else as configured for its kind. Nothing: any number.
[[nodiscard]] std::optional<std::int64_t> most_extensions(const config::Configuration& configuration,
                                                          const rules::World& world, const rules::Item& item);

[[nodiscard]] rules::Sender sender_of(const config::Configuration& configuration);

}  // namespace dondoc::daemon

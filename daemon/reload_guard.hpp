#pragma once

#include "config/configuration.hpp"
#include "daemon/service.hpp"
#include "rules/problem.hpp"

namespace dondoc::daemon {

// What is wrong with a configuration, good in itself, for a dondocd that was started with these options. With `running`
// it is to take that one's place: what only a restart can change must be the same.
[[nodiscard]] rules::Problems refusals(const config::Configuration& next, const ServiceOptions& options,
                                       const config::Configuration* running = nullptr);

}  // namespace dondoc::daemon

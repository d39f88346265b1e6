#pragma once

#include <string>

#include "config/configuration.hpp"

namespace dondoc::config {

// Changes whenever anything changes that a decision about an item depends on: rules, calendars, zone data, windows,
// sources and the program's version. Titles and the order of files do not count.
[[nodiscard]] std::string configuration_fingerprint(const Configuration& configuration);

}  // namespace dondoc::config

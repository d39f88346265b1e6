#pragma once

#include <string>

#include "config/configuration.hpp"

namespace dondoc::config {

// Changes whenever anything changes that a decision about an item depends on: rules, calendars, zone data, windows,
// sources and the program's version. Titles and the order of files do not count.
[[nodiscard]] std::string configuration_fingerprint(const Configuration& configuration);
// Its parts: everything without the rules; one rule; a filter, such as a silence has.
[[nodiscard]] std::string surroundings_fingerprint(const Configuration& configuration);
[[nodiscard]] std::string rule_fingerprint(const rules::Rule& rule);
[[nodiscard]] std::string filter_fingerprint(const rules::Filter& filter);

}  // namespace dondoc::config

#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "rules/zone.hpp"

namespace dondoc::config {

// The rules of an IANA zone for 1900 … 2101, from the zone data of the operating system. The zone keeps the name that
// was asked for, also where it is an alias. The error says that the zone is unknown, or what is wrong with its data.
[[nodiscard]] tl::expected<std::shared_ptr<const rules::Zone>, std::string> load_zone(std::string_view name);

}  // namespace dondoc::config

#pragma once

#include <map>
#include <string>

namespace dondoc::integrations::render {

// The templates that are compiled into the programs, read from the source tree.
[[nodiscard]] std::map<std::string, std::string> shipped_templates();

}  // namespace dondoc::integrations::render

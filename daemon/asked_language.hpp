#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/catalogue.hpp"

namespace dondoc::daemon {

// --lang among the words of a command line, else what the environment says; nothing where neither does. Known before
// the parser is built, so that its texts can be in that language.
[[nodiscard]] std::optional<config::Language> asked_language(const std::vector<std::string>& words);

}  // namespace dondoc::daemon

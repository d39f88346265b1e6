#pragma once

#include <filesystem>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "rules/problem.hpp"

namespace dondoc::config {

// Writes what is needed to start: dondoc.toml, the shipped rules and calendars, a key that signs links, an empty
// templates/ (the shipped templates are used from the program until a file there replaces one). Writes nothing if any
// of the files exists already. Gives the files written, relative to the directory.
[[nodiscard]] tl::expected<std::vector<std::string>, rules::Problem> init_directory(
    const std::filesystem::path& directory);

}  // namespace dondoc::config

#pragma once

#include <filesystem>

#include "config/toml_reader.hpp"
#include "rules/settings.hpp"

namespace dondoc::config {

// Reads the fields of an adapter's schema from its table: defaults filled in, secrets resolved, relative paths taken
// from `directory`. The caller has read the keys it knows itself and calls finish().
[[nodiscard]] rules::Settings read_settings(TomlReader& reader, const rules::SettingsSchema& schema,
                                            const std::filesystem::path& directory);

}  // namespace dondoc::config

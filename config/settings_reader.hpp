#pragma once

#include <filesystem>

#include "config/configuration.hpp"
#include "config/toml_reader.hpp"
#include "rules/settings.hpp"

namespace dondoc::config {

struct SettingsContext {
  const std::filesystem::path& directory;  // relative paths are taken from here
  bool needs_credentials;                  // a credential that only the service has is an error, not a warning
};

struct ReadSettings {
  rules::Settings settings;
  std::map<std::string, Place, std::less<>> places;  // see ChannelConfig
  bool complete = true;
};

// Reads the fields of an adapter's schema from its table: defaults filled in, secrets resolved. The caller has read the
// keys it knows itself and calls finish().
[[nodiscard]] ReadSettings read_settings(TomlReader& reader, const rules::SettingsSchema& schema,
                                         const SettingsContext& context);

}  // namespace dondoc::config

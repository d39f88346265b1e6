#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "daemon/engine.hpp"
#include "rules/problem.hpp"
#include "rules/settings.hpp"

namespace dondoc::daemon {

// The settings of all channel types, for config's loader.
[[nodiscard]] std::vector<rules::SettingsSchema> channel_schemas();

// Loads and checks everything, makes the channels and compiles the templates: all problems at once, whichever part they
// are in. Nothing is sent or written; on any problem that is no warning there is no setup. A channel whose credential
// only the service has is left out where `options` does not ask for credentials.
struct SetupResult {
  std::shared_ptr<const Setup> setup;
  rules::Problems problems;  // sorted by file and line
};
[[nodiscard]] SetupResult load_setup(const std::filesystem::path& directory, const config::LoadOptions& options = {});

// What a daemon has to send with: credentials are needed.
[[nodiscard]] inline config::LoadOptions for_service() { return {.needs_credentials = true}; }

}  // namespace dondoc::daemon

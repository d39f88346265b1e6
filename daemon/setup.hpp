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

// Loads and checks everything, makes the channels and compiles the templates. Nothing is sent or written; on any
// problem that is no warning there is no setup.
struct SetupResult {
  std::shared_ptr<const Setup> setup;
  rules::Problems problems;
};
[[nodiscard]] SetupResult load_setup(const std::filesystem::path& directory);

}  // namespace dondoc::daemon

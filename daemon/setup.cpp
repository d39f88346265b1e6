#include "daemon/setup.hpp"

#include <algorithm>

namespace dondoc::daemon {
namespace {

void make_channels(Setup& setup, rules::Problems& problems) {
  const auto& types = integrations::channel_types();
  for (const auto& channel : setup.configuration.channels) {
    const auto type = std::ranges::find_if(types, [&](const auto& t) { return t.schema.type == channel.type; });
    if (type == types.end()) continue;  // the loader has refused it
    auto made = type->make(channel.id, channel.settings, setup.configuration.host);
    if (made) {
      setup.channels.emplace(channel.id, std::move(*made));
    } else {
      problems.push_back(std::move(made.error()));
    }
  }
}

// A credential that is not there: a warning to commands, which send nothing.
constexpr std::string_view kNoCredential = "DD1304";

bool has_errors(const rules::Problems& problems) {
  return std::ranges::any_of(
      problems, [](const rules::Problem& problem) { return !problem.warning || problem.code == kNoCredential; });
}

}  // namespace

std::vector<rules::SettingsSchema> channel_schemas() {
  std::vector<rules::SettingsSchema> schemas;
  for (const auto& type : integrations::channel_types()) schemas.push_back(type.schema);
  return schemas;
}

SetupResult load_setup(const std::filesystem::path& directory) {
  SetupResult result;
  const auto schemas = channel_schemas();
  auto loaded = config::load(directory, schemas);
  result.problems = std::move(loaded.problems);
  if (!loaded.configuration || has_errors(result.problems)) return result;
  auto setup = std::make_shared<Setup>();
  setup->configuration = std::move(*loaded.configuration);
  auto renderer = integrations::render::Renderer::compile(setup->configuration.templates);
  if (renderer) {
    setup->renderer = std::move(*renderer);
  } else {
    result.problems.insert(result.problems.end(), renderer.error().begin(), renderer.error().end());
  }
  if (!has_errors(result.problems)) make_channels(*setup, result.problems);
  if (!has_errors(result.problems)) result.setup = std::move(setup);
  return result;
}

}  // namespace dondoc::daemon

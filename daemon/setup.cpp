#include "daemon/setup.hpp"

#include <algorithm>

#include "daemon/http/link_token.hpp"

namespace dondoc::daemon {
namespace {

// Adapters name the field; where it stands in the file only the loader knows.
rules::Problem with_place(rules::Problem problem, const config::ChannelConfig& channel) {
  const auto field = problem.args.find("field");
  auto place = channel.places.find(field == problem.args.end() ? std::string{} : field->second);
  if (place == channel.places.end()) place = channel.places.find("");
  if (place == channel.places.end()) return problem;
  problem.file = place->second.file;
  problem.line = place->second.line;
  problem.column = place->second.column;
  return problem;
}

void add_warnings(rules::Problems warnings, const config::ChannelConfig& channel, rules::Problems& problems) {
  for (auto& warning : warnings) {
    warning.warning = true;
    problems.push_back(with_place(std::move(warning), channel));
  }
}

void make_channels(Setup& setup, rules::Problems& problems) {
  const auto& types = integrations::channel_types();
  const auto state = setup.configuration.database.parent_path().string();
  const integrations::Installation installation{setup.configuration.host, state};
  for (const auto& channel : setup.configuration.channels) {
    const auto type = std::ranges::find_if(types, [&](const auto& t) { return t.schema.type == channel.type; });
    if (type == types.end() || !channel.complete) continue;  // the loader has said why
    auto made = type->make(channel.id, channel.settings, installation);
    if (made) {
      if (type->warnings) add_warnings(type->warnings(channel.id, channel.settings), channel, problems);
      setup.channels.emplace(channel.id, std::move(*made));
    } else {
      problems.push_back(with_place(std::move(made.error()), channel));
    }
  }
}

}  // namespace

std::vector<rules::SettingsSchema> channel_schemas() {
  std::vector<rules::SettingsSchema> schemas;
  for (const auto& type : integrations::channel_types()) schemas.push_back(type.schema);
  return schemas;
}

SetupResult load_setup(const std::filesystem::path& directory, const config::LoadOptions& options) {
  SetupResult result;
  const auto schemas = channel_schemas();
  auto read = config::read(directory, schemas, options);
  result.problems = std::move(read.problems);
  auto setup = std::make_shared<Setup>();
  setup->configuration = std::move(read.configuration);
  auto renderer = integrations::render::Renderer::compile(setup->configuration.templates);
  if (renderer) {
    setup->renderer = std::move(*renderer);
  } else {
    result.problems.insert(result.problems.end(), renderer.error().begin(), renderer.error().end());
  }
  make_channels(*setup, result.problems);
  if (const auto& answers = setup->configuration.answers; answers.serves() && !answers.keys.empty()) {
    setup->links = std::make_shared<const LinkSigner>(answers.public_url, answers.keys, answers.link_lifetime);
  }
  config::sort_problems(result.problems);
  if (!config::has_errors(result.problems)) result.setup = std::move(setup);
  return result;
}

}  // namespace dondoc::daemon

#include "daemon/world.hpp"

#include <algorithm>

#include "config/catalogue.hpp"
#include "integrations/channel.hpp"

namespace dondoc::daemon {
namespace {

std::vector<rules::ChannelInfo> channel_infos(const config::Configuration& configuration) {
  std::vector<rules::ChannelInfo> infos;
  for (const auto& channel : configuration.channels) {
    const auto& types = integrations::channel_types();
    const auto type = std::ranges::find_if(types, [&](const auto& t) { return t.schema.type == channel.type; });
    if (type == types.end()) continue;
    infos.push_back({channel.id, type->schema.takes_mail_addresses, type->schema.needs_address});
  }
  return infos;
}

}  // namespace

namespace {

// Their items have no source that anybody would know by its name.
void name_series(const config::Configuration& configuration, integrations::Store& store, rules::World& world) {
  const auto name = config::text(config::parse_language(configuration.language), "series.source");
  for (const auto& series : configuration.series) world.source_names[series.source()] = name;
  for (const auto& series : store.load_series().series) world.source_names[series.source()] = name;
}

}  // namespace

rules::World build_world(const config::Configuration& configuration, integrations::Store& store, rules::Instant now) {
  rules::World world;
  world.rules = configuration.rules;
  world.calendars = configuration.calendars;
  world.default_calendar = configuration.default_calendar;
  world.directory = store.load_directory();
  world.silences = store.load_silences();
  for (const auto& [source, since] : check_freshness(configuration, *world.directory, now).late) {
    world.late_sources.insert(source);
  }
  for (const auto& source : configuration.sources) {
    if (source.name != source.id) world.source_names[source.id] = source.name;
  }
  name_series(configuration, store, world);
  world.channels = channel_infos(configuration);
  world.windows = configuration.delivery.windows;
  world.mode = configuration.delivery.mode;
  world.roll = configuration.roll;
  world.acknowledge_max = configuration.acknowledge_max;
  world.fallback_contact = configuration.fallback_contact;
  world.digest_only_levels.insert(configuration.digest_only_levels.begin(), configuration.digest_only_levels.end());
  for (const auto& step : store.known_steps()) {
    if (step.unconfirmed_since) world.unconfirmed_steps[{step.rule, step.step}] = *step.unconfirmed_since;
  }
  return world;
}

Freshness check_freshness(const config::Configuration& configuration, const rules::Directory& directory,
                          rules::Instant now) {
  Freshness freshness;
  const auto calendar = configuration.calendars.find(configuration.default_calendar);
  if (calendar == configuration.calendars.end()) return freshness;
  for (const auto& source : configuration.sources) {
    if (!source.expect_every) continue;
    const auto* stored = directory.source(source.id);
    if (!stored || !stored->fresh_as_of) {
      freshness.late.emplace(source.id, std::nullopt);
      continue;
    }
    const auto expected = rules::next_repeat(*source.expect_every, *stored->fresh_as_of, *calendar->second);
    if (!expected) continue;
    if (*expected <= now) {
      freshness.late.emplace(source.id, *expected);
    } else if (!freshness.next_late || *expected < *freshness.next_late) {
      freshness.next_late = *expected;
    }
  }
  return freshness;
}

std::optional<std::int64_t> most_extensions(const config::Configuration& configuration, const rules::World& world,
                                            const rules::Item& item) {
  const rules::Procedure* procedure = world.procedure_of(item);
  if (procedure != nullptr && procedure->max_extensions) return procedure->max_extensions;
  const auto& most = configuration.max_extensions;
  return item.kind == rules::Kind::dossier ? most.dossier : most.task;
}

rules::Sender sender_of(const config::Configuration& configuration) {
  const auto& sender = configuration.sender;
  return {sender.name, sender.contact, sender.level, sender.reply_within, sender.banner, configuration.language};
}

}  // namespace dondoc::daemon

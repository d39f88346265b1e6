#include <algorithm>

#include "config/main_file.hpp"
#include "config/nearest.hpp"
#include "config/settings_reader.hpp"
#include "rules/text.hpp"

namespace dondoc::config {
namespace {

const rules::SettingsSchema* schema_of(std::span<const rules::SettingsSchema> schemas, const std::string& type) {
  const auto found = std::ranges::find(schemas, type, &rules::SettingsSchema::type);
  return found == schemas.end() ? nullptr : &*found;
}

void report_unknown_type(TomlReader& reader, const std::string& type, std::span<const rules::SettingsSchema> schemas) {
  std::vector<std::string> types;
  for (const auto& schema : schemas) types.push_back(schema.type);
  const auto near = nearest(type, types);
  if (near.empty()) {
    reader.report("DD1401", "type", {{"type", type}, {"types", rules::joined(types)}});
  } else {
    reader.report("DD1402", "type", {{"type", type}, {"nearest", near}});
  }
}

ChannelConfig read_channel(TomlReader& reader, std::span<const rules::SettingsSchema> schemas,
                           const SettingsContext& context) {
  ChannelConfig channel;
  channel.id = reader.id("id");
  reader.call(channel.id);
  channel.type = reader.required_text("type");
  if (const auto* schema = schema_of(schemas, channel.type)) {
    auto read = read_settings(reader, *schema, context);
    channel.settings = std::move(read.settings);
    channel.places = std::move(read.places);
    channel.complete = read.complete;
    reader.finish();
  } else if (!channel.type.empty()) {
    report_unknown_type(reader, channel.type, schemas);
  }
  return channel;
}

}  // namespace

void read_channels(TomlReader& main, std::span<const rules::SettingsSchema> schemas, bool needs_credentials,
                   Configuration& out) {
  UniqueIds ids;
  for (const auto* node : main.tables("channel")) {
    auto reader = main.below(*node, "channel");
    auto channel = read_channel(reader, schemas, {out.directory, needs_credentials});
    // Addresses use the word "email" for every channel that takes mail addresses.
    if (channel.id == "email") reader.report("DD1408", "id");
    static_cast<void>(ids.add(channel.id, reader, "id"));
    out.channels.push_back(std::move(channel));
  }
  if (!main.has("channel")) main.report_here("DD1403");
}

void check_destination(TomlReader& reader, std::string_view channel_key, const std::string& channel,
                       std::string_view address_key, const std::string& address, const Configuration& configuration,
                       std::span<const rules::SettingsSchema> schemas) {
  if (channel.empty()) return;
  const auto found = std::ranges::find(configuration.channels, channel, &ChannelConfig::id);
  if (found == configuration.channels.end()) {
    reader.report("DD1404", channel_key, {{"channel", channel}});
    return;
  }
  const auto* schema = schema_of(schemas, found->type);
  if (!schema || !schema->needs_address) return;
  if (address.empty()) {
    reader.report("DD1103", address_key, {{"key", std::string{address_key}}});
  } else if (schema->takes_mail_addresses && address.find('@') == std::string::npos) {
    reader.report("DD1405", address_key, {{"got", address}});
  }
}

void check_destinations(TomlReader& main, std::span<const rules::SettingsSchema> schemas, const Configuration& out) {
  if (const auto* table = main.table("delivery")) {
    auto delivery = main.below(*table, "delivery");
    if (const auto* node = delivery.table("redirect")) {
      auto reader = delivery.below(*node, "redirect");
      check_destination(reader, "channel", out.delivery.redirect_channel, "to", out.delivery.redirect_to, out, schemas);
    }
  }
  const auto* table = main.table("operator");
  if (!table) return;
  auto section = main.below(*table, "operator");
  std::size_t index = 0;
  for (const auto* node : section.tables("to")) {
    auto reader = section.below(*node, "to");
    const auto& to = out.operators.at(index++);
    check_destination(reader, "channel", to.channel, "address", to.address, out, schemas);
  }
}

}  // namespace dondoc::config

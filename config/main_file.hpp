#pragma once

#include <span>

#include "config/configuration.hpp"
#include "config/toml_reader.hpp"

// dondoc.toml, one function for each of its sections. What refers to calendars, rules or templates is checked later,
// when those are known.

namespace dondoc::config {

// Fills everything of `out` that dondoc.toml says. REQUIRES: out.directory is set.
void read_main_file(const TomlNode& document, std::span<const rules::SettingsSchema> schemas, bool needs_credentials,
                    Configuration& out, rules::Problems& problems);

void read_channels(TomlReader& main, std::span<const rules::SettingsSchema> schemas, bool needs_credentials,
                   Configuration& out);
void read_delivery(TomlReader& main, Configuration& out);
void read_sources(TomlReader& main, Configuration& out);
void read_sender(TomlReader& main, SenderConfig& out);
void read_terms(TomlReader& main, Configuration& out);
void read_answers(TomlReader& main, bool needs_keys, Configuration& out);
void read_extensions(TomlReader& main, Configuration& out);
// The table `status` of dondoc.toml or of one of its sources: code or word → state.
[[nodiscard]] std::map<std::string, rules::State> read_statuses(TomlReader& parent);
void read_operators(TomlReader& main, Configuration& out);
// "person:CODE", "agency:CODE", "contact:ID", "room:ID" or "operator".
[[nodiscard]] std::optional<rules::Recipient> recipient_in(std::string_view text);

// A channel that some section names must exist; an address is needed unless the channel itself is the address.
void check_destination(TomlReader& reader, std::string_view channel_key, const std::string& channel,
                       std::string_view address_key, const std::string& address, const Configuration& configuration,
                       std::span<const rules::SettingsSchema> schemas);
void check_destinations(TomlReader& main, std::span<const rules::SettingsSchema> schemas, const Configuration& out);

}  // namespace dondoc::config

#pragma once

#include "config/toml_reader.hpp"
#include "rules/filter.hpp"

namespace dondoc::config {

// The table `where` of a rule. Fields below agency, procedure, document, item and attributes may be written with a dot
// (agency.level = …), as a nested table or as a quoted key; they mean the same.
[[nodiscard]] rules::Filter read_where(TomlReader& where);

// The name by which rules know a field: "item." and "attributes." are cut off. Any plain word may be a custom
// attribute; one that nearly is a known field gives a warning. Problems are placed at `node` under `key`.
[[nodiscard]] std::string read_field_name(TomlReader& reader, const TomlNode& node, std::string_view key,
                                          std::string_view written);

}  // namespace dondoc::config

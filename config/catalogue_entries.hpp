#pragma once

#include <span>
#include <string_view>

namespace dondoc::config {

// One text of config/catalogue/*.toml; hints may be empty.
struct CatalogueEntry {
  std::string_view key;
  std::string_view vi;
  std::string_view en;
  std::string_view vi_hint;
  std::string_view en_hint;
};

// All of them, sorted by key. Written by embed_catalogue while building, so that no program parses them.
[[nodiscard]] std::span<const CatalogueEntry> catalogue_entries();

}  // namespace dondoc::config

#pragma once

#include <span>
#include <string_view>

namespace dondoc::config {

// A file compiled into the programs: "shipped/…" (what `init` writes out), "default_cast.toml".
struct ShippedFile {
  std::string_view path;
  std::string_view content;
};

// All of them, sorted by path.
[[nodiscard]] std::span<const ShippedFile> shipped_files();
[[nodiscard]] const ShippedFile* find_shipped_file(std::string_view path);

}  // namespace dondoc::config

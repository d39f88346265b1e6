#include "config/shipped_files.hpp"

#include <algorithm>

namespace dondoc::config {

const ShippedFile* find_shipped_file(std::string_view path) {
  const auto files = shipped_files();
  const auto found = std::ranges::find(files, path, &ShippedFile::path);
  return found == files.end() ? nullptr : &*found;
}

}  // namespace dondoc::config

#include "tests/integrations/render/shipped_templates.hpp"
#include "tests/source_dir.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

namespace dondoc::integrations::render {

std::map<std::string, std::string> shipped_templates() {
  const std::filesystem::path root = std::filesystem::path(DONDOC_SOURCE_DIR) / "config/shipped/templates";
  std::map<std::string, std::string> out;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path());
    out[entry.path().lexically_relative(root).string()] = {std::istreambuf_iterator<char>(file), {}};
  }
  return out;
}

}  // namespace dondoc::integrations::render

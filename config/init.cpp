#include "config/init.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>

#include "config/answer_keys.hpp"
#include "config/shipped_files.hpp"

namespace dondoc::config {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kShipped = "shipped/";
constexpr std::string_view kKeyFile = "answer-keys";
constexpr std::string_view kTemplates = "shipped/templates/";

rules::Problem problem(const std::string& code, const fs::path& path, const std::string& detail) {
  return {code, {{"file", path.string()}, {"detail", detail}}, {}, 0, 0, {}};
}

std::vector<const ShippedFile*> files_to_write() {
  std::vector<const ShippedFile*> out;
  for (const auto& file : shipped_files()) {
    if (file.path.starts_with(kShipped) && !file.path.starts_with(kTemplates)) out.push_back(&file);
  }
  return out;
}

std::string name_of(const ShippedFile& file) { return std::string{file.path.substr(kShipped.size())}; }

tl::expected<void, rules::Problem> write(const fs::path& path, std::string_view content) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (error) return tl::unexpected{problem("DD1004", path.parent_path(), error.message())};
  std::ofstream out{path, std::ios::binary};
  out << content;
  out.close();
  if (!out) return tl::unexpected{problem("DD1004", path, std::strerror(errno))};
  return {};
}

}  // namespace

tl::expected<std::vector<std::string>, rules::Problem> init_directory(const fs::path& directory) {
  const auto files = files_to_write();
  for (const auto* file : files) {
    const auto path = directory / name_of(*file);
    std::error_code error;
    if (fs::exists(path, error)) return tl::unexpected{problem("DD1003", path, "")};
  }
  std::error_code unknown;
  if (fs::exists(directory / kKeyFile, unknown)) return tl::unexpected{problem("DD1003", directory / kKeyFile, "")};
  std::vector<std::string> written;
  for (const auto* file : files) {
    if (auto done = write(directory / name_of(*file), file->content); !done) return tl::unexpected{done.error()};
    written.push_back(name_of(*file));
  }
  if (auto key = add_answer_key(directory / kKeyFile); !key) return tl::unexpected{key.error()};
  written.emplace_back(kKeyFile);
  std::error_code error;
  fs::create_directories(directory / "templates", error);
  if (error) return tl::unexpected{problem("DD1004", directory / "templates", error.message())};
  return written;
}

}  // namespace dondoc::config

#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "config/configuration.hpp"

// A configuration directory of its own for each test, removed afterwards.

namespace dondoc::config::test {

class Workspace {
 public:
  Workspace();
  ~Workspace();
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  void write(const std::string& name, std::string_view content) const;
  void remove(const std::string& name) const;
  // A small configuration without a fault: dondoc.toml, calendars/van-phong.toml, rules/viec.toml.
  void write_good() const;
  [[nodiscard]] LoadResult load() const;

 private:
  std::filesystem::path path_;
};

// Schemas as adapters would export them: "maildir" and "smtp".
[[nodiscard]] std::vector<rules::SettingsSchema> channel_schemas();
// The English lines of the problems, without hints.
[[nodiscard]] std::string lines_of(const rules::Problems& problems);
[[nodiscard]] std::string content_of(const std::filesystem::path& path);

}  // namespace dondoc::config::test

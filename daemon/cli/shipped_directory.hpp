#pragma once

#include <filesystem>

namespace dondoc::daemon::cli {

// What `dondoc init` writes, in a private temporary directory that goes with this object. CommandError where it cannot
// be written.
class ShippedDirectory {
 public:
  ShippedDirectory();
  ~ShippedDirectory();
  ShippedDirectory(const ShippedDirectory&) = delete;
  ShippedDirectory& operator=(const ShippedDirectory&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace dondoc::daemon::cli

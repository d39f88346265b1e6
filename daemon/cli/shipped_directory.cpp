#include "daemon/cli/shipped_directory.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

#include "config/init.hpp"
#include "daemon/cli/exit.hpp"

namespace dondoc::daemon::cli {

ShippedDirectory::ShippedDirectory() {
  std::string path = (std::filesystem::temp_directory_path() / "dondoc-XXXXXX").string();
  if (mkdtemp(path.data()) == nullptr) {
    throw CommandError{Exit::unavailable, problem("DD1004", {{"file", path}, {"detail", std::strerror(errno)}})};
  }
  path_ = path;
  if (auto written = config::init_directory(path_); !written) {
    throw CommandError{Exit::unavailable, std::move(written.error())};
  }
}

ShippedDirectory::~ShippedDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace dondoc::daemon::cli

#include "daemon/cli/swap_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>

#include "daemon/cli/exit.hpp"

namespace dondoc::daemon::cli {
namespace {

namespace fs = std::filesystem;

CommandError file_error(const fs::path& file, const std::string& cause) {
  return CommandError{Exit::configuration, problem("DD5056", {{"file", file.string()}, {"cause", cause}})};
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }

 private:
  int number_;
};

bool write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// Owner and mode as those of `model`; on disk when it returns true.
bool write_like(const fs::path& model, const fs::path& file, const std::string& text) {
  struct stat status{};
  if (::stat(model.c_str(), &status) != 0) return false;
  const Descriptor made{::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
  return made && ::fchown(made.number(), status.st_uid, status.st_gid) == 0 &&
         ::fchmod(made.number(), status.st_mode & 07777) == 0 && write_all(made.number(), text) &&
         ::fsync(made.number()) == 0;
}

bool sync_folder(const fs::path& folder) {
  const Descriptor opened{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  return opened && ::fsync(opened.number()) == 0;
}

}  // namespace

void swap_file(const fs::path& file, const std::string& text) {
  std::error_code error;
  const fs::path target = fs::canonical(file, error);
  if (error) throw file_error(file, error.message());
  const fs::path beside = target.string() + ".new";
  const bool written = write_like(target, beside, text) && ::rename(beside.c_str(), target.c_str()) == 0;
  const int cause = errno;
  if (!written) {
    ::unlink(beside.c_str());
    throw file_error(target, std::strerror(cause));
  }
  if (!sync_folder(target.parent_path())) throw file_error(target, std::strerror(errno));
}

}  // namespace dondoc::daemon::cli

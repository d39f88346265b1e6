#include "integrations/sqlite/lock.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <sstream>
#include <system_error>

namespace dondoc::integrations::sqlite {

namespace {

// Locks of the open file description: they end with the last descriptor, unlike those of fcntl(F_SETLK) they do not go
// when the file is opened and closed elsewhere in the process, and unlike flock's they can be asked after.
struct flock whole_file(short type) {
  struct flock lock{};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  return lock;
}

// The file that a path of the database means in the end: SQLite follows symbolic links, so the lock must as well, also
// those to a database that is still to be made.
std::filesystem::path real_path(const std::string& database_path) {
  constexpr int kMostLinks = 40;  // as the kernel
  std::error_code ignored;
  std::filesystem::path path = std::filesystem::weakly_canonical(database_path, ignored);
  for (int links = 0; links < kMostLinks && std::filesystem::is_symlink(path, ignored); ++links) {
    path =
        std::filesystem::weakly_canonical(path.parent_path() / std::filesystem::read_symlink(path, ignored), ignored);
  }
  return path.empty() ? std::filesystem::path{database_path} : path;
}

std::string lock_path(const std::string& database_path) { return real_path(database_path).string() + ".lock"; }

LockError system_error() { return LockError{std::nullopt, std::generic_category().message(errno)}; }

std::string host_name() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

LockHolder read_holder(int file) {
  std::array<char, 512> text{};
  const ssize_t size = pread(file, text.data(), text.size() - 1, 0);
  LockHolder holder;
  if (size > 0) {
    std::istringstream lines{text.data()};
    std::int64_t since = 0;
    lines >> holder.pid >> holder.host >> since;
    holder.since = rules::instant_from_millis(since);
  }
  return holder;
}

bool write_holder(int file, rules::Instant now) {
  std::ostringstream text;
  text << getpid() << '\n' << host_name() << '\n' << rules::to_millis(now) << '\n';
  const std::string bytes = text.str();
  return ftruncate(file, 0) == 0 && pwrite(file, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size());
}

}  // namespace

tl::expected<DaemonLock, LockError> DaemonLock::acquire(const std::string& database_path, rules::Instant now) {
  const int file = open(lock_path(database_path).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
  if (file < 0) {
    return tl::unexpected(system_error());
  }
  DaemonLock lock(file);
  struct flock wish = whole_file(F_WRLCK);
  if (fcntl(file, F_OFD_SETLK, &wish) != 0) {
    if (errno != EAGAIN && errno != EACCES) {
      return tl::unexpected(system_error());
    }
    return tl::unexpected(LockError{read_holder(file), {}});
  }
  if (!write_holder(file, now)) {
    return tl::unexpected(system_error());
  }
  return lock;
}

DaemonLock::~DaemonLock() {
  if (file_ >= 0) {
    close(file_);
  }
}

tl::expected<LockHolder, LockError> lock_holder(const std::string& database_path) {
  const int file = open(lock_path(database_path).c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return tl::unexpected(errno == ENOENT ? LockError{} : system_error());
  }
  struct flock question = whole_file(F_RDLCK);
  tl::expected<LockHolder, LockError> holder = tl::unexpected(LockError{});
  if (fcntl(file, F_OFD_GETLK, &question) == 0 && question.l_type != F_UNLCK) {
    holder = read_holder(file);
  }
  close(file);
  return holder;
}

}  // namespace dondoc::integrations::sqlite

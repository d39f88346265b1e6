#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "rules/time.hpp"

namespace dondoc::integrations::sqlite {

// Who runs the daemon on a database: the lines of <database>.lock, beside the file that the path leads to through all
// symbolic links.
struct LockHolder {
  int pid = 0;
  std::string host;
  rules::Instant since{};
};

struct LockError {
  std::optional<LockHolder> holder;  // somebody else has it
  std::string cause;                 // or the file cannot be had: the system's words
};

// At most one daemon works on a database. The lock hangs on the open file, so it ends with the process, however that
// ends; the file stays.
class DaemonLock {
 public:
  [[nodiscard]] static tl::expected<DaemonLock, LockError> acquire(const std::string& database_path,
                                                                   rules::Instant now);
  ~DaemonLock();
  DaemonLock(DaemonLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  DaemonLock& operator=(DaemonLock&&) = delete;

 private:
  explicit DaemonLock(int file) : file_(file) {}
  int file_;
};

// The daemon that holds the lock now. An error without a cause: none does, whatever the file says; with one: the file
// cannot be asked. Takes no lock itself.
[[nodiscard]] tl::expected<LockHolder, LockError> lock_holder(const std::string& database_path);

}  // namespace dondoc::integrations::sqlite

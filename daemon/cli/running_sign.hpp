#pragma once

#include <chrono>

#include "daemon/cli/context.hpp"

namespace dondoc::daemon::cli {

// A percentage on the terminal, rewritten as it grows, from the third second on; nothing where the output is no
// terminal. Wiped at the end.
class RunningSign {
 public:
  // `key`: a text with {percent}.
  RunningSign(Context& context, std::string key);
  ~RunningSign();
  RunningSign(const RunningSign&) = delete;
  RunningSign& operator=(const RunningSign&) = delete;

  void show(std::int64_t done, std::int64_t all);

 private:
  Context& context_;
  std::string key_;
  std::chrono::steady_clock::time_point since_;
  std::int64_t percent_ = -1;
};

}  // namespace dondoc::daemon::cli

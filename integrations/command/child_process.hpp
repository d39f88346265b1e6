#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

// A program run to its end: no shell, input given, output bounded, killed with its children when its time is up.

namespace dondoc::integrations::command {

struct Program {
  std::string path;
  std::vector<std::string> arguments;    // without the name
  std::vector<std::string> environment;  // "NAME=value", all of it
  std::chrono::milliseconds timeout{30'000};
  std::size_t max_output = 4'096;  // of each of its two outputs; the rest is read and dropped
};

struct Ending {
  enum class How {
    exited,     // `code` is its exit code
    killed,     // `code` is the signal that ended it, which was not ours
    timed_out,  // we ended it
    stopped,    // we ended it, since the channel stops
    not_begun,  // `code` is errno
  };
  How how = How::not_begun;
  int code = 0;
  std::string output;
  std::string errors;
};

// Stops every run() in progress, and those to come. Any thread.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;
  void raise();
  [[nodiscard]] int fd() const { return fd_; }  // readable once raised

 private:
  int fd_;
};

// Blocks. The input is all it gets; what it does not read is lost without harm.
[[nodiscard]] Ending run(const Program& program, std::string_view input, const StopSignal& stop);

}  // namespace dondoc::integrations::command

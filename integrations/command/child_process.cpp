#include "integrations/command/child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <utility>

#include "integrations/command/process_tree.hpp"

namespace dondoc::integrations::command {

namespace {

using Clock = std::chrono::steady_clock;

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() { close(); }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) {
      close();
      fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool open() const { return fd_ >= 0; }
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

 private:
  int fd_ = -1;
};

struct Pipe {
  Descriptor read;
  Descriptor write;
};

Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return {};
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

bool set_non_blocking(const Descriptor& fd) { return ::fcntl(fd.get(), F_SETFL, O_NONBLOCK) == 0; }

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> out;
  out.reserve(words.size() + 1);
  for (auto& word : words) out.push_back(word.data());
  out.push_back(nullptr);
  return out;
}

struct Pipes {
  Pipe in = make_pipe();
  Pipe out = make_pipe();
  Pipe err = make_pipe();
  [[nodiscard]] bool open() const { return in.write.open() && out.read.open() && err.read.open(); }
};

struct Actions {
  Actions() { posix_spawn_file_actions_init(&actions); }
  ~Actions() { posix_spawn_file_actions_destroy(&actions); }
  Actions(const Actions&) = delete;
  Actions& operator=(const Actions&) = delete;
  posix_spawn_file_actions_t actions{};
};

struct Attributes {
  Attributes() { posix_spawnattr_init(&attributes); }
  ~Attributes() { posix_spawnattr_destroy(&attributes); }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  posix_spawnattr_t attributes{};
};

// The header of glibc 2.36 has no C linkage for C++.
Descriptor open_process(pid_t child) { return Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, child, 0))); }

// In a group of its own, with no signal blocked or ignored, at the root folder, and with nothing open but its three.
int spawn(const Program& program, const Pipes& pipes, pid_t& child) {
  Actions files;
  posix_spawn_file_actions_adddup2(&files.actions, pipes.in.read.get(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files.actions, pipes.out.write.get(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&files.actions, pipes.err.write.get(), STDERR_FILENO);
  posix_spawn_file_actions_addclosefrom_np(&files.actions, STDERR_FILENO + 1);
  posix_spawn_file_actions_addchdir_np(&files.actions, "/");
  Attributes how;
  sigset_t none;
  sigset_t all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&how.attributes, &none);
  posix_spawnattr_setsigdefault(&how.attributes, &all);
  posix_spawnattr_setpgroup(&how.attributes, 0);
  posix_spawnattr_setflags(&how.attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  std::vector<std::string> words{program.path};
  words.insert(words.end(), program.arguments.begin(), program.arguments.end());
  auto environment = program.environment;
  return posix_spawn(&child, program.path.c_str(), &files.actions, &how.attributes, pointers(words).data(),
                     pointers(environment).data());
}

// A program may end without reading: that is no reason to die.
void block_sigpipe() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

// Feeds a child and reads what it says, until it has ended.
class Conversation {
 public:
  Conversation(Pipes pipes, pid_t child, const Program& program, std::string_view input, const StopSignal& stop)
      : input_pipe_(std::move(pipes.in.write)),
        output_(std::move(pipes.out.read)),
        errors_(std::move(pipes.err.read)),
        child_(child),
        exited_(open_process(child)),
        program_(program),
        input_(input),
        stop_(stop) {
    set_non_blocking(input_pipe_);
    set_non_blocking(output_);
    set_non_blocking(errors_);
  }

  Ending hold() {
    const auto deadline = Clock::now() + program_.timeout;
    while (!over_) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
      if (left <= 0) return end_it(Ending::How::timed_out);
      if (step(static_cast<int>(left))) return end_it(Ending::How::stopped);
    }
    return wait_for_it();
  }

 private:
  // True once we are to stop.
  bool step(int millis) {
    std::array<pollfd, 5> fds{{{exited_.get(), POLLIN, 0},
                               {stop_.fd(), POLLIN, 0},
                               {input_pipe_.get(), POLLOUT, 0},
                               {output_.get(), POLLIN, 0},
                               {errors_.get(), POLLIN, 0}}};
    if (::poll(fds.data(), fds.size(), millis) < 0 && errno != EINTR) return true;
    if (fds[1].revents != 0) return true;
    if (fds[2].revents != 0) feed();
    if (fds[3].revents != 0) drain(output_, ending_.output);
    if (fds[4].revents != 0) drain(errors_, ending_.errors);
    over_ = fds[0].revents != 0;
    return false;
  }

  void feed() {
    while (!input_.empty()) {
      const auto written = ::write(input_pipe_.get(), input_.data(), input_.size());
      if (written < 0 && errno == EAGAIN) return;
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) break;
      input_.remove_prefix(static_cast<std::size_t>(written));
    }
    input_pipe_.close();
  }

  void drain(Descriptor& from, std::string& into) const {
    std::array<char, 4'096> buffer{};
    while (true) {
      const auto got = ::read(from.get(), buffer.data(), buffer.size());
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return;
      if (got == 0) return from.close();
      const auto room = program_.max_output - std::min(program_.max_output, into.size());
      into.append(buffer.data(), std::min(static_cast<std::size_t>(got), room));
    }
  }

  Ending end_it(Ending::How how) {
    kill_tree(child_);
    auto out = wait_for_it();
    out.how = how;
    return out;
  }

  // What children of its own still hold open is not waited for.
  Ending wait_for_it() {
    int status = 0;
    while (::waitpid(child_, &status, 0) < 0 && errno == EINTR) {
    }
    if (output_.open()) drain(output_, ending_.output);
    if (errors_.open()) drain(errors_, ending_.errors);
    ending_.how = WIFEXITED(status) ? Ending::How::exited : Ending::How::killed;
    ending_.code = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
    return std::move(ending_);
  }

  Descriptor input_pipe_;
  Descriptor output_;
  Descriptor errors_;
  pid_t child_;
  Descriptor exited_;
  const Program& program_;
  std::string_view input_;
  const StopSignal& stop_;
  Ending ending_;
  bool over_ = false;
};

}  // namespace

StopSignal::StopSignal() : fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (fd_ < 0) throw std::runtime_error("start a command channel: no event descriptor");
}
StopSignal::~StopSignal() { ::close(fd_); }

void StopSignal::raise() { static_cast<void>(::eventfd_write(fd_, 1)); }

Ending run(const Program& program, std::string_view input, const StopSignal& stop) {
  block_sigpipe();
  Pipes pipes;
  if (!pipes.open()) return {Ending::How::not_begun, errno, {}, {}};
  pid_t child = 0;
  if (const int error = spawn(program, pipes, child); error != 0) return {Ending::How::not_begun, error, {}, {}};
  return Conversation(std::move(pipes), child, program, input, stop).hold();
}

}  // namespace dondoc::integrations::command

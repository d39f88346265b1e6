#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include "rules/problem.hpp"

namespace dondoc::daemon::cli {

// What `dondoc` returns to the shell; from 64 on after sysexits.h.
enum class Exit {
  ok = 0,
  no = 1,  // what was asked for is not so, or nothing was found
  usage = 2,
  data = 65,         // input that cannot be used
  unavailable = 69,  // the database or the daemon is not there, or is in use
  internal = 70,
  configuration = 78
};

// Ends a command: what is wrong, for the operator, and the exit code. Thrown by commands, caught in run().
class CommandError : public std::runtime_error {
 public:
  CommandError(Exit code, rules::Problems problems)
      : std::runtime_error(problems.empty() ? std::string{} : problems.front().code),
        exit_(code),
        problems_(std::move(problems)) {}
  CommandError(Exit code, rules::Problem problem) : CommandError(code, rules::Problems{std::move(problem)}) {}

  [[nodiscard]] Exit exit() const { return exit_; }
  [[nodiscard]] const rules::Problems& problems() const { return problems_; }

 private:
  Exit exit_;
  rules::Problems problems_;
};

// A problem that stands in no file.
[[nodiscard]] inline rules::Problem problem(std::string code, std::map<std::string, std::string> args = {}) {
  rules::Problem made;
  made.code = std::move(code);
  made.args = std::move(args);
  return made;
}

[[nodiscard]] inline rules::Problem warning(std::string code, std::map<std::string, std::string> args = {}) {
  rules::Problem made = problem(std::move(code), std::move(args));
  made.warning = true;
  return made;
}

}  // namespace dondoc::daemon::cli

#pragma once

#include <string>
#include <string_view>

#include "config/catalogue.hpp"
#include "rules/problem.hpp"

namespace dondoc::daemon {

// Log of dondocd: standard error, with times unless the journal adds them. Call once, before anything logs.
// level: trace | debug | info | warn | error
void start_logging(std::string_view level);

// One line a problem, in the operator's language.
void log_problems(config::Language language, const rules::Problems& problems);

// The same error twice in a row is logged once.
class RepeatedError {
 public:
  void log(const std::string& what);
  void over();  // it works again

 private:
  std::string last_;
};

}  // namespace dondoc::daemon

#pragma once

#include <string>
#include <string_view>

#include "config/catalogue.hpp"
#include "rules/problem.hpp"

namespace dondoc::daemon {

// Log of dondocd: standard error, with times unless the journal adds them. Call once, before anything logs.
// level: trace | debug | info | warn | error
void start_logging(std::string_view level);

// The language of the log from here on, for the whole process; Vietnamese before.
void log_in(config::Language language);
[[nodiscard]] config::Language log_language();

// The text "dondocd.log.NAME" of the catalogue.
void log_info(std::string_view name, const config::TextArgs& args = {});
void log_warning(std::string_view name, const config::TextArgs& args = {});
void log_error(std::string_view name, const config::TextArgs& args = {});
void log_critical(std::string_view name, const config::TextArgs& args = {});
[[nodiscard]] std::string log_text(std::string_view name, const config::TextArgs& args = {});

// One line a problem.
void log_problems(const rules::Problems& problems);

// The same error of the database twice in a row is logged once.
class RepeatedError {
 public:
  void log(const std::string& what);
  void over();  // it works again

 private:
  std::string last_;
};

}  // namespace dondoc::daemon

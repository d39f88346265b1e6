#include "daemon/log.hpp"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include "integrations/systemd/notify.hpp"

namespace dondoc::daemon {

void start_logging(std::string_view level) {
  auto logger = spdlog::stderr_color_mt("dondocd");
  logger->set_level(spdlog::level::from_str(std::string{level}));
  logger->set_pattern(integrations::systemd::stderr_is_journal() ? "%l: %v" : "%Y-%m-%dT%H:%M:%S.%e%z %^%l%$: %v");
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
}

void log_problems(config::Language language, const rules::Problems& problems) {
  for (const auto& problem : problems) {
    const auto level = problem.warning ? spdlog::level::warn : spdlog::level::err;
    spdlog::log(level, "{}", config::format_problem(language, problem));
  }
}

void RepeatedError::log(const std::string& what) {
  if (what == last_) return;
  last_ = what;
  spdlog::error("{}", what);
}

void RepeatedError::over() {
  if (last_.empty()) return;
  last_.clear();
  spdlog::info("the database works again");
}

}  // namespace dondoc::daemon

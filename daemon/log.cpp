#include "daemon/log.hpp"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>

#include "integrations/systemd/notify.hpp"

namespace dondoc::daemon {
namespace {

std::atomic<config::Language> chosen_language{config::Language::vi};

}  // namespace

void log_in(config::Language language) { chosen_language = language; }

config::Language log_language() { return chosen_language; }

std::string log_text(std::string_view name, const config::TextArgs& args) {
  return config::text(log_language(), "dondocd.log." + std::string{name}, args);
}

void log_info(std::string_view name, const config::TextArgs& args) { spdlog::info("{}", log_text(name, args)); }

void log_warning(std::string_view name, const config::TextArgs& args) { spdlog::warn("{}", log_text(name, args)); }

void log_error(std::string_view name, const config::TextArgs& args) { spdlog::error("{}", log_text(name, args)); }

void log_critical(std::string_view name, const config::TextArgs& args) { spdlog::critical("{}", log_text(name, args)); }

void start_logging(std::string_view level) {
  auto logger = spdlog::stderr_color_mt("dondocd");
  logger->set_level(spdlog::level::from_str(std::string{level}));
  logger->set_pattern(integrations::systemd::stderr_is_journal() ? "%l: %v" : "%Y-%m-%dT%H:%M:%S.%e%z %^%l%$: %v");
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
}

void log_problems(const rules::Problems& problems) {
  for (const auto& problem : problems) {
    const auto level = problem.warning ? spdlog::level::warn : spdlog::level::err;
    spdlog::log(level, "{}", config::format_problem(log_language(), problem));
  }
}

void RepeatedError::log(const std::string& what) {
  if (what == last_) return;
  last_ = what;
  log_error("store", {{"what", what}});
}

void RepeatedError::over() {
  if (last_.empty()) return;
  last_.clear();
  log_info("store_again");
}

}  // namespace dondoc::daemon

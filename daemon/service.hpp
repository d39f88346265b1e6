#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "config/catalogue.hpp"
#include "rules/time.hpp"

namespace dondoc::daemon {

struct Setup;  // daemon/engine.hpp

// Exit codes of dondocd, after sysexits(3).
enum ExitCode : int {
  kExitOk = 0,
  kExitUsage = 64,
  kExitUnavailable = 69,  // another dondocd has the database
  kExitInternal = 70,
  kExitIo = 74,  // the database cannot be used
  kExitConfiguration = 78,
};

struct ServiceOptions {
  std::filesystem::path configuration;  // directory
  std::optional<std::filesystem::path> database;
  bool once = false;                         // one full tick, drain the outbox, leave
  std::optional<rules::Instant> demo_clock;  // the clock stands here; only with Maildir channels
  std::string log_level = "info";
  std::string language;  // of the log; empty: the configuration's
};

// `setup` may be null: nothing could be loaded.
[[nodiscard]] config::Language language_of_log(const ServiceOptions& options, const Setup* setup);

// Runs until SIGTERM, or once. Returns an ExitCode.
[[nodiscard]] int run_service(const ServiceOptions& options);

}  // namespace dondoc::daemon

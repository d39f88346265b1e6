#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>

#include "daemon/log.hpp"
#include "daemon/service.hpp"
#include "rules/zone.hpp"

int main(int argc, char** argv) {
  dondoc::daemon::ServiceOptions options;
  std::string demo_clock;
  CLI::App app{"dondocd – theo dõi thời hạn, đôn đốc người có trách nhiệm / deadline watcher and escalation daemon"};
  app.set_version_flag("--version", "dondocd " DONDOC_VERSION);
  app.add_option("--config", options.configuration, "Configuration directory")
      ->default_val("/etc/dondoc")
      ->check(CLI::ExistingDirectory);
  app.add_option("--db", options.database, "Database file, instead of the configuration's");
  app.add_flag("--once", options.once, "Do one full tick, drain the outbox and exit");
  app.add_option("--demo-clock", demo_clock,
                 "The clock stands at this time, ISO 8601 with offset; only where every channel is a Maildir");
  app.add_option("--log-level", options.log_level, "trace, debug, info, warn or error")
      ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error"}));
  app.add_option("--lang", options.language, "Language of messages: vi or en")->check(CLI::IsMember({"vi", "en"}));
  app.footer(
      "Signals: HUP reloads the configuration, TERM drains and stops, a second TERM leaves at once.\n"
      "Exit codes: 0 stopped, 64 usage, 69 another dondocd has the database, 70 internal error,\n"
      "            74 the database cannot be used, 78 configuration.\n"
      "Examples:\n"
      "  dondocd --config /etc/dondoc\n"
      "  dondocd --config demo --once --demo-clock 2022-12-01T07:30:00+07:00");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? dondoc::daemon::kExitOk : dondoc::daemon::kExitUsage;
  }
  if (!demo_clock.empty()) {
    options.demo_clock = dondoc::rules::parse_iso(demo_clock);
    if (!options.demo_clock) {
      std::cerr << "--demo-clock: expected \"2022-12-01T07:30:00+07:00\", got \"" << demo_clock << "\"\n";
      return dondoc::daemon::kExitUsage;
    }
  }
  dondoc::daemon::start_logging(options.log_level);
  try {
    return dondoc::daemon::run_service(options);
  } catch (const std::exception& error) {
    std::cerr << "dondocd: " << error.what() << '\n';
    return dondoc::daemon::kExitInternal;
  }
}

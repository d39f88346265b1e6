#include "daemon/service.hpp"

#include "daemon/log.hpp"
#include "daemon/loop.hpp"
#include "daemon/once.hpp"
#include "daemon/reload_guard.hpp"
#include "daemon/setup.hpp"
#include "integrations/sqlite/lock.hpp"
#include "integrations/sqlite/sqlite_answers.hpp"
#include "integrations/sqlite/sqlite_store.hpp"

namespace dondoc::daemon {
namespace {

namespace sqlite = integrations::sqlite;

rules::Problem plain_problem(std::string code, std::map<std::string, std::string> args) {
  rules::Problem problem;
  problem.code = std::move(code);
  problem.args = std::move(args);
  return problem;
}

rules::Problem lock_problem(const sqlite::LockError& error, const std::string& database, const rules::Zone& zone) {
  if (!error.holder) return plain_problem("DD5902", {{"database", database}, {"cause", error.cause}});
  return plain_problem("DD5901", {{"database", database},
                                  {"pid", std::to_string(error.holder->pid)},
                                  {"host", error.holder->host},
                                  {"since", rules::format_iso(error.holder->since, zone)}});
}

}  // namespace

config::Language language_of_log(const ServiceOptions& options, const Setup* setup) {
  return config::parse_language(options.language.empty() && setup ? setup->configuration.language : options.language);
}

int run_service(const ServiceOptions& options) {
  auto loaded = load_setup(options.configuration, for_service());
  log_in(language_of_log(options, loaded.setup.get()));
  log_problems(loaded.problems);
  if (!loaded.setup) return kExitConfiguration;
  const auto& configuration = loaded.setup->configuration;
  if (const auto refused = refusals(configuration, options); !refused.empty()) {
    log_problems(refused);
    return kExitConfiguration;
  }

  std::unique_ptr<Clock> clock = std::make_unique<SystemClock>();
  if (options.demo_clock) clock = std::make_unique<FixedClock>(*options.demo_clock);
  const std::string database = options.database.value_or(configuration.database).string();
  const auto lock = sqlite::DaemonLock::acquire(database, SystemClock{}.now());
  if (!lock) {
    log_problems({lock_problem(lock.error(), database, *configuration.zone)});
    return kExitUnavailable;
  }
  try {
    const auto store = sqlite::SqliteStore::open(database);
    store->store_zone_offsets(*configuration.zone);
    const auto answers = sqlite::SqliteAnswers::open(database);
    return options.once ? run_once(*store, *answers, *clock, loaded.setup)
                        : run_loop(*store, *answers, *clock, loaded.setup, options, database);
  } catch (const integrations::StoreError& error) {
    log_critical("store", {{"what", error.what()}});
    return kExitIo;
  }
}

}  // namespace dondoc::daemon

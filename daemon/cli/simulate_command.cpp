#include "daemon/cli/command.hpp"
#include "daemon/cli/running_sign.hpp"
#include "daemon/cli/simulate_text.hpp"
#include "daemon/setup.hpp"
#include "integrations/sqlite/migrate.hpp"
#include "integrations/sqlite/transaction.hpp"

namespace dondoc::daemon::cli {
namespace {

namespace sqlite = integrations::sqlite;

struct SimulateOptions {
  std::string from;
  std::string to;
  std::optional<std::string> rules;
  std::optional<std::string> calendars;
  std::optional<std::string> by;
  bool diff = false;
  bool as_stored = false;
  bool json = false;
};

Grouping grouping_of(const SimulateOptions& options) {
  const std::string by = options.by.value_or("person");
  if (by == "person") return Grouping::person;
  if (by == "day") return Grouping::day;
  if (by == "message") return Grouping::message;
  throw CommandError{Exit::usage, problem("DD5044", {{"value", by}, {"known", "person, day, message"}})};
}

replay::Period period_of(Context& context, const SimulateOptions& options) {
  const replay::Period period{context.parse_time(options.from).instant, context.parse_time_until(options.to)};
  if (period.until <= period.from) {
    throw CommandError{Exit::usage, problem("DD5911", {{"from", options.from}, {"to", options.to}})};
  }
  return period;
}

// The recorded database, read in one snapshot and never written.
class Recorded {
 public:
  explicit Recorded(Context& context) : path_(context.database_path()) {
    if (!std::filesystem::exists(path_)) throw CommandError{Exit::unavailable, problem("DD5007", {{"file", path_}})};
    has_log_ = std::filesystem::exists(path_ + "-wal");
    database_.emplace(sqlite::open_database(path_, sqlite::Database::Mode::read_only));
    snapshot_.emplace(*database_);
  }
  // A reader leaves an empty log behind, and it would be the operator's where dondocd needs its own: who may write
  // takes it away again.
  ~Recorded() {
    snapshot_.reset();
    database_.reset();
    if (has_log_) return;
    try {
      const sqlite::Database last{path_, sqlite::Database::Mode::existing};
    } catch (const integrations::StoreError&) {
      return;
    }
  }
  Recorded(const Recorded&) = delete;
  Recorded& operator=(const Recorded&) = delete;
  [[nodiscard]] sqlite::Database& database() { return *database_; }

 private:
  std::string path_;
  bool has_log_ = false;
  std::optional<sqlite::Database> database_;
  std::optional<sqlite::Snapshot> snapshot_;
};

config::Configuration load(Context& context, const config::LoadOptions& options) {
  auto loaded = config::load(context.configuration_directory(), channel_schemas(), options);
  if (!loaded.configuration) throw CommandError{Exit::configuration, std::move(loaded.problems)};
  return std::move(*loaded.configuration);
}

replay::Simulation simulate(Context& context, Recorded& recorded, config::Configuration configuration,
                            const replay::Period& period, const SimulateOptions& options) {
  RunningSign sign{context, "cli.simulate.progress"};
  const auto progress = [&](rules::Instant begin, rules::Instant now) {
    sign.show((now - begin).count(), (period.until - begin).count());
  };
  auto simulation =
      replay::simulate(recorded.database(), std::move(configuration), period,
                       options.as_stored ? sqlite::Hindsight::as_stored : sqlite::Hindsight::dated, progress);
  if (!simulation) throw CommandError{Exit::configuration, std::move(simulation.error())};
  return std::move(*simulation);
}

config::LoadOptions other_set(const SimulateOptions& options) {
  config::LoadOptions load_options;
  if (options.rules) load_options.rules = *options.rules;
  if (options.calendars) load_options.calendars = *options.calendars;
  return load_options;
}

Exit run_diff(Context& context, const SimulateOptions& options) {
  if (!options.rules && !options.calendars) throw CommandError{Exit::usage, problem("DD5912")};
  if (options.by) throw CommandError{Exit::usage, problem("DD5914")};
  const auto period = period_of(context, options);
  Recorded recorded{context};
  auto other = load(context, other_set(options));
  Comparison comparison;
  comparison.before = simulate(context, recorded, context.configuration(), period, options);
  comparison.after = simulate(context, recorded, std::move(other), period, options);
  comparison.changes =
      replay::compare(replay::told_in(comparison.before.messages), replay::told_in(comparison.after.messages));
  options.json ? print_json_changes(context, comparison) : print_comparison(context, comparison, period);
  return comparison.changes.empty() ? Exit::no : Exit::ok;
}

Exit run_simulate(Context& context, const SimulateOptions& options) {
  (void)context.configuration();  // all that is wrong with it comes first
  const Grouping grouping = grouping_of(options);
  if (options.diff) return run_diff(context, options);
  const auto period = period_of(context, options);
  Recorded recorded{context};
  const auto simulation = simulate(context, recorded, load(context, other_set(options)), period, options);
  options.json ? print_json_messages(context, simulation) : print_simulation(context, simulation, period, grouping);
  return simulation.messages.empty() ? Exit::no : Exit::ok;
}

}  // namespace

void add_simulate_command(Command& root) {
  const auto options = std::make_shared<SimulateOptions>();
  Command simulate = root.add("simulate");
  simulate.required("--from", options->from, "TIME")
      .required("--to", options->to, "TIME")
      .option("--rules", options->rules, "DIR")
      .option("--calendars", options->calendars, "DIR")
      .option("--show", options->by, "person|day|message")
      .flag("--diff", options->diff)
      .flag("--as-stored", options->as_stored)
      .flag("--json", options->json);
  simulate.action([options](Context& context) { return run_simulate(context, *options); });
}

}  // namespace dondoc::daemon::cli

#include <algorithm>
#include <ostream>

#include "config/init.hpp"
#include "daemon/cli/calendar_choice.hpp"
#include "daemon/cli/command.hpp"
#include "daemon/cli/daemon_control.hpp"
#include "daemon/cli/json_lines.hpp"
#include "daemon/cli/people_check.hpp"
#include "daemon/cli/question.hpp"
#include "daemon/cli/table.hpp"
#include "daemon/cli/words.hpp"
#include "daemon/impact.hpp"
#include "daemon/setup.hpp"

namespace dondoc::daemon::cli {
namespace {

struct CheckOptions {
  std::optional<std::string> directory;
  bool people = false;
  bool impact = false;
  bool json = false;
};

Exit run_init(Context& context, const std::string& directory) {
  const auto written = config::init_directory(directory);
  if (!written) throw CommandError{Exit::configuration, written.error()};
  for (const std::string& file : *written) context.out() << "  " << file << '\n';
  context.say("cli.init.done", {{"directory", directory}});
  return Exit::ok;
}

rules::Problems errors_of(const rules::Problems& problems) {
  rules::Problems errors;
  std::ranges::copy_if(problems, std::back_inserter(errors), [](const auto& found) { return !found.warning; });
  return errors;
}

boost::json::object problem_row(Context& context, const rules::Problem& found) {
  boost::json::array path;
  for (const std::string& step : found.path) path.emplace_back(step);
  const auto number = [](int value) { return value > 0 ? boost::json::value(value) : boost::json::value{}; };
  return {{"severity", found.warning ? "warning" : "error"},
          {"code", found.code},
          {"file", json_text(found.file)},
          {"line", number(found.line)},
          {"column", number(found.column)},
          {"path", std::move(path)},
          {"message", config::problem_message(context.language(), found)},
          {"hint", json_text(config::problem_hint(context.language(), found))}};
}

CommandError not_loaded(const rules::Problems& problems) {
  const std::string count = std::to_string(errors_of(problems).size());
  return CommandError{Exit::configuration, problem("DD5050", {{"count", count}})};
}

// Everything at once, warnings too; throws only after all was printed.
const config::Configuration& check_configuration(Context& context, const SetupResult& loaded) {
  context.print_problems(loaded.problems);
  if (!loaded.setup) throw not_loaded(loaded.problems);
  const config::Configuration& configuration = loaded.setup->configuration;
  context.say("cli.check.good", {{"directory", configuration.directory.string()},
                                 {"rules", std::to_string(configuration.rules.size())},
                                 {"calendars", std::to_string(configuration.calendars.size())},
                                 {"channels", std::to_string(configuration.channels.size())}});
  return configuration;
}

void print_impact(Context& context, const Impact& impact, const rules::Directory& directory) {
  context.say("cli.impact.total", {{"messages", std::to_string(impact.messages)},
                                   {"people", std::to_string(impact.people)},
                                   {"items", std::to_string(impact.items)}});
  if (impact.per_recipient.empty()) return;
  std::vector<std::pair<std::size_t, std::string>> rows;
  rows.reserve(impact.per_recipient.size());
  for (const auto& [recipient, count] : impact.per_recipient) rows.emplace_back(count, recipient);
  std::ranges::sort(rows, std::greater<>{});
  Table table{{{context.text("cli.column.recipient"), true}, {context.text("cli.column.messages"), false, true}}};
  for (const auto& [count, recipient] : rows) {
    table.add({recipient_name(context, directory, recipient), std::to_string(count)});
  }
  table.print(context.terminal());
}

void print_json_impact(Context& context, const Impact& impact) {
  for (const auto& [recipient, count] : impact.per_recipient) {
    print_json(context, {{"recipient", recipient}, {"messages", count}});
  }
}

Impact impact_of(Context& context, const rules::World& world) {
  return measure_impact(context.store(), world, context.now());
}

void check_impact(Context& context, bool json) {
  rules::World world = context.world();
  world.unconfirmed_steps.clear();
  const Impact impact = impact_of(context, world);
  if (json) return print_json_impact(context, impact);
  print_impact(context, impact, *world.directory);
  const int most = context.configuration().reload_max_new;
  if (impact.messages > static_cast<std::size_t>(most)) {
    context.say("cli.impact.confirm", {{"most", std::to_string(most)}});
  }
}

Exit run_check(Context& context, const CheckOptions& options) {
  if (options.directory) context.use_configuration(*options.directory);
  const SetupResult loaded = load_setup(context.configuration_directory());
  if (options.json) {
    for (const rules::Problem& found : loaded.problems) print_json(context, problem_row(context, found));
    if (!loaded.setup) return Exit::configuration;
  } else {
    (void)check_configuration(context, loaded);
  }
  Exit code = Exit::ok;
  if (options.people) code = check_people(context, options.json) ? Exit::ok : Exit::no;
  if (options.impact) check_impact(context, options.json);
  return code;
}

// The confirmation is for what was checked here: the daemon honours it only for the very same.
Exit run_reload(Context& context, bool confirm) {
  const SetupResult loaded = load_setup(context.configuration_directory());
  const std::string fingerprint = check_configuration(context, loaded).fingerprint;
  const auto holder = running_daemon(context);
  expect_signalable(holder);
  if (confirm) context.store().set_meta("reload_confirmed", fingerprint);
  signal_reload(holder);
  context.say(confirm ? "cli.reload.confirmed" : "cli.reload.sent", {{"pid", std::to_string(holder.pid)}});
  return Exit::ok;
}

// Live needs more than a rehearsal; what the daemon could not load must not be written.
void check_live(Context& context, const ModeLine& file) {
  const SetupResult loaded =
      load_setup(context.configuration_directory(), {.instead = {{"dondoc.toml", live_text(file)}}});
  if (loaded.setup) return;
  context.print_problems(loaded.problems);
  throw CommandError{Exit::configuration, problem("DD5062", {{"file", file.file.string()}})};
}

void print_live(Context& context, std::size_t backlog, rules::Instant grace,
                const std::optional<integrations::sqlite::LockHolder>& daemon, bool json) {
  if (json) {
    print_json(context, {{"mode", "live"},
                         {"backlog", backlog},
                         {"until", json_time(context, grace)},
                         {"pid", daemon ? boost::json::value(daemon->pid) : boost::json::value{}}});
    return;
  }
  context.say("cli.golive.done", {{"backlog", std::to_string(backlog)}, {"until", context.show(grace)}});
  if (daemon) {
    context.say("cli.reload.sent", {{"pid", std::to_string(daemon->pid)}});
  } else {
    context.say("cli.golive.not_running");
  }
}

Exit run_golive(Context& context, bool yes, bool json) {
  const config::Configuration& configuration = context.configuration();
  if (configuration.delivery.mode == rules::DeliveryMode::live) {
    throw CommandError{Exit::no, problem("DD5054")};
  }
  const ModeLine file = find_mode_line(configuration.directory / "dondoc.toml");
  check_live(context, file);
  const auto daemon = daemon_if_running(context);
  if (daemon) expect_signalable(*daemon);
  rules::World world = context.world();
  world.mode = rules::DeliveryMode::live;
  world.unconfirmed_steps.clear();
  const Impact impact = impact_of(context, world);
  if (json) {
    print_json_impact(context, impact);
  } else {
    print_impact(context, impact, *world.directory);
  }
  if (!agreed(context, "cli.golive.question", yes)) {
    context.say("cli.golive.left");
    return Exit::no;
  }
  const rules::WorkCalendar* calendar = world.calendar({});
  if (calendar == nullptr) throw CommandError{Exit::configuration, problem("DD5017", {{"known", ""}})};
  const rules::Instant grace = amount_ahead(*calendar, configuration.delivery.backlog_grace, context.now());
  // Database first: whatever fails after it, the next golive starts from the same place and nobody is flooded.
  const std::size_t backlog = context.store().go_live(context.now(), grace);
  write_live_mode(file);
  if (daemon) signal_reload(*daemon);
  print_live(context, backlog, grace, daemon, json);
  return Exit::ok;
}

}  // namespace

void add_config_commands(Command& root) {
  const auto directory = std::make_shared<std::string>();
  Command init = root.add("init");
  init.required("DIR", *directory, "DIR");
  init.action([directory](Context& context) { return run_init(context, *directory); });

  const auto check = std::make_shared<CheckOptions>();
  Command second = root.add("check");
  second.option("DIR", check->directory, "DIR")
      .flag("--people", check->people)
      .flag("--impact", check->impact)
      .flag("--json", check->json);
  second.action([check](Context& context) { return run_check(context, *check); });

  const auto confirm = std::make_shared<bool>(false);
  Command reload = root.add("reload");
  reload.flag("--confirm", *confirm);
  reload.action([confirm](Context& context) { return run_reload(context, *confirm); });

  const auto yes = std::make_shared<bool>(false);
  Command golive = root.add("golive");
  const auto json = std::make_shared<bool>(false);
  golive.flag("--yes", *yes).flag("--json", *json);
  golive.action([yes, json](Context& context) { return run_golive(context, *yes, *json); });
}

}  // namespace dondoc::daemon::cli

#include <algorithm>
#include <istream>
#include <ostream>

#include "config/init.hpp"
#include "daemon/cli/calendar_choice.hpp"
#include "daemon/cli/command.hpp"
#include "daemon/cli/daemon_control.hpp"
#include "daemon/cli/json_lines.hpp"
#include "daemon/cli/people_check.hpp"
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

// Everything at once, warnings too; throws only after all was printed.
void check_configuration(Context& context) {
  const SetupResult loaded = load_setup(context.configuration_directory());
  context.print_problems(loaded.problems);
  if (!loaded.setup) {
    const std::string count = std::to_string(errors_of(loaded.problems).size());
    throw CommandError{Exit::configuration, problem("DD5050", {{"count", count}})};
  }
  const config::Configuration& configuration = loaded.setup->configuration;
  context.say("cli.check.good", {{"directory", configuration.directory.string()},
                                 {"rules", std::to_string(configuration.rules.size())},
                                 {"calendars", std::to_string(configuration.calendars.size())},
                                 {"channels", std::to_string(configuration.channels.size())}});
}

void print_impact(Context& context, const Impact& impact, const rules::Directory& directory) {
  context.say("cli.impact.total", {{"messages", std::to_string(impact.notices)},
                                   {"people", std::to_string(impact.people)},
                                   {"items", std::to_string(impact.items)}});
  if (impact.per_recipient.empty()) return;
  std::vector<std::pair<std::size_t, std::string>> rows;
  for (const auto& [recipient, count] : impact.per_recipient) rows.emplace_back(count, recipient);
  std::ranges::sort(rows, std::greater<>{});
  Table table{{{context.text("cli.column.recipient"), true}, {context.text("cli.column.count"), false, true}}};
  for (const auto& [count, recipient] : rows) {
    table.add({recipient_name(context, directory, recipient), std::to_string(count)});
  }
  table.print(context.terminal());
}

void print_json_impact(Context& context, const Impact& impact) {
  for (const auto& [recipient, count] : impact.per_recipient) {
    print_json(context, {{"recipient", recipient}, {"notices", count}});
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
  if (impact.notices > static_cast<std::size_t>(most)) {
    context.say("cli.impact.confirm", {{"most", std::to_string(most)}});
  }
}

Exit run_check(Context& context, const CheckOptions& options) {
  if (options.directory) context.use_configuration(*options.directory);
  if (!options.json) check_configuration(context);
  Exit code = Exit::ok;
  if (options.people) code = check_people(context, options.json) ? Exit::ok : Exit::no;
  if (options.impact) check_impact(context, options.json);
  return code;
}

Exit run_reload(Context& context, bool confirm) {
  check_configuration(context);
  const auto holder = running_daemon(context);
  if (confirm) context.store().set_meta("reload_confirmed", context.iso(context.now()));
  signal_reload(holder);
  context.say(confirm ? "cli.reload.confirmed" : "cli.reload.sent", {{"pid", std::to_string(holder.pid)}});
  return Exit::ok;
}

bool agreed(Context& context, bool yes) {
  if (yes) return true;
  if (!context.terminal().interactive) throw CommandError{Exit::usage, problem("DD5053")};
  context.out() << context.text("cli.golive.question") << ' ' << std::flush;
  std::string answer;
  std::getline(context.terminal().in, answer);
  return answer == context.text("cli.answer.yes") || answer == context.text("cli.answer.y");
}

Exit run_golive(Context& context, bool yes) {
  const config::Configuration& configuration = context.configuration();
  if (configuration.delivery.mode == rules::DeliveryMode::live) {
    throw CommandError{Exit::no, problem("DD5054")};
  }
  if (const auto& sender = configuration.sender; !sender.names_a_telephone()) {
    throw CommandError{Exit::configuration, problem("DD1410", {{"got", sender.contact}})};
  }
  const ModeLine file = find_mode_line(configuration.directory / "dondoc.toml");
  rules::World world = context.world();
  world.mode = rules::DeliveryMode::live;
  world.unconfirmed_steps.clear();
  print_impact(context, impact_of(context, world), *world.directory);
  if (!agreed(context, yes)) {
    context.say("cli.golive.left");
    return Exit::no;
  }
  const rules::WorkCalendar* calendar = world.calendar({});
  if (calendar == nullptr) throw CommandError{Exit::configuration, problem("DD5017", {{"known", ""}})};
  const rules::Instant grace = amount_ahead(*calendar, configuration.delivery.backlog_grace, context.now());
  // Database first: whatever fails after it, the next golive starts from the same place and nobody is flooded.
  const std::size_t backlog = context.store().go_live(context.now(), grace);
  write_live_mode(file);
  context.say("cli.golive.done", {{"backlog", std::to_string(backlog)}, {"until", context.show(grace)}});
  if (const auto holder = daemon_if_running(context)) {
    signal_reload(*holder);
    context.say("cli.reload.sent", {{"pid", std::to_string(holder->pid)}});
  } else {
    context.say("cli.golive.not_running");
  }
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
  golive.flag("--yes", *yes);
  golive.action([yes](Context& context) { return run_golive(context, *yes); });
}

}  // namespace dondoc::daemon::cli

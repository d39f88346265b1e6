#include <algorithm>
#include <ostream>

#include "daemon/cli/command.hpp"
#include "daemon/cli/daemon_control.hpp"
#include "daemon/cli/edit_options.hpp"
#include "daemon/cli/json_lines.hpp"
#include "daemon/cli/table.hpp"
#include "daemon/cli/words.hpp"
#include "daemon/world.hpp"
#include "integrations/sqlite/reports.hpp"

namespace dondoc::daemon::cli {
namespace {

namespace sqlite = integrations::sqlite;
namespace json = boost::json;

Exit run_pause(Context& context) {
  context.accept_broken_rules();
  records_of(context, true).pause();
  context.say("cli.pause.done");
  return Exit::ok;
}

Exit run_unpause(Context& context) {
  context.accept_broken_rules();
  records_of(context, true).unpause();
  context.say("cli.unpause.done");
  return Exit::ok;
}

struct Status {
  std::optional<sqlite::LockHolder> daemon;
  sqlite::StatusReport report;
  std::vector<integrations::StandingFinding> findings;
  rules::World world;
};

std::string mode_name(rules::DeliveryMode mode) {
  switch (mode) {
    case rules::DeliveryMode::off:
      return "off";
    case rules::DeliveryMode::redirect:
      return "redirect";
    case rules::DeliveryMode::live:
      break;
  }
  return "live";
}

std::string counts_text(Context& context, const char* group, const std::map<std::string, std::int64_t>& counts) {
  std::string text;
  for (const auto& [name, count] : counts) {
    text += (text.empty() ? "" : ", ") + word(context, group, name) + ": " + std::to_string(count);
  }
  return text.empty() ? "–" : text;
}

// The catalogue's sentence with its hint, as problems are printed.
std::string finding_text(Context& context, const rules::Finding& finding) {
  return config::format_problem(context.language(),
                                problem(finding.code, config::args_in_words(context.language(), finding.args)));
}

void print_sources(Context& context, const rules::World& world) {
  for (const rules::Source& source : world.directory->sources) {
    const bool late = world.late_sources.contains(source.id);
    context.out() << painted(context.terminal(), late ? Look::bad : Look::plain,
                             context.text(late ? "cli.status.source_late" : "cli.status.source",
                                          {{"source", source.name.empty() ? source.id : source.name},
                                           {"at", context.show(source.fresh_as_of)}}))
                  << '\n';
  }
}

void print_status(Context& context, const Status& status) {
  const sqlite::StatusReport& report = status.report;
  if (status.daemon) {
    context.say("cli.status.running", {{"pid", std::to_string(status.daemon->pid)},
                                       {"host", status.daemon->host},
                                       {"since", context.show(status.daemon->since)}});
  } else {
    context.out() << painted(context.terminal(), Look::bad, context.text("cli.status.not_running")) << '\n';
  }
  context.say("cli.status.mode." + mode_name(status.world.mode));
  if (report.paused_by) {
    context.out() << painted(context.terminal(), Look::warning,
                             context.text("cli.status.paused",
                                          {{"by", *report.paused_by}, {"at", context.show(report.paused_at)}}))
                  << '\n';
  }
  context.say("cli.status.items", {{"counts", counts_text(context, "state", report.items_by_state)},
                                   {"overdue", std::to_string(report.overdue)}});
  context.say("cli.status.outbox", {{"counts", counts_text(context, "message", report.messages_by_state)},
                                    {"queued", std::to_string(report.notices_queued)},
                                    {"deferred", std::to_string(report.notices_deferred)}});
  const bool marked = report.next_check && *report.next_check <= context.now();
  context.say("cli.status.next",
              {{"check", marked ? context.text("cli.status.at_once") : context.show(report.next_check)},
               {"send", context.show(report.next_send)}});
  if (const auto pass = context.store().full_evaluation()) {
    context.say("cli.status.full_evaluation", {{"percent", std::to_string(pass->percent())}});
  }
  print_sources(context, status.world);
  if (status.findings.empty()) context.say("cli.status.no_findings");
  for (const integrations::StandingFinding& standing : status.findings) {
    context.out() << painted(context.terminal(), Look::warning, context.show(standing.first_at)) << "  "
                  << finding_text(context, standing.finding) << '\n';
  }
}

json::object counts_json(const std::map<std::string, std::int64_t>& counts) {
  json::object object;
  for (const auto& [name, count] : counts) object[name] = count;
  return object;
}

void print_json_status(Context& context, const Status& status) {
  const sqlite::StatusReport& report = status.report;
  json::array findings;
  for (const integrations::StandingFinding& standing : status.findings) {
    findings.push_back({{"code", standing.finding.code},
                        {"subject", standing.finding.subject},
                        {"first_at", json_time(context, standing.first_at)},
                        {"text", finding_text(context, standing.finding)}});
  }
  json::array sources;
  for (const rules::Source& source : status.world.directory->sources) {
    sources.push_back({{"id", source.id},
                       {"fresh_as_of", json_time(context, source.fresh_as_of)},
                       {"late", status.world.late_sources.contains(source.id)}});
  }
  const auto pass = context.store().full_evaluation();
  std::optional<rules::Instant> next_check = report.next_check;
  if (next_check) next_check = std::max(*next_check, context.now());
  print_json(context, {{"running", status.daemon.has_value()},
                       {"pid", status.daemon ? json::value(status.daemon->pid) : json::value{}},
                       {"mode", mode_name(status.world.mode)},
                       {"paused", report.paused_by.has_value()},
                       {"items", counts_json(report.items_by_state)},
                       {"overdue", report.overdue},
                       {"messages", counts_json(report.messages_by_state)},
                       {"notices_queued", report.notices_queued},
                       {"notices_deferred", report.notices_deferred},
                       {"full_evaluation_percent", pass ? json::value(pass->percent()) : json::value{}},
                       {"next_check", json_time(context, next_check)},
                       {"next_send", json_time(context, report.next_send)},
                       {"sources", std::move(sources)},
                       {"findings", std::move(findings)}});
}

// 0 where the daemon runs, 1 where it does not.
Exit run_status(Context& context, bool json) {
  context.accept_broken_rules();
  const Status status{daemon_if_running(context), sqlite::read_status(context.database(), context.now()),
                      context.store().findings(), context.world()};
  if (json) {
    print_json_status(context, status);
  } else {
    print_status(context, status);
  }
  return status.daemon ? Exit::ok : Exit::no;
}

}  // namespace

void add_control_commands(Command& root) {
  Command pause = root.add("pause");
  pause.action(run_pause);
  Command unpause = root.add("unpause");
  unpause.action(run_unpause);
  const auto json = std::make_shared<bool>(false);
  Command status = root.add("status");
  status.flag("--json", *json);
  status.action([json](Context& context) { return run_status(context, *json); });
}

}  // namespace dondoc::daemon::cli

#include "daemon/cli/command.hpp"
#include "daemon/cli/item_options.hpp"
#include "daemon/cli/json_lines.hpp"
#include "daemon/cli/recipient_option.hpp"
#include "daemon/cli/table.hpp"
#include "daemon/cli/words.hpp"
#include "integrations/sqlite/reports.hpp"

namespace dondoc::daemon::cli {
namespace {

namespace sqlite = integrations::sqlite;

struct AlertsOptions {
  std::optional<std::string> item;
  std::optional<std::string> state;
  std::optional<std::string> to;
  std::optional<std::string> limit;
  bool json = false;
};

boost::json::object alert_row(Context& context, const sqlite::AlertRow& row) {
  return {{"code", row.code},
          {"source", row.source},
          {"rule", row.rule},
          {"step", row.step},
          {"number", row.number},
          {"episode", row.episode},
          {"severity", row.severity},
          {"scheduled_at", json_time(context, row.scheduled_at)},
          {"claimed_at", json_time(context, row.claimed_at)},
          {"recipient", row.recipient},
          {"role", row.role},
          {"copy", row.copy},
          {"state", row.state},
          {"reason", row.reason},
          {"since", json_time(context, row.since)},
          {"settled_at", json_time(context, row.settled_at)}};
}

Look look_of(const std::string& state) {
  if (state == "told") return Look::good;
  if (state == "dead") return Look::bad;
  return state == "deferred" ? Look::warning : Look::plain;
}

void print_alerts(Context& context, const std::vector<sqlite::AlertRow>& rows, const rules::Directory& directory) {
  Table table{{{context.text("cli.column.scheduled")},
               {context.text("cli.column.code")},
               {context.text("cli.column.step"), true},
               {context.text("cli.column.recipient"), true},
               {context.text("cli.column.state")},
               {context.text("cli.column.reason"), true}}};
  for (const sqlite::AlertRow& row : rows) {
    const std::string step = row.rule + "/" + row.step + (row.number > 0 ? " #" + std::to_string(row.number) : "");
    table.add({context.show(row.scheduled_at), row.code, step, recipient_name(context, directory, row.recipient),
               Cell{word(context, "notice", row.state), look_of(row.state)}, word(context, "reason", row.reason)});
  }
  table.print(context.terminal());
}

Exit run_alerts(Context& context, const AlertsOptions& options) {
  context.accept_broken_rules();
  sqlite::AlertQuery query;
  if (options.item) query.item = find_item(context, *options.item).id;
  if (options.state && !rules::parse_notice_state(*options.state)) {
    throw CommandError{Exit::usage, problem("DD5044", {{"value", *options.state},
                                                       {"known",
                                                        "queued, deferred, told, rehearsed, dead, superseded,"
                                                        " withdrawn"}})};
  }
  query.state = options.state.value_or("");
  query.recipient = options.to.value_or("");
  query.limit = parse_limit(options.limit, query.limit);
  const auto rows = sqlite::list_alerts(context.database(), query);
  if (rows.empty() && options.to) expect_recipient(context, *options.to);
  if (options.json) {
    for (const sqlite::AlertRow& row : rows) print_json(context, alert_row(context, row));
  } else if (rows.empty()) {
    context.say("cli.alerts.none");
  } else {
    print_alerts(context, rows, *context.world().directory);
  }
  return rows.empty() ? Exit::no : Exit::ok;
}

}  // namespace

void add_alerts_command(Command& root) {
  const auto options = std::make_shared<AlertsOptions>();
  Command alerts = root.add("alerts");
  alerts.option("--item", options->item, "CODE")
      .option("--state", options->state, "STATE")
      .option("--to", options->to, "RECIPIENT")
      .option("--limit", options->limit, "N")
      .flag("--json", options->json);
  alerts.action([options](Context& context) { return run_alerts(context, *options); });
}

}  // namespace dondoc::daemon::cli

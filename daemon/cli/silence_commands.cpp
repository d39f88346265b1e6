#include "daemon/cli/absence_times.hpp"
#include "daemon/cli/command.hpp"
#include "daemon/cli/edit_options.hpp"
#include "daemon/cli/json_lines.hpp"
#include "daemon/cli/table.hpp"
#include "daemon/cli/where_option.hpp"
#include "integrations/sqlite/absence_edits.hpp"
#include "integrations/sqlite/filter_json.hpp"

namespace dondoc::daemon::cli {
namespace {

namespace sqlite = integrations::sqlite;

struct SilenceOptions {
  std::vector<std::string> where;
  std::optional<std::string> from;
  std::optional<std::string> until;
  std::optional<std::string> reason;
  std::string id;
  bool all = false;
  bool json = false;
};

sqlite::AbsenceEdits edits_of(Context& context) {
  auto actor = context.actor();
  return {context.database(), std::move(actor), context.now()};
}

Exit add_silence(Context& context, const SilenceOptions& options) {
  if (options.where.empty()) throw CommandError{Exit::usage, problem("DD5002", {{"option", "--where"}})};
  if (!options.reason || options.reason->empty())
    throw CommandError{Exit::usage, problem("DD5002", {{"option", "--reason"}})};
  const auto times = absence_times(context, options.from, options.until);
  const auto filter = parse_where(context, options.where);
  const auto id =
      edits_of(context).add_silence({0, sqlite::filter_to_json(filter), {}, *options.reason, times.from, times.until});
  context.say("cli.silence.added",
              {{"id", std::to_string(id)}, {"from", context.show(times.from)}, {"until", context.show(times.until)}});
  return Exit::ok;
}

void print_silences(Context& context, const std::vector<sqlite::SilenceRow>& rows) {
  Table table{{{context.text("cli.column.number"), false, true},
               {context.text("cli.column.from")},
               {context.text("cli.column.until")},
               {context.text("cli.column.state")},
               {context.text("cli.column.where"), true},
               {context.text("cli.column.author")},
               {context.text("cli.column.reason"), true}}};
  for (const auto& row : rows) {
    table.add({std::to_string(row.id), context.show(row.from), context.show(row.until),
               absence_state(context, row.from, row.until), row.filter, row.author, row.reason});
  }
  table.print(context.terminal());
}

Exit list_silences(Context& context, const SilenceOptions& options) {
  context.accept_broken_rules();
  const auto since = options.all ? std::nullopt : std::optional{context.now()};
  const auto rows = sqlite::list_silences(context.database(), since);
  if (options.json) {
    for (const auto& row : rows) {
      print_json(context, {{"id", row.id},
                           {"where", boost::json::parse(row.filter)},
                           {"author", row.author},
                           {"reason", row.reason},
                           {"from", json_time(context, row.from)},
                           {"until", json_time(context, row.until)}});
    }
  } else if (rows.empty()) {
    context.say("cli.silence.none");
  } else {
    print_silences(context, rows);
  }
  return rows.empty() ? Exit::no : Exit::ok;
}

Exit end_silence(Context& context, const SilenceOptions& options) {
  expect(edits_of(context).end_silence(absence_id(options.id)));
  context.say("cli.silence.ended", {{"id", options.id}});
  return Exit::ok;
}

}  // namespace

void add_silence_commands(Command& root) {
  Command silence = root.add("silence");
  auto options = std::make_shared<SilenceOptions>();
  Command add = silence.add("add");
  add.option("--where", options->where, "FIELD=VALUE")
      .option("--from", options->from, "TIME")
      .option("--until", options->until, "TIME")
      .option("--reason", options->reason, "TEXT");
  add.action([options](Context& context) { return add_silence(context, *options); });
  options = std::make_shared<SilenceOptions>();
  Command list = silence.add("list");
  list.flag("--all", options->all).flag("--json", options->json);
  list.action([options](Context& context) { return list_silences(context, *options); });
  options = std::make_shared<SilenceOptions>();
  Command end = silence.add("end");
  end.required("NUMBER", options->id, "NUMBER");
  end.action([options](Context& context) { return end_silence(context, *options); });
}

}  // namespace dondoc::daemon::cli

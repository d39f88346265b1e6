#include "daemon/cli/absence_times.hpp"
#include "daemon/cli/command.hpp"
#include "daemon/cli/edit_options.hpp"
#include "daemon/cli/json_lines.hpp"
#include "daemon/cli/table.hpp"
#include "daemon/cli/words.hpp"
#include "integrations/sqlite/absence_edits.hpp"

namespace dondoc::daemon::cli {
namespace {

namespace sqlite = integrations::sqlite;

struct DelegateOptions {
  std::string person;
  std::string to;
  std::optional<std::string> from;
  std::optional<std::string> until;
  std::optional<std::string> reason;
  std::string id;
  bool copy = false;
  bool all = false;
  bool json = false;
};

sqlite::AbsenceEdits edits_of(Context& context) {
  auto actor = context.actor();
  return {context.database(), std::move(actor), context.now()};
}

std::string name_of(Context& context, const rules::World& world, const std::string& person) {
  return recipient_name(context, *world.directory, rules::recipient_of(rules::kPersonPrefix, person));
}

Exit add_delegation(Context& context, const DelegateOptions& options) {
  const auto times = absence_times(context, options.from, options.until);
  auto records = records_of(context);
  const sqlite::DelegationRow row{0,
                                  expect(records.find_person(options.person)),
                                  expect(records.find_person(options.to)),
                                  times.from,
                                  times.until,
                                  options.copy,
                                  options.reason.value_or("")};
  const auto id = expect(edits_of(context).add_delegation(row));
  const auto world = context.world();
  context.say(options.copy ? "cli.delegate.added_copy" : "cli.delegate.added",
              {{"id", std::to_string(id)},
               {"person", name_of(context, world, row.from_person)},
               {"to", name_of(context, world, row.to_person)},
               {"from", context.show(times.from)},
               {"until", context.show(times.until)}});
  return Exit::ok;
}

void print_delegations(Context& context, const std::vector<sqlite::DelegationRow>& rows) {
  const auto world = context.world();
  Table table{{{context.text("cli.column.number"), false, true},
               {context.text("cli.column.away"), true},
               {context.text("cli.column.delegate"), true},
               {context.text("cli.column.from")},
               {context.text("cli.column.until")},
               {context.text("cli.column.state")},
               {context.text("cli.column.copy")},
               {context.text("cli.column.reason"), true}}};
  for (const auto& row : rows) {
    table.add({std::to_string(row.id), name_of(context, world, row.from_person), name_of(context, world, row.to_person),
               context.show(row.from), context.show(row.until), absence_state(context, row.from, row.until),
               context.text(row.copy_to_delegator ? "cli.delegate.copy" : "cli.delegate.no_copy"), row.reason});
  }
  table.print(context.terminal());
}

Exit list_delegations(Context& context, const DelegateOptions& options) {
  context.accept_broken_rules();
  const auto since = options.all ? std::nullopt : std::optional{context.now()};
  const auto rows = sqlite::list_delegations(context.database(), since);
  if (options.json) {
    for (const auto& row : rows) {
      print_json(context, {{"id", row.id},
                           {"person", row.from_person},
                           {"to", row.to_person},
                           {"from", json_time(context, row.from)},
                           {"until", json_time(context, row.until)},
                           {"copy", row.copy_to_delegator},
                           {"reason", json_text(row.reason)}});
    }
  } else if (rows.empty()) {
    context.say("cli.delegate.none");
  } else {
    print_delegations(context, rows);
  }
  return rows.empty() ? Exit::no : Exit::ok;
}

Exit end_delegation(Context& context, const DelegateOptions& options) {
  expect(edits_of(context).end_delegation(absence_id(options.id)));
  context.say("cli.delegate.ended", {{"id", options.id}});
  return Exit::ok;
}

}  // namespace

void add_delegate_commands(Command& root) {
  Command delegate = root.add("delegate");
  auto options = std::make_shared<DelegateOptions>();
  Command add = delegate.add("add");
  add.required("PERSON", options->person, "PERSON").required("DEPUTY", options->to, "DEPUTY");
  add.option("--from", options->from, "TIME")
      .option("--until", options->until, "TIME")
      .option("--reason", options->reason, "TEXT")
      .flag("--copy", options->copy);
  add.action([options](Context& context) { return add_delegation(context, *options); });
  options = std::make_shared<DelegateOptions>();
  Command list = delegate.add("list");
  list.flag("--all", options->all).flag("--json", options->json);
  list.action([options](Context& context) { return list_delegations(context, *options); });
  options = std::make_shared<DelegateOptions>();
  Command end = delegate.add("end");
  end.required("NUMBER", options->id, "NUMBER");
  end.action([options](Context& context) { return end_delegation(context, *options); });
}

}  // namespace dondoc::daemon::cli

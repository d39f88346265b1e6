#include "daemon/cli/calendar_choice.hpp"
#include "daemon/cli/command.hpp"
#include "daemon/cli/edit_options.hpp"
#include "daemon/cli/item_options.hpp"
#include "daemon/cli/words.hpp"
#include "integrations/sqlite/records.hpp"
#include "integrations/sqlite/reports.hpp"
#include "rules/answer.hpp"

namespace dondoc::daemon::cli {
namespace {

namespace sqlite = integrations::sqlite;

struct EditOptions {
  std::string code;
  std::optional<std::string> at;
  std::optional<std::string> until;
  std::optional<std::string> to;
  std::optional<std::string> reason;
  std::optional<std::string> result;
  std::optional<std::string> result_date;
  std::optional<std::string> agency;
  std::optional<std::string> officer;
  std::optional<std::string> officer_name;
  std::optional<std::string> how;
  std::optional<std::string> ref;
  bool request = false;
  bool refuse = false;
};

// What every edit starts with: an item that its source still has, and who acts.
struct Edit {
  Edit(Context& context, const EditOptions& options)
      : key(find_item(context, options.code)), records(records_of(context)) {
    expect(records.need_stored(key));
  }
  sqlite::ItemKey key;
  sqlite::Records records;
};

std::string need(const std::optional<std::string>& value, const char* option) {
  if (!value || value->empty()) throw CommandError{Exit::usage, problem("DD5002", {{"option", option}})};
  return *value;
}

// What has happened cannot lie ahead.
rules::Instant past_time(Context& context, const std::optional<std::string>& text) {
  if (!text) return context.now();
  const rules::Instant instant = context.parse_time(*text).instant;
  if (instant > context.now()) throw CommandError{Exit::usage, problem("DD5046", {{"value", *text}})};
  return instant;
}

rules::Day day_of(Context& context, const std::string& text) { return context.parse_time(text).day; }

Exit done(Context& context, const EditOptions& options) {
  Edit edit{context, options};
  sqlite::Result result{past_time(context, options.at), options.result.value_or(""), {}};
  if (options.result_date) result.date = day_of(context, *options.result_date);
  expect(edit.records.finish(edit.key, result));
  context.say("cli.edit.done", {{"code", edit.key.code}, {"at", context.show(result.finished_at)}});
  return Exit::ok;
}

Exit reopen(Context& context, const EditOptions& options) {
  Edit edit{context, options};
  expect(edit.records.reopen(edit.key, options.reason.value_or("")));
  context.say("cli.edit.reopened", {{"code", edit.key.code}});
  return Exit::ok;
}

Exit cancel(Context& context, const EditOptions& options) {
  const std::string reason = need(options.reason, "--reason");
  Edit edit{context, options};
  expect(edit.records.cancel(edit.key, reason));
  context.say("cli.edit.cancelled", {{"code", edit.key.code}});
  return Exit::ok;
}

Exit hold(Context& context, const EditOptions& options) {
  sqlite::Suspension suspension{past_time(context, options.at), {}, need(options.reason, "--reason")};
  if (options.until) {
    suspension.until = past_time(context, options.until);
    if (*suspension.until < suspension.from)
      throw CommandError{Exit::usage, problem("DD5011", {{"value", *options.until}})};
  }
  Edit edit{context, options};
  expect(edit.records.hold(edit.key, suspension));
  context.say(
      suspension.until ? "cli.edit.hold_entered" : "cli.edit.held",
      {{"code", edit.key.code}, {"from", context.show(suspension.from)}, {"until", context.show(suspension.until)}});
  return Exit::ok;
}

Exit resume(Context& context, const EditOptions& options) {
  Edit edit{context, options};
  const rules::Instant at = past_time(context, options.at);
  expect(edit.records.resume(edit.key, at));
  context.say("cli.edit.resumed", {{"code", edit.key.code}, {"at", context.show(at)}});
  return Exit::ok;
}

sqlite::ItemReport read_whole(Context& context, const sqlite::ItemKey& key) {
  sqlite::ItemQuery query;
  query.now = context.now();
  return expect_readable(context, key, query.now,
                         sqlite::read_item(context.database(), key, query, [](const auto&) { return std::nullopt; }));
}

// The due in force, also where the daemon has not seen the last edit; while a hold is open, the stored one.
std::optional<rules::Instant> due_in_force(Context& context, const rules::World& world,
                                           const sqlite::ItemReport& report) {
  if (report.due && rules::open_hold(report.item.holds, context.now()) != nullptr) return report.due;
  const auto computed = deadline_by_term(world, report.item, context.now());
  return computed ? std::optional{computed->due} : report.due;
}

void expect_later(Context& context, const sqlite::Extension& extension, const sqlite::ItemReport& report) {
  if (!report.due || extension.new_due > *report.due) return;
  throw CommandError{Exit::no, problem("DD5841", {{"code", report.item.code},
                                                  {"to", context.show_due(extension.new_due)},
                                                  {"due", context.show_due(report.due)}})};
}

Exit extend(Context& context, const EditOptions& options) {
  if (options.request && options.refuse) throw CommandError{Exit::usage, problem("DD5047")};
  sqlite::Extension extension;
  extension.step = options.refuse    ? sqlite::Extension::Step::refuse
                   : options.request ? sqlite::Extension::Step::request
                                     : sqlite::Extension::Step::grant;
  extension.reason = options.refuse ? options.reason.value_or("") : need(options.reason, "--reason");
  if (!options.refuse) {
    const GivenTime to = context.parse_time(need(options.to, "--to"));
    extension.is_date = to.bare_date;
    extension.new_due = to.bare_date ? context.zone()->span_of(to.day).until : to.instant;
  }
  Edit edit{context, options};
  if (!options.refuse) {
    const rules::World world = context.world();
    sqlite::ItemReport report = read_whole(context, edit.key);
    report.due = due_in_force(context, world, report);
    expect_later(context, extension, report);
    extension.most = most_extensions(context, world, report.item);
  }
  expect(edit.records.extend(edit.key, extension));
  const config::TextArgs args{{"code", edit.key.code}, {"due", context.show_due(extension.new_due)}};
  if (!options.refuse && extension.new_due <= context.now()) context.print_problems({warning("DD5057", args)});
  context.say(options.refuse    ? "cli.edit.extension_refused"
              : options.request ? "cli.edit.extension_requested"
                                : "cli.edit.extended",
              args);
  return Exit::ok;
}

Exit assign(Context& context, const EditOptions& options) {
  if (!options.agency && !options.officer && !options.officer_name) {
    throw CommandError{Exit::usage, problem("DD5002", {{"option", "--agency, --officer, --officer-name"}})};
  }
  Edit edit{context, options};
  sqlite::Assignment assignment{options.agency, {}, options.officer_name};
  if (options.officer)
    assignment.officer = options.officer->empty() ? "" : expect(edit.records.find_person(*options.officer));
  expect(edit.records.assign(edit.key, assignment));
  context.say("cli.edit.assigned", {{"code", edit.key.code}});
  return Exit::ok;
}

// Without --by the login name stands in, which seldom is anybody's in the table people.
std::string who_acknowledges(Context& context, sqlite::Records& records) {
  auto person = records.find_person(context.actor());
  if (person) return std::move(*person);
  if (!context.options().by) person.error().code = "DD5059";
  throw CommandError{Exit::no, std::move(person.error())};
}

Exit acknowledge(Context& context, const EditOptions& options) {
  const GivenTime until = context.parse_time(need(options.until, "--until"));
  Edit edit{context, options};
  const rules::World world = context.world();
  const sqlite::ItemReport report = read_whole(context, edit.key);
  const rules::WorkCalendar* calendar = world.calendar_of(report.item);
  if (calendar == nullptr) throw CommandError{Exit::configuration, problem("DD5017", {{"known", ""}})};
  sqlite::Acknowledge given;
  given.person = who_acknowledges(context, edit.records);
  given.until = until.bare_date ? covered(rules::end_of_acknowledged_day(*calendar, until.day)) : until.instant;
  given.latest = covered(rules::latest_acknowledgement(*calendar, world.acknowledge_max, context.now()));
  auto result = edit.records.acknowledge(edit.key, given);
  if (!result) {
    result.error().args["latest"] = context.show(given.latest);
    result.error().args["until"] = context.show(given.until);
    throw CommandError{Exit::no, std::move(result.error())};
  }
  context.say("cli.edit.acknowledged", {{"code", edit.key.code},
                                        {"person", recipient_name(context, *world.directory, "person:" + given.person)},
                                        {"until", context.show(given.until)}});
  return Exit::ok;
}

Exit urge(Context& context, const EditOptions& options) {
  const sqlite::Urging urging{past_time(context, options.at), need(options.how, "--how"), options.ref.value_or("")};
  Edit edit{context, options};
  expect(edit.records.urge(edit.key, urging));
  context.say("cli.edit.urged", {{"code", edit.key.code}, {"how", urging.how}});
  return Exit::ok;
}

Exit apology(Context& context, const EditOptions& options) {
  const rules::Instant at = past_time(context, options.at);
  Edit edit{context, options};
  expect(edit.records.apologise(edit.key, at));
  context.say("cli.edit.apologised", {{"code", edit.key.code}, {"at", context.show(at)}});
  return Exit::ok;
}

Exit undo(Context& context, const EditOptions& options) {
  const sqlite::ItemKey key = find_item(context, options.code);
  const std::string command = expect(records_of(context).undo(key));
  context.say("cli.edit.undone", {{"code", key.code}, {"command", command}});
  return Exit::ok;
}

using Run = Exit (*)(Context&, const EditOptions&);

Command start(Command& root, const char* name, const std::shared_ptr<EditOptions>& options, Run run) {
  Command command = root.add(name);
  command.required("CODE", options->code, "CODE");
  command.action([options, run](Context& context) { return run(context, *options); });
  return command;
}

}  // namespace

void add_edit_commands(Command& root) {
  add_add_command(root);
  add_open_command(root);
  const auto make = [] { return std::make_shared<EditOptions>(); };
  auto o = make();
  start(root, "done", o, done)
      .option("--at", o->at, "TIME")
      .option("--result", o->result, "NUMBER")
      .option("--result-date", o->result_date, "DATE");
  o = make();
  start(root, "reopen", o, reopen).option("--reason", o->reason, "TEXT");
  o = make();
  start(root, "cancel", o, cancel).option("--reason", o->reason, "TEXT");
  o = make();
  start(root, "hold", o, hold)
      .option("--from", o->at, "TIME")
      .option("--until", o->until, "TIME")
      .option("--reason", o->reason, "TEXT");
  o = make();
  start(root, "resume", o, resume).option("--at", o->at, "TIME");
  o = make();
  start(root, "extend", o, extend)
      .option("--to", o->to, "TIME")
      .option("--reason", o->reason, "TEXT")
      .flag("--request", o->request)
      .flag("--refuse", o->refuse);
  o = make();
  start(root, "assign", o, assign)
      .option("--agency", o->agency, "CODE")
      .option("--officer", o->officer, "PERSON")
      .option("--officer-name", o->officer_name, "TEXT");
  o = make();
  start(root, "ack", o, acknowledge).option("--until", o->until, "TIME");
  o = make();
  start(root, "urge", o, urge)
      .option("--how", o->how, "TEXT")
      .option("--ref", o->ref, "NUMBER")
      .option("--at", o->at, "TIME");
  o = make();
  start(root, "apology", o, apology).option("--at", o->at, "TIME");
  o = make();
  start(root, "undo", o, undo);
}

}  // namespace dondoc::daemon::cli

#include <algorithm>
#include <set>

#include "daemon/cli/calendar_choice.hpp"
#include "daemon/cli/command.hpp"
#include "daemon/cli/json_lines.hpp"
#include "daemon/cli/problem_row.hpp"
#include "daemon/cli/question.hpp"
#include "daemon/cli/responsibilities.hpp"
#include "daemon/cli/table.hpp"
#include "daemon/cli/words.hpp"
#include "integrations/sqlite/org_transfer.hpp"
#include "rules/message.hpp"
#include "rules/recipients.hpp"

// `dondoc org transfer` and `dondoc org undo`: open items go to the agencies that take the place of others.

namespace dondoc::daemon::cli {
namespace {

namespace sqlite = integrations::sqlite;
namespace json = boost::json;

struct TransferOptions {
  std::string as_of;
  std::string map;
  bool dry_run = false;
  bool yes = false;
  bool json = false;
};

rules::Instant grace_end(Context& context, const rules::World& world) {
  const rules::WorkCalendar* calendar = world.calendar({});
  if (calendar == nullptr) throw CommandError{Exit::configuration, problem("DD5017", {{"known", ""}})};
  return amount_ahead(*calendar, context.configuration().transfer_grace, context.now());
}

sqlite::TransferRequest request_of(Context& context, const TransferOptions& options, const rules::World& world) {
  const auto given = context.parse_time(options.as_of);
  if (!given.bare_date) throw CommandError{Exit::usage, problem("DD5801", {{"value", options.as_of}})};
  const auto zone = context.zone();
  if (!options.dry_run && zone->day_of(context.now()) < given.day) {
    throw CommandError{Exit::usage, problem("DD5802", {{"day", context.show_day(given.day)}})};
  }
  if (!std::filesystem::exists(options.map)) {
    throw CommandError{Exit::data, problem("DD5061", {{"file", options.map}})};
  }
  return {options.map,     given.day,      zone.get(), context.now(), grace_end(context, world),
          context.actor(), options.dry_run};
}

// Offices are those of the day, also where it is looked at before.
rules::Instant told_at(Context& context, const sqlite::TransferRequest& request) {
  return std::max(context.now(), request.zone->span_of(request.as_of).from);
}

// Who gets the hand-over message of an agency.
std::vector<rules::Recipient> heads_of(const rules::World& world, const std::string& agency, rules::Instant now) {
  rules::Item item;
  item.agency = agency;
  std::vector<rules::Recipient> heads;
  for (const auto& found :
       rules::resolve_recipients({rules::RecipientSpec::Who::head, {}}, 0, world, item, now).recipients) {
    heads.push_back(found.recipient);
  }
  return heads;
}

std::string head_words(const rules::World& world, const std::string& agency, rules::Instant now) {
  std::string words;
  for (const auto& head : heads_of(world, agency, now)) {
    words += (words.empty() ? "" : "; ") + rules::recipient_words(world, head, now);
  }
  return words.empty() ? "–" : words;
}

std::string count_text(std::int64_t count) { return count == 0 ? "" : std::to_string(count); }

void print_flows(Context& context, const sqlite::TransferReport& report, const sqlite::TransferRequest& request,
                 const rules::World& world) {
  if (report.flows.empty()) return;
  const auto heading = [&](const char* key) { return context.text(key); };
  Table table{{{heading("cli.org.column.from"), true},
               {heading("cli.org.column.to"), true},
               {heading("cli.org.column.items"), false, true},
               {heading("cli.org.column.overdue"), false, true},
               {heading("cli.org.column.coordinated"), false, true},
               {heading("cli.org.column.head"), true}}};
  for (const auto& flow : report.flows) {
    const auto named = [&](const std::string& code) { return code + " " + agency_name(*world.directory, code); };
    table.add({named(flow.from),
               named(flow.to),
               std::to_string(flow.items),
               {count_text(flow.overdue), flow.overdue > 0 ? Look::bad : Look::plain},
               count_text(flow.coordinated),
               flow.items > 0 ? head_words(world, flow.to, told_at(context, request)) : ""});
  }
  table.print(context.terminal());
}

void print_rest(Context& context, const sqlite::TransferReport& report, const rules::World& world) {
  for (const auto& rest : report.rest) {
    config::TextArgs args{{"agency", agency_name(*world.directory, rest.agency)},
                          {"code", rest.agency},
                          {"count", std::to_string(rest.items)}};
    if (!rest.successor.empty()) args["successor"] = agency_name(*world.directory, rest.successor);
    context.say(rest.successor.empty() ? "cli.org.left" : "cli.org.left_to_successor", args);
  }
}

struct Totals {
  std::int64_t items = 0, overdue = 0, coordinated = 0, without_officer = 0;
  std::size_t heads = 0;
};

Totals totals_of(const sqlite::TransferReport& report, const rules::World& world, rules::Instant now) {
  Totals totals;
  std::set<rules::Recipient> heads;
  for (const auto& flow : report.flows) {
    totals.items += flow.items;
    totals.overdue += flow.overdue;
    totals.coordinated += flow.coordinated;
    totals.without_officer += flow.without_officer;
    if (flow.items == 0) continue;
    for (auto& head : heads_of(world, flow.to, now)) heads.insert(std::move(head));
  }
  totals.heads = heads.size();
  return totals;
}

void print_totals(Context& context, const sqlite::TransferReport& report, const sqlite::TransferRequest& request,
                  const rules::World& world) {
  const auto totals = totals_of(report, world, told_at(context, request));
  if (report.flows.empty()) {
    context.say("cli.org.nothing");
    return;
  }
  context.say("cli.org.totals", {{"items", std::to_string(totals.items)},
                                 {"overdue", std::to_string(totals.overdue)},
                                 {"coordinated", std::to_string(totals.coordinated)},
                                 {"heads", std::to_string(totals.heads)},
                                 {"until", context.show_due(request.grace_until)}});
  if (totals.without_officer > 0) {
    context.say("cli.org.without_officer", {{"count", std::to_string(totals.without_officer)}});
  }
  if (report.acknowledgements > 0) {
    context.say("cli.org.acknowledgements", {{"count", std::to_string(report.acknowledgements)}});
  }
}

void print_report(Context& context, const sqlite::TransferReport& report, const sqlite::TransferRequest& request,
                  const rules::World& world) {
  context.print_problems(report.table.problems);
  print_flows(context, report, request, world);
  print_rest(context, report, world);
  if (report.table.errors == 0) print_totals(context, report, request, world);
}

// Lines of four types: problem, flow, rest and, last, summary.
void print_json_report(Context& context, const sqlite::TransferReport& report, const sqlite::TransferRequest& request,
                       const rules::World& world) {
  for (const auto& problem : report.table.problems) print_json(context, table_problem_row(context, problem));
  for (const auto& flow : report.flows) {
    json::array heads;
    if (flow.items > 0) {
      for (const auto& head : heads_of(world, flow.to, told_at(context, request))) heads.emplace_back(head);
    }
    print_json(context, {{"type", "flow"},
                         {"from", flow.from},
                         {"from_name", agency_name(*world.directory, flow.from)},
                         {"to", flow.to},
                         {"to_name", agency_name(*world.directory, flow.to)},
                         {"items", flow.items},
                         {"overdue", flow.overdue},
                         {"coordinated", flow.coordinated},
                         {"without_officer", flow.without_officer},
                         {"heads", std::move(heads)}});
  }
  for (const auto& rest : report.rest) {
    print_json(context, {{"type", "rest"},
                         {"agency", rest.agency},
                         {"agency_name", agency_name(*world.directory, rest.agency)},
                         {"items", rest.items},
                         {"successor", json_text(rest.successor)}});
  }
  const auto totals = totals_of(report, world, told_at(context, request));
  print_json(context, {{"type", "summary"},
                       {"as_of", rules::format_day(request.as_of)},
                       {"map", request.file},
                       {"dry_run", request.dry_run},
                       {"committed", report.committed},
                       {"transfer", report.committed ? json::value(report.id) : json::value{}},
                       {"items", totals.items},
                       {"overdue", totals.overdue},
                       {"coordinated", totals.coordinated},
                       {"heads", totals.heads},
                       {"acknowledgements", report.acknowledgements},
                       {"grace_until", json_time(context, request.grace_until)},
                       {"errors", report.table.errors}});
}

void refuse_errors(const sqlite::TransferReport& report, const sqlite::TransferRequest& request) {
  if (report.table.errors == 0) return;
  throw CommandError{Exit::data,
                     problem("DD5806", {{"file", request.file}, {"count", std::to_string(report.table.errors)}})};
}

// Whoever is asked first sees what would happen; a script says --yes.
bool shown_and_agreed(Context& context, const TransferOptions& options, sqlite::TransferRequest request,
                      const rules::World& world) {
  if (options.dry_run || options.yes) return true;
  if (options.json) throw CommandError{Exit::usage, problem("DD5053")};
  request.dry_run = true;
  const auto shown = sqlite::transfer_items(context.database(), request);
  print_report(context, shown, request, world);
  refuse_errors(shown, request);
  if (shown.flows.empty() || agreed(context, "cli.org.question", false)) return true;
  context.say("cli.golive.left");
  return false;
}

Exit run_transfer(Context& context, const TransferOptions& options) {
  (void)context.configuration();
  const rules::World world = context.world();
  const auto request = request_of(context, options, world);
  if (!shown_and_agreed(context, options, request, world)) return Exit::no;
  const auto report = sqlite::transfer_items(context.database(), request);
  if (options.json) {
    print_json_report(context, report, request, world);
    refuse_errors(report, request);
    return Exit::ok;
  }
  print_report(context, report, request, world);
  refuse_errors(report, request);
  if (options.dry_run) {
    context.say("cli.org.dry_run");
  } else if (report.committed) {
    context.say("cli.org.done", {{"id", std::to_string(report.id)}});
  }
  return Exit::ok;
}

Exit run_undo(Context& context, bool yes) {
  if (!agreed(context, "cli.org.undo.question", yes)) {
    context.say("cli.golive.left");
    return Exit::no;
  }
  const auto undone = sqlite::undo_transfer(context.database(), context.actor(), context.now());
  if (!undone.refused.empty()) throw CommandError{Exit::no, problem(undone.refused, {{"detail", undone.detail}})};
  context.say("cli.org.undo.done", {{"id", std::to_string(undone.id)}, {"count", std::to_string(undone.items)}});
  return Exit::ok;
}

}  // namespace

void add_org_commands(Command& root) {
  Command org = root.add("org");
  const auto options = std::make_shared<TransferOptions>();
  Command transfer = org.add("transfer");
  transfer.required("--as-of", options->as_of, "DATE")
      .required("--map", options->map, "FILE.csv")
      .flag("--dry-run", options->dry_run)
      .flag("--yes", options->yes)
      .flag("--json", options->json);
  transfer.action([options](Context& context) { return run_transfer(context, *options); });

  const auto yes = std::make_shared<bool>(false);
  Command undo = org.add("undo");
  undo.flag("--yes", *yes);
  undo.action([yes](Context& context) { return run_undo(context, *yes); });
  add_org_charges_command(org);
}

}  // namespace dondoc::daemon::cli

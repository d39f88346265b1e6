#include <algorithm>
#include <ostream>

#include "daemon/cli/calendar_choice.hpp"
#include "daemon/cli/command.hpp"
#include "daemon/cli/item_options.hpp"
#include "daemon/cli/json_lines.hpp"
#include "daemon/cli/late_holds.hpp"
#include "daemon/cli/responsibilities.hpp"
#include "daemon/cli/table.hpp"
#include "daemon/cli/where_option.hpp"
#include "daemon/cli/words.hpp"
#include "integrations/sqlite/reports.hpp"

namespace dondoc::daemon::cli {
namespace {

namespace sqlite = integrations::sqlite;
namespace json = boost::json;

struct ItemsOptions {
  bool overdue = false;
  bool all = false;
  bool json = false;
  bool late_holds = false;
  std::optional<std::string> due_within;
  std::optional<std::string> agency;
  std::optional<std::string> state;
  std::optional<std::string> at;
  std::vector<std::string> where;
};

rules::Filter state_filter(const std::string& name) {
  if (!rules::parse_state(name)) throw CommandError{Exit::usage, problem("DD5041", {{"value", name}})};
  rules::Test test;
  test.value = name;
  return {{"state", test}};
}

sqlite::ItemQuery query_of(Context& context, const ItemsOptions& options, const rules::World& world) {
  sqlite::ItemQuery query;
  query.now = options.at ? context.parse_time_until(*options.at) : context.now();
  query.as_of_now = !options.at;
  query.overdue = options.overdue;
  query.agency = options.agency.value_or("");
  if (options.agency && world.directory->agency(*options.agency) == nullptr)
    throw unknown_agency(world, *options.agency);
  query.where = parse_where(context, options.where);
  if (options.state) {
    for (rules::Condition& condition : state_filter(*options.state)) query.where.push_back(std::move(condition));
  }
  query.closed_too = options.all;
  for (const rules::Condition& condition : query.where) query.closed_too |= condition.field == "state";
  if (options.due_within) {
    const rules::WorkCalendar* calendar = world.calendar({});
    if (calendar == nullptr) throw CommandError{Exit::configuration, problem("DD5017", {{"known", ""}})};
    query.due_until = amount_ahead(*calendar, context.parse_amount(*options.due_within), query.now);
  }
  return query;
}

std::vector<sqlite::Responsibility> parts_of(Context& context, const sqlite::ItemReport& report, rules::Instant now) {
  return sqlite::list_responsibilities(context.database(), report.item.id, now);
}

// "Sở Tài chính (nhận từ Sở Kế hoạch và Đầu tư)"
std::string agency_text(Context& context, const sqlite::ItemReport& report, const rules::World& world,
                        rules::Instant now) {
  std::string text = agency_name(*world.directory, report.item.agency);
  const auto parts = parts_of(context, report, now);
  const auto last = std::ranges::find(parts.rbegin(), parts.rend(), false, &sqlite::Responsibility::of_coordinator);
  if (last == parts.rend()) return text;
  return text + " (" +
         context.text("cli.org.handed_from",
                      {{"agency", agency_name(*world.directory, last->agency) + ", " + last->agency}}) +
         ")";
}

json::object json_item(Context& context, const sqlite::ItemReport& report, const rules::World& world,
                       rules::Instant now) {
  json::object row = item_row(context, report, *world.directory);
  row["responsibilities"] =
      responsibility_rows(context, world, report.item, report.due, parts_of(context, report, now));
  return row;
}

void print_items(Context& context, const std::vector<sqlite::ItemReport>& reports, const rules::World& world,
                 rules::Instant now) {
  Table table{{{context.text("cli.column.code")},
               {context.text("cli.column.due")},
               {context.text("cli.column.distance")},
               {context.text("cli.column.agency"), true},
               {context.text("cli.column.state")},
               {context.text("cli.column.title"), true}}};
  for (const sqlite::ItemReport& report : reports) {
    const rules::Item& item = report.item;
    const Look look = report.overdue ? Look::bad : Look::plain;
    const std::string mark = report.provisional ? " " + context.text("cli.provisional") : "";
    const bool shows_distance = report.due && rules::is_active(item.state);
    table.add({item.code,
               {context.show_due(report.due) + mark, look},
               {shows_distance ? distance_to_due(context, world.calendar_of(item), item, *report.due, now) : "", look},
               agency_text(context, report, world, now),
               word(context, "state", std::string{rules::state_name(item.state)}),
               item.title});
  }
  table.print(context.terminal());
  context.say("cli.items.count", {{"count", std::to_string(reports.size())}});
}

// Only the items that have one, and below the list what is odd about each.
void list_late_holds(Context& context, std::vector<sqlite::ItemReport>& reports, const rules::World& world,
                     const sqlite::ItemQuery& query, bool as_json) {
  std::vector<std::vector<LateHoldRow>> found;
  std::erase_if(reports, [&](const sqlite::ItemReport& report) {
    auto rows = late_holds_of(context, world, report.item, query.now);
    if (rows.empty()) return true;
    found.push_back(std::move(rows));
    return false;
  });
  if (!as_json && !reports.empty()) print_items(context, reports, world, query.now);
  for (std::size_t i = 0; i < reports.size(); ++i) {
    if (!as_json) {
      print_late_holds(context, reports[i].item, found[i]);
      continue;
    }
    json::object row = json_item(context, reports[i], world, query.now);
    row["holds"] = late_hold_rows(context, found[i]);
    print_json(context, row);
  }
  if (!as_json && reports.empty()) context.say("cli.items.no_late_hold");
}

Exit run_items(Context& context, const ItemsOptions& options) {
  const rules::World world = context.world();
  const sqlite::ItemQuery query = query_of(context, options, world);
  auto reports = sqlite::list_items(context.database(), query, *world.directory, *context.zone(),
                                    [&](const rules::Item& item) { return deadline_by_term(world, item, query.now); });
  std::erase_if(reports, [&](const sqlite::ItemReport& report) {
    if (report.unreadable) {
      context.print_problems({problem("DD5049", {{"code", report.item.source + "/" + report.item.code}})});
    }
    return report.unreadable;
  });
  if (options.late_holds) {
    list_late_holds(context, reports, world, query, options.json);
  } else if (options.json) {
    for (const sqlite::ItemReport& report : reports) print_json(context, json_item(context, report, world, query.now));
  } else if (reports.empty()) {
    context.say("cli.items.none");
  } else {
    print_items(context, reports, world, query.now);
  }
  return reports.empty() ? Exit::no : Exit::ok;
}

}  // namespace

void add_items_commands(Command& root) {
  const auto options = std::make_shared<ItemsOptions>();
  Command items = root.add("items");
  items.flag("--overdue", options->overdue)
      .option("--due-within", options->due_within, "5wd")
      .option("--agency", options->agency, "CODE")
      .option("--state", options->state, "STATE")
      .option("--where", options->where, "'KEY=VALUE'")
      .flag("--late-holds", options->late_holds)
      .flag("--all", options->all)
      .option("--at", options->at, "TIME")
      .flag("--json", options->json);
  items.action([options](Context& context) { return run_items(context, *options); });
  add_show_command(root);
}

}  // namespace dondoc::daemon::cli

#include <algorithm>
#include <map>

#include "daemon/cli/command.hpp"
#include "daemon/cli/item_options.hpp"
#include "daemon/cli/json_lines.hpp"
#include "daemon/cli/table.hpp"
#include "daemon/cli/words.hpp"
#include "integrations/sqlite/overdue_report.hpp"

// `dondoc org charges`: the time past their dues that each agency answers for. What was overdue before an item went to
// another agency is the old one's.

namespace dondoc::daemon::cli {
namespace {

namespace sqlite = integrations::sqlite;

struct ChargesOptions {
  std::optional<std::string> agency;
  bool json = false;
};

struct Charge {
  sqlite::OverduePeriod period;
  std::optional<std::int64_t> days;  // working days; nothing: the calendar does not reach
};

// By the item's own calendar: the days of the periods of an item add up to those it is late.
std::optional<std::int64_t> working_days(const rules::World& world, const sqlite::OverduePeriod& period,
                                         rules::Instant now) {
  const rules::WorkCalendar* calendar = world.calendar_of(period.item);
  if (calendar == nullptr) return std::nullopt;
  const rules::Zone& zone = calendar->zone();
  const auto until = period.until && *period.until <= now ? zone.day_before_end(*period.until) : zone.day_of(now);
  const auto days = calendar->working_days_between(zone.day_before_end(period.from), until);
  return days ? std::optional{*days} : std::nullopt;
}

bool goes_on(const sqlite::OverduePeriod& period, rules::Instant now) { return !period.until || *period.until > now; }

struct Sum {
  std::int64_t items = 0;
  std::int64_t going_on = 0;
  std::int64_t days = 0;
  std::int64_t longest = 0;
  std::int64_t unknown = 0;  // of which the calendar says nothing

  void add(const Charge& charge, rules::Instant now) {
    ++items;
    going_on += goes_on(charge.period, now) ? 1 : 0;
    unknown += charge.days ? 0 : 1;
    days += charge.days.value_or(0);
    longest = std::max(longest, charge.days.value_or(0));
  }
};

using Sums = std::map<std::string, Sum>;

void print_sums(Context& context, const Sums& sums, const rules::Directory& directory) {
  Table table{{{context.text("cli.column.agency"), true},
               {context.text("cli.org.column.items"), false, true},
               {context.text("cli.org.column.going_on"), false, true},
               {context.text("cli.org.column.days"), false, true},
               {context.text("cli.org.column.longest"), false, true}}};
  for (const auto& [agency, sum] : sums) {
    table.add({agency + " " + agency_name(directory, agency), std::to_string(sum.items), std::to_string(sum.going_on),
               std::to_string(sum.days), std::to_string(sum.longest)});
  }
  table.print(context.terminal());
}

void print_json_sums(Context& context, const Sums& sums, const rules::Directory& directory) {
  for (const auto& [agency, sum] : sums) {
    print_json(context, {{"agency", agency},
                         {"agency_name", agency_name(directory, agency)},
                         {"items", sum.items},
                         {"going_on", sum.going_on},
                         {"working_days", sum.days},
                         {"longest", sum.longest},
                         {"uncounted", sum.unknown}});
  }
}

void print_charges(Context& context, const std::vector<Charge>& charges, rules::Instant now) {
  Table table{{{context.text("cli.column.code")},
               {context.text("cli.column.due")},
               {context.text("cli.org.column.charged_from")},
               {context.text("cli.org.column.charged_until")},
               {context.text("cli.org.column.days"), false, true},
               {context.text("cli.column.title"), true}}};
  for (const auto& [period, days] : charges) {
    table.add({period.item.code, context.show_due(period.due), context.show(period.from),
               goes_on(period, now) ? context.text("cli.org.still") : context.show(period.until),
               days ? std::to_string(*days) : "?", period.item.title});
  }
  table.print(context.terminal());
}

void print_json_charges(Context& context, const std::vector<Charge>& charges, rules::Instant now) {
  for (const auto& [period, days] : charges) {
    print_json(context, {{"code", period.item.code},
                         {"source", period.item.source},
                         {"title", period.item.title},
                         {"agency", period.agency},
                         {"due", json_time(context, period.due)},
                         {"from", json_time(context, period.from)},
                         {"until", json_time(context, goes_on(period, now) ? std::nullopt : period.until)},
                         {"working_days", days ? boost::json::value(*days) : boost::json::value{}}});
  }
}

Exit run_charges(Context& context, const ChargesOptions& options) {
  const rules::World world = context.world();
  const rules::Instant now = context.now();
  if (options.agency && world.directory->agency(*options.agency) == nullptr) {
    throw unknown_agency(world, *options.agency);
  }
  Sums sums;
  std::vector<Charge> charges;
  sqlite::each_overdue_period(context.database(), options.agency.value_or(""), now,
                              [&](const sqlite::OverduePeriod& period) {
                                Charge charge{period, working_days(world, period, now)};
                                sums[period.agency].add(charge, now);
                                if (options.agency) charges.push_back(std::move(charge));
                              });
  if (sums.empty() && !options.json) context.say("cli.org.charges.none");
  if (sums.empty()) return Exit::no;
  if (options.json) {
    options.agency ? print_json_charges(context, charges, now) : print_json_sums(context, sums, *world.directory);
    return Exit::ok;
  }
  if (options.agency) print_charges(context, charges, now);
  print_sums(context, sums, *world.directory);
  return Exit::ok;
}

}  // namespace

void add_org_charges_command(Command& org) {
  const auto options = std::make_shared<ChargesOptions>();
  Command charges = org.add("charges");
  charges.option("--agency", options->agency, "CODE").flag("--json", options->json);
  charges.action([options](Context& context) { return run_charges(context, *options); });
}

}  // namespace dondoc::daemon::cli

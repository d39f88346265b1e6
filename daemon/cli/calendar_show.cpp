#include <boost/json.hpp>
#include <ostream>

#include "daemon/cli/calendar_choice.hpp"
#include "daemon/cli/calendar_command.hpp"
#include "daemon/cli/json_lines.hpp"
#include "daemon/cli/table.hpp"
#include "rules/regular_hours.hpp"

namespace dondoc::daemon::cli {
namespace {

namespace json = boost::json;
using rules::Day;
using std::chrono::days;

struct ShowOptions {
  CalendarOptions calendar;
  std::string year;
  bool json = false;
};

// Where a part of a year differs from its weeks.
struct Part {
  std::int64_t working_days = 0;
  std::vector<Day> off;     // days on which the week would have work
  std::vector<Day> worked;  // weekly rest days on which work is done
};

Part part_of(const rules::WorkCalendar& calendar, Day from, Day until) {
  Part part;
  for (Day day = from; day < until; day += days{1}) {
    const bool works = covered(calendar.is_working_day(day));
    const bool usual = !rules::regular_hours(calendar.spec(), day).empty();
    if (works) ++part.working_days;
    if (usual && !works) part.off.push_back(day);
    if (works && !usual) part.worked.push_back(day);
  }
  return part;
}

Day month_start(int year, unsigned month) {
  return month > 12 ? rules::make_day(year + 1, 1, 1) : rules::make_day(year, month, 1);
}

std::string days_of_month(const std::vector<Day>& some) {
  std::string out;
  for (const Day day : some) {
    out += (out.empty() ? "" : ", ") + std::to_string(static_cast<unsigned>(rules::civil(day).day()));
  }
  return out;
}

std::vector<rules::SpecialDay> special_days_of(const rules::CalendarSpec& spec, int year) {
  std::vector<rules::SpecialDay> some;
  for (const rules::SpecialDay& day : spec.days) {
    if (rules::year_of(day.date) == year) some.push_back(day);
  }
  return some;
}

void print_year(Context& context, const rules::WorkCalendar& calendar, int year) {
  const rules::YearCoverage& coverage = calendar.spec().years.at(year);
  context.say("cli.calendar.show.heading",
              {{"title", calendar.spec().title}, {"id", calendar.id()}, {"year", std::to_string(year)}});
  context.say(coverage.provisional ? "cli.calendar.show.provisional" : "cli.calendar.show.official",
              {{"notice", coverage.notice.empty() ? "–" : coverage.notice}});
  context.out() << '\n';
  Table table{{{context.text("cli.calendar.column.month")},
               {context.text("cli.calendar.column.working_days"), false, true},
               {context.text("cli.calendar.column.off"), true},
               {context.text("cli.calendar.column.worked"), true}}};
  for (unsigned month = 1; month <= 12; ++month) {
    const Part part = part_of(calendar, month_start(year, month), month_start(year, month + 1));
    table.add({std::to_string(month), std::to_string(part.working_days), days_of_month(part.off),
               days_of_month(part.worked)});
  }
  table.print(context.terminal());
  const Part whole = part_of(calendar, month_start(year, 1), month_start(year, 13));
  context.say("cli.calendar.show.total", {{"working", std::to_string(whole.working_days)},
                                          {"off", std::to_string(whole.off.size())},
                                          {"worked", std::to_string(whole.worked.size())}});
  context.out() << '\n';
  print_special_days(context, special_days_of(calendar.spec(), year), coverage.notice);
}

json::array json_days(const std::vector<Day>& some) {
  json::array out;
  for (const Day day : some) out.emplace_back(rules::format_day(day));
  return out;
}

json::object part_row(const char* row, const std::string& period, const Part& part) {
  return {{"row", row},
          {row, period},
          {"working_days", part.working_days},
          {"off", json_days(part.off)},
          {"worked", json_days(part.worked)}};
}

// A row for the year, one a month, one a special day.
void print_json_year(Context& context, const rules::WorkCalendar& calendar, int year) {
  const rules::YearCoverage& coverage = calendar.spec().years.at(year);
  json::object row =
      part_row("year", std::to_string(year), part_of(calendar, month_start(year, 1), month_start(year, 13)));
  row["year"] = year;
  row["calendar"] = calendar.id();
  row["title"] = calendar.spec().title;
  row["status"] = coverage.provisional ? "provisional" : "official";
  row["notice"] = json_text(coverage.notice);
  print_json(context, row);
  for (unsigned month = 1; month <= 12; ++month) {
    const std::string name = rules::format_day(month_start(year, month)).substr(0, 7);
    print_json(context,
               part_row("month", name, part_of(calendar, month_start(year, month), month_start(year, month + 1))));
  }
  for (const rules::SpecialDay& day : special_days_of(calendar.spec(), year)) {
    print_json_special_day(context, day, "row", "day");
  }
}

Exit run_show(Context& context, const ShowOptions& options) {
  const int year = parse_year(options.year, 1900, 2100);
  const auto calendar = choose_calendar(context, options.calendar);
  if (!calendar->covers(year)) {
    throw CommandError{Exit::no, problem("DD5502", {{"calendar", calendar->id()}, {"year", std::to_string(year)}})};
  }
  if (options.json) {
    print_json_year(context, *calendar, year);
  } else {
    print_year(context, *calendar, year);
  }
  return Exit::ok;
}

}  // namespace

void add_calendar_show(Command& calendar) {
  const auto options = std::make_shared<ShowOptions>();
  Command show = calendar.add("show");
  show.required("YEAR", options->year, "YEAR")
      .option("--calendar", options->calendar.id, "ID")
      .option("--calendars", options->calendar.directory, "DIR")
      .flag("--json", options->json);
  show.action([options](Context& context) { return run_show(context, *options); });
}

}  // namespace dondoc::daemon::cli

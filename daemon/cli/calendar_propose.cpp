#include <ostream>

#include "config/calendar_edit.hpp"
#include "daemon/cli/calendar_choice.hpp"
#include "daemon/cli/calendar_command.hpp"
#include "daemon/cli/calendar_write.hpp"
#include "rules/statutory_holidays.hpp"

namespace dondoc::daemon::cli {
namespace {

struct ProposeOptions {
  CalendarOptions calendar;
  std::string year;
  bool toml = false;
  bool write = false;
  bool json = false;
};

// The n-th of the words of a text.
std::string word_at(std::string_view words, std::size_t n) {
  for (; n > 0; --n) words.remove_prefix(words.find(' ') + 1);
  return std::string{words.substr(0, words.find(' '))};
}

// The year's name in the cycle of sixty: "Bính Ngọ".
std::string sexagenary_name(const Context& context, int year) {
  return word_at(context.text("cli.calendar.stems"), static_cast<std::size_t>((year + 6) % 10)) + " " +
         word_at(context.text("cli.calendar.branches"), static_cast<std::size_t>((year + 8) % 12));
}

std::string holiday_key(rules::Holiday holiday) {
  switch (holiday) {
    case rules::Holiday::new_year:
      return "new_year";
    case rules::Holiday::lunar_new_year:
      return "lunar_new_year";
    case rules::Holiday::hung_kings:
      return "hung_kings";
    case rules::Holiday::victory:
      return "victory";
    case rules::Holiday::labour:
      return "labour";
    case rules::Holiday::national:
      return "national";
    case rules::Holiday::beside_national:
      return "beside_national";
    case rules::Holiday::culture:
      return "culture";
  }
  return {};
}

std::string name_of(const Context& context, const rules::HolidayDay& day) {
  const std::string key = "cli.calendar.holiday." + holiday_key(day.holiday);
  if (day.kind == rules::DayKind::compensatory) {
    return context.text("cli.calendar.in_lieu", {{"holiday", context.text(key)}});
  }
  const std::string full = key + ".full";
  if (!config::has_text(full)) return context.text(key);
  return context.text(full, {{"year", sexagenary_name(context, rules::year_of(day.date))}});
}

rules::YearCoverage coverage_of(const Context& context, int year) {
  return {true, context.text(year < 2021 ? "cli.calendar.proposed_by_2012" : "cli.calendar.proposed_by_2019")};
}

std::vector<rules::SpecialDay> propose(const Context& context, int year, const rules::WorkCalendar& calendar) {
  std::vector<rules::SpecialDay> days;
  const std::string by_law = coverage_of(context, year).notice;
  for (const rules::HolidayDay& day : rules::statutory_holidays(year, calendar.spec().hours)) {
    rules::SpecialDay made;
    made.date = day.date;
    made.kind = day.kind;
    made.name = name_of(context, day);
    made.notice = day.holiday == rules::Holiday::culture ? context.text("cli.calendar.culture_notice") : by_law;
    days.push_back(std::move(made));
  }
  return days;
}

void print_proposal(Context& context, int year, const std::vector<rules::SpecialDay>& days) {
  context.say("cli.calendar.propose.heading", {{"year", std::to_string(year)}});
  context.line(coverage_of(context, year).notice);
  context.out() << '\n';
  print_special_days(context, days, coverage_of(context, year).notice);
  context.out() << '\n';
  context.say("cli.calendar.propose.provisional");
}

void write_proposal(Context& context, const rules::WorkCalendar& calendar, int year,
                    const std::vector<rules::SpecialDay>& days) {
  if (calendar.covers(year)) {
    throw CommandError{Exit::no, problem("DD5506", {{"calendar", calendar.id()}, {"year", std::to_string(year)}})};
  }
  const config::CalendarFile file = calendar_file(context, calendar.id());
  const std::string block = config::year_block(year, coverage_of(context, year), days);
  (void)write_calendar(context, file, config::with_year(file, block), Writing::write);
}

Exit run_propose(Context& context, const ProposeOptions& options) {
  const int year = parse_year(options.year, rules::kFirstProposedYear, rules::kLastProposedYear);
  const auto calendar = choose_calendar(context, options.calendar);
  const auto days = propose(context, year, *calendar);
  if (options.write) write_proposal(context, *calendar, year, days);
  if (options.json) {
    for (const rules::SpecialDay& day : days) print_json_special_day(context, day, "status", "provisional");
  } else if (options.toml) {
    context.out() << config::year_block(year, coverage_of(context, year), days);
  } else {
    print_proposal(context, year, days);
  }
  return Exit::ok;
}

}  // namespace

void add_calendar_propose(Command& calendar) {
  const auto options = std::make_shared<ProposeOptions>();
  Command propose = calendar.add("propose");
  propose.required("YEAR", options->year, "YEAR")
      .option("--calendar", options->calendar.id, "ID")
      .flag("--write", options->write)
      .flag("--toml", options->toml)
      .flag("--json", options->json);
  propose.action([options](Context& context) { return run_propose(context, *options); });
}

}  // namespace dondoc::daemon::cli

#include "daemon/cli/calendar_command.hpp"

#include <boost/json.hpp>
#include <charconv>

#include "daemon/cli/json_lines.hpp"
#include "daemon/cli/table.hpp"

namespace dondoc::daemon::cli {

int parse_year(const std::string& text, int least, int most) {
  int year = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), year);
  if (error == std::errc{} && end == text.data() + text.size() && year >= least && year <= most) return year;
  throw CommandError{
      Exit::usage,
      problem("DD5501", {{"value", text}, {"least", std::to_string(least)}, {"most", std::to_string(most)}})};
}

rules::Day parse_date(Context& context, const std::string& text) {
  const auto given = read_time(text, *context.zone(), context.now());
  if (given && given->bare_date) return given->day;
  throw CommandError{Exit::usage, problem("DD5510", {{"value", text}})};
}

std::string weekday_and_day(const Context& context, rules::Day day) {
  return context.text("cli.weekday." + std::to_string(rules::weekday_of(day).c_encoding())) + " " +
         context.show_day(day);
}

std::string kind_words(const Context& context, rules::DayKind kind) {
  return context.text("cli.calendar.kind." + std::string{rules::day_kind_name(kind)});
}

void print_special_days(Context& context, const std::vector<rules::SpecialDay>& days, const std::string& year_notice) {
  Table table{{{context.text("cli.calendar.column.day")},
               {context.text("cli.calendar.column.kind")},
               {context.text("cli.calendar.column.name"), true},
               {context.text("cli.calendar.column.notice"), true}}};
  for (const rules::SpecialDay& day : days) {
    table.add({weekday_and_day(context, day.date), kind_words(context, day.kind), day.name,
               day.notice == year_notice ? "" : day.notice});
  }
  table.print(context.terminal());
}

void print_json_special_day(Context& context, const rules::SpecialDay& day, const char* key, const char* value) {
  boost::json::array hours;
  for (const rules::ClockSpan& span : day.hours) {
    hours.emplace_back(rules::format_clock(span.from) + "-" + rules::format_clock(span.until));
  }
  print_json(context,
             {{"date", rules::format_day(day.date)},
              {"kind", std::string{rules::day_kind_name(day.kind)}},
              {"name", day.name},
              {"notice", json_text(day.notice)},
              {"hours", std::move(hours)},
              {"replaces", day.replaces ? boost::json::value(rules::format_day(*day.replaces)) : boost::json::value{}},
              {key, value}});
}

void add_calendar_commands(Command& root) {
  Command calendar = root.add("calendar");
  add_calendar_show(calendar);
  add_calendar_propose(calendar);
  add_calendar_edits(calendar);
  add_calendar_diff(calendar);
}

}  // namespace dondoc::daemon::cli

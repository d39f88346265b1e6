#include <algorithm>
#include <ostream>

#include "config/calendar_edit.hpp"
#include "daemon/cli/calendar_choice.hpp"
#include "daemon/cli/calendar_command.hpp"
#include "daemon/cli/calendar_write.hpp"
#include "rules/regular_hours.hpp"

namespace dondoc::daemon::cli {
namespace {

using rules::DayKind;
using rules::SpecialDay;

struct SetOptions {
  std::optional<std::string> calendar;
  std::string date;
  std::string kind;
  std::string notice;
  std::optional<std::string> name;
  std::vector<std::string> hours;
  std::optional<std::string> replaces;
  bool dry_run = false;
};

struct ClearOptions {
  std::optional<std::string> calendar;
  std::string date;
  bool dry_run = false;
};

struct ConfirmOptions {
  std::optional<std::string> calendar;
  std::string year;
  std::string notice;
};

std::shared_ptr<const rules::WorkCalendar> calendar_to_edit(Context& context, const std::optional<std::string>& id) {
  (void)context.configuration();
  return choose_calendar(context, {id, std::nullopt});
}

DayKind parse_kind(const std::string& name) {
  for (const DayKind kind : {DayKind::statutory, DayKind::compensatory, DayKind::swap_off, DayKind::swap_work}) {
    if (rules::day_kind_name(kind) == name) return kind;
  }
  throw CommandError{Exit::usage, problem("DD5511", {{"value", name}})};
}

// "07:00-11:30"; that it ends after it begins is for the loader to say.
rules::ClockSpan parse_span(const std::string& text) {
  const std::size_t dash = text.find('-');
  const auto from = rules::parse_clock(std::string_view{text}.substr(0, dash));
  const auto until =
      dash == std::string::npos ? std::nullopt : rules::parse_clock(std::string_view{text}.substr(dash + 1));
  if (!from || !until) throw CommandError{Exit::usage, problem("DD5512", {{"value", text}})};
  return {*from, *until};
}

// What --name leaves out: the name the day has, if it stays of its kind, else words for what it becomes.
std::string name_of(const Context& context, const SpecialDay& day, const SpecialDay* before) {
  if (before != nullptr && before->kind == day.kind) return before->name;
  switch (day.kind) {
    case DayKind::compensatory:
      return context.text("cli.calendar.set.compensatory");
    case DayKind::swap_off:
      return context.text("cli.calendar.set.swap_off");
    case DayKind::swap_work:
      if (day.replaces) return context.text("cli.calendar.set.swap_work", {{"date", context.show_day(*day.replaces)}});
      break;
    case DayKind::statutory:
      break;
  }
  throw CommandError{Exit::usage, problem("DD5513")};
}

SpecialDay day_of(Context& context, const SetOptions& options, const rules::WorkCalendar& calendar) {
  if (options.notice.empty()) throw CommandError{Exit::usage, problem("DD5002", {{"option", "--notice"}})};
  SpecialDay day;
  day.date = parse_date(context, options.date);
  day.kind = parse_kind(options.kind);
  day.notice = options.notice;
  for (const std::string& hours : options.hours) day.hours.push_back(parse_span(hours));
  if (options.replaces) day.replaces = parse_date(context, *options.replaces);
  if (day.kind == DayKind::swap_work && !day.replaces) throw CommandError{Exit::usage, problem("DD5514")};
  day.name = options.name ? *options.name : name_of(context, day, calendar.special_day(day.date));
  return day;
}

// Days in lieu and swaps move a day of the week's work to a day of its rest, or the other way round.
void expect_kind_fits_week(const Context& context, const SpecialDay& day, const rules::WorkCalendar& calendar) {
  if (day.kind == DayKind::statutory) return;
  const bool rest = rules::regular_hours(calendar.spec(), day.date).empty();
  if (rest == (day.kind == DayKind::swap_work)) return;
  throw CommandError{Exit::usage,
                     problem(rest ? "DD5821" : "DD5820", {{"day", weekday_and_day(context, day.date)},
                                                          {"kind", std::string{day_kind_name(day.kind)}}})};
}

// A notice in force is nothing to replace by the way.
void expect_not_official(const rules::WorkCalendar& calendar, int year) {
  const auto known = calendar.spec().years.find(year);
  if (known == calendar.spec().years.end() || known->second.provisional) return;
  throw CommandError{Exit::no, problem("DD5822", {{"year", std::to_string(year)}, {"notice", known->second.notice}})};
}

std::string expect_edit(config::EditedText edited) {
  if (!edited) throw CommandError{Exit::no, edited.error()};
  return std::move(*edited);
}

Writing writing(bool dry_run) { return dry_run ? Writing::rehearse : Writing::write; }

Exit run_set(Context& context, const SetOptions& options) {
  const auto calendar = calendar_to_edit(context, options.calendar);
  const SpecialDay day = day_of(context, options, *calendar);
  expect_kind_fits_week(context, day, *calendar);
  const config::CalendarFile file = calendar_file(context, calendar->id());
  if (!write_calendar(context, file, expect_edit(config::with_day(file, day)), writing(options.dry_run))) {
    return Exit::ok;
  }
  context.line(weekday_and_day(context, day.date) + ": " + kind_words(context, day.kind) + ": " + day.name + " [" +
               day.notice + "]");
  return Exit::ok;
}

Exit run_clear(Context& context, const ClearOptions& options) {
  const auto calendar = calendar_to_edit(context, options.calendar);
  const rules::Day date = parse_date(context, options.date);
  const config::CalendarFile file = calendar_file(context, calendar->id());
  if (!write_calendar(context, file, expect_edit(config::without_day(file, date)), writing(options.dry_run))) {
    return Exit::ok;
  }
  context.say("cli.calendar.clear.done", {{"day", weekday_and_day(context, date)}});
  return Exit::ok;
}

Exit run_confirm(Context& context, const ConfirmOptions& options) {
  const auto calendar = calendar_to_edit(context, options.calendar);
  const int year = parse_year(options.year, 1900, 2100);
  expect_not_official(*calendar, year);
  const config::CalendarFile file = calendar_file(context, calendar->id());
  (void)write_calendar(context, file, expect_edit(config::with_official_year(file, year, options.notice)),
                       Writing::write);
  context.say("cli.calendar.confirm.done", {{"year", std::to_string(year)}, {"notice", options.notice}});
  return Exit::ok;
}

void add_set(Command& calendar) {
  const auto options = std::make_shared<SetOptions>();
  Command set = calendar.add("set");
  set.required("DATE", options->date, "DATE")
      .required("--kind", options->kind, "KIND")
      .required("--notice", options->notice, "TEXT")
      .option("--name", options->name, "TEXT")
      .option("--hours", options->hours, "07:00-11:30")
      .option("--replaces", options->replaces, "DATE")
      .option("--calendar", options->calendar, "ID")
      .flag("--dry-run", options->dry_run);
  set.action([options](Context& context) { return run_set(context, *options); });
}

void add_clear(Command& calendar) {
  const auto options = std::make_shared<ClearOptions>();
  Command clear = calendar.add("clear");
  clear.required("DATE", options->date, "DATE")
      .option("--calendar", options->calendar, "ID")
      .flag("--dry-run", options->dry_run);
  clear.action([options](Context& context) { return run_clear(context, *options); });
}

void add_confirm(Command& calendar) {
  const auto options = std::make_shared<ConfirmOptions>();
  Command confirm = calendar.add("confirm");
  confirm.required("YEAR", options->year, "YEAR")
      .required("--notice", options->notice, "TEXT")
      .option("--calendar", options->calendar, "ID");
  confirm.action([options](Context& context) { return run_confirm(context, *options); });
}

}  // namespace

void add_calendar_edits(Command& calendar) {
  add_set(calendar);
  add_clear(calendar);
  add_confirm(calendar);
}

}  // namespace dondoc::daemon::cli

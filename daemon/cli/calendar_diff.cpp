#include "daemon/cli/calendar_diff.hpp"

#include <boost/json.hpp>
#include <filesystem>
#include <functional>
#include <ostream>

#include "daemon/calendar_moves.hpp"
#include "daemon/cli/calendar_choice.hpp"
#include "daemon/cli/calendar_command.hpp"
#include "daemon/cli/json_lines.hpp"
#include "daemon/cli/table.hpp"
#include "daemon/cli/words.hpp"

namespace dondoc::daemon::cli {
namespace {

namespace json = boost::json;

struct DiffOptions {
  std::string before;
  std::string after;
  bool json = false;
};

const rules::SpecialDay* special_of(const ChangedDay& day) {
  return day.after ? &*day.after : day.before ? &*day.before : nullptr;
}

std::string state_words(const Context& context, const std::optional<rules::SpecialDay>& special) {
  return special ? kind_words(context, special->kind) : context.text("cli.calendar.diff.ordinary");
}

// The first of the days, with its notice, and how many more there are.
std::string because(const Context& context, const std::vector<ChangedDay>& days) {
  if (days.empty()) return {};
  std::string text = context.show_day(days.front().day) + " " + state_words(context, days.front().after);
  const rules::SpecialDay* special = special_of(days.front());
  if (special != nullptr && !special->notice.empty()) text += " [" + special->notice + "]";
  const std::string more = std::to_string(days.size() - 1);
  return days.size() == 1 ? text : text + " " + context.text("cli.calendar.diff.more", {{"count", more}});
}

std::string due_words(Context& context, const DueBy& due) {
  if (due.missing_year) return context.text("cli.calendar.diff.missing", {{"year", std::to_string(*due.missing_year)}});
  return context.show_due(due.due) + (due.provisional ? " " + context.text("cli.provisional") : "");
}

json::value json_special(const std::optional<rules::SpecialDay>& special) {
  return special ? json::value(std::string{rules::day_kind_name(special->kind)}) : json::value{};
}

json::object changed_row(const ChangedDay& day) {
  const rules::SpecialDay* special = special_of(day);
  return {{"date", rules::format_day(day.day)},
          {"before", json_special(day.before)},
          {"after", json_special(day.after)},
          {"name", special == nullptr ? json::value{} : json_text(special->name)},
          {"notice", special == nullptr ? json::value{} : json_text(special->notice)}};
}

void each_changed_day(const rules::CalendarMap& before, const rules::CalendarMap& after,
                      const std::function<void(const std::string& calendar, const ChangedDay& day)>& use) {
  for (const auto& [id, old] : before) {
    const auto made = after.find(id);
    if (made == after.end() || made->second == old) continue;
    for (const ChangedDay& day : changed_days(*old, *made->second)) use(id, day);
  }
}

void print_json_move(Context& context, const Move& move) {
  const auto year = [](std::optional<int> missing) { return missing ? json::value(*missing) : json::value{}; };
  json::array causes;
  for (const ChangedDay& day : move.because) causes.push_back(changed_row(day));
  print_json(context, {{"kind", "item"},
                       {"code", move.item.code},
                       {"source", move.item.source},
                       {"title", move.item.title},
                       {"agency", json_text(move.item.agency)},
                       {"due_before", json_time(context, move.before.due)},
                       {"due_after", json_time(context, move.after.due)},
                       {"days", move.before.due && move.after.due ? json::value(move.days) : json::value{}},
                       {"missing_year_before", year(move.before.missing_year)},
                       {"missing_year_after", year(move.after.missing_year)},
                       {"provisional", move.after.provisional},
                       {"appointment", json_time(context, move.item.appointment_at)},
                       {"because", std::move(causes)}});
}

void print_json_changed_days(Context& context, const rules::CalendarMap& before, const rules::CalendarMap& after) {
  each_changed_day(before, after, [&](const std::string& calendar, const ChangedDay& day) {
    json::object row{{"kind", "day"}, {"calendar", calendar}};
    for (const auto& entry : changed_row(day)) row.insert(entry);
    print_json(context, row);
  });
}

void print_changed_days(Context& context, const rules::CalendarMap& before, const rules::CalendarMap& after) {
  Table table{{{context.text("cli.calendar.column.calendar")},
               {context.text("cli.calendar.column.day")},
               {context.text("cli.calendar.column.before")},
               {context.text("cli.calendar.column.after")},
               {context.text("cli.calendar.column.name"), true},
               {context.text("cli.calendar.column.notice"), true}}};
  each_changed_day(before, after, [&](const std::string& calendar, const ChangedDay& day) {
    const rules::SpecialDay* special = special_of(day);
    table.add({calendar, weekday_and_day(context, day.day), state_words(context, day.before),
               state_words(context, day.after), special == nullptr ? "" : special->name,
               special == nullptr ? "" : special->notice});
  });
  if (table.empty()) return context.say("cli.calendar.diff.same");
  table.print(context.terminal());
  context.out() << '\n';
}

std::string signed_number(std::int64_t number) { return (number > 0 ? "+" : "") + std::to_string(number); }

class MoveTable {
 public:
  MoveTable(Context& context, const rules::Directory& directory)
      : context_(context),
        directory_(directory),
        table_{{{context.text("cli.column.code")},
                {context.text("cli.column.agency"), true},
                {context.text("cli.calendar.column.before")},
                {context.text("cli.calendar.column.after")},
                {context.text("cli.calendar.column.days"), false, true},
                {context.text("cli.calendar.column.because"), true}}} {}

  void add(const Move& move) {
    const bool known = move.before.due && move.after.due;
    const std::string promise =
        move.promised
            ? context_.text("cli.calendar.diff.promised", {{"due", context_.show_due(move.item.appointment_at)}}) + "; "
            : "";
    table_.add({move.item.code, agency_name(directory_, move.item.agency), due_words(context_, move.before),
                due_words(context_, move.after), known ? signed_number(move.days) : "–",
                promise + because(context_, move.because)});
  }

  void print() {
    if (!table_.empty()) table_.print(context_.terminal());
    context_.say(table_.empty() ? "cli.calendar.diff.none" : "cli.calendar.diff.count",
                 {{"count", std::to_string(table_.size())}});
  }

 private:
  Context& context_;
  const rules::Directory& directory_;
  Table table_;
};

// A folder is all calendars there are; a file is one, in place of the configured one with its id.
rules::CalendarMap calendars_in_force(const rules::World& world, const std::string& path) {
  rules::CalendarMap given = calendars_at(path);
  if (given.empty()) throw CommandError{Exit::usage, problem("DD5515", {{"path", path}})};
  if (!std::filesystem::is_directory(path)) given.insert(world.calendars.begin(), world.calendars.end());
  return given;
}

Exit run_diff(Context& context, const DiffOptions& options) {
  const rules::World world = context.world();
  return print_moves(context, calendars_in_force(world, options.before), calendars_in_force(world, options.after),
                     options.json);
}

}  // namespace

Exit print_moves(Context& context, rules::CalendarMap before, rules::CalendarMap after, bool json) {
  if (json) {
    print_json_changed_days(context, before, after);
  } else {
    print_changed_days(context, before, after);
  }
  rules::World old = context.world();
  rules::World made = old;
  old.calendars = std::move(before);
  made.calendars = std::move(after);
  std::size_t count = 0;
  MoveTable table{context, *old.directory};
  const auto found = [&](const Move& move) {
    ++count;
    if (json) return print_json_move(context, move);
    table.add(move);
  };
  find_moves(context.store(), old, made, context.now(), found);
  find_occurrence_moves(context.store(), context.configuration(), old, made, context.now(), found);
  if (!json) table.print();
  return count == 0 ? Exit::no : Exit::ok;
}

void add_calendar_diff(Command& calendar) {
  const auto options = std::make_shared<DiffOptions>();
  Command diff = calendar.add("diff");
  diff.required("OLD", options->before, "OLD").required("NEW", options->after, "NEW").flag("--json", options->json);
  diff.action([options](Context& context) { return run_diff(context, *options); });
}

}  // namespace dondoc::daemon::cli

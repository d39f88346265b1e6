#include <algorithm>
#include <boost/json.hpp>
#include <istream>
#include <map>
#include <ostream>

#include "daemon/cli/calendar_choice.hpp"
#include "daemon/cli/command.hpp"
#include "daemon/cli/context.hpp"
#include "daemon/cli/deadline_reasons.hpp"
#include "daemon/cli/json_lines.hpp"
#include "rules/deadline.hpp"
#include "rules/text.hpp"

namespace dondoc::daemon::cli {
namespace {

namespace json = boost::json;

struct DueOptions {
  CalendarOptions calendar;
  std::optional<std::string> reception;
  std::optional<std::string> cut_off;
  std::optional<std::string> roll;
  std::optional<std::string> from;
  std::optional<std::string> term;
  std::vector<std::string> holds;
  bool json = false;
  bool batch = false;
};

struct BetweenOptions {
  CalendarOptions calendar;
  std::string from;
  std::string to;
  std::optional<std::string> unit;
  bool json = false;
};

CommandError bad(const std::string& code, const std::string& value) {
  return CommandError{Exit::usage, problem(code, {{"value", value}})};
}

// Times without an offset are those of the calendar's zone.
rules::Instant time_in(Context& context, const rules::WorkCalendar& calendar, const std::string& text) {
  const auto given = read_time(text, calendar.zone(), context.now());
  if (!given) throw bad("DD5009", text);
  return given->instant;
}

rules::Hold hold_of(rules::Instant from, rules::Instant until, const std::string& text) {
  if (until < from) throw bad("DD5011", text);
  return rules::Hold{from, until, {}, {}};
}

// FROM/TO, cut at each slash in turn: days are written with slashes too.
rules::Hold parse_hold(Context& context, const rules::WorkCalendar& calendar, const std::string& text) {
  for (std::size_t slash = text.find('/'); slash != std::string::npos; slash = text.find('/', slash + 1)) {
    const auto from = read_time(std::string_view{text}.substr(0, slash), calendar.zone(), context.now());
    const auto until = read_time(std::string_view{text}.substr(slash + 1), calendar.zone(), context.now());
    if (from && until) return hold_of(from->instant, until->instant, text);
  }
  throw bad("DD5011", text);
}

rules::ClockTime clock_in(const std::string& text) {
  const auto clock = rules::parse_clock(text);
  if (!clock) throw bad("DD5081", text);
  return *clock;
}

rules::Roll roll_in(const std::string& text) {
  const auto roll = rules::parse_roll(text);
  if (!roll) throw bad("DD5082", text);
  return *roll;
}

// By whose calendar the term runs and by whose receipt counts, and what is so where a question does not say.
class Terms {
 public:
  Terms(Context& context, const DueOptions& options)
      : context_(context), options_(options), calendar_(choose_calendar(context, options.calendar)) {
    const auto* configuration = options.calendar.directory ? nullptr : context.configuration_if_any();
    if (configuration != nullptr) base_.roll = configuration->roll.term;
    if (options.roll) base_.roll = roll_in(*options.roll);
    if (options.cut_off) base_.cut_off = clock_in(*options.cut_off);
    if (options.reception) base_.reception = reception(*options.reception);
  }

  [[nodiscard]] const rules::WorkCalendar& calendar() const { return *calendar_; }
  [[nodiscard]] const rules::TermInput& base() const { return base_; }

  // Each is looked for once.
  [[nodiscard]] const rules::WorkCalendar* reception(const std::string& id) {
    auto& found = receptions_[id];
    if (!found) found = choose_calendar(context_, {id, options_.calendar.directory});
    return found.get();
  }

 private:
  Context& context_;
  const DueOptions& options_;
  std::shared_ptr<const rules::WorkCalendar> calendar_;
  std::map<std::string, std::shared_ptr<const rules::WorkCalendar>> receptions_;
  rules::TermInput base_;
};

rules::DeadlineResult compute(const rules::TermInput& input, const rules::WorkCalendar& calendar) {
  return covered(rules::compute_deadline(input, calendar)).value();
}

json::object due_row(const rules::DeadlineResult& result, const rules::Zone& zone) {
  return {{"due", rules::format_iso(result.due, zone)},
          {"start", rules::format_iso(result.start, zone)},
          {"counted_receipt", rules::format_iso(result.counted_receipt, zone)},
          {"due_without_holds", rules::format_iso(result.due_without_holds, zone)},
          {"due_before_roll", rules::format_iso(result.due_before_roll, zone)},
          {"roll", json_text(std::string{roll_of(result)})},
          {"provisional", result.provisional}};
}

void print_due(Context& context, const rules::TermInput& input, const rules::DeadlineResult& result,
               const rules::WorkCalendar& calendar) {
  const auto show = [&](rules::Instant due) { return write_due(due, calendar.zone(), context.language()); };
  context.say("cli.due.result", {{"due", show(result.due)}});
  context.say("cli.due.start", {{"start", write_time(result.start, calendar.zone(), context.language())}});
  print_receipt(context, input, result, calendar, calendar.zone());
  if (result.due_before_roll != result.due_without_holds) {
    context.say("cli.due.without_holds", {{"due", show(result.due_without_holds)}});
  }
  print_roll(context, result, calendar, calendar.zone());
  if (result.provisional) context.say("cli.due.provisional", {{"calendar", calendar.id()}});
}

std::string text_field(const json::object& row, std::string_view name) {
  const json::value* value = row.if_contains(name);
  if (value == nullptr || !value->is_string()) {
    throw CommandError{Exit::data, problem("DD5014", {{"field", std::string{name}}})};
  }
  return std::string{value->get_string()};
}

// {"from": TIME, "to": TIME} or "FROM/TO"
rules::Hold json_hold(Context& context, const rules::WorkCalendar& calendar, const json::value& value) {
  if (value.is_string()) return parse_hold(context, calendar, std::string{value.get_string()});
  if (!value.is_object()) throw CommandError{Exit::data, problem("DD5014", {{"field", "holds"}})};
  const json::object& row = value.get_object();
  const rules::Instant from = time_in(context, calendar, text_field(row, "from"));
  return hold_of(from, time_in(context, calendar, text_field(row, "to")), json::serialize(value));
}

bool has(const json::object& row, std::string_view name) {
  const json::value* value = row.if_contains(name);
  return value != nullptr && !value->is_null();
}

// A misspelt hold would be a wrong deadline.
void refuse_unknown_fields(const json::object& row) {
  const std::vector<std::string> known{"from", "term", "holds", "cut_off", "roll", "reception_calendar", "id"};
  const auto all = rules::joined(known);
  for (const auto& [key, value] : row) {
    const std::string field{key};
    if (std::ranges::find(known, field) != known.end()) continue;
    if (const auto near = rules::nearest(field, known)) {
      throw CommandError{Exit::data, problem("DD5067", {{"field", field}, {"nearest", *near}})};
    }
    throw CommandError{Exit::data, problem("DD5068", {{"field", field}, {"known", all}})};
  }
}

rules::TermInput json_input(Context& context, Terms& terms, const json::object& row) {
  const rules::WorkCalendar& calendar = terms.calendar();
  rules::TermInput input = terms.base();
  input.received = time_in(context, calendar, text_field(row, "from"));
  if (has(row, "cut_off")) input.cut_off = clock_in(text_field(row, "cut_off"));
  if (has(row, "roll")) input.roll = roll_in(text_field(row, "roll"));
  if (has(row, "reception_calendar")) input.reception = terms.reception(text_field(row, "reception_calendar"));
  input.budget = context.parse_amount(text_field(row, "term"));
  if (has(row, "holds")) {
    const json::value& holds = row.at("holds");
    if (!holds.is_array()) throw CommandError{Exit::data, problem("DD5014", {{"field", "holds"}})};
    for (const json::value& hold : holds.get_array()) input.holds.push_back(json_hold(context, calendar, hold));
  }
  return input;
}

json::object answer_line(Context& context, Terms& terms, const json::object& row) {
  refuse_unknown_fields(row);
  const rules::WorkCalendar& calendar = terms.calendar();
  return due_row(compute(json_input(context, terms, row), calendar), calendar.zone());
}

json::object parse_line(const std::string& line) {
  boost::system::error_code error;
  json::value value = json::parse(line, error);
  if (error || !value.is_object()) throw CommandError{Exit::data, problem("DD5013")};
  return value.get_object();
}

// An answer a line, in order; a line that cannot be answered gets an object with "error" and "message". Both carry the
// "id" of the question.
Exit run_batch(Context& context, Terms& terms) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  Exit code = Exit::ok;
  std::string line;
  for (std::int64_t number = 1; std::getline(context.terminal().in, line); ++number) {
    if (number == 1 && line.starts_with(kByteOrderMark)) line.erase(0, kByteOrderMark.size());
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    json::object answer;
    json::object question;
    try {
      question = parse_line(line);
      answer = answer_line(context, terms, question);
    } catch (const CommandError& error) {
      const rules::Problem& first = error.problems().front();
      answer = {
          {"line", number}, {"error", first.code}, {"message", config::format_problem(context.language(), first)}};
      code = Exit::data;
    }
    if (const json::value* id = question.if_contains("id")) answer["id"] = *id;
    print_json(context, answer);
  }
  return code;
}

void refuse_beside_batch(const DueOptions& options) {
  const auto refuse = [](bool given, const char* option) {
    if (given) throw CommandError{Exit::usage, problem("DD5069", {{"option", option}})};
  };
  refuse(options.from.has_value(), "--from");
  refuse(options.term.has_value(), "--term");
  refuse(!options.holds.empty(), "--hold");
}

Exit run_due(Context& context, const DueOptions& options) {
  if (options.batch) refuse_beside_batch(options);
  Terms terms{context, options};
  if (options.batch) return run_batch(context, terms);
  if (!options.from || !options.term) {
    throw CommandError{Exit::usage, problem("DD5002", {{"option", options.from ? "--term" : "--from"}})};
  }
  const rules::WorkCalendar& calendar = terms.calendar();
  rules::TermInput input = terms.base();
  input.received = time_in(context, calendar, *options.from);
  input.budget = context.parse_amount(*options.term);
  for (const std::string& hold : options.holds) input.holds.push_back(parse_hold(context, calendar, hold));
  const rules::DeadlineResult result = compute(input, calendar);
  if (options.json) {
    print_json(context, due_row(result, calendar.zone()));
  } else {
    print_due(context, input, result, calendar);
  }
  return Exit::ok;
}

Exit run_between(Context& context, const BetweenOptions& options) {
  const std::string unit = options.unit.value_or("wd");
  const auto calendar = choose_calendar(context, options.calendar);
  const rules::Instant from = time_in(context, *calendar, options.from);
  const rules::Instant to = time_in(context, *calendar, options.to);
  const bool provisional = calendar->provisional_between(calendar->zone().day_of(from), calendar->zone().day_of(to));
  std::int64_t count = 0;
  rules::Millis rest{0};
  if (unit == "wd") {
    const rules::Zone& zone = calendar->zone();
    count = covered(calendar->working_days_between(zone.day_of(from), zone.day_of(to)));
  } else if (unit == "wh" || unit == "wmin") {
    const bool forward = from <= to;
    const rules::Millis length =
        covered(calendar->working_time(forward ? rules::Interval{from, to} : rules::Interval{to, from}));
    const rules::Millis one = unit == "wh" ? rules::Millis{std::chrono::hours{1}} : std::chrono::minutes{1};
    const int sign = forward ? 1 : -1;
    count = sign * (length / one);
    rest = sign * (length % one);
  } else {
    throw bad("DD5015", unit);
  }
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(rest).count();
  if (options.json) {
    print_json(context, {{"unit", unit}, {"count", count}, {"rest_minutes", minutes}, {"provisional", provisional}});
  } else {
    context.out() << count << unit;
    if (minutes != 0) context.out() << ' ' << minutes << "wmin";
    context.out() << '\n';
    if (provisional) context.say("cli.due.provisional", {{"calendar", calendar->id()}});
  }
  return Exit::ok;
}

}  // namespace

void add_due_commands(Command& root) {
  const auto due = std::make_shared<DueOptions>();
  Command command = root.add("due");
  command.option("--from", due->from, "TIME")
      .option("--term", due->term, "3wd")
      .option("--calendar", due->calendar.id, "ID")
      .option("--calendars", due->calendar.directory, "DIR")
      .option("--hold", due->holds, "FROM/TO")
      .option("--cut-off", due->cut_off, "15:00")
      .option("--reception-calendar", due->reception, "ID")
      .option("--roll", due->roll, "next|previous|none")
      .flag("--json", due->json)
      .flag("--batch", due->batch);
  command.action([due](Context& context) { return run_due(context, *due); });

  const auto between = std::make_shared<BetweenOptions>();
  Command second = root.add("between");
  second.required("FROM", between->from, "TIME")
      .required("TO", between->to, "TIME")
      .option("--unit", between->unit, "wd|wh|wmin")
      .option("--calendar", between->calendar.id, "ID")
      .option("--calendars", between->calendar.directory, "DIR")
      .flag("--json", between->json);
  second.action([between](Context& context) { return run_between(context, *between); });
}

}  // namespace dondoc::daemon::cli

#include <boost/json.hpp>

#include "config/zones.hpp"
#include "daemon/cli/command.hpp"
#include "daemon/cli/context.hpp"
#include "daemon/cli/json_lines.hpp"
#include "daemon/cli/series_rows.hpp"
#include "rules/recurrence.hpp"

namespace dondoc::daemon::cli {
namespace {

struct ExpandOptions {
  std::optional<std::string> id;
  std::optional<std::string> rrule;
  std::optional<std::string> start;
  std::optional<std::string> zone;
  std::vector<std::string> rdates;
  std::vector<std::string> exdates;
  std::string from;
  std::string to;
  bool json = false;
};

CommandError bad(const std::string& code, const std::string& value) {
  return CommandError{Exit::usage, problem(code, {{"value", value}})};
}

std::shared_ptr<const rules::Zone> zone_of(Context& context, const std::optional<std::string>& name) {
  if (!name) return context.zone();
  auto zone = config::load_zone(*name);
  if (!zone) throw bad("DD5703", *name);
  return *zone;
}

rules::CivilTime civil_in(const std::string& text) {
  const auto time = rules::parse_civil(text);
  if (!time) throw bad("DD5701", text);
  return *time;
}

std::vector<rules::CivilTime> all_civil(const std::vector<std::string>& texts) {
  std::vector<rules::CivilTime> out;
  out.reserve(texts.size());
  for (const auto& text : texts) out.push_back(civil_in(text));
  return out;
}

rules::Instant time_in(Context& context, const rules::Zone& zone, const std::string& text, bool until) {
  const auto given = read_time(text, zone, context.now());
  if (!given) throw bad("DD5009", text);
  return until && given->bare_date ? zone.span_of(given->day).until : given->instant;
}

rules::Interval interval_of(Context& context, const rules::Zone& zone, const ExpandOptions& options) {
  const rules::Interval interval{time_in(context, zone, options.from, false), time_in(context, zone, options.to, true)};
  if (interval.until <= interval.from) throw CommandError{Exit::usage, problem("DD5704")};
  return interval;
}

rules::Recurrence recurrence_of(const ExpandOptions& options) {
  rules::Recurrence recurrence;
  auto rule = rules::parse_recurrence_rule(*options.rrule);
  if (!rule) throw CommandError{Exit::usage, rules::problem_of(rule.error())};
  recurrence.rule = std::move(*rule);
  if (!options.start) throw CommandError{Exit::usage, problem("DD5002", {{"option", "--start"}})};
  const auto start = civil_in(*options.start);
  recurrence.start = rules::LocalTime{start.day} + start.clock.value_or(rules::Millis{0});
  recurrence.dates = all_civil(options.rdates);
  recurrence.except = all_civil(options.exdates);
  return recurrence;
}

void print_recurring(Context& context, const rules::Zone& zone, const rules::Recurring& one, bool json) {
  if (json) {
    const auto day = std::chrono::floor<std::chrono::days>(one.local);
    const rules::CivilTime local{day, one.local - rules::LocalTime{day}};
    print_json(context, {{"start", rules::format_iso(one.at, zone)}, {"local", rules::format_civil(local)}});
  } else {
    context.line(write_time(one.at, zone, context.language()));
  }
}

Exit expand_rule(Context& context, const ExpandOptions& options) {
  const auto zone = zone_of(context, options.zone);
  const auto found = rules::expand_recurrence(recurrence_of(options), *zone, interval_of(context, *zone, options));
  if (!found) throw CommandError{Exit::usage, rules::problem_of(found.error())};
  for (const auto& one : *found) print_recurring(context, *zone, one, options.json);
  if (!options.json && found->empty()) context.say("cli.series.none");
  return Exit::ok;
}

// What says how a rule is expanded would be lost on a series, which has all that.
void refuse_parts_of_a_rule(const ExpandOptions& options) {
  const std::pair<const char*, bool> given[] = {{"--start", options.start.has_value()},
                                                {"--tz", options.zone.has_value()},
                                                {"--rdate", !options.rdates.empty()},
                                                {"--exdate", !options.exdates.empty()}};
  for (const auto& [option, is_given] : given) {
    if (is_given) throw CommandError{Exit::usage, problem("DD5842", {{"option", option}, {"id", *options.id}})};
  }
}

Exit expand_series(Context& context, const ExpandOptions& options) {
  refuse_parts_of_a_rule(options);
  const auto one = find_series(context, *options.id);
  const auto world = context.world();
  const auto rows = occurrence_rows(context, world, one, interval_of(context, *one.zone, options));
  print_occurrences(context, world, one, rows, options.json);
  return Exit::ok;
}

Exit expand(Context& context, const ExpandOptions& options) {
  if (options.id.has_value() == options.rrule.has_value()) throw CommandError{Exit::usage, problem("DD5702")};
  return options.rrule ? expand_rule(context, options) : expand_series(context, options);
}

}  // namespace

void add_series_commands(Command& root) {
  Command series = root.add("series");
  add_series_list_commands(series);
  add_series_edit_commands(series);
  const auto options = std::make_shared<ExpandOptions>();
  Command command = series.add("expand");
  command.option("ID", options->id, "ID")
      .option("--rrule", options->rrule, "RRULE")
      .option("--start", options->start, "TIME")
      .option("--tz", options->zone, "ZONE")
      .option("--rdate", options->rdates, "TIME")
      .option("--exdate", options->exdates, "TIME")
      .required("--from", options->from, "TIME")
      .required("--to", options->to, "TIME")
      .flag("--json", options->json);
  command.action([options](Context& context) { return expand(context, *options); });
}

}  // namespace dondoc::daemon::cli

#include <algorithm>

#include "daemon/cli/command.hpp"
#include "daemon/cli/item_options.hpp"
#include "daemon/cli/series_choice.hpp"
#include "integrations/sqlite/series_edits.hpp"
#include "rules/zone.hpp"

namespace dondoc::daemon::cli {
namespace {

namespace sqlite = integrations::sqlite;

struct EditOptions {
  std::string id;
  std::string occurrence;  // the unshifted date, or a code
  std::optional<std::string> agency;
  std::optional<std::string> to;
  std::optional<std::string> reason;
};

std::string need(const std::optional<std::string>& value, const char* option) {
  if (!value || value->empty()) throw CommandError{Exit::usage, problem("DD5002", {{"option", option}})};
  return *value;
}

rules::Day day_in(Context& context, const EditOptions& options) {
  const auto& text = options.occurrence;
  const auto slash = text.rfind('/');
  if (text.starts_with(options.id + "/")) {
    if (const auto day = rules::parse_day(std::string_view{text}.substr(slash + 1))) return *day;
  }
  const auto given = read_time(text, *context.zone(), context.now());
  if (!given || !given->bare_date) throw CommandError{Exit::usage, problem("DD5707", {{"value", text}})};
  return given->day;
}

// Of all agencies, or of the one that is named by --agency or by the code.
std::vector<OccurrenceRow> chosen(Context& context, const AllSeries::One& one, const EditOptions& options) {
  const auto world = context.world();
  if (options.agency && world.directory->agency(*options.agency) == nullptr) {
    throw unknown_agency(world, *options.agency);
  }
  const auto span = one.zone->span_of(day_in(context, options));
  auto rows = occurrence_rows(context, world, one, span).rows;
  const bool by_code = options.occurrence.starts_with(options.id + "/");
  std::erase_if(rows, [&](const OccurrenceRow& row) {
    return (options.agency && row.occurrence.agency != *options.agency) ||
           (by_code && row.occurrence.code != options.occurrence);
  });
  if (rows.empty()) {
    throw CommandError{Exit::no, problem("DD5708", {{"id", options.id}, {"occurrence", options.occurrence}})};
  }
  return rows;
}

void expect_open(const OccurrenceRow& row) {
  const bool open = !row.cancelled && (!row.state || rules::is_active(*row.state));
  if (!open) throw CommandError{Exit::no, problem("DD5709", {{"code", row.occurrence.code}})};
}

// A bare date keeps the clock time; of a report that is due on a date, its end.
rules::Occurrence moved_to(Context& context, const AllSeries::One& one, const OccurrenceRow& row,
                           const std::string& text) {
  const auto given = read_time(text, *one.zone, context.now());
  if (!given) throw CommandError{Exit::usage, problem("DD5009", {{"value", text}})};
  rules::Instant to = given->instant;
  const bool is_date = given->bare_date && one.series.date_only;
  if (is_date) {
    to = one.zone->span_of(given->day).until;
  } else if (given->bare_date) {
    const auto local = one.zone->to_local(row.occurrence.due);
    to = rules::instant_of_civil(rules::LocalTime{given->day} + (local - std::chrono::floor<std::chrono::days>(local)),
                                 *one.zone);
  }
  if (to <= context.now()) throw CommandError{Exit::usage, problem("DD5710", {{"value", text}})};
  return rules::moved(one.series, row.occurrence, to, is_date);
}

Exit edit(Context& context, const EditOptions& options, bool cancel) {
  const auto reason = need(options.reason, "--reason");
  const auto to = cancel ? std::string{} : need(options.to, "--to");
  const auto one = find_series(context, options.id);
  std::vector<sqlite::OccurrenceDecision> decisions;
  for (const auto& row : chosen(context, one, options)) {
    expect_open(row);
    decisions.push_back({cancel ? row.occurrence : moved_to(context, one, row, to), cancel});
  }
  sqlite::decide(context.database(), context.actor(), context.now(), reason, one.series, decisions);
  for (const auto& [occurrence, cancelled] : decisions) {
    context.say(cancelled ? "cli.series.is_cancelled" : "cli.series.is_moved",
                {{"code", occurrence.code},
                 {"at", occurrence.due_is_date ? context.show_due(occurrence.due) : context.show(occurrence.due)}});
  }
  return Exit::ok;
}

}  // namespace

void add_series_edit_commands(Command& series) {
  for (const bool cancel : {false, true}) {
    const auto options = std::make_shared<EditOptions>();
    Command command = series.add(cancel ? "cancel" : "move");
    command.required("ID", options->id, "ID").required("OCCURRENCE", options->occurrence, "DATE|CODE");
    if (!cancel) command.option("--to", options->to, "TIME");
    command.option("--agency", options->agency, "CODE").option("--reason", options->reason, "TEXT");
    command.action([options, cancel](Context& context) { return edit(context, *options, cancel); });
  }
}

}  // namespace dondoc::daemon::cli

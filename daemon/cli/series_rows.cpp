#include "daemon/cli/series_rows.hpp"

#include "daemon/cli/json_lines.hpp"
#include "daemon/cli/table.hpp"
#include "daemon/cli/words.hpp"

namespace dondoc::daemon::cli {
namespace {

boost::json::object json_row(const AllSeries::One& one, const OccurrenceRow& row) {
  const auto& occurrence = row.occurrence;
  boost::json::object out{{"series", one.series.id},
                          {"code", occurrence.code},
                          {"agency", json_text(occurrence.agency)},
                          {"day", rules::format_day(occurrence.day)},
                          {"title", occurrence.title},
                          {"start", rules::format_iso(occurrence.start, *one.zone)},
                          {"due", rules::format_iso(occurrence.due, *one.zone)},
                          {"due_is_date", occurrence.due_is_date},
                          {"shifted", occurrence.shifted},
                          {"moved", row.moved},
                          {"cancelled", row.cancelled},
                          {"state", nullptr}};
  if (row.state) out["state"] = rules::state_name(*row.state);
  return out;
}

std::string state_text(Context& context, const OccurrenceRow& row) {
  if (row.cancelled) return word(context, "state", "cancelled");
  if (row.state) return word(context, "state", std::string{rules::state_name(*row.state)});
  return "–";
}

std::string note_text(Context& context, const OccurrenceRow& row) {
  if (row.moved) return context.text("cli.series.moved");
  return row.occurrence.shifted ? context.text("cli.series.shifted", {{"day", context.show_day(row.occurrence.day)}})
                                : "";
}

std::string due_text(Context& context, const AllSeries::One& one, const rules::Occurrence& occurrence) {
  return occurrence.due_is_date ? write_due(occurrence.due, *one.zone, context.language())
                                : write_time(occurrence.due, *one.zone, context.language());
}

}  // namespace

void print_occurrences(Context& context, const rules::World& world, const AllSeries::One& one,
                       const OccurrenceRows& occurrences, bool json) {
  for (const auto& finding : occurrences.findings) context.print_problems({warning(finding.code, finding.args)});
  if (json) {
    for (const auto& row : occurrences.rows) print_json(context, json_row(one, row));
    return;
  }
  Table table{{{context.text("cli.column.code")},
               {context.text("cli.column.agency"), true},
               {context.text("cli.column.title"), true},
               {context.text("cli.column.due")},
               {context.text("cli.column.state")},
               {""}}};
  for (const auto& row : occurrences.rows) {
    table.add({row.occurrence.code, agency_name(*world.directory, row.occurrence.agency), row.occurrence.title,
               due_text(context, one, row.occurrence), state_text(context, row), note_text(context, row)});
  }
  if (table.empty()) {
    context.say("cli.series.none");
  } else {
    table.print(context.terminal());
  }
}

}  // namespace dondoc::daemon::cli

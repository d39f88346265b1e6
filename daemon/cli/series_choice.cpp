#include "daemon/cli/series_choice.hpp"

#include <algorithm>
#include <map>

#include "rules/text.hpp"

namespace dondoc::daemon::cli {
namespace {

OccurrenceRow row_of(const rules::Series& series, rules::Occurrence occurrence, const rules::KnownOccurrence* known) {
  OccurrenceRow row;
  if (known) {
    row.state = known->state;
    row.cancelled = known->cancelled;
    row.moved = known->moved_to.has_value();
    if (row.moved) {
      occurrence = rules::moved(series, std::move(occurrence), *known->moved_to, known->moved_to_date);
    }
  }
  row.occurrence = std::move(occurrence);
  return row;
}

}  // namespace

AllSeries series_of(Context& context) {
  auto stored = context.store().load_series();
  if (const auto* configuration = context.configuration_if_any()) return all_series(*configuration, std::move(stored));
  config::Configuration none;
  none.zone = context.zone();
  none.time_zone = none.zone->name();
  return all_series(none, std::move(stored));
}

AllSeries::One find_series(Context& context, const std::string& id) {
  auto all = series_of(context);
  const auto found = std::ranges::find(all.series, id, [](const AllSeries::One& one) { return one.series.id; });
  if (found != all.series.end()) return std::move(*found);
  std::vector<std::string> ids;
  ids.reserve(all.series.size());
  for (const auto& one : all.series) ids.push_back(one.series.id);
  const auto near = rules::nearest(id, ids);
  throw CommandError{Exit::no,
                     near ? problem("DD5706", {{"id", id}, {"nearest", *near}}) : problem("DD5705", {{"id", id}})};
}

OccurrenceRows occurrence_rows(Context& context, const rules::World& world, const AllSeries::One& one,
                               rules::Interval interval) {
  const auto known = context.store().occurrences(one.series.id);
  std::map<std::string_view, const rules::KnownOccurrence*> by_code;
  for (const auto& occurrence : known) by_code.emplace(occurrence.code, &occurrence);
  auto plan = rules::plan_series(one.series, world, *one.zone, interval);
  OccurrenceRows out{{}, std::move(plan.findings)};
  for (auto& occurrence : plan.occurrences) {
    const auto found = by_code.find(occurrence.code);
    const auto* decided = found == by_code.end() ? nullptr : found->second;
    out.rows.push_back(row_of(one.series, std::move(occurrence), decided));
  }
  std::ranges::stable_sort(
      out.rows, {}, [](const OccurrenceRow& row) { return std::tie(row.occurrence.start, row.occurrence.agency); });
  return out;
}

}  // namespace dondoc::daemon::cli

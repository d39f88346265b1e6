#include "daemon/agenda.hpp"

#include <algorithm>

#include "daemon/series_keeper.hpp"
#include "rules/meeting.hpp"
#include "rules/zone.hpp"

namespace dondoc::daemon {
namespace {

// SERIES "/" AGENCY "/" DAY: the agency of the code, whoever has the item now.
std::optional<rules::KnownOccurrence> known_occurrence(integrations::Store& store, const std::string& series,
                                                       const std::string& code) {
  auto all = store.occurrences(series);
  const auto found = std::ranges::find(all, code, &rules::KnownOccurrence::code);
  return found == all.end() ? std::nullopt : std::optional{std::move(*found)};
}

}  // namespace

rules::Agenda agenda_of(const config::Configuration& configuration, const rules::World& world,
                        integrations::Store& store, const rules::Item& item, rules::Instant now) {
  rules::AgendaPeriod period{item.source, item.code, item.agency, now, item.first_stored, now};
  const auto start = rules::meeting_start(item).value_or(now);
  period.until = std::max(start, now);
  const auto all = all_series(configuration, store.load_series());
  const auto one = std::ranges::find_if(
      all.series, [&](const AllSeries::One& other) { return other.series.source() == item.source; });
  const auto known = one == all.series.end() ? std::nullopt : known_occurrence(store, one->series.id, item.code);
  if (known) {
    const auto [before, after] = rules::neighbours_of(one->series, world, *one->zone, known->agency, known->day);
    if (before) period.since = store.meeting_time(item.source, before->code).value_or(before->due);
    if (after) period.until = std::max(period.until, store.meeting_time(item.source, after->code).value_or(after->due));
  }
  auto agenda = store.agenda(period);
  rules::complete_agenda(agenda, world);
  return agenda;
}

}  // namespace dondoc::daemon

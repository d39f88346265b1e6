#include "daemon/series_keeper.hpp"

#include <algorithm>

#include "config/zones.hpp"

namespace dondoc::daemon {
namespace {

// Where there is no series, or none that goes on: people may bring one, and then it is looked for at once.
constexpr rules::Millis kRest = std::chrono::hours{24};

const std::string kFindings[] = {"DD6901", "DD6902", "DD6903", "DD6904"};

std::shared_ptr<const rules::Zone> zone_of(const rules::Series& series, const config::Configuration& configuration) {
  if (series.zone.empty() || series.zone == configuration.time_zone) return configuration.zone;
  auto zone = config::load_zone(series.zone);
  return zone ? *zone : nullptr;
}

void add(AllSeries& out, rules::Series series, bool ended, const config::Configuration& configuration) {
  auto zone = zone_of(series, configuration);
  if (zone) {
    out.series.push_back({std::move(series), std::move(zone), ended});
  } else {
    const auto cause = "zone: there is no time zone \"" + series.zone + "\"";
    out.findings.push_back({"DD6901", "series:" + series.id, {{"series", series.id}, {"cause", cause}}});
  }
}

// Nothing is left of it that dondocd would have to close.
bool is_over(const std::vector<rules::KnownOccurrence>& known) {
  return std::ranges::none_of(
      known, [](const rules::KnownOccurrence& one) { return one.state && rules::is_active(*one.state); });
}

}  // namespace

AllSeries all_series(const config::Configuration& configuration, integrations::Store::StoredSeries stored) {
  AllSeries out;
  out.findings = std::move(stored.unreadable);
  for (const auto& series : configuration.series) {
    const bool known = std::ranges::find(stored.series, series.id, &rules::Series::id) != stored.series.end();
    if (!known) add(out, series, false, configuration);
  }
  for (auto& row : stored.series) {
    const auto configured = std::ranges::find(configuration.series, row.id, &rules::Series::id);
    if (row.origin == "config") {
      const bool ended = configured == configuration.series.end();
      rules::Series series = ended ? row : *configured;
      if (!ended) series.loaded_at = row.loaded_at;
      add(out, std::move(series), ended, configuration);
    } else {
      if (configured != configuration.series.end()) {
        out.findings.push_back({"DD6902", "series:" + row.id, {{"series", row.id}}});
      }
      add(out, std::move(row), false, configuration);
    }
  }
  return out;
}

void SeriesKeeper::bring_up_to_date(const config::Configuration& configuration, const rules::World& world,
                                    rules::Instant now) {
  store_.keep_series(configuration.series, now);
  auto all = all_series(configuration, store_.load_series());
  rules::Instant next = now + kRest;
  for (const auto& [series, zone, ended] : all.series) {
    const auto known = store_.occurrences(series.id);
    auto changes = ended ? rules::changes_at_end(series, world, *zone, known, now)
                         : rules::changes_of(series, world, *zone, known, now);
    store_.change_occurrences(series, changes.changes, now);
    std::ranges::move(changes.findings, std::back_inserter(all.findings));
    if (changes.next) next = std::min(next, *changes.next);
    if (ended && is_over(store_.occurrences(series.id))) store_.drop_series(series.id, now);
  }
  store_.report_findings(kFindings, all.findings, now);
  next_ = next;
}

}  // namespace dondoc::daemon

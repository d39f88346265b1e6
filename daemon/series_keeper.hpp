#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "config/configuration.hpp"
#include "integrations/store.hpp"
#include "rules/series_changes.hpp"

namespace dondoc::daemon {

// The series of the configuration and of the table together, with their zones. One of the configuration that dondocd
// has not seen yet has no loaded_at. A series of the configuration that the table has from elsewhere is left out, with
// a finding (DD6902).
struct AllSeries {
  struct One {
    rules::Series series;
    std::shared_ptr<const rules::Zone> zone;
    bool ended = false;  // of the configuration once, and no longer in it
  };
  std::vector<One> series;
  std::vector<rules::Finding> findings;
};
[[nodiscard]] AllSeries all_series(const config::Configuration& configuration,
                                   integrations::Store::StoredSeries stored);

// Makes items of the occurrences of series as the horizon reaches them, and closes those that close by themselves. Part
// of the engine: lives on the store's thread. Where nothing changes it writes nothing.
class SeriesKeeper {
 public:
  explicit SeriesKeeper(integrations::Store& store) : store_(store) {}

  // Series, people or calendars may be others.
  void look_again() { next_.reset(); }
  [[nodiscard]] bool is_due(rules::Instant now) const { return !next_ || *next_ <= now; }
  // REQUIRES: world is of this configuration.
  void bring_up_to_date(const config::Configuration& configuration, const rules::World& world, rules::Instant now);
  // When time alone changes something; nothing: at once.
  [[nodiscard]] std::optional<rules::Instant> next() const { return next_; }

 private:
  integrations::Store& store_;
  std::optional<rules::Instant> next_;
};

}  // namespace dondoc::daemon

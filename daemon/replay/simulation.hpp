#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "config/configuration.hpp"
#include "integrations/sqlite/recorded_history.hpp"
#include "integrations/sqlite/sent_messages.hpp"
#include "rules/directory.hpp"
#include "rules/problem.hpp"

namespace dondoc::daemon::replay {

struct Period {
  rules::Instant from;
  rules::Instant until;  // not included
};

struct Simulation {
  std::vector<integrations::sqlite::SentMessage> messages;
  std::shared_ptr<const rules::Directory> directory;
  std::size_t left_out = 0;  // RecordedHistory::left_out
};

// What would have been sent within the period under this configuration, live, had dondocd watched the items of the
// recorded database from their beginning: so nothing is sent anew in the period that had been due before it. With
// Hindsight::dated no source is ever late. REQUIRES: a Snapshot of `recorded`, so that it stands still.
[[nodiscard]] tl::expected<Simulation, rules::Problems> simulate(
    integrations::sqlite::Database& recorded, config::Configuration configuration, Period period,
    integrations::sqlite::Hindsight hindsight,
    const std::function<void(rules::Instant begin, rules::Instant now)>& progress = {});

}  // namespace dondoc::daemon::replay

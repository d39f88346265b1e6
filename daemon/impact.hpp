#pragma once

#include <cstddef>
#include <functional>
#include <map>

#include "integrations/store.hpp"
#include "rules/evaluate.hpp"

namespace dondoc::daemon {

// What these rules would send at `now` that nobody has claimed yet, bundled as it would be. Reads everything, writes
// nothing; says after each batch that it is alive.
struct Impact {
  std::size_t items = 0;
  std::size_t messages = 0;
  std::size_t people = 0;
  std::map<rules::Recipient, std::size_t> per_recipient;  // messages
};
[[nodiscard]] Impact measure_impact(integrations::Store& store, const rules::World& world, rules::Instant now,
                                    const std::function<void()>& progress = {});

}  // namespace dondoc::daemon

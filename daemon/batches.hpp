#pragma once

#include <atomic>

#include "daemon/engine.hpp"
#include "integrations/store.hpp"

namespace dondoc::daemon {

// A few batches of what is due, with a pause between them while another program writes too: SQLite's busy handler is
// not fair. True if marked items remain; messages get their turn first. On the store's thread.
[[nodiscard]] bool tick_batches(Engine& engine, integrations::Store& store, const std::atomic<bool>& stopping);

}  // namespace dondoc::daemon

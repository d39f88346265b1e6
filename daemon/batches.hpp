#pragma once

#include <atomic>
#include <cstdint>

#include "daemon/engine.hpp"
#include "integrations/store.hpp"

namespace dondoc::daemon {

// Ticks in batches, smaller and with pauses between them while another program writes too: SQLite's busy handler is not
// fair, and whoever waits for the lock waits longer each time. Lives on the store's thread.
class Batches {
 public:
  Batches(Engine& engine, integrations::Store& store)
      : engine_(engine), store_(store), version_(store.data_version()) {}

  // A few of them, counted together; messages get their turn between two calls.
  TickCounts tick(const std::atomic<bool>& stopping);

  // As Engine::prepare(), fewer while another program writes too.
  Prepared prepare(bool gathered);

  // After a transaction of any kind, where another program has written since the last one: moves the log into the file,
  // which its own commits would else have to do, and pauses.
  void give_way();

 private:
  Engine& engine_;
  integrations::Store& store_;
  std::int64_t version_;
  bool shared_ = false;
};

}  // namespace dondoc::daemon

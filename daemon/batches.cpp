#include "daemon/batches.hpp"

#include <spdlog/spdlog.h>

#include <thread>

namespace dondoc::daemon {
namespace {

// Batches in a row before messages get their turn.
constexpr int kBatchesPerStep = 4;
// Long enough for a writer that SQLite lets sleep between two tries.
constexpr auto kYieldToWriters = std::chrono::milliseconds{6};

}  // namespace

bool tick_batches(Engine& engine, integrations::Store& store, const std::atomic<bool>& stopping) {
  auto version = store.data_version();
  for (int batch = 0; batch < kBatchesPerStep && !stopping; ++batch) {
    const auto counts = engine.tick();
    if (counts.notices > 0) {
      spdlog::info("evaluated {} items, claimed {} alerts for {} recipients", counts.evaluated, counts.alerts,
                   counts.notices);
    }
    if (!counts.more) return false;
    const auto last = std::exchange(version, store.data_version());
    if (version != last) std::this_thread::sleep_for(kYieldToWriters);
  }
  return true;
}

}  // namespace dondoc::daemon

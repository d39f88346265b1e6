#include "daemon/batches.hpp"

#include <thread>
#include <utility>

#include "daemon/log.hpp"

namespace dondoc::daemon {
namespace {

constexpr int kBatchesPerCall = 4;
// While another program writes: long enough for a writer that SQLite lets sleep between two tries, and how many items
// keep it waiting at most.
constexpr auto kYieldToWriters = std::chrono::milliseconds{6};
constexpr std::size_t kSharedBatch = 100;

}  // namespace

void Batches::give_way() {
  const auto before = std::exchange(version_, store_.data_version());
  shared_ = before != version_;
  if (!shared_) return;
  store_.checkpoint();
  std::this_thread::sleep_for(kYieldToWriters);
}

bool Batches::tick(const std::atomic<bool>& stopping) {
  for (int batch = 0; batch < kBatchesPerCall && !stopping; ++batch) {
    const auto counts = engine_.tick(shared_ ? kSharedBatch : Engine::kBatch);
    if (counts.notices > 0) {
      log_info("claimed", {{"items", std::to_string(counts.evaluated)},
                           {"alerts", std::to_string(counts.alerts)},
                           {"recipients", std::to_string(counts.notices)}});
    }
    if (!counts.more) return false;
    give_way();
  }
  return true;
}

}  // namespace dondoc::daemon

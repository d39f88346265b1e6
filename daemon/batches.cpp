#include "daemon/batches.hpp"

#include <thread>
#include <utility>

namespace dondoc::daemon {
namespace {

constexpr int kBatchesPerCall = 4;
// While another program writes: long enough for a writer that SQLite lets sleep between two tries, and how many items
// or messages keep it waiting at most.
constexpr auto kYieldToWriters = std::chrono::milliseconds{5};
constexpr std::size_t kSharedBatch = 200;
constexpr std::size_t kSharedMessages = 250;

}  // namespace

void Batches::give_way() {
  const auto before = std::exchange(version_, store_.data_version());
  shared_ = before != version_;
  if (!shared_) return;
  store_.checkpoint();
  std::this_thread::sleep_for(kYieldToWriters);
}

TickCounts Batches::tick(const std::atomic<bool>& stopping) {
  TickCounts all;
  all.more = true;
  for (int batch = 0; batch < kBatchesPerCall && all.more && !stopping; ++batch) {
    if (batch > 0) give_way();
    const auto counts = engine_.tick(shared_ ? kSharedBatch : Engine::kLargestBatch);
    all.evaluated += counts.evaluated;
    all.alerts += counts.alerts;
    all.notices += counts.notices;
    all.more = counts.more;
  }
  return all;
}

Prepared Batches::prepare(bool gathered) {
  return engine_.prepare(gathered, shared_ ? kSharedMessages : Engine::kMostMessages);
}

}  // namespace dondoc::daemon

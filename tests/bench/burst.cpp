#include "burst.hpp"

#include <atomic>
#include <functional>
#include <stdexcept>

#include "daemon/batches.hpp"

namespace dondoc::bench {
namespace {

namespace fs = std::filesystem;

struct Sealed {
  std::size_t messages = 0;
  std::size_t bytes = 0;
};

Sealed seal_all(daemon::Batches& batches) {
  Sealed sealed;
  while (true) {
    const auto prepared = batches.prepare(false);
    if (prepared.messages.empty() && !prepared.look_again) return sealed;
    batches.give_way();
    sealed.messages += prepared.messages.size();
    for (const auto& message : prepared.messages) sealed.bytes += message.bytes.size();
  }
}

}  // namespace

Burst::Burst(const Ground& ground, Letters letters)
    : parted_(ground.another("parted", letters)),
      work_(ground.another("burst", letters)),
      count_(ground.options.items / 10) {
  copy_database(ground.base, parted_);
  part_the_burst(parted_, ground.options.items);
}

Burst::~Burst() {
  std::error_code ignored;
  fs::remove_all(parted_, ignored);
  fs::remove_all(work_, ignored);
}

void Burst::make_ready() { copy_database(parted_, work_); }

Burst::Times Burst::once(const std::function<void()>& begin) {
  make_ready();
  Running running(work_, evaluated_at());
  running.clock.set(burst_at());
  if (begin) begin();
  Times times;
  const std::atomic<bool> never{false};
  const Stopwatch claiming;
  bool more = running.engine.tick().more;
  times.first = claiming.elapsed();
  daemon::Batches batches(running.engine, *running.store);
  while (more) {
    more = batches.tick(never).more;
    batches.give_way();
  }
  times.claiming = claiming.elapsed();
  // group_wait passes on the clock only; nobody waits for it.
  running.clock.set(burst_at() + std::chrono::seconds{30});
  const Stopwatch sealing;
  const auto sealed = seal_all(batches);
  times.sealing = sealing.elapsed();
  if (sealed.messages != count_) {
    throw std::runtime_error("the burst made " + std::to_string(sealed.messages) + " messages, not " +
                             std::to_string(count_));
  }
  size_ = sealed.bytes / sealed.messages;
  return times;
}

Microseconds Burst::reference() {
  make_ready();
  return run_reference("burst",
                       {database().string(), std::to_string(rules::to_millis(burst_at())), std::to_string(size_)});
}

}  // namespace dondoc::bench

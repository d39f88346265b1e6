#include <stdexcept>

#include "integrations/sqlite/database.hpp"
#include "province.hpp"
#include "rows.hpp"

namespace dondoc::bench {
namespace {

namespace fs = std::filesystem;

struct Burst {
  std::vector<double> first;
  std::vector<double> claiming;
  std::vector<double> sealing;
  std::size_t messages = 0;
  std::size_t bytes = 0;
};

Microseconds claim_all(Running& running, Burst& burst) {
  const Stopwatch stopwatch;
  const bool more = running.engine.tick().more;
  burst.first.push_back(stopwatch.elapsed());
  while (more && running.engine.tick().more) {
  }
  return stopwatch.elapsed();
}

// group_wait passes on the clock only; nobody waits for it.
Microseconds seal_all(Running& running, Burst& burst) {
  running.clock.set(burst_at() + std::chrono::seconds{30});
  burst.messages = burst.bytes = 0;
  const Stopwatch stopwatch;
  while (true) {
    const auto prepared = running.engine.prepare(false);
    if (prepared.messages.empty() && !prepared.look_again) return stopwatch.elapsed();
    burst.messages += prepared.messages.size();
    for (const auto& message : prepared.messages) burst.bytes += message.bytes.size();
  }
}

Microseconds burst_once(const fs::path& directory, Burst& burst, std::size_t expected) {
  Running running(directory, evaluated_at());
  running.clock.set(burst_at());
  burst.claiming.push_back(claim_all(running, burst));
  burst.sealing.push_back(seal_all(running, burst));
  if (burst.messages != expected) {
    throw std::runtime_error("the burst made " + std::to_string(burst.messages) + " messages, not " +
                             std::to_string(expected));
  }
  return burst.claiming.back() + burst.sealing.back();
}

}  // namespace

void row_burst(const Ground& ground) {
  const auto parted = ground.another("parted");
  const auto work = ground.another("burst");
  copy_database(ground.base, parted);
  part_the_burst(parted, ground.options.items);
  Burst burst;
  const auto expected = ground.options.items / 10;
  const auto ours = [&] {
    copy_database(parted, work);
    return burst_once(work, burst, expected);
  };
  static_cast<void>(ours());  // how long the messages are, for the reference
  burst.first.clear();
  burst.claiming.clear();
  burst.sealing.clear();
  const auto size = std::to_string(burst.bytes / burst.messages);
  const auto now = std::to_string(rules::to_millis(burst_at()));
  const auto pair = by_turns(
      ground.options.runs,
      [&] {
        copy_database(parted, work);
        return run_reference("burst", {(work / "dondoc.db").string(), now, size});
      },
      ours);
  print_ratio("6 burst of a tenth of the items against set-based SQL", pair, 1.5, 1.0);
  print_limit("7 first alerts of the burst durable", median(burst.first) / 1'000, "ms", 50, 15);
  const auto count = static_cast<double>(expected);
  print_fact("to claim one", format_time(median(burst.claiming) / count));
  print_fact("to check, render and seal one, " + size + " bytes", format_time(median(burst.sealing) / count));
  fs::remove_all(parted);
  fs::remove_all(work);
}

}  // namespace dondoc::bench

#include "burst.hpp"
#include "rows.hpp"

namespace dondoc::bench {
namespace {

void measure(const Ground& ground, Letters letters) {
  Burst burst(ground, letters);
  static_cast<void>(burst.once());  // how long the messages are, for the reference
  std::vector<double> first;
  std::vector<double> claiming;
  std::vector<double> sealing;
  const auto pair = by_turns(
      ground.options.runs, [&] { return burst.reference(); },
      [&] {
        const auto times = burst.once();
        first.push_back(times.first);
        claiming.push_back(times.claiming);
        sealing.push_back(times.sealing);
        return times.claiming + times.sealing;
      });
  const auto size = std::to_string(burst.message_size()) + " bytes";
  const auto count = static_cast<double>(burst.count());
  print_ratio("6 burst of a tenth of the items, messages of " + size + ", against set-based SQL", pair, 1.5, 1.0);
  print_limit("7 first alerts of the burst durable", median(first) / 1'000, "ms", 50, 15);
  print_fact("to claim one", format_time(median(claiming) / count));
  print_fact("to check, render and seal one", format_time(median(sealing) / count));
}

}  // namespace

void row_burst(const Ground& ground) {
  measure(ground, Letters::brief);
  measure(ground, Letters::whole);
}

}  // namespace dondoc::bench

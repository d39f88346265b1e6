#include "daemon/setup.hpp"
#include "province.hpp"
#include "rows.hpp"
#include "rules/deadline.hpp"

namespace dondoc::bench {
namespace {

constexpr int kCalls = 200'000;

// The mean of many calls with receipts all over a quarter.
Microseconds deadlines(const rules::WorkCalendar& calendar, std::int64_t working_days) {
  rules::TermInput term;
  term.budget = rules::Amount{working_days, rules::Unit::wd};
  const auto first = *rules::parse_iso("2019-01-02T08:00:00+07:00");
  std::int64_t sum = 0;
  const Stopwatch stopwatch;
  for (int i = 0; i < kCalls; ++i) {
    term.received = first + std::chrono::minutes{(i * 37) % (90 * 24 * 60)};
    const auto deadline = rules::compute_deadline(term, calendar);
    if (deadline && *deadline) sum += rules::to_millis((*deadline)->due);
  }
  const auto time = stopwatch.elapsed() / kCalls;
  volatile std::int64_t keep = sum;
  static_cast<void>(keep);
  return time;
}

}  // namespace

void row_terms(const Ground& ground) {
  const auto setup = load_province(ground.base);
  const auto& calendar = *setup->configuration.calendars.at("hanh-chinh");
  const auto pair =
      by_turns(ground.options.runs, [&] { return deadlines(calendar, 3); }, [&] { return deadlines(calendar, 2000); });
  print_ratio("0 deadline after 2000 working days against 3", pair, 1.5, 1.1);
}

}  // namespace dondoc::bench

#include "daemon/replay/simulation.hpp"

#include "daemon/replay/replay.hpp"

namespace dondoc::daemon::replay {
namespace {

using integrations::sqlite::Hindsight;
using integrations::sqlite::RecordedHistory;

class HistoryFeed : public Feed {
 public:
  explicit HistoryFeed(RecordedHistory& history) : history_(history) {}
  [[nodiscard]] std::optional<rules::Instant> next() override { return history_.next(); }
  void apply(rules::Instant now) override { history_.apply_until(now); }

 private:
  RecordedHistory& history_;
};

}  // namespace

tl::expected<Simulation, rules::Problems> simulate(
    integrations::sqlite::Database& recorded, config::Configuration configuration, Period period, Hindsight hindsight,
    const std::function<void(rules::Instant begin, rules::Instant now)>& progress) {
  if (hindsight == Hindsight::dated) {
    for (auto& source : configuration.sources) source.expect_every.reset();
  }
  auto setup = recording_setup(std::move(configuration));
  if (!setup) return tl::unexpected(std::move(setup.error()));
  Replay replay{*setup};
  RecordedHistory history{recorded, replay.database(), hindsight, period.from};
  HistoryFeed feed{history};
  rules::Instant begin = history.begin().value_or(period.from);
  // Occurrences of series come without anybody having entered them; dondocd made none before it ran.
  if (hindsight == Hindsight::dated) begin = std::min(begin, period.from);
  replay.run(feed, begin, period.until, [&](rules::Instant now) {
    if (progress) progress(begin, now);
  });
  return Simulation{integrations::sqlite::sent_messages(replay.database(), period.from, period.until),
                    replay.store().load_directory(), history.left_out()};
}

}  // namespace dondoc::daemon::replay

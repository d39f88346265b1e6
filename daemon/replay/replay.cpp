#include "daemon/replay/replay.hpp"

#include <spdlog/spdlog.h>

#include "daemon/answers.hpp"
#include "daemon/replay/recording_channel.hpp"
#include "integrations/sqlite/migrate.hpp"

namespace dondoc::daemon::replay {
namespace {

constexpr int kInstantsPerSign = 200;

// What the engine would log did not happen.
class QuietLog {
 public:
  QuietLog() : level_(spdlog::get_level()) { spdlog::set_level(spdlog::level::off); }
  ~QuietLog() { spdlog::set_level(level_); }
  QuietLog(const QuietLog&) = delete;
  QuietLog& operator=(const QuietLog&) = delete;

 private:
  spdlog::level::level_enum level_;
};

}  // namespace

tl::expected<std::shared_ptr<const Setup>, rules::Problems> recording_setup(config::Configuration configuration) {
  // Recorded is the plain text; the other half of rendering is spared.
  std::erase_if(configuration.templates, [](const auto& one) { return one.first.ends_with(".html"); });
  auto renderer = integrations::render::Renderer::compile(configuration.templates);
  if (!renderer) return tl::unexpected(std::move(renderer.error()));
  auto setup = std::make_shared<Setup>();
  configuration.delivery.mode = rules::DeliveryMode::live;
  for (const auto& channel : configuration.channels) {
    setup->channels.emplace(channel.id, std::make_shared<RecordingChannel>(channel.id));
  }
  setup->configuration = std::move(configuration);
  setup->renderer = std::move(*renderer);
  return setup;
}

Replay::Replay(std::shared_ptr<const Setup> setup)
    : clock_(rules::Instant{}),
      store_(integrations::sqlite::open_scratch_database()),
      engine_(store_, clock_, std::move(setup)) {}

void Replay::run(Feed& feed, rules::Instant begin, rules::Instant end,
                 const std::function<void(rules::Instant)>& progress) {
  if (begin >= end) return;
  const QuietLog quiet;
  clock_.set(begin);
  feed.apply(begin);
  engine_.start();
  for (int instants = 0;;) {
    round();
    auto next = feed.next();
    if (const auto work = engine_.next_work(); work && (!next || *work < *next)) next = work;
    if (!next || *next >= end) return;
    // What is overdue already is done now.
    clock_.set(std::max(*next, clock_.now()));
    feed.apply(clock_.now());
    if (progress && ++instants % kInstantsPerSign == 0) progress(clock_.now());
  }
}

// What dondocd does when it wakes up, until nothing is left to do at this instant.
void Replay::round() {
  for (bool again = true; again;) {
    while (engine_.tick().more) {
    }
    auto prepared = engine_.prepare(false);
    AnswerQueue answers;
    deliver_all(engine_, clock_, std::move(prepared.messages), answers);
    auto arrived = answers.take();
    again = prepared.look_again || !arrived.empty();
    engine_.settle(arrived);
  }
}

}  // namespace dondoc::daemon::replay

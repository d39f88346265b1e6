#include "daemon/once.hpp"

#include "daemon/answers.hpp"
#include "daemon/batches.hpp"
#include "daemon/log.hpp"
#include "daemon/office_list.hpp"
#include "daemon/service.hpp"

namespace dondoc::daemon {
namespace {

constexpr auto kLookAgain = std::chrono::milliseconds{200};

}  // namespace

int run_once(integrations::Store& store, integrations::AnswerStore& answers, const Clock& clock,
             std::shared_ptr<const Setup> setup) {
  Engine engine(store, clock, setup);
  AnswerQueue replies;
  OfficeList office_list(store, answers, engine);
  // Whatever happens, no channel may answer into a queue that is gone.
  const std::shared_ptr<void> stop_at_end(nullptr, [&setup](void*) {
    for (const auto& [id, channel] : setup->channels) channel->stop();
  });
  std::size_t evaluated = 0, notices = 0, delivered = 0, failed = 0;
  engine.start();
  store.checkpoint();
  Batches batches(engine, store);
  const std::atomic<bool> never{false};
  while (true) {
    for (bool more = true; more;) {
      const TickCounts counts = batches.tick(never);
      evaluated += counts.evaluated;
      notices += counts.notices;
      more = counts.more;
    }
    engine.tell_findings();
    office_list.tell(clock.now());
    auto prepared = batches.prepare(true);
    deliver_all(engine, clock, std::move(prepared.messages), replies);
    batches.give_way();
    if (prepared.look_again) continue;
    if (engine.in_flight() == 0) break;
    replies.wait(kLookAgain);
    auto arrived = replies.take();
    for (const auto& answer : arrived) {
      std::holds_alternative<integrations::Delivered>(answer.outcome) ? ++delivered : ++failed;
    }
    engine.settle(arrived);
  }
  store.checkpoint();
  log_info("once", {{"items", std::to_string(evaluated)},
                    {"notices", std::to_string(notices)},
                    {"delivered", std::to_string(delivered)},
                    {"failed", std::to_string(failed)}});
  return kExitOk;
}

}  // namespace dondoc::daemon

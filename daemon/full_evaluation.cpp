// One pass over everything after rules, calendars, zone data, people or silences changed: batch by batch beside the due
// items, with nothing written where nothing changed, going on after a crash.

#include "daemon/engine.hpp"
#include "daemon/log.hpp"

namespace dondoc::daemon {
namespace {

constexpr auto kProgressPause = std::chrono::seconds{2};
// How often its place is noted while there is nothing else to write.
constexpr std::size_t kNoteEvery = 20;
// How many rows are looked at in one go: some ten milliseconds, so that due items and messages get in between.
constexpr std::size_t kRows = 20'000;

// Findings that only evaluations meet: those that a whole pass has not met are over.
const std::string kEvaluationCodes[] = {"DD2064", "DD6101", "DD6103", "DD6104", "DD6201",
                                        "DD6202", "DD6203", "DD6204", "DD6205", "DD6401"};

// Whether the bookkeeping would stay as it is.
bool changes_nothing(const integrations::StoredItem& stored, const rules::Evaluation& evaluation,
                     std::optional<std::int64_t> inputs) {
  return evaluation.quiet() && stored.exists && evaluation.next_check == stored.next_check &&
         evaluation.waits_for_delivery == stored.waits_for_delivery && evaluation.provisional == stored.provisional &&
         stored.inputs == inputs;
}

}  // namespace

void Engine::begin_full_evaluation() {
  store_.begin_full_evaluation();
  full_evaluation_ = store_.full_evaluation();
  batches_since_noted_ = 0;
  progress_said_ = std::chrono::steady_clock::now();
}

void Engine::go_on_with_full_evaluation(rules::Instant now, TickCounts& counts) {
  auto [scanned, done, end] = store_.scan_items(full_evaluation_->after, kBatch, kRows, &inputs());
  if (scanned.empty() && end) {
    store_.finish_full_evaluation(kEvaluationCodes, now);
    full_evaluation_.reset();
    return;
  }
  counts.evaluated += scanned.size();
  counts.more = true;
  // What is due is claimed as such.
  std::erase_if(scanned, [now](const auto& stored) { return stored.next_check && *stored.next_check <= now; });
  auto [items, evaluations] = evaluated(world_, std::move(scanned), now);
  std::vector<integrations::StoredItem> changed;
  std::vector<rules::Evaluation> news;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (changes_nothing(items[i], evaluations[i], inputs_for(items[i], evaluations[i]))) continue;
    changed.push_back(std::move(items[i]));
    news.push_back(std::move(evaluations[i]));
  }
  if (!news.empty()) claim(changed, std::move(news), now, counts);
  // Not before they are claimed: after a failure they come again.
  full_evaluation_->after = done;
  if (++batches_since_noted_ >= kNoteEvery) {
    store_.advance_full_evaluation(full_evaluation_->after);
    batches_since_noted_ = 0;
  }
  say_how_far();
}

void Engine::say_how_far() {
  const auto now = std::chrono::steady_clock::now();
  if (now - progress_said_ < kProgressPause) return;
  progress_said_ = now;
  log_info("full_evaluation", {{"percent", std::to_string(full_evaluation_->percent())}});
}

}  // namespace dondoc::daemon

#include "daemon/due_batches.hpp"

#include <system_error>
#include <utility>

namespace dondoc::daemon {
namespace {

// What was read ahead and waited longer, behind messages perhaps, is read again.
constexpr rules::Millis kOldest = std::chrono::seconds{1};

DueBatch evaluated(const rules::World& world, std::vector<integrations::StoredItem> items, rules::Instant now) {
  DueBatch batch;
  batch.now = now;
  batch.items = std::move(items);
  batch.evaluations = evaluate_all(world, batch.items, now);
  return batch;
}

}  // namespace

std::vector<rules::Evaluation> evaluate_all(const rules::World& world,
                                            const std::vector<integrations::StoredItem>& items, rules::Instant now) {
  std::vector<rules::Evaluation> evaluations;
  evaluations.reserve(items.size());
  for (const auto& stored : items) {
    evaluations.push_back(stored.exists ? rules::evaluate(world, stored.item, stored.history, now)
                                        : rules::evaluate_gone(stored.item.id, stored.history));
  }
  return evaluations;
}

DueBatch DueBatches::next(const rules::World& world, rules::Instant now, std::size_t size) {
  auto ahead = std::exchange(ahead_, std::nullopt);
  if (ahead && ahead->now <= now && now - ahead->now <= kOldest) return std::move(*ahead);
  auto batch = evaluated(world, store_.due_items(now, size), now);
  batch.more = batch.items.size() == size;
  return batch;
}

std::future<DueBatch> DueBatches::begin_to_read(const rules::World& world, const DueBatch& batch, rules::Instant now,
                                                std::size_t size) {
  if (!batch.more) return {};
  try {
    if (!reader_) reader_ = store_.due_reader();
    if (!reader_) return {};
    const integrations::DueKey last{batch.items.back().next_check.value_or(now), batch.items.back().item.id};
    return std::async(std::launch::async,
                      [=, this, &world] { return evaluated(world, reader_->due_items(now, size, last), now); });
  } catch (const integrations::StoreError&) {
    return {};
  } catch (const std::system_error&) {  // no thread to be had
    return {};
  }
}

void DueBatches::claim_and_read_on(const rules::World& world, const DueBatch& batch, rules::Instant now,
                                   std::size_t size, const std::function<void()>& claim) {
  auto reading = begin_to_read(world, batch, now, size);
  claim();
  if (!reading.valid()) return;
  try {
    auto ahead = reading.get();
    // There may be others even where none followed: what became due meanwhile comes before the ones that were read.
    ahead.more = true;
    if (!ahead.items.empty()) ahead_ = std::move(ahead);
  } catch (const integrations::StoreError&) {
    reader_.reset();
  }
}

}  // namespace dondoc::daemon

#include "daemon/due_batches.hpp"

#include <utility>

namespace dondoc::daemon {
namespace {

// What was read ahead and waited longer, behind messages perhaps, is read again.
constexpr rules::Millis kOldest = std::chrono::seconds{1};

}  // namespace

DueBatch DueBatches::next(const rules::World& world, rules::Instant now, std::size_t size) {
  auto ahead = std::exchange(ahead_, std::nullopt);
  if (ahead && ahead->now <= now && now - ahead->now <= kOldest) return std::move(*ahead);
  DueBatch batch{evaluated(world, store_.due_items(now, size), now), now};
  batch.more = batch.items.size() == size;
  return batch;
}

std::future<EvaluatedItems> DueBatches::begin_to_read(const rules::World& world, const DueBatch& batch,
                                                      rules::Instant now, std::size_t size) {
  if (!batch.more) return {};
  const integrations::DueKey last{batch.items.back().next_check.value_or(now), batch.items.back().item.id};
  return side_.begin(world, now, [=](integrations::ItemReader& reader) { return reader.due_items(now, size, last); });
}

void DueBatches::claim_and_read_on(const rules::World& world, const DueBatch& batch, rules::Instant now,
                                   std::size_t size, const std::function<void()>& claim) {
  auto reading = begin_to_read(world, batch, now, size);
  claim();
  if (!reading.valid()) return;
  try {
    // There may be others even where none followed: what became due meanwhile comes before the ones that were read.
    DueBatch ahead{reading.get(), now, true};
    if (!ahead.items.empty()) ahead_ = std::move(ahead);
  } catch (const integrations::StoreError&) {
    side_.reconnect();
  }
}

}  // namespace dondoc::daemon

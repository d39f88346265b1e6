#include "daemon/evaluated_items.hpp"

#include <system_error>
#include <utility>

namespace dondoc::daemon {
namespace {

// Fewer are not worth a thread.
constexpr std::size_t kWorthAThread = 32;

}  // namespace

EvaluatedItems evaluated(const rules::World& world, std::vector<integrations::StoredItem> items, rules::Instant now) {
  EvaluatedItems all;
  all.items = std::move(items);
  all.evaluations.reserve(all.items.size());
  for (const auto& stored : all.items) {
    all.evaluations.push_back(stored.exists ? rules::evaluate(world, stored.item, stored.history, now)
                                            : rules::evaluate_gone(stored.item.id, stored.history));
  }
  return all;
}

std::future<EvaluatedItems> SideReader::begin(const rules::World& world, rules::Instant now, Read read) {
  try {
    if (!reader_) reader_ = store_.item_reader();
    if (!reader_) return {};
    return std::async(std::launch::async,
                      [this, &world, now, read = std::move(read)] { return evaluated(world, read(*reader_), now); });
  } catch (const integrations::StoreError&) {
    return {};
  } catch (const std::system_error&) {  // no thread to be had
    return {};
  }
}

Rereading::Rereading(integrations::Store& store, SideReader& side, const rules::World& world,
                     std::vector<rules::ItemId> ids, rules::Instant now)
    : store_(store), side_(side), world_(world), ids_(std::move(ids)), now_(now) {
  if (ids_.size() < kWorthAThread) return;
  reading_ = side.begin(world, now, [ids = ids_](integrations::ItemReader& reader) { return reader.load_items(ids); });
}

EvaluatedItems Rereading::finish() {
  try {
    if (reading_.valid()) return reading_.get();
  } catch (const integrations::StoreError&) {
    side_.reconnect();
  }
  return evaluated(world_, store_.load_items(ids_), now_);
}

}  // namespace dondoc::daemon

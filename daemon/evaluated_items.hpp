#pragma once

#include <functional>
#include <future>
#include <memory>
#include <vector>

#include "integrations/store.hpp"
#include "rules/evaluate.hpp"
#include "rules/world.hpp"

namespace dondoc::daemon {

// One evaluation for each item, in their order.
struct EvaluatedItems {
  std::vector<integrations::StoredItem> items;
  std::vector<rules::Evaluation> evaluations;
};

[[nodiscard]] EvaluatedItems evaluated(const rules::World& world, std::vector<integrations::StoredItem> items,
                                       rules::Instant now);

// Reads and evaluates on a thread and a read-only connection of its own, beside the store's thread, which owns it. One
// reading at a time.
class SideReader {
 public:
  using Read = std::function<std::vector<integrations::StoredItem>(integrations::ItemReader&)>;

  explicit SideReader(integrations::Store& store) : store_(store) {}

  // Not valid where no second connection or no thread is to be had. The world stays as it is until the end.
  [[nodiscard]] std::future<EvaluatedItems> begin(const rules::World& world, rules::Instant now, Read read);
  // After a reading that failed: the next one gets a connection anew.
  void reconnect() { reader_.reset(); }

 private:
  integrations::Store& store_;
  std::unique_ptr<integrations::ItemReader> reader_;  // made when it is needed first
};

// Items as they stand, read on the side from the construction on; where that cannot be, or for a few, by the store in
// the end. Store, side reader and world outlive it.
class Rereading {
 public:
  Rereading(integrations::Store& store, SideReader& side, const rules::World& world, std::vector<rules::ItemId> ids,
            rules::Instant now);
  [[nodiscard]] EvaluatedItems finish();

 private:
  integrations::Store& store_;
  SideReader& side_;
  const rules::World& world_;
  std::vector<rules::ItemId> ids_;
  rules::Instant now_;
  std::future<EvaluatedItems> reading_;
};

}  // namespace dondoc::daemon

#pragma once

#include <functional>
#include <future>
#include <optional>

#include "daemon/evaluated_items.hpp"
#include "integrations/store.hpp"
#include "rules/world.hpp"

namespace dondoc::daemon {

// Due items and what was decided about them.
struct DueBatch : EvaluatedItems {
  rules::Instant now{};  // as of which
  bool more = false;     // others may be due
};

// The due items in batches. While one is claimed the next is read and evaluated beside: in a burst the two take about
// as long. Whatever changes an item in between raises its revision, and its claim is void.
//
// Lives on the store's thread.
class DueBatches {
 public:
  DueBatches(integrations::Store& store, SideReader& side) : store_(store), side_(side) {}

  // The earliest ones, at most `size`, where none were read ahead.
  [[nodiscard]] DueBatch next(const rules::World& world, rules::Instant now, std::size_t size);
  // Runs `claim`, which claims `batch`, and reads ahead meanwhile. The world stays as it is until this returns. Without
  // what reading ahead needs it is left out: a fault of the database meets the store as well, and is told there.
  void claim_and_read_on(const rules::World& world, const DueBatch& batch, rules::Instant now, std::size_t size,
                         const std::function<void()>& claim);
  // What was decided about those read ahead holds no longer.
  void forget() { ahead_.reset(); }

 private:
  [[nodiscard]] std::future<EvaluatedItems> begin_to_read(const rules::World& world, const DueBatch& batch,
                                                          rules::Instant now, std::size_t size);

  integrations::Store& store_;
  SideReader& side_;
  std::optional<DueBatch> ahead_;
};

}  // namespace dondoc::daemon

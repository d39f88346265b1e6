#include "daemon/impact.hpp"

namespace dondoc::daemon {

Impact measure_impact(integrations::Store& store, const rules::World& world, rules::Instant now,
                      const std::function<void()>& progress) {
  constexpr std::size_t kBatch = 1000;
  Impact impact;
  rules::ItemId after = 0;
  for (auto items = store.scan_items(after, kBatch); !items.empty(); items = store.scan_items(after, kBatch)) {
    for (const auto& stored : items) {
      after = stored.item.id;
      const auto evaluation = rules::evaluate(world, stored.item, stored.history, now);
      std::size_t notices = 0;
      for (const auto& alert : evaluation.alerts) {
        for (const auto& notice : alert.notices) ++impact.per_recipient[notice.recipient];
        notices += alert.notices.size();
      }
      impact.notices += notices;
      if (notices > 0) ++impact.items;
    }
    if (progress) progress();
  }
  impact.people = impact.per_recipient.size();
  return impact;
}

}  // namespace dondoc::daemon

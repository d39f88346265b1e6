#include "daemon/impact.hpp"

#include <set>
#include <tuple>

#include "daemon/bundle.hpp"

namespace dondoc::daemon {
namespace {

// A recipient's open message is known by these (design §5.8).
using Message = std::tuple<rules::Recipient, std::string, rules::MessageClass, rules::Instant, rules::ItemId>;

void count(const integrations::ItemClaim& claim, std::set<Message>& messages, Impact& impact) {
  for (const auto& placement : claim.placements) {
    const auto& notice = claim.evaluation.alerts[placement.alert].notices[placement.notice];
    const Message message{notice.recipient, placement.channel, placement.message_class, placement.send_at,
                          placement.event};
    if (messages.insert(message).second) ++impact.per_recipient[notice.recipient];
  }
  if (!claim.placements.empty()) ++impact.items;
}

}  // namespace

Impact measure_impact(integrations::Store& store, const rules::World& world, rules::Instant now,
                      const std::function<void()>& progress) {
  constexpr std::size_t kBatch = 1000;
  Impact impact;
  std::set<Message> messages;
  for (rules::ItemId after = 0;;) {
    const auto [items, done, end] = store.scan_items(after, kBatch, kBatch, nullptr);
    std::vector<rules::Evaluation> evaluations;
    evaluations.reserve(items.size());
    for (const auto& stored : items) evaluations.push_back(rules::evaluate(world, stored.item, stored.history, now));
    const std::vector<std::int64_t> revisions(items.size());
    for (const auto& claim : bundle(world, store, std::move(evaluations), revisions, now)) {
      count(claim, messages, impact);
    }
    if (progress) progress();
    if (end) break;
    after = done;
  }
  impact.messages = messages.size();
  impact.people = impact.per_recipient.size();
  return impact;
}

}  // namespace dondoc::daemon

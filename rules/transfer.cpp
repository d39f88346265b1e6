#include "rules/transfer.hpp"

#include <algorithm>
#include <set>

namespace dondoc::rules {
namespace {

Rule make_rule() {
  Step step;
  step.id = "hand-over";
  step.at.anchor = Anchor::transferred;
  step.severity = Severity::warning;
  step.notify = {{RecipientSpec::Who::head, {}}};
  Rule rule;
  rule.id = kTransferRule;
  rule.steps = {std::move(step)};
  return rule;
}

bool was_overdue(const Transfer& transfer, const ItemClock& clock) {
  return clock.deadline.due && *clock.deadline.due <= transfer.at;
}

}  // namespace

const Rule& transfer_rule() {
  static const Rule rule = make_rule();
  return rule;
}

const Transfer* last_transfer(const Item& item) {
  const Transfer* last = nullptr;
  for (const auto& one : item.transfers) {
    if (!one.of_coordinator && (!last || last->at <= one.at)) last = &one;
  }
  return last;
}

bool was_transferred(const Item& item, std::string_view from, std::string_view to) {
  std::set<std::string_view> reached{from};
  for (const auto& one : item.transfers) {  // in order of time
    if (reached.contains(one.from)) reached.insert(one.to);
  }
  return reached.contains(to);
}

std::optional<Instant> transfer_grace(const ScheduledStep& entry, const ItemClock& clock) {
  const auto* last = last_transfer(clock.item);
  if (!last || clock.now >= last->grace_until || entry.ladder == Ladder::transferred) return std::nullopt;
  const bool reached_before = entry.base <= last->at;
  const bool reports_what_was_overdue = entry.step->escalates() && was_overdue(*last, clock);
  if (reached_before || reports_what_was_overdue) return last->grace_until;
  return std::nullopt;
}

bool transfer_tells(const AlertKey& told, const ScheduledStep& entry, const ItemClock& clock) {
  const auto* last = last_transfer(clock.item);
  if (!last || told.rule != kTransferRule || told.episode != to_millis(last->at)) return false;
  return entry.ladder == Ladder::deadline ? was_overdue(*last, clock) : entry.base <= last->at;
}

}  // namespace dondoc::rules

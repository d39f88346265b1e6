#include "daemon/replay/alert_diff.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace dondoc::daemon::replay {
namespace {

auto identity(const Told& told) {
  return std::tie(told.recipient, told.source, told.code, told.rule, told.step, told.number);
}

constexpr rules::Millis kSameTime = std::chrono::minutes{1};

bool at_another_time(const Told& before, const Told& after) {
  return std::chrono::abs(after.at - before.at) >= kSameTime;
}

// REQUIRES: all of one identity, both in the order of time.
void compare_alike(const std::vector<Told>& before, const std::vector<Told>& after, std::vector<AlertChange>& changes) {
  for (std::size_t i = 0; i < std::max(before.size(), after.size()); ++i) {
    AlertChange change;
    if (i < before.size()) change.before = before[i];
    if (i < after.size()) change.after = after[i];
    if (!change.before || !change.after || at_another_time(*change.before, *change.after)) {
      changes.push_back(std::move(change));
    }
  }
}

}  // namespace

bool Told::is_like(const Told& other) const { return identity(*this) == identity(other); }

std::vector<Told> told_in(const std::vector<integrations::sqlite::SentMessage>& messages) {
  std::vector<Told> told;
  for (const auto& message : messages) {
    for (const auto& notice : message.notices) {
      told.push_back({message.sealed_at, message.recipient, message.channel, notice.source, notice.code, notice.rule,
                      notice.step, notice.number});
    }
  }
  return told;
}

std::vector<AlertChange> compare(std::vector<Told> before, std::vector<Told> after) {
  const auto in_order = [](const Told& one, const Told& other) {
    return std::tuple_cat(identity(one), std::tie(one.at)) < std::tuple_cat(identity(other), std::tie(other.at));
  };
  std::ranges::sort(before, in_order);
  std::ranges::sort(after, in_order);
  std::vector<AlertChange> changes;
  auto old = before.begin();
  auto made = after.begin();
  while (old != before.end() || made != after.end()) {
    const bool old_first = made == after.end() || (old != before.end() && identity(*old) < identity(*made));
    const Told& first = old_first ? *old : *made;
    std::vector<Told> alike_before, alike_after;
    while (old != before.end() && old->is_like(first)) alike_before.push_back(*old++);
    while (made != after.end() && made->is_like(first)) alike_after.push_back(*made++);
    compare_alike(alike_before, alike_after, changes);
  }
  std::ranges::stable_sort(changes, {}, &AlertChange::at);
  return changes;
}

}  // namespace dondoc::daemon::replay

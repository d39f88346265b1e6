// Messages that could not go in their windows (paused, a channel down, the daemon stopped) go as soon as the sending
// hours of their recipient are open, those of one recipient as one, within the limit of the day (design §5.8).

#include <algorithm>
#include <set>

#include "daemon/engine.hpp"
#include "rules/window.hpp"

namespace dondoc::daemon {
namespace {

using integrations::MissedMessage;
using integrations::ReadyMessage;
using Key = std::pair<rules::Recipient, std::string>;

// What a round may take without making a message late.
constexpr rules::Millis kRound = std::chrono::minutes{1};

// Whose time lies before this has missed its window.
rules::Instant still_in_time(const rules::WindowPolicy& policy, rules::Instant now) {
  return now - policy.group_wait_max - kRound;
}

rules::MessageClass highest_class(const std::vector<MissedMessage>& messages) {
  const bool critical = std::ranges::any_of(
      messages, [](const auto& message) { return message.message_class == rules::MessageClass::critical; });
  return critical ? rules::MessageClass::critical : rules::MessageClass::routine;
}

// The load without the messages themselves.
rules::OutboxLoad load_beside(rules::OutboxLoad load, const std::vector<MissedMessage>& messages,
                              const rules::Zone& zone) {
  for (const auto& message : messages) {
    if (const auto day = load.per_day.find(zone.day_of(message.send_at)); day != load.per_day.end()) --day->second;
    std::erase(load.open, rules::OutboxLoad::Open{message.message_class, message.send_at});
  }
  return load;
}

}  // namespace

// True where something was moved: what is ready must be read again.
bool Engine::late_ones_placed_anew(const std::vector<ReadyMessage>& messages, rules::Instant now) {
  const auto in_time = still_in_time(world_.windows, now);
  std::set<Key> late;
  std::vector<integrations::MessageChange> postponed;
  for (const auto& message : messages) {
    if (message.message_class == rules::MessageClass::operations) continue;
    const auto* calendar = world_.calendar_of_recipient(message.recipient, now);
    if (!calendar || message.send_at >= in_time) continue;
    if (message.attempts == 0 && message.event == 0) {
      late.insert({message.recipient, message.channel});
    } else if (const auto opening = calendar->next_opening(now);
               opening && now + world_.windows.group_wait < *opening) {
      postponed.push_back({message.id, *opening});
    }
  }
  std::vector<integrations::Restack> moves;
  for (const auto& key : late) {
    if (auto move = place_anew(key, store_.missed_messages(key.first, key.second, in_time), now)) {
      moves.push_back(std::move(*move));
    }
  }
  if (!postponed.empty()) store_.change_messages(postponed, now);
  if (!moves.empty()) store_.restack(moves, now);
  return !postponed.empty() || !moves.empty();
}

// At once where the sending hours are open, else in the next window of their kind. Nothing where the calendar does not
// know: then the message goes as it is.
std::optional<integrations::Restack> Engine::place_anew(const Key& key, const std::vector<MissedMessage>& group,
                                                        rules::Instant now) {
  const auto& calendar = *world_.calendar_of_recipient(key.first, now);
  const auto opening = calendar.next_opening(now);
  if (!opening) return std::nullopt;
  const auto own_class = highest_class(group);
  auto load = load_beside(store_.outbox_load({&key, 1}, now, calendar.zone())[key], group, calendar.zone());
  const auto others = load.open;
  const auto window_class = *opening <= now ? rules::MessageClass::critical : own_class;
  const auto placed = rules::place(world_.windows, window_class, now, now, false, calendar, load);
  if (!placed) return std::nullopt;
  const bool joins =
      std::ranges::find(others, rules::OutboxLoad::Open{placed->message_class, placed->send_at}) != others.end();
  integrations::Restack move;
  for (const auto& message : group) move.messages.push_back(message.id);
  move.message_class = joins ? placed->message_class : own_class;
  move.send_at = placed->send_at;
  if (placed->send_at > now) move.ready_at = placed->send_at + world_.windows.group_wait;
  return move;
}

}  // namespace dondoc::daemon

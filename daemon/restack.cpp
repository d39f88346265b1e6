// Messages that could not go in their windows (paused, a channel down, the daemon stopped) go as soon as the sending
// hours of their recipient are open, those of one recipient as one, within the limit of the day (design §5.8).

#include <algorithm>

#include "daemon/engine.hpp"
#include "rules/window.hpp"

namespace dondoc::daemon {
namespace {

using integrations::ReadyMessage;
using Key = std::pair<rules::Recipient, std::string>;

// What a round may take without making a message late.
constexpr rules::Millis kRound = std::chrono::minutes{1};

bool missed_its_window(const ReadyMessage& message, const rules::WindowPolicy& policy, rules::Instant now) {
  return now - message.send_at > policy.group_wait_max + kRound;
}

rules::MessageClass highest_class(const std::vector<const ReadyMessage*>& messages) {
  const bool critical = std::ranges::any_of(
      messages, [](const auto* message) { return message->message_class == rules::MessageClass::critical; });
  return critical ? rules::MessageClass::critical : rules::MessageClass::routine;
}

// The load without the messages themselves.
rules::OutboxLoad load_beside(rules::OutboxLoad load, const std::vector<const ReadyMessage*>& messages,
                              const rules::Zone& zone) {
  for (const auto* message : messages) {
    if (const auto day = load.per_day.find(zone.day_of(message->send_at)); day != load.per_day.end()) --day->second;
    std::erase(load.open, rules::OutboxLoad::Open{message->message_class, message->send_at});
  }
  return load;
}

}  // namespace

// True where something was moved: what is ready must be read again.
bool Engine::late_ones_placed_anew(const std::vector<ReadyMessage>& messages, rules::Instant now) {
  std::map<Key, std::vector<const ReadyMessage*>> late;
  std::vector<integrations::MessageChange> postponed;
  for (const auto& message : messages) {
    if (message.message_class == rules::MessageClass::operations) continue;
    const auto* calendar = world_.calendar_of_recipient(message.recipient, now);
    if (!calendar || !missed_its_window(message, world_.windows, now)) continue;
    if (message.attempts == 0) {
      late[{message.recipient, message.channel}].push_back(&message);
    } else if (const auto opening = calendar->next_opening(now); opening && now < *opening) {
      postponed.push_back({message.id, *opening});
    }
  }
  std::vector<integrations::Restack> moves;
  for (const auto& [key, group] : late) {
    if (auto move = place_anew(key, group, now)) moves.push_back(std::move(*move));
  }
  if (!postponed.empty()) store_.change_messages(postponed, now);
  if (!moves.empty()) store_.restack(moves, now);
  return !postponed.empty() || !moves.empty();
}

// At once where the sending hours are open, else in the next window of their kind. Nothing where the calendar does not
// know: then the message goes as it is.
std::optional<integrations::Restack> Engine::place_anew(const Key& key, const std::vector<const ReadyMessage*>& group,
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
  for (const auto* message : group) move.messages.push_back(message->id);
  move.message_class = joins ? placed->message_class : own_class;
  move.send_at = placed->send_at;
  if (placed->send_at > now) move.ready_at = placed->send_at + world_.windows.group_wait;
  return move;
}

}  // namespace dondoc::daemon

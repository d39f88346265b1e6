#include "rules/meeting_letter.hpp"

#include <algorithm>

#include "rules/recipients.hpp"
#include "rules/told.hpp"

namespace dondoc::rules {
namespace {

std::string mail_address(const World& world, const Recipient& recipient, Instant now) {
  for (const auto& route : routes_to(world, recipient, {}, now)) {
    const auto channel = std::ranges::find(world.channels, route.channel, &ChannelInfo::id);
    if (channel != world.channels.end() && channel->takes_mail_addresses) return route.address;
  }
  return {};
}

std::vector<MeetingLetter::Attendee> attendees_of(const World& world, const Item& item, Instant now) {
  std::vector<MeetingLetter::Attendee> out;
  const auto chair = recipient_of(kPersonPrefix, item.meeting->chair);
  for (const auto& one : invitees(world, item, now)) {
    out.push_back({recipient_words(world, one.recipient, now), mail_address(world, one.recipient, now),
                   !item.meeting->chair.empty() && one.recipient == chair});
  }
  return out;
}

// An invitation to something that the reader was invited to before.
bool was_invited(const NoticeFacts& notice, const Recipient& reader, DeliveryMode mode) {
  return std::ranges::any_of(notice.history->alerts, [&](const AlertRecord& alert) {
    return alert.key.rule == kMeetingRule && alert.key != notice.alert &&
           std::ranges::any_of(alert.notices, [&](const NoticeRecord& other) {
             return other.recipient == reader && is_spent(other, mode) && other.state != NoticeState::dead;
           });
  });
}

}  // namespace

std::string chair_words(const World& world, const Meeting& meeting, Instant now) {
  if (meeting.chair.empty()) return meeting.chair_name;
  return recipient_words(world, recipient_of(kPersonPrefix, meeting.chair), now);
}

MeetingLetter meeting_letter(const World& world, const NoticeFacts& notice, const Recipient& reader, Agenda agenda,
                             Instant now) {
  const Item& item = *notice.item;
  const Meeting& meeting = *item.meeting;
  MeetingLetter letter;
  letter.cancelled = notice.alert.step == kCancelStep;
  letter.called_off = is_called_off(item);
  letter.changed = !letter.cancelled && was_invited(notice, reader, world.mode);
  letter.uid = meeting.uid;
  letter.sequence = notice.alert.number;
  letter.title = item.restricted ? item.code : item.title;
  letter.from = meeting_start(item).value_or(now);
  letter.until = letter.from + meeting.length;
  letter.place = meeting.place;
  letter.chair = chair_words(world, meeting, now);
  letter.reason = meeting.reason;
  if (!letter.cancelled || letter.called_off) letter.attendees = attendees_of(world, item, now);
  letter.agenda = std::move(agenda);
  return letter;
}

}  // namespace dondoc::rules

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rules/agenda.hpp"
#include "rules/meeting.hpp"
#include "rules/message.hpp"

namespace dondoc::rules {

// What a message that brings an event says of it, beside the line of its item.
struct MeetingLetter {
  bool cancelled = false;   // for this reader: the meeting is off, or goes on without them
  bool called_off = false;  // for everybody
  bool changed = false;     // the reader was told something else before
  std::string uid;
  int sequence = 0;
  std::string title;  // of a restricted item its code
  Instant from{};
  Instant until{};
  std::string place;
  std::string chair;  // name and title
  std::string reason;
  struct Attendee {
    std::string name;
    std::string address;  // of mail; empty: reached otherwise
    bool chair = false;
  };
  std::vector<Attendee> attendees;  // of a cancellation for one reader: nobody
  Agenda agenda;
};

// REQUIRES: notice.item->meeting, which has a start.
[[nodiscard]] MeetingLetter meeting_letter(const World& world, const NoticeFacts& notice, const Recipient& reader,
                                           Agenda agenda, Instant now);

// "Trần Văn Mẫu, Giám đốc", or as written.
[[nodiscard]] std::string chair_words(const World& world, const Meeting& meeting, Instant now);

}  // namespace dondoc::rules

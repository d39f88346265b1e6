#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/evaluate.hpp"
#include "rules/series.hpp"

// An occurrence as a meeting that people are invited to (RFC 5545, 5546): when, where, who chairs, who comes.

namespace dondoc::rules {

// Invitations are alerts like any other:
//
//   rule "dondoc:meeting" (no rule of a configuration can be called so), step "invite" or "cancel", episode 0,
//   number = SEQUENCE of the event
//
// so one change is one alert, told to each person once.
inline constexpr std::string_view kMeetingRule = "dondoc:meeting";
inline constexpr std::string_view kInviteStep = "invite";
inline constexpr std::string_view kCancelStep = "cancel";

struct Meeting {
  std::string uid;
  std::optional<Instant> at;  // as a person named it; nothing: it begins when its occurrence does
  std::chrono::minutes length = kStandardMeeting;
  std::string place;
  std::string chair;       // code of a person; empty: whoever chair_name says
  std::string chair_name;  // in words
  std::vector<RecipientSpec> invite;
  std::vector<std::string> attendees;  // codes of people invited besides
  bool cancelled = false;              // the meeting, by a person; its occurrence may still be owed
  std::string reason;                  // of the last change by a person
  int sequence = -1;                   // of the event as last evaluated; -1: never
  std::string basis;                   // what that sequence stands for: another basis raises it
};

// Who is invited where a series does not say.
[[nodiscard]] const std::vector<RecipientSpec>& standard_invite();

// A meeting of which nobody has settled anything yet.
[[nodiscard]] Meeting meeting_of(const Series& series);

// When it begins; nothing where nobody said.
[[nodiscard]] std::optional<Instant> meeting_start(const Item& item);
// No longer takes place.
[[nodiscard]] bool is_called_off(const Item& item);

struct Invitee {
  Recipient recipient;
  std::string role;    // the spec that named them, "chair" or "attendee"
  std::string agency;  // code
};
// Who is to come, the chair first, each once. An office that nobody holds is not asked for, but for the head's.
[[nodiscard]] std::vector<Invitee> invitees(const World& world, const Item& item, Instant now);

// Adds what item.meeting asks for: invitations at a new sequence, cancellations to whoever was invited and is not any
// more, and what becomes of invitations not told yet. Nothing is sent once the meeting has begun.
// REQUIRES: item.meeting.
void plan_invitations(const World& world, const Item& item, const History& history, Instant now, Evaluation& result);

}  // namespace dondoc::rules

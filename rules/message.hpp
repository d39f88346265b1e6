#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/directory.hpp"
#include "rules/evaluate.hpp"
#include "rules/finding.hpp"
#include "rules/history.hpp"
#include "rules/item.hpp"
#include "rules/window.hpp"

// The facts a message tells, before any wording: what templates get. Built from notices by gather_message(), pure.

namespace dondoc::rules {

// Tone follows the relation of who writes to who reads.
enum class Tone { cap_duoi, ngang_cap, nganh_doc, cap_tren };
[[nodiscard]] std::string_view tone_name(Tone tone);

enum class MessageTopic {
  reminder,  // nothing in it is past its due
  overdue,   // to the agency that answers for it
  waiting,   // nothing in it is there because of its due: not accepted, held, not reported on, not handed over for long
  report_up,   // at least one line stands here because its step escalates: for the next level
  hand_over,   // at least one line stands here because another agency handed the item over
  findings,    // dondoc's own, to the operator
  answers,     // what agencies answered, to the office that confirms it or sends it back
  correction,  // of what this reader was told wrongly
};
[[nodiscard]] std::string_view topic_name(MessageTopic topic);

// How codes of findings begin that are for people and not for the operator: answers, for the office; corrections.
inline constexpr std::string_view kAnswerFindings = "DD600";
inline constexpr std::string_view kCorrectionFindings = "DD601";

// One item in one message, as the step that brought it there sees it.
struct MessageLine {
  ItemId item = 0;
  std::string code;
  std::string title;  // of a dossier without one: its procedure
  Kind kind = Kind::task;
  Severity severity = Severity::warning;
  std::string rule;
  std::string step;
  std::string step_title;
  std::string template_name;
  int number = 0;  // repeat number
  bool copy = false;
  bool escalated = false;
  bool handed_over = false;
  bool restricted = false;
  std::string agency_name;
  std::string agency_short;
  std::string officer_name;
  std::string procedure_name;  // as in force at receipt
  std::optional<Document> document;
  std::string product;
  std::string coordinators;  // names, joined
  std::string progress;
  std::optional<Instant> progress_at;
  std::optional<Instant> received_at;

  // Handed over: by which agency, as of when, and until when reminders of what had been reached rest.
  std::string handed_from;
  std::optional<Instant> handed_as_of;
  std::optional<Instant> rests_until;

  Ladder ladder = Ladder::deadline;  // of what was handed over and is overdue: deadline
  // Other ladders: the instant they count from, and the working days since.
  std::optional<Instant> since;
  std::int64_t days_since = 0;
  bool never_updated = false;  // of an `updated` line: `since` is where the work began

  std::optional<Instant> due;
  bool due_is_date = false;
  bool provisional = false;                 // the due was computed with a provisional year
  bool overdue = false;                     // past its due, still owed, no hold, and here because of that
  bool due_today = false;                   // the date of the due is today's
  std::int64_t working_days = 0;            // overdue: working days late; else working days left
  std::optional<Millis> working_time_left;  // dossiers not yet due

  // How often the agency was urged since this version of the deadline: days on which its head was told of the item
  // being overdue (the message itself not counted), and urgings by letter or telephone.
  int urged_times = 0;
  std::optional<Instant> last_urged;
  std::string last_urged_how;  // empty: by dondoc

  std::optional<Instant> next_at;    // what happens next: when the next level will read it …
  std::string next_who;              // … and who that is, by office
  std::optional<Instant> answer_by;  // an answer until then comes before it

  std::string stands_in_for;  // the office asked for, where the reader only stands in for it
  std::string source_name;
  std::optional<Instant> as_of;  // what the source's data reflect
};

struct MeetingLetter;  // rules/meeting_letter.hpp

struct MessageFacts {
  std::string public_id;
  MessageClass message_class = MessageClass::routine;
  MessageTopic topic = MessageTopic::reminder;
  std::string language = "vi";
  Tone tone = Tone::ngang_cap;
  Instant now{};
  const Zone* zone = nullptr;  // of the recipient's calendar

  Recipient recipient;
  bool person = false;          // the recipient is a person, or a contact who is one
  std::string recipient_name;   // of a person, contact or room; empty for mailboxes
  std::string recipient_title;  // of a person
  std::string addressee;        // the agency's line, for its head and its mailbox; else empty
  std::string agency_name;      // the recipient's
  std::string agency_short;
  bool room = false;

  std::vector<MessageLine> lines;  // overdue first, the longest overdue at the top, then by due
  std::vector<Finding> findings;
  std::shared_ptr<const MeetingLetter> meeting;  // of a message that brings an event

  std::string sender;          // who sends it
  std::string sender_contact;  // a person to ask: name, office, telephone
  std::optional<Instant> reply_by;
  std::string answer_link;    // where the reader answers; empty: nowhere
  bool rehearsal = false;     // redirect mode
  std::string rehearsal_for;  // the real recipient and address
  std::string banner;         // "DỮ LIỆU MẪU" and the like; empty: none
};

// Who writes, as configured.
struct Sender {
  std::string name;
  std::string contact;
  std::string level;  // agency level of the sender, for the tone
  Amount reply_within{2, Unit::wd};
  std::string banner;
  std::string language = "vi";  // where the recipient has none
};

// One notice of a message with what is known of its item.
struct NoticeFacts {
  const Item* item = nullptr;
  const History* history = nullptr;
  const Evaluation* evaluation = nullptr;
  AlertKey alert;
  Severity severity = Severity::warning;
  std::string role;
  bool copy = false;
};

struct MessageHead {
  std::string public_id;
  MessageClass message_class = MessageClass::routine;
  Recipient recipient;
  std::string rehearsal_for;  // not empty: redirect mode; the real recipient and address
};

// An item stands in a message once, at its highest severity.
[[nodiscard]] MessageFacts gather_message(const World& world, const Sender& sender, const MessageHead& head,
                                          std::span<const NoticeFacts> notices, std::span<const Finding> findings,
                                          Instant now);

// A recipient as people say it: "Trần Văn Mẫu, Giám đốc Sở Công Thương", an agency's, a contact's or a room's name.
[[nodiscard]] std::string recipient_words(const World& world, const Recipient& recipient, Instant now);

// A message's words, before a channel makes bytes of them.
struct RenderedMessage {
  std::string subject;
  std::string text;  // UTF-8, LF line ends
  std::string html;  // empty: none
};

}  // namespace dondoc::rules

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rules/directory.hpp"
#include "rules/reason.hpp"
#include "rules/rule.hpp"
#include "rules/time.hpp"

namespace dondoc::rules {

// What dondoc has done and been told about one item so far, as far as decisions need it.

using AlertId = std::int64_t;
using NoticeId = std::int64_t;
using MessageId = std::int64_t;

// queued → told | dead | superseded | withdrawn | deferred. Told and dead are spent (dead: every way to reach the
// person failed for good). Rehearsed went to the redirect mailbox and does not count once the mode is live.
enum class NoticeState { queued, deferred, told, rehearsed, dead, superseded, withdrawn };
[[nodiscard]] std::string_view notice_state_name(NoticeState state);
[[nodiscard]] std::optional<NoticeState> parse_notice_state(std::string_view name);

struct NoticeRecord {
  NoticeId id = 0;
  Recipient recipient;
  std::string role;  // the RecipientSpec it came from: "head", "superior", …
  NoticeState state = NoticeState::queued;
  Reason reason = Reason::none;
  std::optional<Instant> settled_at;  // told or dead since
  std::string agency;                 // code of the agency for which the role was resolved
};

// UNIQUE(item, episode, rule, step, number). episode: the deadline version, or for submitted, updated, held and
// finished steps the instant they count from, in milliseconds.
struct AlertKey {
  std::int64_t episode = 0;
  std::string rule;
  std::string step;
  int number = 0;  // 0 is the step itself, n its n-th repeat
  friend bool operator==(const AlertKey&, const AlertKey&) = default;
};

struct AlertRecord {
  AlertId id = 0;
  AlertKey key;
  Instant scheduled_at{};
  std::vector<NoticeRecord> notices;
};

struct Acknowledgement {
  std::string person;
  int version = 0;
  Instant given_at{};
  Instant until{};
  Instant upto{};  // where the person had been told nothing: it answers the steps up to this moment
};

// By letter or telephone, outside dondoc.
struct Urging {
  Instant at{};
  std::string how;  // "điện thoại"
  std::string ref;  // of the letter
};

struct History {
  int version = 0;             // 0: never evaluated
  std::optional<Instant> due;  // of that version; nothing: no deadline
  Instant version_start{};     // version 1: receipt, else first stored; later ones: when they were raised
  int told_since_version = 1;  // alerts of this and later versions count as told (the due moved earlier since)
  std::string basis;  // what the due of that version was computed from, as DeadlineChange::basis; empty: unknown
  std::optional<Instant> computed_due;  // of that version, where an appointment was issued: the due by the term
  std::vector<AlertRecord> alerts;
  std::vector<Acknowledgement> acknowledgements;
  std::vector<Urging> urgings;
  std::optional<Instant> extension_requested_at;  // the last one not refused
  std::optional<Instant> extension_granted_at;    // the last one granted
  std::optional<Instant> backlog_until;           // went live while overdue: no escalation before
};

}  // namespace dondoc::rules

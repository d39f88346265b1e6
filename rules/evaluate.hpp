#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/finding.hpp"
#include "rules/history.hpp"
#include "rules/item.hpp"
#include "rules/reason.hpp"
#include "rules/rule.hpp"
#include "rules/world.hpp"

// The decision: (rules, item, history, calendars, directory, now) → alerts, reasons, next check. Pure.

namespace dondoc::rules {

struct DeadlineChange {
  int version = 1;
  std::optional<Instant> due;
  std::string direction;  // first | later | earlier | removed | added
  std::string cause;      // first | extension | date | term | receipt | hold | calendar; the direction where unknown
  int told_since_version = 1;
  Instant version_start{};
  bool provisional = false;
  std::string basis;                    // what the due is computed from, so that the next change knows its cause
  std::optional<Instant> computed_due;  // where an appointment was issued: the due by the term
};

// One notice to be queued.
struct PlannedNotice {
  Recipient recipient;
  std::string role;
  bool copy = false;
  NoticeId existing = 0;  // a row to queue again; 0: a new one
  Instant window_from{};  // the first window at or after this instant is the one to take
  std::string agency{};   // code of the agency for which the role was resolved
  bool daily = false;     // joins the list of the day: routine, in the first slot
};

// Another sequence of the event that an occurrence is (rules/meeting.hpp), and what it stands for.
struct MeetingChange {
  int sequence = 0;
  std::string basis;
};

// One alert row with the notices to queue. The windows of a reminder before the due may lie before its moment.
struct PlannedAlert {
  AlertKey key;
  AlertId existing = 0;
  Instant scheduled_at{};
  Severity severity = Severity::warning;
  bool bypass_limits = false;
  std::vector<std::string> via;
  std::vector<PlannedNotice> notices;
  // Of an invitation: it goes in a message of its own, at once within the sending hours, and before this in any case.
  std::optional<Instant> event_at{};
};

// An existing notice that is no longer what it was.
struct NoticeChange {
  NoticeId notice = 0;
  NoticeState state = NoticeState::withdrawn;
  Reason reason = Reason::not_true;
};

// What was decided about one step (its number now in force), for `explain`, `preview` and the recheck.
struct StepOutcome {
  std::string rule;
  std::string step;
  int number = 0;
  std::optional<Instant> scheduled_at;
  Reason reason = Reason::none;
  struct Person {
    Recipient recipient;
    std::string role;
    bool copy = false;
    Reason reason = Reason::none;  // reached, higher_step, acknowledged, …
    std::optional<Instant> until;  // until when it waits, where that is known
  };
  std::vector<Person> people;
  std::optional<Instant> next_at;  // its next moment after now
  int superior_level = 0;          // of a step above the head: which place of the path it names
  // Of a step above the head, once anybody has an alert of the item: no earlier than this can it be told.
  std::optional<Instant> earliest;
};

struct Evaluation {
  ItemId item = 0;
  std::optional<DeadlineChange> deadline;  // set where the effective due differs from the stored one
  std::optional<MeetingChange> meeting;
  std::optional<Instant> due;  // effective
  bool provisional = false;
  std::vector<PlannedAlert> alerts;  // rows to insert, and rows to queue or defer again
  std::vector<NoticeChange> changes;
  std::vector<StepOutcome> outcomes;  // by rule and step as configured
  std::vector<Finding> findings;
  std::optional<Instant> next_check;    // nothing: not before something changes
  Reason no_next_check = Reason::none;  // why there is none
  bool waits_for_delivery = false;      // an escalation waits until a notice to the head is delivered

  [[nodiscard]] const StepOutcome* outcome(std::string_view rule, std::string_view step) const;
  // Nothing to write but, perhaps, next_check.
  [[nodiscard]] bool quiet() const {
    return !deadline && !meeting && alerts.empty() && changes.empty() && findings.empty();
  }
};

[[nodiscard]] Evaluation evaluate(const World& world, const Item& item, const History& history, Instant now);

// Whether another evaluation of the item, its row unchanged, could ever have something to say.
[[nodiscard]] bool is_over(const Item& item);

// For an item whose row another program deleted: everything not sent yet is withdrawn.
[[nodiscard]] Evaluation evaluate_gone(ItemId item, const History& history);

}  // namespace dondoc::rules

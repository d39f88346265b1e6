#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "rules/directory.hpp"
#include "rules/finding.hpp"
#include "rules/history.hpp"
#include "rules/item.hpp"
#include "rules/reason.hpp"
#include "rules/rule.hpp"
#include "rules/window.hpp"
#include "rules/work_calendar.hpp"

// The decision: (rules, item, history, calendars, directory, now) → alerts, reasons, next check. Pure.

namespace dondoc::rules {

enum class DeliveryMode { off, redirect, live };

struct Silence {
  std::int64_t id = 0;
  Filter filter;
  Instant from;
  Instant until;
};

struct SourceState {
  bool late = false;
  std::optional<Instant> late_from;     // when it will be, or became, late
};

// Everything an evaluation depends on besides the item, its history and now. Immutable while a tick runs.
struct World {
  std::vector<Rule> rules;
  CalendarMap calendars;
  std::string default_calendar;
  std::shared_ptr<const Directory> directory;
  std::vector<Silence> silences;
  std::map<std::string, SourceState, std::less<>> sources;
  WindowPolicy windows;
  DeliveryMode mode = DeliveryMode::redirect;
  Amount acknowledge_max{5, Unit::wd};
  Recipient fallback_contact;                        // "contact:ID"; empty: none
  std::set<std::string, std::less<>> digest_only_levels;
  // Steps that are new since a reload which waits for a confirmation, with the instant of that reload: moments up to it
  // wait.
  std::map<std::pair<std::string, std::string>, Instant> unconfirmed_steps;

  [[nodiscard]] const WorkCalendar* calendar(std::string_view id) const;      // the default for an empty id
  [[nodiscard]] const WorkCalendar* calendar_of(const Item& item) const;      // procedure's, agency's, default
  [[nodiscard]] const WorkCalendar* calendar_of_recipient(const Recipient& recipient) const;
};

struct DeadlineChange {
  int version = 1;
  std::optional<Instant> due;
  std::string cause;                    // first | later | earlier | removed | added
  int told_since_version = 1;
  Instant version_start{};
  bool provisional = false;
};

// One notice to be claimed. REQUIRES for `queued`: moment is set.
struct PlannedNotice {
  Recipient recipient;
  std::string role;
  bool copy = false;
  NoticeState state = NoticeState::queued;   // queued or deferred
  Reason reason = Reason::reached;
  NoticeId existing = 0;                     // a row to queue or defer again; 0: a new one
};

struct PlannedAlert {
  AlertKey key;
  AlertId existing = 0;
  Instant scheduled_at{};
  Severity severity = Severity::warning;
  bool before_due = false;                   // a reminder; its window may be moved before its moment (design §5.8)
  bool bypass_limits = false;
  std::vector<std::string> via;
  std::vector<PlannedNotice> notices;
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
    Reason reason = Reason::none;            // reached, higher_step, acknowledged, …
  };
  std::vector<Person> people;
  std::optional<Instant> next_at;            // its next moment after now
};

struct Evaluation {
  ItemId item = 0;
  std::optional<DeadlineChange> deadline;    // set where the effective due differs from the stored one
  std::optional<Instant> due;                // effective
  bool provisional = false;
  std::vector<PlannedAlert> alerts;          // rows to insert, and rows to queue or defer again
  std::vector<NoticeChange> changes;
  std::vector<StepOutcome> outcomes;         // by rule and step as configured
  std::vector<Finding> findings;
  std::optional<Instant> next_check;         // nothing: not before something changes
  Reason no_next_check = Reason::none;       // why there is none

  // Nothing to write but, perhaps, next_check.
  [[nodiscard]] bool quiet() const { return !deadline && alerts.empty() && changes.empty() && findings.empty(); }
};

[[nodiscard]] Evaluation evaluate(const World& world, const Item& item, const History& history, Instant now);

}  // namespace dondoc::rules

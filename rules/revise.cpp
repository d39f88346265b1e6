#include "rules/revise.hpp"

#include <algorithm>

#include "rules/meeting.hpp"

namespace dondoc::rules {
namespace {

bool is_untold(const NoticeRecord& notice) {
  return notice.state == NoticeState::queued || notice.state == NoticeState::deferred;
}

// What a row becomes; nothing: it stays as it is.
struct Fate {
  NoticeState state = NoticeState::withdrawn;
  Reason reason = Reason::not_true;
};

std::optional<Fate> fate_for_person(Reason reason) {
  switch (reason) {
    case Reason::reached:
      return std::nullopt;  // stays queued, or was planned to be queued again
    case Reason::higher_step:
    case Reason::already_told:
    case Reason::told_earlier_version:
    case Reason::same_day:
      return Fate{NoticeState::superseded, reason};
    case Reason::not_reached:
      return Fate{NoticeState::withdrawn, Reason::not_true};
    default:
      return Fate{NoticeState::deferred, reason};
  }
}

std::optional<Fate> fate_of(const AlertKey& key, const Recipient& recipient, const std::vector<JudgedRule>& rules) {
  const auto rule = std::ranges::find_if(rules, [&](const JudgedRule& r) { return r.rule->is_called(key.rule); });
  if (rule == rules.end()) return Fate{NoticeState::withdrawn, Reason::rule_gone};
  if (!rule->matches) return Fate{NoticeState::withdrawn, Reason::not_true};
  const auto* step = rule->step(key.step);
  if (!step) return Fate{NoticeState::withdrawn, Reason::step_gone};
  const auto& entry = step->entry;
  if (entry.reason == Reason::calendar_missing) return Fate{NoticeState::deferred, entry.reason};
  if (entry.reason != Reason::none) return Fate{NoticeState::withdrawn, entry.reason};
  if (key.episode != entry.episode) {
    const bool version = entry.ladder == Ladder::deadline;
    return Fate{NoticeState::withdrawn, version ? Reason::new_version : Reason::not_true};
  }
  if (key.rule != rule->rule->id) return Fate{NoticeState::withdrawn, Reason::rule_gone};
  if (step->reason == Reason::not_reached || key.number > entry.number) {
    return Fate{NoticeState::withdrawn, Reason::not_true};
  }
  if (key.number < entry.number) return Fate{NoticeState::superseded, Reason::later_repeat};
  const auto person = std::ranges::find(step->people, recipient, &NamedPerson::recipient);
  if (person != step->people.end()) return fate_for_person(person->reason);
  return Fate{NoticeState::withdrawn, step->people.empty() ? step->reason : Reason::handed_to_holder};
}

template <class FateOf>
std::vector<NoticeChange> change_each_untold(const History& history, const FateOf& fate_of_row) {
  std::vector<NoticeChange> changes;
  for (const auto& alert : history.alerts) {
    for (const auto& notice : alert.notices) {
      if (!is_untold(notice)) continue;
      const std::optional<Fate> fate = fate_of_row(alert, notice);
      if (!fate || (notice.state == fate->state && notice.reason == fate->reason)) continue;
      changes.push_back({notice.id, fate->state, fate->reason});
    }
  }
  return changes;
}

}  // namespace

std::vector<NoticeChange> revise(const History& history, const std::vector<JudgedRule>& rules) {
  return change_each_untold(history, [&](const AlertRecord& alert, const NoticeRecord& notice) -> std::optional<Fate> {
    if (alert.key.rule == kMeetingRule) return std::nullopt;  // see plan_invitations()
    return fate_of(alert.key, notice.recipient, rules);
  });
}

std::vector<NoticeChange> change_untold(const History& history, NoticeState state, Reason reason) {
  return change_each_untold(
      history, [&](const AlertRecord&, const NoticeRecord&) -> std::optional<Fate> { return Fate{state, reason}; });
}

}  // namespace dondoc::rules

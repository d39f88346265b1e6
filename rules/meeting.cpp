#include "rules/meeting.hpp"

#include <algorithm>
#include <map>

#include "rules/recipients.hpp"
#include "rules/told.hpp"

namespace dondoc::rules {
namespace {

constexpr std::string_view kChairRole = "chair";
constexpr std::string_view kAttendeeRole = "attendee";

bool is_told(const NoticeRecord& notice, DeliveryMode mode) {
  return is_spent(notice, mode) && notice.state != NoticeState::dead;
}

// Everything the event says. Whatever changes it raises the sequence.
std::string basis_of(const Item& item, Instant at) {
  const Meeting& meeting = *item.meeting;
  std::string basis = "at " + std::to_string(to_millis(at)) + " length " + std::to_string(meeting.length.count());
  for (const auto* text : {&item.title, &meeting.place, &meeting.chair, &meeting.chair_name}) basis += "\n" + *text;
  basis += "\n";
  for (const auto& spec : meeting.invite) basis += format_recipient_spec(spec) + " ";
  for (const auto& code : meeting.attendees) basis += std::string{kPersonPrefix} + code + " ";
  return basis + (is_called_off(item) ? "\ncancelled" : "");
}

class People {
 public:
  People(const World& world, const Item& item, Instant now) : world_(world), item_(item), now_(now) {}

  std::vector<Invitee> run() {
    const Meeting& meeting = *item_.meeting;
    add_person(meeting.chair, kChairRole);
    for (const auto& spec : meeting.invite) add_all(spec);
    for (const auto& code : meeting.attendees) add_person(code, kAttendeeRole);
    return std::move(found_);
  }

 private:
  void add_person(const std::string& code, std::string_view role) {
    if (code.empty()) return;
    const Recipient person = recipient_of(kPersonPrefix, code);
    if (!routes_to(world_, person, {}, now_).empty()) add({person, std::string{role}, item_.agency});
  }

  void add_all(const RecipientSpec& spec) {
    if (!is_held(spec)) return;
    for (auto& one : resolve_recipients(spec, 0, world_, item_, now_).recipients) {
      add({std::move(one.recipient), format_recipient_spec(spec), std::move(one.agency)});
    }
  }

  // Somebody stands in for a head; not for a deputy that the agency has not.
  [[nodiscard]] bool is_held(const RecipientSpec& spec) const {
    using Who = RecipientSpec::Who;
    if (spec.who != Who::deputy && spec.who != Who::focal) return true;
    const auto* calendar = world_.calendar_of(item_);
    const Day day = calendar ? calendar->zone().day_of(now_) : Day{};
    const auto* agency = world_.directory->in_force(item_.agency, day);
    const Role role = spec.who == Who::deputy ? Role::deputy : Role::focal;
    return agency && !world_.directory->holders(agency->code, role, day).empty();
  }

  void add(Invitee one) {
    if (std::ranges::find(found_, one.recipient, &Invitee::recipient) == found_.end()) {
      found_.push_back(std::move(one));
    }
  }

  const World& world_;
  const Item& item_;
  const Instant now_;
  std::vector<Invitee> found_;
};

class Planner {
 public:
  Planner(const World& world, const Item& item, const History& history, Instant now, Instant at, Evaluation& result)
      : world_(world), item_(item), history_(history), now_(now), at_(at), result_(result) {}

  void run() {
    raise_sequence();
    const bool over = at_ <= now_;
    const bool off = is_called_off(item_);
    const bool takes_place = !over && !off && is_active(item_.state);
    if (takes_place) wanted_ = invitees(world_, item_, now_);
    if (!over) gone_ = no_longer_invited(off || is_active(item_.state));
    tell(kInviteStep, wanted_);
    tell(kCancelStep, gone_);
    settle_untold(takes_place ? Reason::handed_to_holder : over ? Reason::not_true : Reason::state_closed);
    if (over) return;
    // An invitation on the wire may arrive yet, and then has to be taken back.
    if (off && any_untold()) result_.waits_for_delivery = true;
    if (any_untold() || !result_.alerts.empty()) look_again_at(at_);
    // Offices begin with a day: who holds one then is invited then.
    const auto* calendar = world_.calendar_of(item_);
    if (takes_place && calendar) {
      look_again_at(std::min(at_, calendar->zone().span_of(calendar->zone().day_of(now_)).until));
    }
  }

 private:
  void raise_sequence() {
    auto basis = basis_of(item_, at_);
    sequence_ = item_.meeting->sequence;
    if (basis == item_.meeting->basis) return;
    result_.meeting = MeetingChange{++sequence_, std::move(basis)};
  }

  // The last word each person had of it, by when they were told.
  struct Word {
    bool invited = false;
    int number = 0;
    std::optional<Instant> at;
    std::string role;
    std::string agency;
  };
  [[nodiscard]] std::map<Recipient, Word> last_words() const {
    std::map<Recipient, Word> words;
    for (const auto& alert : history_.alerts) {
      if (alert.key.rule != kMeetingRule) continue;
      for (const auto& notice : alert.notices) {
        if (!is_told(notice, world_.mode)) continue;
        auto& word = words[notice.recipient];
        if (word.at && notice.settled_at && *notice.settled_at < *word.at) continue;
        word = {alert.key.step == kInviteStep, alert.key.number, notice.settled_at, notice.role, notice.agency};
      }
    }
    return words;
  }

  // Whoever was invited by an earlier sequence. A holder who is away for a day stays invited until something changes.
  [[nodiscard]] std::vector<Invitee> no_longer_invited(bool may_tell) const {
    std::vector<Invitee> gone;
    if (!may_tell) return gone;
    for (const auto& [recipient, word] : last_words()) {
      const bool named = std::ranges::find(wanted_, recipient, &Invitee::recipient) != wanted_.end();
      if (word.invited && word.number < sequence_ && !named) {
        gone.push_back({recipient, word.role, word.agency});
      }
    }
    return gone;
  }

  [[nodiscard]] AlertKey key_of(std::string_view step) const {
    return {0, std::string{kMeetingRule}, std::string{step}, sequence_};
  }
  [[nodiscard]] const AlertRecord* stored(const AlertKey& key) const {
    const auto found = std::ranges::find(history_.alerts, key, &AlertRecord::key);
    return found == history_.alerts.end() ? nullptr : &*found;
  }

  void tell(std::string_view step, const std::vector<Invitee>& people) {
    PlannedAlert alert;
    alert.key = key_of(step);
    alert.scheduled_at = now_;
    alert.severity = Severity::info;
    alert.event_at = at_;
    const auto* existing = stored(alert.key);
    if (existing) {
      alert.existing = existing->id;
      alert.scheduled_at = existing->scheduled_at;
    }
    StepOutcome outcome;
    outcome.rule = kMeetingRule;
    outcome.step = step;
    outcome.number = sequence_;
    outcome.scheduled_at = alert.scheduled_at;
    outcome.reason = people.empty() ? Reason::no_recipient : Reason::reached;
    for (const auto& one : people) {
      const Reason reason = queue(alert, existing, one);
      outcome.people.push_back({one.recipient, one.role, false, reason, {}});
    }
    if (!alert.notices.empty()) result_.alerts.push_back(std::move(alert));
    if (!people.empty()) result_.outcomes.push_back(std::move(outcome));
  }

  Reason queue(PlannedAlert& alert, const AlertRecord* existing, const Invitee& one) const {
    PlannedNotice notice{one.recipient, one.role, false, 0, now_, one.agency, false};
    const auto* row = existing ? row_of(*existing, one.recipient) : nullptr;
    if (row && is_spent(*row, world_.mode)) return Reason::already_told;
    if (world_.mode == DeliveryMode::off) return Reason::mode_off;
    if (row && row->state == NoticeState::queued) return Reason::reached;
    if (row) notice.existing = row->id;
    alert.notices.push_back(std::move(notice));
    return Reason::reached;
  }

  static const NoticeRecord* row_of(const AlertRecord& alert, const Recipient& recipient) {
    const auto row = std::ranges::find(alert.notices, recipient, &NoticeRecord::recipient);
    return row == alert.notices.end() ? nullptr : &*row;
  }

  static bool is_queued(const NoticeRecord& notice) {
    return notice.state == NoticeState::queued || notice.state == NoticeState::deferred;
  }

  [[nodiscard]] bool still_said(const AlertKey& key, const Recipient& recipient) const {
    const auto& people = key.step == kInviteStep ? wanted_ : gone_;
    return key.number == sequence_ && std::ranges::find(people, recipient, &Invitee::recipient) != people.end();
  }

  void settle_untold(Reason reason) {
    for (const auto& alert : history_.alerts) {
      if (alert.key.rule != kMeetingRule) continue;
      for (const auto& notice : alert.notices) {
        if (!is_queued(notice) || still_said(alert.key, notice.recipient)) continue;
        const bool replaced = alert.key.number < sequence_ && still_said(key_of(alert.key.step), notice.recipient);
        const Reason otherwise = alert.key.step == kInviteStep ? reason : Reason::not_true;
        result_.changes.push_back({notice.id, replaced ? NoticeState::superseded : NoticeState::withdrawn,
                                   replaced ? Reason::new_version : otherwise});
      }
    }
  }

  [[nodiscard]] bool any_untold() const {
    return std::ranges::any_of(history_.alerts, [&](const AlertRecord& alert) {
      return alert.key.rule == kMeetingRule &&
             std::ranges::any_of(alert.notices, [&](const auto& notice) { return !is_spent(notice, world_.mode); });
    });
  }

  void look_again_at(Instant at) {
    if (result_.next_check && *result_.next_check <= at) return;
    result_.next_check = at;
    result_.no_next_check = Reason::none;
  }

  const World& world_;
  const Item& item_;
  const History& history_;
  const Instant now_;
  const Instant at_;
  Evaluation& result_;
  int sequence_ = 0;
  std::vector<Invitee> wanted_;
  std::vector<Invitee> gone_;
};

}  // namespace

const std::vector<RecipientSpec>& standard_invite() {
  using Who = RecipientSpec::Who;
  static const std::vector<RecipientSpec> kStandard{
      {Who::head, {}}, {Who::deputy, {}}, {Who::focal, {}}, {Who::coordinators, {}}};
  return kStandard;
}

Meeting meeting_of(const Series& series) {
  Meeting meeting;
  meeting.length = series.length.value_or(kStandardMeeting);
  meeting.place = series.place;
  meeting.chair_name = series.chair;
  meeting.invite = series.invite.empty() ? standard_invite() : series.invite;
  return meeting;
}

std::optional<Instant> meeting_start(const Item& item) {
  if (!item.meeting) return std::nullopt;
  return item.meeting->at ? item.meeting->at : item.start_at;
}

bool is_called_off(const Item& item) {
  return item.state == State::cancelled || (item.meeting && item.meeting->cancelled);
}

std::vector<Invitee> invitees(const World& world, const Item& item, Instant now) {
  return People{world, item, now}.run();
}

void plan_invitations(const World& world, const Item& item, const History& history, Instant now, Evaluation& result) {
  const auto at = meeting_start(item);
  if (at) Planner{world, item, history, now, *at, result}.run();
}

}  // namespace dondoc::rules

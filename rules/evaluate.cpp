#include "rules/evaluate.hpp"

#include <algorithm>

#include "rules/deferral.hpp"
#include "rules/judged.hpp"
#include "rules/meeting.hpp"
#include "rules/outcomes.hpp"
#include "rules/recipients.hpp"
#include "rules/revise.hpp"
#include "rules/timeline.hpp"
#include "rules/told.hpp"
#include "rules/transfer.hpp"
#include "rules/zone.hpp"

namespace dondoc::rules {
namespace {
std::optional<Instant> moment_of(const std::vector<JudgedRule>& rules, std::string_view rule, std::string_view step) {
  for (const auto& judged : rules) {
    if (!judged.rule->is_called(rule)) continue;
    const auto* found = judged.step(step);
    if (found && found->entry.base != Instant{}) return found->entry.base;
  }
  return std::nullopt;
}

class Evaluator {
 public:
  Evaluator(const World& world, const Item& item, const History& history, Instant now)
      : world_(world), item_(item), history_(history), now_(now) {}

  // The order of a decision: due, steps, people, the highest step of each, what was told before, what has to wait.
  Evaluation run() {
    result_.item = item_.id;
    const auto* calendar = world_.calendar_of(item_);
    if (!calendar) {
      if (is_active(item_.state) || waits_for_handing_over(item_)) unknown_calendar();
      return without_calendar();
    }
    const TermInput term = term_of(world_, item_, now_);
    if (is_active(item_.state)) procedure_in_force(term);
    const auto deadline = effective_deadline(term, item_, history_, *calendar, now_);
    if (!deadline) {
      missing_year(deadline.error());
      return without_calendar();
    }
    result_.deadline = deadline->change;
    result_.due = deadline->due;
    result_.provisional = deadline->computed && deadline->computed->provisional;
    if (deadline->apart_from_promise) apart_from_promise(*deadline->apart_from_promise, calendar->zone());
    look_again_when_holds_change();

    const ItemClock clock{world_, item_, term, *deadline, *calendar, now_};
    std::vector<JudgedRule> rules;
    rules.reserve(world_.rules.size());
    for (const auto& rule : world_.rules) rules.push_back(judge(rule, clock));
    if (last_transfer(item_)) rules.push_back(judge(transfer_rule(), clock));
    moments_ = [&rules](std::string_view rule, std::string_view step) { return moment_of(rules, rule, step); };
    for (auto& judged : rules) plan(judged, clock);
    result_.changes = revise(history_, rules);
    result_.outcomes = outcomes_of(rules);
    if (!result_.next_check) result_.no_next_check = why_no_check(rules, item_, result_.due.has_value(), now_);
    if (item_.meeting) plan_invitations(world_, item_, history_, now_, result_);
    return std::move(result_);
  }

 private:
  // A calendar, or a year of it, that is not there defers everything that is queued; nothing is guessed.
  Evaluation without_calendar() {
    result_.changes = change_untold(history_, NoticeState::deferred, Reason::calendar_missing);
    result_.due = history_.due;
    result_.no_next_check = Reason::calendar_missing;
    return std::move(result_);
  }

  void missing_year(const MissingYear& missing) {
    const auto year = std::to_string(missing.year);
    add_finding(
        {"DD6101", "calendar:" + missing.calendar + "/" + year, {{"calendar", missing.calendar}, {"year", year}}});
  }

  void unknown_calendar() {
    const auto name = world_.calendar_name_of(item_);
    const std::string calendar{name.id};
    const std::string by{name.named_by};
    add_finding({"DD6103", "calendar:" + calendar + "/" + by, {{"calendar", calendar}, {"by", by}}});
  }

  void procedure_in_force(const TermInput& term) {
    const auto missing = missing_procedure(world_, item_, term);
    if (!missing) return;
    add_finding({"DD2064",
                 "item:" + std::to_string(item_.id) + "/procedure",
                 {{"item", item_.code}, {"procedure", missing->code}, {"day", format_day(missing->received)}}});
  }

  void apart_from_promise(Instant by_term, const Zone& zone) {
    add_finding({"DD6104",
                 "item:" + std::to_string(item_.id) + "/appointment",
                 {{"item", item_.code},
                  {"appointment", format_iso(*item_.appointment_at, zone)},
                  {"due", format_iso(by_term, zone)}}});
  }

  // A hold that begins later mutes then, and one with an end lets go by itself.
  void look_again_when_holds_change() {
    if (!is_active(item_.state)) return;
    for (const auto& hold : item_.holds) {
      look_again_at(hold.from);
      look_again_at(hold.until);
    }
  }

  void add_finding(Finding finding) {
    if (std::ranges::find(result_.findings, finding) == result_.findings.end()) {
      result_.findings.push_back(std::move(finding));
    }
  }

  void look_again_at(std::optional<Instant> at) {
    if (!at || *at <= now_) return;
    if (!result_.next_check || *at < *result_.next_check) result_.next_check = at;
  }

  JudgedRule judge(const Rule& rule, const ItemClock& clock) {
    JudgedRule judged;
    judged.rule = &rule;
    judged.matches = (!rule.kind || *rule.kind == item_.kind) &&
                     matches(rule.where, item_, *world_.directory, clock.calendar.zone());
    if (!judged.matches) return judged;
    const auto steps = schedule(rule, clock);
    judged.steps.reserve(steps.size());
    for (const auto& entry : steps) {
      if (entry.missing) missing_year(*entry.missing);
      judged.steps.push_back(judge_step(rule, entry, steps, clock));
    }
    choose_highest(judged);
    return judged;
  }

  JudgedStep judge_step(const Rule& rule, const ScheduledStep& entry, const std::vector<ScheduledStep>& steps,
                        const ItemClock& clock) {
    JudgedStep judged;
    judged.entry = entry;
    if (entry.reason != Reason::none) return judged;
    if (const auto unless = unless_holds(*entry.step, clock, history_); unless.active()) {
      judged.entry.reason = unless.reason;
      look_again_at(unless.until);
      look_again_at(entry.next);
      return judged;
    }
    if (entry.step->escalates() && !history_.alerts.empty()) {
      if (const auto at = earliest_escalation(rule, entry, steps, clock, history_)) judged.earliest = *at;
    }
    const auto earliest = earliest_reach(entry, clock);
    if (now_ < earliest) {
      look_again_at(earliest);
      judged.reason = Reason::not_reached;
      return judged;
    }
    const auto deferral = step_deferral(rule, entry, steps, clock, history_);
    if (!deferral) {
      missing_year(deferral.error());
      judged.deferral.reason = Reason::calendar_missing;
    } else {
      judged.deferral = *deferral;
    }
    name_people(judged, clock);
    return judged;
  }

  // A reminder may go out in a window before its moment, which differs with the recipient's sending hours: no
  // agency's earliest is later than this.
  Instant earliest_reach(const ScheduledStep& entry, const ItemClock& clock) const {
    if (!entry.reminder || entry.base <= now_) return entry.base;
    Instant earliest = entry.base;
    for (const auto id : world_.directory->agency_calendars()) {
      const auto* calendar = world_.calendar(id);
      if (!calendar) continue;
      const auto reach =
          reach_instant(world_.windows, class_of(entry.step->severity), entry.base, clock.deadline.due, *calendar);
      if (reach && *reach < earliest) earliest = *reach;
    }
    return earliest;
  }

  // Somebody may be found tomorrow; a change of offices or addresses is noticed at once.
  static constexpr Millis kLookForSomebody = std::chrono::hours{24};

  void name_people(JudgedStep& judged, const ItemClock& clock) {
    const auto add = [&](const std::vector<RecipientSpec>& specs, bool copy) {
      for (const auto& spec : specs) {
        const auto resolved = resolve_recipients(spec, judged.entry.superior_level, world_, item_, now_);
        for (const auto& finding : resolved.findings) add_finding(finding);
        if (resolved.recipients.empty() && judged.reason == Reason::none) judged.reason = resolved.reason;
        // Offices and addresses begin with a day; nothing else would tell that somebody has come.
        if (resolved.reason == Reason::no_recipient) look_again_at(end_of_today(clock));
        if (resolved.reason == Reason::no_recipient) look_again_at(now_ + kLookForSomebody);
        for (const auto& found : resolved.recipients) add_person(judged, found, spec, copy, clock);
      }
    };
    add(judged.entry.step->notify, false);
    add(judged.entry.step->copy, true);
    if (!judged.people.empty()) judged.reason = Reason::none;
  }

  Instant end_of_today(const ItemClock& clock) const {
    const Zone& zone = clock.calendar.zone();
    return zone.span_of(zone.day_of(now_)).until;
  }

  void add_person(JudgedStep& judged, const Resolution::Found& found, const RecipientSpec& spec, bool copy,
                  const ItemClock& clock) {
    const auto known = std::ranges::find(judged.people, found.recipient, &NamedPerson::recipient);
    if (known != judged.people.end()) {
      // Named as somebody else too, the head or who stands in for the head is told as the head: escalations wait for
      // it.
      if (spec.who == RecipientSpec::Who::head) {
        known->role = format_recipient_spec(spec);
        known->agency = found.agency;
        known->daily = false;
      }
      return;
    }
    NamedPerson person;
    person.recipient = found.recipient;
    person.role = format_recipient_spec(spec);
    person.copy = copy;
    person.reached_from = judged.entry.scheduled;
    person.agency = found.agency;
    person.daily = found.daily;
    if (judged.entry.reminder && judged.entry.number == 0) {
      const auto reach =
          reach_instant(windows_of(world_.windows, found.daily), class_of(judged.entry.step->severity, found.daily),
                        judged.entry.base, clock.deadline.due, sending_calendar(found.recipient, clock));
      if (reach) person.reached_from = *reach;
    }
    if (person.reached_from <= now_) {
      person.reason = Reason::reached;
    } else {
      look_again_at(person.reached_from);
    }
    judged.people.push_back(std::move(person));
  }

  static void choose_highest(JudgedRule& judged) {
    for (auto& step : judged.steps) {
      for (auto& person : step.people) {
        if (person.reason != Reason::reached) continue;
        const bool outranked = std::ranges::any_of(judged.steps, [&](const JudgedStep& other) {
          return other.entry.ladder == step.entry.ladder && other.counts() && ranks_higher(other.entry, step.entry) &&
                 std::ranges::any_of(other.people, [&](const NamedPerson& p) {
                   return p.recipient == person.recipient && p.reason != Reason::not_reached;
                 });
        });
        if (outranked) person.reason = Reason::higher_step;
      }
    }
  }

  void plan(JudgedRule& judged, const ItemClock& clock) {
    for (auto& step : judged.steps) {
      if (step.entry.reason != Reason::none || step.reason == Reason::not_reached) continue;
      const auto waiting = item_deferral(step.entry, clock);
      const bool asleep = waiting.reason == Reason::held || waiting.reason == Reason::reported;
      if (!asleep) look_again_at(step.entry.next);
      look_again_at(waiting.until);
      PlannedAlert alert = planned_alert(judged, step);
      for (auto& person : step.people) {
        if (person.reason != Reason::reached) continue;
        const auto found = verdict({judged, step, person}, waiting, clock);
        person.reason = found.reason;
        person.until = found.until;
        if (person.reason == Reason::reached) queue(alert, person);
      }
      if (!alert.notices.empty()) result_.alerts.push_back(std::move(alert));
      report_used_up(judged, step);
    }
  }

  PlannedAlert planned_alert(const JudgedRule& judged, const JudgedStep& step) const {
    PlannedAlert alert;
    alert.key = {step.entry.episode, judged.rule->id, step.entry.step->id, step.entry.number};
    if (const auto* existing = find_alert(alert.key)) alert.existing = existing->id;
    alert.scheduled_at = step.entry.scheduled;
    alert.severity = step.entry.step->severity;
    alert.bypass_limits = step.entry.step->bypass_limits;
    alert.via = step.entry.step->via;
    return alert;
  }

  // The row of a rule under its present id; one under a former id is history, not this alert.
  const AlertRecord* find_alert(const AlertKey& key) const {
    const auto found = std::ranges::find(history_.alerts, key, &AlertRecord::key);
    return found == history_.alerts.end() ? nullptr : &*found;
  }

  // Reason reached: nothing stands in the way. A reason that lasts until something happens has no `until`.
  Deferral verdict(const Telling& telling, const Deferral& waiting, const ItemClock& clock) {
    if (const auto told = told_before(telling, clock, history_); told != Reason::none) return {told};
    if (catches_up_below(telling, clock, history_)) return {Reason::higher_step};
    if (waiting.active()) return waiting;
    const Deferral& of_step = telling.step.deferral;
    if (of_step.active()) {
      look_again_at(of_step.until);
      if (of_step.waits_for_delivery) result_.waits_for_delivery = true;
      return of_step;
    }
    const Recipient& recipient = telling.person.recipient;
    const auto acknowledged = person_deferral(recipient, telling.step.entry, moments_, clock, history_);
    if (!acknowledged.active()) return {Reason::reached};
    look_again_at(acknowledged.until);
    // The next holder of the role, or a delegate, has acknowledged nothing.
    look_again_at(end_of_today(clock));
    look_again_at(world_.directory->next_delegation_change(code_after(kPersonPrefix, recipient), now_));
    return acknowledged;
  }

  void queue(PlannedAlert& alert, const NamedPerson& person) const {
    PlannedNotice notice{person.recipient,    person.role,   person.copy, 0,
                         person.reached_from, person.agency, person.daily};
    if (const auto* existing = find_alert(alert.key)) {
      const auto row = std::ranges::find(existing->notices, person.recipient, &NoticeRecord::recipient);
      if (row != existing->notices.end()) {
        if (row->state == NoticeState::queued) return;
        notice.existing = row->id;
      }
    }
    alert.notices.push_back(std::move(notice));
  }

  static const std::string& title_of(const Step& step) { return step.title.empty() ? step.id : step.title; }

  void report_used_up(const JudgedRule& judged, const JudgedStep& step) {
    if (!step.entry.used_up) return;
    const bool last_one_out = std::ranges::any_of(step.people, [](const NamedPerson& person) {
      return person.reason == Reason::reached || person.reason == Reason::same_day || is_told(person.reason);
    });
    if (!last_one_out) return;
    add_finding({"DD6401",
                 "item:" + std::to_string(item_.id) + "/" + judged.rule->id + "/" + step.entry.step->id,
                 {{"item", item_.code}, {"rule", judged.rule->id}, {"step", title_of(*step.entry.step)}}});
  }

  const World& world_;
  const Item& item_;
  const History& history_;
  const Instant now_;
  StepMoments moments_;
  Evaluation result_;
};

}  // namespace

const StepOutcome* Evaluation::outcome(std::string_view rule, std::string_view step) const {
  const auto found = std::ranges::find_if(
      outcomes, [&](const StepOutcome& outcome) { return outcome.rule == rule && outcome.step == step; });
  return found == outcomes.end() ? nullptr : &*found;
}

Evaluation evaluate(const World& world, const Item& item, const History& history, Instant now) {
  return Evaluator{world, item, history, now}.run();
}

bool is_over(const Item& item) { return !is_active(item.state) && !waits_for_handing_over(item); }

Evaluation evaluate_gone(ItemId item, const History& history) {
  Evaluation result;
  result.item = item;
  result.no_next_check = Reason::item_gone;
  result.changes = change_untold(history, NoticeState::withdrawn, Reason::item_gone);
  return result;
}

}  // namespace dondoc::rules

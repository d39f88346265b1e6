#include "rules/evaluate.hpp"

#include <algorithm>

#include "rules/deferral.hpp"
#include "rules/judged.hpp"
#include "rules/recipients.hpp"
#include "rules/revise.hpp"
#include "rules/timeline.hpp"
#include "rules/told.hpp"

namespace dondoc::rules {
namespace {
class Evaluator {
 public:
  Evaluator(const World& world, const Item& item, const History& history, Instant now)
      : world_(world), item_(item), history_(history), now_(now) {}

  // The order of a decision: due, steps, people, the highest step of each, what was told before, what has to wait.
  Evaluation run() {
    result_.item = item_.id;
    const auto* calendar = world_.calendar_of(item_);
    if (!calendar) calendar = world_.calendar({});
    if (!calendar) return without_calendar(world_.default_calendar, 0);
    const TermInput term = term_of(world_, item_);
    const auto deadline = effective_deadline(term, item_, history_, *calendar, now_);
    if (!deadline) return without_calendar(deadline.error().calendar, deadline.error().year);
    result_.deadline = deadline->change;
    result_.due = deadline->due;
    result_.provisional = deadline->computed && deadline->computed->provisional;

    const ItemClock clock{world_, item_, term, *deadline, *calendar, now_};
    std::vector<JudgedRule> rules;
    rules.reserve(world_.rules.size());
    for (const auto& rule : world_.rules) rules.push_back(judge(rule, clock));
    for (auto& judged : rules) plan(judged, clock);
    result_.changes = revise(history_, rules);
    report_all(rules);
    finish();
    return std::move(result_);
  }

 private:
  // A year the calendar lacks defers everything that is queued; nothing is guessed.
  Evaluation without_calendar(const std::string& calendar, int year) {
    missing_year(calendar, year);
    result_.changes = change_untold(history_, NoticeState::deferred, Reason::calendar_missing);
    result_.due = history_.due;
    result_.no_next_check = Reason::calendar_missing;
    return std::move(result_);
  }

  void missing_year(const std::string& calendar, int year) {
    add_finding({"DD6101",
                 "calendar:" + calendar + "/" + std::to_string(year),
                 {{"calendar", calendar}, {"year", std::to_string(year)}}});
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
      if (entry.missing) missing_year(entry.missing->calendar, entry.missing->year);
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
      missing_year(deferral.error().calendar, deferral.error().year);
      judged.deferral.reason = Reason::calendar_missing;
    } else {
      judged.deferral = *deferral;
    }
    name_people(judged, clock);
    return judged;
  }

  // A reminder may go out in a window before its moment, which differs with the recipient's sending hours: no
  // calendar's earliest is later than this.
  Instant earliest_reach(const ScheduledStep& entry, const ItemClock& clock) const {
    if (!entry.reminder || entry.base <= now_) return entry.base;
    Instant earliest = entry.base;
    for (const auto& [id, calendar] : world_.calendars) {
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
        for (const auto& recipient : resolved.recipients) add_person(judged, recipient, spec, copy, clock);
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

  void add_person(JudgedStep& judged, const Recipient& recipient, const RecipientSpec& spec, bool copy,
                  const ItemClock& clock) {
    const auto known = std::ranges::find(judged.people, recipient, &NamedPerson::recipient);
    if (known != judged.people.end()) {
      // Named as somebody else too, the head or who stands in for the head is told as the head: escalations wait for
      // it.
      if (spec.who == RecipientSpec::Who::head) known->role = format_recipient_spec(spec);
      return;
    }
    NamedPerson person{recipient, format_recipient_spec(spec), copy, judged.entry.scheduled, Reason::not_reached};
    if (judged.entry.reminder && judged.entry.number == 0) {
      const auto reach = reach_instant(world_.windows, class_of(judged.entry.step->severity), judged.entry.base,
                                       clock.deadline.due, sending_calendar(recipient, clock));
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
        person.reason = verdict(judged, step, person, waiting, clock);
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

  Reason verdict(const JudgedRule& judged, const JudgedStep& step, const NamedPerson& person, const Deferral& waiting,
                 const ItemClock& clock) {
    const Telling telling{judged, step, person};
    if (const auto told = told_before(telling, clock, history_); told != Reason::none) return told;
    if (catches_up_below(telling, clock, history_)) return Reason::higher_step;
    if (waiting.active()) return waiting.reason;
    if (step.deferral.active()) {
      look_again_at(step.deferral.until);
      if (step.deferral.waits_for_delivery) result_.waits_for_delivery = true;
      return step.deferral.reason;
    }
    if (const auto acknowledged = person_deferral(person.recipient, step.entry, clock, history_);
        acknowledged.active()) {
      look_again_at(acknowledged.until);
      look_again_at(end_of_today(clock));  // the next holder of the role has acknowledged nothing
      return acknowledged.reason;
    }
    return Reason::reached;
  }

  void queue(PlannedAlert& alert, const NamedPerson& person) const {
    PlannedNotice notice{person.recipient, person.role, person.copy, 0, person.reached_from};
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

  void report_all(const std::vector<JudgedRule>& rules) {
    std::size_t count = 0;
    for (const auto& judged : rules) count += std::max<std::size_t>(judged.steps.size(), 1);
    result_.outcomes.reserve(count);
    for (const auto& judged : rules) report(judged);
  }

  void report(const JudgedRule& judged) {
    if (!judged.matches) {
      StepOutcome outcome;
      outcome.rule = judged.rule->id;
      outcome.reason = Reason::no_match;
      result_.outcomes.push_back(std::move(outcome));
      return;
    }
    for (const auto& step : judged.steps) {
      StepOutcome outcome;
      outcome.rule = judged.rule->id;
      outcome.step = step.entry.step->id;
      outcome.number = step.entry.number;
      const bool timed = step.entry.base != Instant{};
      if (timed) outcome.scheduled_at = step.entry.scheduled;
      outcome.next_at = step.entry.next;
      outcome.superior_level = step.entry.superior_level;
      outcome.earliest = step.earliest;
      outcome.reason = reason_of(step);
      for (const auto& person : step.people) {
        outcome.people.push_back({person.recipient, person.role, person.copy, person.reason});
      }
      result_.outcomes.push_back(std::move(outcome));
    }
  }

  static Reason reason_of(const JudgedStep& step) {
    if (step.entry.reason != Reason::none) return step.entry.reason;
    if (step.reason != Reason::none) return step.reason;
    for (const auto& person : step.people) {
      if (person.reason == Reason::reached) return Reason::reached;
    }
    return step.people.empty() ? Reason::no_recipient : step.people.front().reason;
  }

  void finish() {
    if (result_.next_check) return;
    if (!is_active(item_.state)) {
      result_.no_next_check = Reason::state_closed;
    } else if (open_hold(item_.holds)) {
      result_.no_next_check = Reason::held;
    } else if (!result_.due) {
      result_.no_next_check = Reason::no_deadline;
    } else {
      result_.no_next_check = Reason::max_repeats;
    }
  }

  const World& world_;
  const Item& item_;
  const History& history_;
  const Instant now_;
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

Evaluation evaluate_gone(ItemId item, const History& history) {
  Evaluation result;
  result.item = item;
  result.no_next_check = Reason::item_gone;
  result.changes = change_untold(history, NoticeState::withdrawn, Reason::item_gone);
  return result;
}

}  // namespace dondoc::rules

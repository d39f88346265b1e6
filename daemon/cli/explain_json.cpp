#include "daemon/cli/deadline_reasons.hpp"
#include "daemon/cli/explained.hpp"
#include "daemon/cli/json_lines.hpp"
#include "daemon/cli/responsibilities.hpp"
#include "rules/transfer.hpp"

namespace dondoc::daemon::cli {
namespace {

namespace json = boost::json;

json::value json_reason(rules::Reason reason) { return json_text(std::string{rules::reason_name(reason)}); }

std::int64_t minutes_of(rules::Millis length) {
  return std::chrono::duration_cast<std::chrono::minutes>(length).count();
}

std::string basis_name(Basis::Kind kind) {
  switch (kind) {
    case Basis::Kind::term:
      return "term";
    case Basis::Kind::fixed:
      return "fixed";
    case Basis::Kind::appointment:
      return "appointment";
    case Basis::Kind::missing_year:
      return "missing_year";
    case Basis::Kind::no_calendar:
      return "no_calendar";
    case Basis::Kind::none:
      break;
  }
  return "none";
}

void print_item(Context& context, const Explained& explained) {
  const rules::Item& item = explained.item();
  const rules::Evaluation& evaluation = explained.evaluation;
  const int version = evaluation.deadline ? evaluation.deadline->version : explained.history().version;
  print_json(context,
             {{"type", "item"},
              {"code", item.code},
              {"source", item.source},
              {"title", item.title},
              {"agency", json_text(item.agency)},
              {"state", std::string{rules::state_name(item.state)}},
              {"at", json_time(context, explained.now)},
              {"due", json_time(context, explained.due())},
              {"due_is_date", explained.due_is_date()},
              {"version", version},
              {"provisional", evaluation.provisional},
              {"next_check", json_time(context, evaluation.next_check)},
              {"no_check_reason", evaluation.next_check ? json::value{} : json_reason(evaluation.no_next_check)}});
}

void print_json_deadline(Context& context, const Explained& explained, const Basis& basis) {
  const auto& result = basis.result;
  const bool by_term = basis.kind == Basis::Kind::term;
  print_json(context, {{"type", "deadline"},
                       {"basis", basis_name(basis.kind)},
                       {"received_at", json_time(context, explained.item().received_at)},
                       {"start", result && by_term ? json_time(context, result->start) : json::value{}},
                       {"term", by_term ? json_text(rules::format_amount(*basis.term.budget)) : json::value{}},
                       {"calendar", basis.calendar != nullptr ? json_text(basis.calendar->id()) : json::value{}},
                       {"procedure", basis.procedure != nullptr ? json_text(basis.procedure->code) : json::value{}},
                       {"missing_year", basis.missing ? json::value(basis.missing->year) : json::value{}},
                       {"counted_receipt", result ? json_time(context, result->counted_receipt) : json::value{}},
                       {"due_before_roll", result ? json_time(context, result->due_before_roll) : json::value{}},
                       {"roll", result ? json_text(std::string{roll_of(*result)}) : json::value{}},
                       {"due_without_holds", result ? json_time(context, result->due_without_holds) : json::value{}},
                       {"due", result ? json_time(context, result->due) : json::value{}}});
}

void print_day(Context& context, const rules::WalkDay& day) {
  const auto* special = day.special;
  print_json(context, {{"type", "day"},
                       {"date", rules::format_day(day.day)},
                       {"working", day.working},
                       {"kind", special ? json_text(std::string{rules::day_kind_name(special->kind)}) : json::value{}},
                       {"name", special ? json_text(special->name) : json::value{}},
                       {"notice", special ? json_text(special->notice) : json::value{}},
                       {"working_day", day.working_day > 0 ? json::value(day.working_day) : json::value{}},
                       {"counted_minutes", minutes_of(day.counted)},
                       {"held_minutes", minutes_of(day.held)}});
}

void print_json_holds(Context& context, const Explained& explained) {
  for (const rules::Hold& hold : explained.item().holds) {
    print_json(context, {{"type", "hold"},
                         {"from", json_time(context, hold.from)},
                         {"until", json_time(context, hold.until)},
                         {"reason", json_text(hold.reason)},
                         {"author", json_text(hold.author)}});
  }
}

void print_json_versions(Context& context, const Explained& explained) {
  for (const auto& row : explained.versions) {
    print_json(context, {{"type", "version"},
                         {"version", row.version},
                         {"due", json_time(context, row.due)},
                         {"cause", row.cause},
                         {"raised_at", json_time(context, row.raised_at)}});
  }
}

void print_json_extensions(Context& context, const Explained& explained) {
  for (const auto& row : explained.extensions) {
    print_json(context, {{"type", "extension"},
                         {"requested_at", json_time(context, row.requested_at)},
                         {"new_due", json_time(context, row.new_due)},
                         {"state", row.state},
                         {"reason", json_text(row.reason)},
                         {"author", json_text(row.author)}});
  }
}

void print_notice(Context& context, const Explained& explained, const rules::StepOutcome& outcome,
                  const rules::StepOutcome::Person& person) {
  const rules::NoticeRecord* notice = explained.notice_of(outcome, person.recipient);
  // What it was before is not kept.
  if (notice != nullptr && explained.changed_since.contains(notice->id)) notice = nullptr;
  print_json(context,
             {{"type", "notice"},
              {"rule", outcome.rule},
              {"step", outcome.step},
              {"number", outcome.number},
              {"recipient", person.recipient},
              {"role", json_text(person.role)},
              {"copy", person.copy},
              {"reason", json_reason(person.reason)},
              {"waits_until", json_time(context, person.until)},
              {"state", notice ? json_text(std::string{rules::notice_state_name(notice->state)}) : json::value{}},
              {"state_reason", notice ? json_reason(notice->reason) : json::value{}},
              {"settled_at", notice ? json_time(context, notice->settled_at) : json::value{}}});
}

// Of a step above the head that cannot be told yet.
std::optional<rules::Instant> waits_until(const rules::StepOutcome& outcome, rules::Instant now) {
  return outcome.earliest && *outcome.earliest > now ? outcome.earliest : std::nullopt;
}

void print_step(Context& context, const Explained& explained, const rules::Step& step,
                const rules::StepOutcome& outcome) {
  print_json(context, {{"type", "step"},
                       {"rule", outcome.rule},
                       {"step", outcome.step},
                       {"title", json_text(step.title)},
                       {"at", rules::format_moment(step.at)},
                       {"number", outcome.number},
                       {"reason", json_reason(outcome.reason)},
                       {"scheduled_at", json_time(context, outcome.scheduled_at)},
                       {"waits_until", json_time(context, waits_until(outcome, explained.now))},
                       {"next_at", json_time(context, outcome.next_at)}});
  for (const rules::StepOutcome::Person& person : outcome.people) print_notice(context, explained, outcome, person);
}

void print_json_rule(Context& context, const Explained& explained, const rules::Rule& rule) {
  const bool applies = explained.applies(rule);
  print_json(context, {{"type", "rule"}, {"rule", rule.id}, {"title", rule.title}, {"applies", applies}});
  if (!applies) return;
  for (const rules::StepOutcome& outcome : explained.evaluation.outcomes) {
    if (outcome.rule != rule.id) continue;
    for (const rules::Step& step : rule.steps) {
      if (step.id == outcome.step) print_step(context, explained, step, outcome);
    }
  }
}

}  // namespace

void print_json_explained(Context& context, const Explained& explained) {
  const Basis basis = basis_of(explained);
  print_item(context, explained);
  print_json_occurrence(context, explained);
  print_json_deadline(context, explained, basis);
  for (const rules::WalkDay& day : basis.days) print_day(context, day);
  print_json_holds(context, explained);
  print_json_versions(context, explained);
  print_json_extensions(context, explained);
  for (auto& part : responsibility_rows(context, explained.world, explained.item(), explained.due(), explained.parts)) {
    json::object row{{"type", "responsibility"}};
    for (auto& [name, value] : part.as_object()) row[name] = std::move(value);
    print_json(context, row);
  }
  if (rules::last_transfer(explained.item())) print_json_rule(context, explained, transfer_rule_in_words(context));
  for (const rules::Rule& rule : explained.world.rules) print_json_rule(context, explained, rule);
  for (const rules::Finding& finding : explained.evaluation.findings) {
    print_json(context, {{"type", "finding"},
                         {"code", finding.code},
                         {"subject", finding.subject},
                         {"text", config::text(context.language(), finding.code,
                                               config::args_in_words(context.language(), finding.args))}});
  }
}

}  // namespace dondoc::daemon::cli

#include <algorithm>
#include <limits>
#include <map>
#include <ostream>

#include "daemon/cli/command.hpp"
#include "daemon/cli/explained.hpp"
#include "daemon/cli/item_options.hpp"
#include "daemon/cli/responsibilities.hpp"
#include "daemon/cli/table.hpp"
#include "daemon/cli/words.hpp"
#include "integrations/sqlite/reports.hpp"
#include "rules/evaluate.hpp"
#include "rules/text.hpp"
#include "rules/transfer.hpp"

namespace dondoc::daemon::cli {
namespace {

namespace sqlite = integrations::sqlite;

struct ExplainOptions {
  std::string code;
  std::optional<std::string> at;
  bool json = false;
};

// Only the present state of a notice is kept, and since when: one that came into it later was in another before.
void forget_later_notices(Context& context, Explained& explained, rules::Instant at) {
  rules::History& history = explained.stored.history;
  sqlite::AlertQuery query;
  query.item = explained.stored.item.id;
  query.limit = std::numeric_limits<std::int64_t>::max();
  std::map<rules::NoticeId, sqlite::AlertRow> rows;
  for (sqlite::AlertRow& row : sqlite::list_alerts(context.database(), query)) {
    const auto id = row.notice;
    rows.emplace(id, std::move(row));
  }
  const auto claimed_later = [&](const rules::NoticeRecord& notice) {
    const auto row = rows.find(notice.id);
    return row != rows.end() && row->second.claimed_at > at;
  };
  std::erase_if(history.alerts, [&](const rules::AlertRecord& alert) {
    return alert.notices.empty() ? alert.scheduled_at > at : std::ranges::all_of(alert.notices, claimed_later);
  });
  for (rules::AlertRecord& alert : history.alerts) {
    for (rules::NoticeRecord& notice : alert.notices) {
      const auto row = rows.find(notice.id);
      if (row == rows.end() || row->second.since <= at) continue;
      if (row->second.settled_at && *row->second.settled_at <= at) continue;
      notice.state = rules::NoticeState::queued;
      notice.settled_at.reset();
      explained.changed_since.insert(*row);
    }
  }
}

// What dondoc knew at `at`: later alerts, answers and deadline versions are left out.
void go_back(Context& context, Explained& explained, const sqlite::ItemKey& key, rules::Instant at) {
  rules::History& history = explained.stored.history;
  forget_later_notices(context, explained, at);
  std::erase_if(history.acknowledgements, [&](const rules::Acknowledgement& given) { return given.given_at > at; });
  history.version = 0;
  history.due.reset();
  for (const sqlite::VersionRow& row : sqlite::list_versions(context.database(), key.id, at)) {
    history.version = row.version;
    history.due = row.due;
    if (row.version > 1) history.version_start = row.raised_at;
  }
  history.extension_requested_at.reset();
  for (const sqlite::ExtensionRow& row : sqlite::list_extensions(context.database(), key, at)) {
    if (row.state != "refused") history.extension_requested_at = row.requested_at;
  }
}

// REQUIRES: explained.world and explained.now.
void read_item(Context& context, const ExplainOptions& options, Explained& explained) {
  const sqlite::ItemKey key = find_item(context, options.code);
  const rules::ItemId ids[] = {key.id};
  auto items = context.store().load_items(ids);
  if (items.empty()) throw CommandError{Exit::no, problem("DD5023", {{"code", key.code}})};
  explained.stored = std::move(items.front());
  if (!options.at && explained.stored.exists) return;
  sqlite::ItemQuery query;
  query.now = explained.now;
  query.as_of_now = false;
  // Images know the agency of that time, not how the item came to it.
  auto transfers = std::move(explained.stored.item.transfers);
  std::erase_if(transfers, [&](const rules::Transfer& one) { return one.at > explained.now; });
  const std::string term_agency = transfers.empty() ? std::string{} : explained.stored.item.term_agency;
  explained.stored.item =
      expect_readable(context, key, explained.now,
                      sqlite::read_item(context.database(), key, query,
                                        [&](const rules::Item& item) {
                                          return deadline_by_term(explained.world, item, explained.now);
                                        }))
          .item;
  explained.stored.item.transfers = std::move(transfers);
  explained.stored.item.term_agency = term_agency;
  go_back(context, explained, key, explained.now);
}

void print_person(Context& context, const Explained& explained, const rules::StepOutcome& outcome,
                  const rules::StepOutcome::Person& person) {
  const rules::NoticeRecord* notice = explained.notice_of(outcome, person.recipient);
  std::string said = word(context, "reason", std::string{rules::reason_name(person.reason)});
  const auto later = notice == nullptr ? explained.changed_since.end() : explained.changed_since.find(notice->id);
  if (later != explained.changed_since.end()) {
    said = context.text("cli.explain.changed_since", {{"since", context.show(later->second.since)},
                                                      {"state", word(context, "notice", later->second.state)}});
  } else if (notice != nullptr) {
    said = word(context, "notice", std::string{rules::notice_state_name(notice->state)});
    if (notice->settled_at) said += " " + context.show(notice->settled_at);
    if (notice->reason != rules::Reason::none && notice->state != rules::NoticeState::told) {
      said += " (" + word(context, "reason", std::string{rules::reason_name(notice->reason)}) + ")";
    }
  }
  if (person.until) said += ", " + context.text("cli.explain.until", {{"at", context.show(person.until)}});
  context.line("      → " + recipient_name(context, *explained.world.directory, person.recipient) + " (" +
               word(context, "role", person.role) + (person.copy ? ", " + context.text("cli.explain.copy") : "") +
               "): " + said);
}

void print_outcome(Context& context, const Explained& explained, const rules::Rule& rule,
                   const rules::StepOutcome& outcome) {
  std::string name = outcome.step;
  for (const rules::Step& step : rule.steps) {
    if (step.id != outcome.step) continue;
    name += " (" + rules::format_moment(step.at) + ")";
    if (!step.title.empty()) name += " – " + step.title;
  }
  if (outcome.number > 0)
    name += " · " + context.text("cli.explain.repeat", {{"number", std::to_string(outcome.number)}});
  const bool reached = outcome.reason == rules::Reason::reached;
  context.out() << "  • " << painted(context.terminal(), reached ? Look::warning : Look::plain, name) << '\n';
  context.out() << "      ";
  if (outcome.scheduled_at) context.out() << context.show(outcome.scheduled_at) << ": ";
  context.out() << word(context, "reason", std::string{rules::reason_name(outcome.reason)}) << '\n';
  for (const rules::StepOutcome::Person& person : outcome.people) print_person(context, explained, outcome, person);
  if (outcome.next_at) {
    context.out() << "      " << context.text("cli.explain.next", {{"at", context.show(outcome.next_at)}}) << '\n';
  }
}

void print_rule(Context& context, const Explained& explained, const rules::Rule& rule) {
  context.out() << '\n'
                << painted(context.terminal(), Look::heading,
                           context.text("cli.explain.rule", {{"rule", rule.id}, {"title", rule.title}}))
                << '\n';
  for (const rules::StepOutcome& outcome : explained.evaluation.outcomes) {
    if (outcome.rule == rule.id) print_outcome(context, explained, rule, outcome);
  }
}

void print_rules(Context& context, const Explained& explained) {
  std::string others;
  for (const rules::Rule& rule : explained.world.rules) {
    if (explained.applies(rule)) {
      print_rule(context, explained, rule);
    } else {
      others += (others.empty() ? "" : ", ") + rule.id;
    }
  }
  if (others.empty()) return;
  context.out() << '\n';
  context.say("cli.explain.not_applicable", {{"rules", others}});
}

void print_versions(Context& context, const Explained& explained) {
  if (explained.versions.size() < 2) return;
  for (const sqlite::VersionRow& row : explained.versions) {
    context.say("cli.explain.version", {{"version", std::to_string(row.version)},
                                        {"due", context.show_due(row.due)},
                                        {"cause", word(context, "cause", row.cause)},
                                        {"at", context.show(row.raised_at)}});
  }
}

void print_extensions(Context& context, const Explained& explained) {
  for (const sqlite::ExtensionRow& row : explained.extensions) {
    context.say("cli.show.extension", {{"at", context.show(row.requested_at)},
                                       {"due", context.show_due(row.new_due)},
                                       {"state", word(context, "extension", row.state)},
                                       {"reason", row.reason},
                                       {"author", row.author}});
  }
  const auto granted = std::ranges::count(explained.extensions, "granted", &sqlite::ExtensionRow::state);
  if (granted == 0) return;
  const auto most = most_extensions(context, explained.world, explained.item());
  context.say(most ? "cli.explain.extended_of" : "cli.explain.extended",
              {{"count", std::to_string(granted)}, {"most", most ? std::to_string(*most) : ""}});
}

void print_next(Context& context, const rules::Evaluation& evaluation) {
  context.out() << '\n';
  if (evaluation.next_check) {
    context.say("cli.explain.next_check", {{"at", context.show(evaluation.next_check)}});
  } else {
    context.say("cli.explain.no_next_check",
                {{"reason", word(context, "reason", std::string{rules::reason_name(evaluation.no_next_check)})}});
  }
}

Explained explain(Context& context, const ExplainOptions& options) {
  Explained explained;
  explained.now = options.at ? context.parse_time_until(*options.at) : context.now();
  (void)context.configuration();
  explained.world = context.world();
  explained.past = options.at.has_value();
  read_item(context, options, explained);
  explained.evaluation =
      rules::evaluate(explained.world, explained.stored.item, explained.stored.history, explained.now);
  explained.versions = sqlite::list_versions(context.database(), explained.stored.item.id, explained.now);
  explained.extensions = sqlite::list_extensions(
      context.database(), {explained.stored.item.id, explained.item().source, explained.item().code}, explained.now);
  explained.parts = sqlite::list_responsibilities(context.database(), explained.stored.item.id, explained.now);
  return explained;
}

Exit run_explain(Context& context, const ExplainOptions& options) {
  const Explained explained = explain(context, options);
  if (options.json) {
    print_json_explained(context, explained);
  } else {
    print_explained(context, explained);
  }
  return Exit::ok;
}

}  // namespace

void print_explained(Context& context, const Explained& explained) {
  const rules::Item& item = explained.item();
  context.out() << painted(context.terminal(), Look::heading, item.code) << "  ";
  context.line(item.title);
  context.say("cli.explain.head", {{"agency", agency_name(*explained.world.directory, item.agency)},
                                   {"state", word(context, "state", std::string{rules::state_name(item.state)})},
                                   {"at", context.show(explained.now)}});
  if (explained.past) context.say("cli.explain.past");
  print_occurrence(context, explained);
  print_deadline(context, explained);
  print_versions(context, explained);
  print_extensions(context, explained);
  print_responsibilities(context, explained.world, item, explained.due(), explained.parts);
  if (rules::last_transfer(item)) print_rule(context, explained, transfer_rule_in_words(context));
  print_rules(context, explained);
  print_next(context, explained.evaluation);
  for (const rules::Finding& finding : explained.evaluation.findings) {
    context.print_problems({problem(finding.code, config::args_in_words(context.language(), finding.args))});
  }
}

void add_explain_command(Command& root) {
  const auto options = std::make_shared<ExplainOptions>();
  Command explain = root.add("explain");
  explain.required("CODE", options->code, "CODE").option("--at", options->at, "TIME").flag("--json", options->json);
  explain.action([options](Context& context) { return run_explain(context, *options); });
}

}  // namespace dondoc::daemon::cli

#include <algorithm>
#include <limits>
#include <map>
#include <ostream>

#include "daemon/cli/command.hpp"
#include "daemon/cli/explain_deadline.hpp"
#include "daemon/cli/item_options.hpp"
#include "daemon/cli/table.hpp"
#include "daemon/cli/words.hpp"
#include "integrations/sqlite/reports.hpp"
#include "rules/evaluate.hpp"
#include "rules/text.hpp"

namespace dondoc::daemon::cli {
namespace {

namespace sqlite = integrations::sqlite;

struct ExplainOptions {
  std::string code;
  std::optional<std::string> at;
};

// An item and its history as a moment has them, and what the rows no longer tell about it.
struct Explained {
  integrations::StoredItem stored;
  std::map<rules::NoticeId, sqlite::AlertRow> changed_since;  // notices that have come into another state since
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

Explained read_explained(Context& context, const rules::World& world, const ExplainOptions& options,
                         rules::Instant now) {
  const sqlite::ItemKey key = find_item(context, options.code);
  const rules::ItemId ids[] = {key.id};
  auto items = context.store().load_items(ids);
  if (items.empty()) throw CommandError{Exit::no, problem("DD5023", {{"code", key.code}})};
  Explained explained{std::move(items.front()), {}};
  if (!options.at && explained.stored.exists) return explained;
  sqlite::ItemQuery query;
  query.now = now;
  query.as_of_now = false;
  explained.stored.item =
      expect_readable(context, key, now,
                      sqlite::read_item(context.database(), key, query,
                                        [&](const rules::Item& item) { return due_by_term(world, item, now); }))
          .item;
  go_back(context, explained, key, now);
  return explained;
}

const rules::NoticeRecord* notice_of(const rules::History& history, const rules::StepOutcome& outcome,
                                     const rules::Recipient& recipient) {
  const rules::NoticeRecord* found = nullptr;
  for (const rules::AlertRecord& alert : history.alerts) {
    if (alert.key.rule != outcome.rule || alert.key.step != outcome.step || alert.key.number > outcome.number) continue;
    for (const rules::NoticeRecord& notice : alert.notices) {
      if (notice.recipient == recipient) found = &notice;
    }
  }
  return found;
}

void print_person(Context& context, const rules::World& world, const Explained& explained,
                  const rules::StepOutcome& outcome, const rules::StepOutcome::Person& person) {
  const rules::NoticeRecord* notice = notice_of(explained.stored.history, outcome, person.recipient);
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
  context.out() << "      → " << recipient_name(context, *world.directory, person.recipient) << " ("
                << word(context, "role", person.role) << (person.copy ? ", " + context.text("cli.explain.copy") : "")
                << "): " << said << '\n';
}

void print_outcome(Context& context, const rules::World& world, const Explained& explained, const rules::Rule& rule,
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
  for (const rules::StepOutcome::Person& person : outcome.people) {
    print_person(context, world, explained, outcome, person);
  }
  if (outcome.next_at) {
    context.out() << "      " << context.text("cli.explain.next", {{"at", context.show(outcome.next_at)}}) << '\n';
  }
}

void print_rules(Context& context, const rules::World& world, const Explained& explained,
                 const rules::Evaluation& evaluation) {
  for (const rules::Rule& rule : world.rules) {
    std::vector<const rules::StepOutcome*> outcomes;
    bool applies = false;
    for (const rules::StepOutcome& outcome : evaluation.outcomes) {
      if (outcome.rule != rule.id) continue;
      outcomes.push_back(&outcome);
      applies |= outcome.reason != rules::Reason::no_match;
    }
    context.out() << '\n'
                  << painted(context.terminal(), Look::heading,
                             context.text("cli.explain.rule", {{"rule", rule.id}, {"title", rule.title}}));
    if (!applies) {
      context.out() << ": " << word(context, "reason", "no_match") << '\n';
      continue;
    }
    context.out() << '\n';
    for (const rules::StepOutcome* outcome : outcomes) print_outcome(context, world, explained, rule, *outcome);
  }
}

Exit run_explain(Context& context, const ExplainOptions& options) {
  const rules::Instant now = options.at ? context.parse_time_until(*options.at) : context.now();
  (void)context.configuration();
  const rules::World world = context.world();
  const Explained explained = read_explained(context, world, options, now);
  const integrations::StoredItem& stored = explained.stored;
  const rules::Evaluation evaluation = rules::evaluate(world, stored.item, stored.history, now);
  context.out() << painted(context.terminal(), Look::heading, stored.item.code) << "  "
                << rules::valid_utf8(stored.item.title) << '\n';
  context.say("cli.explain.head", {{"agency", agency_name(*world.directory, stored.item.agency)},
                                   {"state", word(context, "state", std::string{rules::state_name(stored.item.state)})},
                                   {"at", context.show(now)}});
  if (options.at) context.say("cli.explain.past");
  explain_deadline(context, world, stored.item, stored.history, evaluation, now);
  for (const sqlite::VersionRow& row : sqlite::list_versions(context.database(), stored.item.id, now)) {
    if (row.version < 2) continue;
    context.say("cli.show.version", {{"version", std::to_string(row.version)},
                                     {"due", context.show(row.due)},
                                     {"cause", word(context, "cause", row.cause)},
                                     {"at", context.show(row.raised_at)}});
  }
  print_rules(context, world, explained, evaluation);
  context.out() << '\n';
  if (evaluation.next_check) {
    context.say("cli.explain.next_check", {{"at", context.show(evaluation.next_check)}});
  } else {
    context.say("cli.explain.no_next_check",
                {{"reason", word(context, "reason", std::string{rules::reason_name(evaluation.no_next_check)})}});
  }
  for (const rules::Finding& finding : evaluation.findings) {
    context.print_problems({problem(finding.code, config::args_in_words(context.language(), finding.args))});
  }
  return Exit::ok;
}

}  // namespace

void add_explain_command(Command& root) {
  const auto options = std::make_shared<ExplainOptions>();
  Command explain = root.add("explain");
  explain.required("CODE", options->code, "CODE").option("--at", options->at, "TIME");
  explain.action([options](Context& context) { return run_explain(context, *options); });
}

}  // namespace dondoc::daemon::cli

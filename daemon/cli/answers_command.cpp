#include "config/answer_keys.hpp"
#include "daemon/cli/command.hpp"
#include "daemon/cli/edit_options.hpp"
#include "daemon/cli/item_options.hpp"
#include "daemon/cli/json_lines.hpp"
#include "daemon/cli/table.hpp"
#include "daemon/cli/words.hpp"
#include "daemon/setup.hpp"
#include "integrations/sqlite/sqlite_answers.hpp"

// What agencies answered, and what the office makes of it: answers, report, confirm, return.

namespace dondoc::daemon::cli {
namespace {

namespace sqlite = integrations::sqlite;
using integrations::StoredAnswer;

struct AnswersOptions {
  std::optional<std::string> item;
  std::optional<std::string> kind;
  std::optional<std::string> limit;
  bool waiting = false;
  bool json = false;
};

struct SettleOptions {
  std::string code;
  std::optional<std::string> at;
  std::optional<std::string> reason;
  std::optional<std::string> result;
  std::optional<std::string> result_date;
};

boost::json::value json_day(const std::optional<rules::Day>& day) {
  if (!day) return nullptr;
  return boost::json::value(rules::format_day(*day));
}

boost::json::object answer_row(Context& context, const StoredAnswer& answer) {
  const auto& given = answer.given;
  return {{"id", answer.id},
          {"code", answer.code},
          {"source", answer.source},
          {"kind", std::string{rules::answer_kind_name(given.kind)}},
          {"agency", json_text(answer.agency)},
          {"link_sent_to", json_text(answer.person)},
          {"name", given.name},
          {"position", json_text(given.position)},
          {"document", json_text(given.document)},
          {"document_date", json_day(given.document_date)},
          {"text", json_text(given.text)},
          {"until", json_time(context, answer.until)},
          {"proposed_due", json_time(context, answer.proposed_due)},
          {"given_at", json_time(context, answer.given_at)},
          {"waits", answer.waits},
          {"outcome", json_text(answer.outcome)},
          {"settled_at", json_time(context, answer.settled_at)},
          {"settled_by", json_text(answer.settled_by)},
          {"reason", json_text(answer.settled_reason)}};
}

// What was said, in one cell.
std::string words_of(Context& context, const StoredAnswer& answer) {
  const auto& given = answer.given;
  switch (given.kind) {
    case rules::AnswerKind::received:
      return context.text("cli.answers.until", {{"until", context.show(answer.until)}});
    case rules::AnswerKind::done:
      return context.text(
          "cli.answers.document",
          {{"document", given.document}, {"date", given.document_date ? context.show_day(*given.document_date) : "–"}});
    case rules::AnswerKind::difficulty:
      if (!answer.proposed_due) return given.text;
      return context.text("cli.answers.proposed",
                          {{"what", given.text}, {"due", context.show_due(answer.proposed_due)}});
    default:
      return given.text;
  }
}

Cell standing_of(Context& context, const StoredAnswer& answer) {
  if (answer.waits) return {context.text("cli.answers.waits"), Look::warning};
  if (answer.outcome.empty()) return "–";
  return {context.text("cli.answers." + answer.outcome), answer.outcome == "confirmed" ? Look::good : Look::plain};
}

void print_answers(Context& context, const std::vector<StoredAnswer>& answers) {
  Table table{{{context.text("cli.column.given_at")},
               {context.text("cli.column.code")},
               {context.text("cli.column.answer")},
               {context.text("cli.column.content"), true},
               {context.text("cli.column.answered_by"), true},
               {context.text("cli.column.state")}}};
  for (const auto& answer : answers) {
    const auto& given = answer.given;
    table.add({context.show(answer.given_at), answer.code,
               context.text("answers.kind." + std::string{rules::answer_kind_name(given.kind)}),
               words_of(context, answer), given.position.empty() ? given.name : given.name + ", " + given.position,
               standing_of(context, answer)});
  }
  table.print(context.terminal());
}

Exit run_answers(Context& context, const AnswersOptions& options) {
  context.accept_broken_rules();
  sqlite::AnswerQuery query;
  query.waiting = options.waiting;
  if (options.item) query.item = find_item(context, *options.item).id;
  if (options.kind && !rules::parse_answer_kind(*options.kind)) {
    throw CommandError{Exit::usage, problem("DD5044", {{"value", *options.kind},
                                                       {"known", "received, done, progress, difficulty, not_mine"}})};
  }
  query.kind = options.kind.value_or("");
  query.limit = parse_limit(options.limit, query.limit);
  const auto answers = sqlite::list_answers(context.database(), query);
  if (options.json) {
    for (const auto& answer : answers) print_json(context, answer_row(context, answer));
  } else if (answers.empty()) {
    context.say(options.waiting ? "cli.answers.none_waiting" : "cli.answers.none");
  } else {
    print_answers(context, answers);
  }
  return answers.empty() ? Exit::no : Exit::ok;
}

// The configuration may have errors: that there is no key is one of them.
Exit run_new_key(Context& context) {
  auto read = config::read(context.configuration_directory(), channel_schemas());
  const auto& file = read.configuration.answers.key_file;
  if (file.empty()) throw CommandError{Exit::configuration, std::move(read.problems)};
  const auto id = config::add_answer_key(file);
  if (!id) throw CommandError{Exit::configuration, id.error()};
  context.say("cli.answers.new_key", {{"key", *id}, {"file", file.string()}});
  return Exit::ok;
}

Exit run_report(Context& context, const SettleOptions& options) {
  if (!options.result || options.result->empty())
    throw CommandError{Exit::usage, problem("DD5002", {{"option", "--result"}})};
  const auto key = find_item(context, options.code);
  integrations::AnswerToStore answer;
  answer.given.kind = rules::AnswerKind::done;
  answer.given.name = context.actor();
  answer.given.document = *options.result;
  if (options.result_date) answer.given.document_date = context.parse_time(*options.result_date).day;
  answer.digest = *options.result + " " + context.iso(context.now());  // each call is one
  expect(records_of(context).answer(key, answer));
  context.say("cli.answers.reported", {{"code", key.code}, {"document", *options.result}});
  return Exit::ok;
}

Exit run_confirm(Context& context, const SettleOptions& options) {
  std::optional<rules::Instant> at;
  if (options.at) at = context.parse_time(*options.at).instant;
  if (at && *at > context.now()) throw CommandError{Exit::usage, problem("DD5046", {{"value", *options.at}})};
  const auto key = find_item(context, options.code);
  expect(records_of(context).confirm(key, at));
  context.say("cli.answers.confirm_done", {{"code", key.code}});
  return Exit::ok;
}

Exit run_return(Context& context, const SettleOptions& options) {
  if (!options.reason || options.reason->empty())
    throw CommandError{Exit::usage, problem("DD5002", {{"option", "--reason"}})};
  const auto key = find_item(context, options.code);
  expect(records_of(context).send_back(key, *options.reason));
  context.say("cli.answers.return_done", {{"code", key.code}});
  return Exit::ok;
}

using Settle = Exit (*)(Context&, const SettleOptions&);

Command start(Command& root, const char* name, const std::shared_ptr<SettleOptions>& options, Settle run) {
  Command command = root.add(name);
  command.required("CODE", options->code, "CODE");
  command.action([options, run](Context& context) { return run(context, *options); });
  return command;
}

}  // namespace

void add_answers_commands(Command& root) {
  const auto options = std::make_shared<AnswersOptions>();
  Command answers = root.add("answers");
  answers.flag("--waiting", options->waiting)
      .option("--item", options->item, "CODE")
      .option("--kind", options->kind, "KIND")
      .option("--limit", options->limit, "N")
      .flag("--json", options->json);
  Command new_key = answers.add("new-key");
  new_key.action(run_new_key);
  answers.action([options](Context& context) { return run_answers(context, *options); });
  auto settle = std::make_shared<SettleOptions>();
  start(root, "report", settle, run_report)
      .option("--result", settle->result, "NUMBER")
      .option("--result-date", settle->result_date, "DATE");
  settle = std::make_shared<SettleOptions>();
  start(root, "confirm", settle, run_confirm).option("--at", settle->at, "TIME");
  settle = std::make_shared<SettleOptions>();
  start(root, "return", settle, run_return).option("--reason", settle->reason, "TEXT");
}

}  // namespace dondoc::daemon::cli

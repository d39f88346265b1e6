#include <istream>
#include <ostream>
#include <sstream>

#include "daemon/cli/command.hpp"
#include "daemon/cli/edit_options.hpp"

namespace dondoc::daemon::cli {
namespace {

namespace sqlite = integrations::sqlite;

struct AddOptions {
  std::optional<std::string> code;
  std::optional<std::string> source;
  std::optional<std::string> kind;
  std::optional<std::string> title;
  std::optional<std::string> agency;
  std::optional<std::string> officer;
  std::optional<std::string> coordinators;
  std::optional<std::string> document;
  std::optional<std::string> product;
  std::optional<std::string> procedure;
  std::optional<std::string> received;
  std::optional<std::string> due;
  std::optional<std::string> term;
};

struct Question {
  const char* option;  // --title; its question is "cli.ask.title"
  std::optional<std::string> AddOptions::* field;
  bool required;
};

constexpr Question kQuestions[] = {
    {"--code", &AddOptions::code, true},
    {"--kind", &AddOptions::kind, false},
    {"--title", &AddOptions::title, true},
    {"--agency", &AddOptions::agency, true},
    {"--officer", &AddOptions::officer, false},
    {"--coordinators", &AddOptions::coordinators, false},
    {"--document", &AddOptions::document, false},
    {"--product", &AddOptions::product, false},
    {"--procedure", &AddOptions::procedure, false},
    {"--received", &AddOptions::received, false},
    {"--due", &AddOptions::due, false},
    {"--term", &AddOptions::term, false},
};

// On a terminal every field that was not given is asked for; an empty answer leaves out what may be left out.
void ask(Context& context, const Question& question, AddOptions& options) {
  std::optional<std::string>& field = options.*question.field;
  const std::string key = std::string{"cli.ask."} + (question.option + 2);
  while (!field || (question.required && field->empty())) {
    context.out() << context.text(key) << ": " << std::flush;
    std::string answer;
    if (!std::getline(context.terminal().in, answer)) break;
    field = answer;
  }
}

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> parts;
  std::istringstream stream{list};
  for (std::string part; std::getline(stream, part, ';');) {
    const std::size_t from = part.find_first_not_of(' ');
    if (from != std::string::npos) parts.push_back(part.substr(from, part.find_last_not_of(' ') - from + 1));
  }
  return parts;
}

void set_times(Context& context, const AddOptions& options, sqlite::NewItem& item) {
  const auto given = [](const std::optional<std::string>& text) { return text && !text->empty(); };
  if (given(options.received)) item.received_at = context.parse_time(*options.received).instant;
  if (given(options.due)) {
    const GivenTime due = context.parse_time(*options.due);
    item.due_is_date = due.bare_date;
    item.due_at = due.bare_date ? context.zone()->span_of(due.day).until : due.instant;
  }
  if (given(options.term)) item.term = rules::format_amount(context.parse_amount(*options.term));
  if (!item.term.empty() && !item.received_at && !item.due_at) item.received_at = context.now();
}

sqlite::NewItem item_of(Context& context, const AddOptions& options, sqlite::Records& records) {
  for (const Question& question : kQuestions) {
    const auto& field = options.*question.field;
    if (question.required && (!field || field->empty())) {
      throw CommandError{Exit::usage, problem("DD5002", {{"option", question.option}})};
    }
  }
  sqlite::NewItem item;
  item.source = options.source.value_or("local");
  item.code = *options.code;
  const std::string kind = options.kind.value_or("");
  const auto parsed = rules::parse_kind(kind.empty() ? "task" : kind);
  if (!parsed || *parsed == rules::Kind::occurrence)
    throw CommandError{Exit::usage, problem("DD5048", {{"value", kind}})};
  item.kind = *parsed;
  item.title = *options.title;
  item.agency = *options.agency;
  const std::string officer = options.officer.value_or("");
  if (!officer.empty()) item.officer = expect(records.find_person(officer));
  item.coordinators = split(options.coordinators.value_or(""));
  item.document = options.document.value_or("");
  item.product = options.product.value_or("");
  item.procedure = options.procedure.value_or("");
  set_times(context, options, item);
  return item;
}

Exit run_add(Context& context, AddOptions options) {
  if (context.terminal().interactive) {
    for (const Question& question : kQuestions) ask(context, question, options);
  }
  sqlite::Records records = records_of(context);
  const sqlite::NewItem item = item_of(context, options, records);
  expect(records.add(item));
  context.say("cli.edit.added", {{"code", item.code}, {"title", item.title}});
  if (!item.due_at && item.term.empty() && item.procedure.empty()) context.say("cli.edit.added_without_due");
  return Exit::ok;
}

}  // namespace

void add_add_command(Command& root) {
  const auto options = std::make_shared<AddOptions>();
  Command add = root.add("add");
  add.option("--code", options->code, "CODE")
      .option("--source", options->source, "ID")
      .option("--kind", options->kind, "task|dossier")
      .option("--title", options->title, "TEXT")
      .option("--agency", options->agency, "CODE")
      .option("--officer", options->officer, "PERSON")
      .option("--coordinators", options->coordinators, "CODE;CODE")
      .option("--document", options->document, "NUMBER")
      .option("--product", options->product, "TEXT")
      .option("--procedure", options->procedure, "CODE")
      .option("--received", options->received, "TIME")
      .option("--due", options->due, "TIME")
      .option("--term", options->term, "3wd");
  add.action([options](Context& context) { return run_add(context, *options); });
}

}  // namespace dondoc::daemon::cli

#include <istream>
#include <ostream>
#include <sstream>

#include "daemon/cli/command.hpp"
#include "daemon/cli/edit_options.hpp"
#include "daemon/cli/item_options.hpp"
#include "daemon/cli/meeting_choice.hpp"

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
  std::optional<std::string> priority;
  std::optional<std::string> procedure;
  std::optional<std::string> received;
  std::optional<std::string> due;
  std::optional<std::string> term;
  std::optional<std::string> from_meeting;
};

struct Question {
  const char* option;  // --title; its question is "cli.ask.title"
  std::optional<std::string> AddOptions::* field;
  bool required;
};

constexpr Question kQuestions[] = {
    {"--code", &AddOptions::code, true},          {"--kind", &AddOptions::kind, false},
    {"--title", &AddOptions::title, true},        {"--agency", &AddOptions::agency, true},
    {"--officer", &AddOptions::officer, false},   {"--coordinators", &AddOptions::coordinators, false},
    {"--document", &AddOptions::document, false}, {"--product", &AddOptions::product, false},
    {"--priority", &AddOptions::priority, false}, {"--procedure", &AddOptions::procedure, false},
    {"--received", &AddOptions::received, false}, {"--due", &AddOptions::due, false},
    {"--term", &AddOptions::term, false},
};

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> parts;
  std::istringstream stream{list};
  for (std::string part; std::getline(stream, part, ';');) {
    const std::size_t from = part.find_first_not_of(' ');
    if (from != std::string::npos) parts.push_back(part.substr(from, part.find_last_not_of(' ') - from + 1));
  }
  return parts;
}

bool given(const std::optional<std::string>& text) { return text && !text->empty(); }

rules::Kind kind_in(const std::string& text) {
  const auto kind = rules::parse_kind(text.empty() ? "task" : text);
  if (kind && *kind != rules::Kind::occurrence) return *kind;
  throw CommandError{Exit::usage, problem("DD5048", {{"value", text}})};
}

// What an answer is held against while the operator is still there to mend it.
struct Known {
  Context& context;
  rules::World world;
  sqlite::Records& records;
  std::string source;

  void expect_new_code(const std::string& code) const {
    if (sqlite::find_item(context.database(), source + "/" + code)) {
      throw CommandError{Exit::no, problem("DD5033", {{"code", code}})};
    }
  }
  void expect_agencies(const std::string& list) const {
    for (const std::string& code : split(list)) {
      if (world.directory->agency(code) == nullptr) throw unknown_agency(world, code);
    }
  }
  // CommandError where no item could have this.
  void check(std::string_view option, const std::string& answer) const {
    if (option == "--code") expect_new_code(answer);
    if (option == "--kind") (void)kind_in(answer);
    if (option == "--agency" || option == "--coordinators") expect_agencies(answer);
    if (option == "--officer") (void)expect(records.find_person(answer));
    if (option == "--received" || option == "--due") (void)context.parse_time(answer);
    if (option == "--term") (void)context.parse_amount(answer);
  }
};

std::string read_answer(Context& context, const Question& question) {
  context.out() << context.text(std::string{"cli.ask."} + (question.option + 2)) << ": " << std::flush;
  std::string answer;
  if (std::getline(context.terminal().in, answer)) return answer;
  context.out() << '\n';
  throw CommandError{Exit::no, problem("DD5065")};
}

// One question until its answer can be used; an empty one leaves out what may be left out.
void ask(const Known& known, const Question& question, AddOptions& options) {
  std::optional<std::string>& field = options.*question.field;
  while (!field || (question.required && field->empty())) {
    const std::string answer = read_answer(known.context, question);
    try {
      if (!answer.empty()) known.check(question.option, answer);
      field = answer;
    } catch (const CommandError& error) {
      known.context.print_problems(error.problems());
    }
  }
}

void set_times(Context& context, const AddOptions& options, sqlite::NewItem& item) {
  if (given(options.received)) item.received_at = context.parse_time(*options.received).instant;
  if (given(options.due)) {
    const GivenTime due = context.parse_time(*options.due);
    item.due_is_date = due.bare_date;
    item.due_at = due.bare_date ? context.zone()->span_of(due.day).until : due.instant;
  }
  if (given(options.term)) item.term = rules::format_amount(context.parse_amount(*options.term));
  if (!item.term.empty() && !item.received_at && !item.due_at) item.received_at = context.now();
}

// Numbered within its meeting: MEETING/1, MEETING/2, …
std::string next_code(Context& context, const std::string& source, const std::string& meeting) {
  for (int number = 1;; ++number) {
    auto code = meeting + "/" + std::to_string(number);
    if (!sqlite::find_item(context.database(), source + "/" + code)) return code;
  }
}

// What a task has from the meeting that decided it, where it is not given: code, agency, and the document, which is the
// minutes once they are there.
void take_from_meeting(Context& context, AddOptions& options) {
  const auto world = context.world();
  const auto choice = choose_meeting(context, world, *options.from_meeting, options.agency);
  const auto& occurrence = choice.occurrence;
  const auto item = choice.item(context);
  options.from_meeting = occurrence.code;
  const auto otherwise = [](std::optional<std::string>& field, const std::string& value) {
    if (!given(field) && !value.empty()) field = value;
  };
  otherwise(options.code, next_code(context, options.source.value_or("local"), occurrence.code));
  otherwise(options.agency, item.agency);
  const std::string document = item.document ? item.document->number : choice.one.series.document;
  otherwise(options.document, item.result_document.empty() ? document : item.result_document);
}

sqlite::NewItem item_of(Context& context, const AddOptions& options, sqlite::Records& records) {
  for (const Question& question : kQuestions) {
    if (question.required && !given(options.*question.field)) {
      throw CommandError{Exit::usage, problem("DD5002", {{"option", question.option}})};
    }
  }
  sqlite::NewItem item;
  item.source = options.source.value_or("local");
  item.code = *options.code;
  item.kind = kind_in(options.kind.value_or(""));
  item.title = *options.title;
  item.agency = *options.agency;
  if (given(options.officer)) item.officer = expect(records.find_person(*options.officer));
  item.coordinators = split(options.coordinators.value_or(""));
  item.document = options.document.value_or("");
  item.product = options.product.value_or("");
  item.priority = options.priority.value_or("");
  item.procedure = options.procedure.value_or("");
  item.parent = options.from_meeting.value_or("");
  set_times(context, options, item);
  return item;
}

Exit run_add(Context& context, AddOptions options) {
  sqlite::Records records = records_of(context, true);
  if (options.from_meeting) take_from_meeting(context, options);
  if (context.terminal().interactive) {
    const Known known{context, context.world(), records, options.source.value_or("local")};
    for (const Question& question : kQuestions) ask(known, question, options);
  }
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
      .option("--priority", options->priority, "TEXT")
      .option("--procedure", options->procedure, "CODE")
      .option("--received", options->received, "TIME")
      .option("--due", options->due, "TIME")
      .option("--term", options->term, "3wd")
      .option("--from-meeting", options->from_meeting, "CODE");
  add.action([options](Context& context) { return run_add(context, *options); });
}

}  // namespace dondoc::daemon::cli

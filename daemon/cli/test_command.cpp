#include <algorithm>
#include <ostream>

#include "daemon/cli/command.hpp"
#include "daemon/cli/json_lines.hpp"
#include "daemon/cli/shipped_directory.hpp"
#include "daemon/cli/table.hpp"
#include "daemon/replay/rule_test_run.hpp"
#include "daemon/setup.hpp"

namespace dondoc::daemon::cli {
namespace {

using replay::TestLine;
using replay::TestOutcome;
using Mark = TestLine::Mark;

struct TestOptions {
  std::vector<std::string> files;
  std::optional<std::string> rules;
  std::optional<std::string> calendars;
  bool json = false;
};

// Folders stand for the files in them.
std::vector<std::filesystem::path> files_of(const std::vector<std::string>& names) {
  std::vector<std::filesystem::path> files;
  for (const std::string& name : names) {
    if (!std::filesystem::is_directory(name)) {
      files.emplace_back(name);
      continue;
    }
    const auto before = files.size();
    for (const auto& entry : std::filesystem::directory_iterator(name)) {
      if (entry.path().extension() == ".toml") files.push_back(entry.path());
    }
    if (files.size() == before) throw CommandError{Exit::usage, problem("DD5913", {{"path", name}})};
    std::sort(files.begin() + static_cast<std::ptrdiff_t>(before), files.end());
  }
  return files;
}

config::Configuration load(Context& context, const TestOptions& options) {
  config::LoadOptions load_options;
  if (options.rules) load_options.rules = *options.rules;
  if (options.calendars) load_options.calendars = *options.calendars;
  const bool own = context.options().config || std::filesystem::exists("dondoc.toml");
  std::optional<ShippedDirectory> shipped;
  if (!own) shipped.emplace();
  const auto directory = own ? context.configuration_directory() : shipped->path();
  auto loaded = config::load(directory, channel_schemas(), load_options);
  if (!loaded.configuration) throw CommandError{Exit::configuration, std::move(loaded.problems)};
  return std::move(*loaded.configuration);
}

// All files are read before anything runs.
std::vector<config::RuleTestFile> read_all(const std::vector<std::filesystem::path>& files,
                                           const config::Configuration& configuration) {
  std::vector<config::RuleTestFile> tests;
  rules::Problems problems;
  for (const auto& file : files) {
    auto read = config::read_rule_tests(file, {configuration.zone, &configuration});
    std::ranges::move(read.problems, std::back_inserter(problems));
    tests.push_back(std::move(read.tests));
  }
  if (config::has_errors(problems)) throw CommandError{Exit::data, std::move(problems)};
  return tests;
}

std::string_view mark_name(Mark mark) {
  switch (mark) {
    case Mark::met:
      return "met";
    case Mark::missing:
      return "missing";
    case Mark::unexpected:
      return "unexpected";
    case Mark::broken:
      return "broken";
  }
  return "";
}

std::string_view mark_sign(Mark mark) {
  return mark == Mark::met ? " " : mark == Mark::missing ? "-" : mark == Mark::unexpected ? "+" : "!";
}

// As tests write it.
std::string recipient_as_written(const rules::Recipient& recipient) {
  const auto person = rules::code_after(rules::kPersonPrefix, recipient);
  return person.empty() ? recipient : std::string{person};
}

std::string step_as_written(const TestLine& line) {
  return line.rule + "/" + line.step + (line.repeat > 0 ? " #" + std::to_string(line.repeat) : "");
}

void print_lines(Context& context, const TestOutcome& outcome) {
  Table table{{{""},
               {context.text("cli.column.send_at")},
               {context.text("cli.column.recipient"), true},
               {context.text("cli.column.code"), true},
               {context.text("cli.simulate.column.step"), true},
               {""},
               {context.text("cli.test.column.line"), false, true}}};
  for (const TestLine& line : outcome.lines) {
    const Look look = line.mark == Mark::met ? Look::faint : Look::bad;
    table.add({Cell{std::string{mark_sign(line.mark)}, look}, context.show(line.at), recipient_as_written(line.to),
               line.item, step_as_written(line),
               Cell{context.text("cli.test.mark." + std::string{mark_name(line.mark)}), look},
               line.place.line > 0 ? std::to_string(line.place.line) : ""});
  }
  if (!table.empty()) table.print(context.terminal());
}

void print_outcome(Context& context, const config::RuleTest& test, const TestOutcome& outcome) {
  const bool passed = outcome.passed();
  context.out() << painted(context.terminal(), passed ? Look::good : Look::bad,
                           context.text(passed ? "cli.test.ok" : "cli.test.failed"))
                << ' ' << test.place.file << ':' << test.place.line << ": " << config::one_line(test.name) << '\n';
  if (passed) return;
  context.print_problems(outcome.problems);
  print_lines(context, outcome);
}

void print_json_outcome(Context& context, const config::RuleTest& test, const TestOutcome& outcome) {
  boost::json::array problems;
  for (const auto& problem : outcome.problems) {
    problems.push_back(boost::json::value(config::format_problem(context.language(), problem)));
  }
  boost::json::array lines;
  for (const TestLine& line : outcome.lines) {
    lines.push_back({{"result", mark_name(line.mark)},
                     {"at", json_time(context, line.at)},
                     {"to", recipient_as_written(line.to)},
                     {"item", line.item},
                     {"step", line.rule + "/" + line.step},
                     {"repeat", line.repeat},
                     {"line", line.place.line > 0 ? boost::json::value(line.place.line) : boost::json::value()}});
  }
  print_json(context, {{"file", test.place.file},
                       {"line", test.place.line},
                       {"test", test.name},
                       {"passed", outcome.passed()},
                       {"problems", std::move(problems)},
                       {"messages", std::move(lines)}});
}

Exit run_test(Context& context, const TestOptions& options) {
  const auto configuration = load(context, options);
  std::size_t passed = 0, failed = 0;
  for (const auto& file : read_all(files_of(options.files), configuration)) {
    for (const auto& test : file.tests) {
      const auto outcome = replay::run_rule_test(configuration, file, test);
      ++(outcome.passed() ? passed : failed);
      options.json ? print_json_outcome(context, test, outcome) : print_outcome(context, test, outcome);
    }
  }
  if (!options.json) {
    context.say("cli.test.total", {{"passed", std::to_string(passed)}, {"failed", std::to_string(failed)}});
  }
  return failed == 0 ? Exit::ok : Exit::no;
}

}  // namespace

void add_test_command(Command& root) {
  const auto options = std::make_shared<TestOptions>();
  Command test = root.add("test");
  test.several("FILE", options->files, "FILE")
      .option("--rules", options->rules, "DIR")
      .option("--calendars", options->calendars, "DIR")
      .flag("--json", options->json);
  test.action([options](Context& context) { return run_test(context, *options); });
}

}  // namespace dondoc::daemon::cli

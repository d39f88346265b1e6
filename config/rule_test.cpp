#include "config/rule_test.hpp"

#include <algorithm>

#include "config/calendar_reader.hpp"
#include "config/nearest.hpp"
#include "config/rule_test_reader.hpp"
#include "config/zones.hpp"

namespace dondoc::config {
namespace {

constexpr TomlReader::Limits kRepeats{0, 1000};

// "rule/step", and for silences a rule alone.
struct StepName {
  std::string rule;
  std::string step;
};
StepName read_step(TomlReader& reader, const TestNames& names, bool rule_alone) {
  std::vector<std::string> known = names.steps;
  if (rule_alone) {
    for (const auto& name : names.steps) known.push_back(name.substr(0, name.rfind('/')));
  }
  const auto word = known_word(reader, "step", known, "DD1908");
  const auto slash = word.rfind('/');
  if (slash == std::string::npos) return {word, ""};
  return {word.substr(0, slash), word.substr(slash + 1)};
}

rules::Recipient recipient_named(const std::string& word) {
  return word.empty() || word.find(':') != std::string::npos ? word : rules::recipient_of(rules::kPersonPrefix, word);
}

// One for each of `to`.
void read_expectation(TomlReader& reader, const TestNames& names, const std::vector<std::string>& items,
                      const rules::Zone& zone, RuleTest& test) {
  TestExpectation expectation;
  expectation.place = {reader.file(), reader.node().line, reader.node().column};
  expectation.at = std::chrono::floor<std::chrono::minutes>(required_test_time(reader, "at", zone));
  expectation.item = read_item_name(reader, items, test);
  if (items.size() != 1 && !reader.has("item")) reader.report("DD1103", "item", {{"key", "item"}});
  const auto step = read_step(reader, names, false);
  if (!reader.has("step")) reader.report("DD1103", "step", {{"key", "step"}});
  expectation.rule = step.rule;
  expectation.step = step.step;
  expectation.repeat = static_cast<int>(reader.integer("repeat", kRepeats).value_or(0));
  if (!reader.has("to")) reader.report("DD1103", "to", {{"key", "to"}});
  for (const auto* node : reader.text_nodes("to")) {
    if (std::ranges::find(names.recipients, node->text) == names.recipients.end()) {
      const auto near = nearest(node->text, names.recipients);
      reader.report_at(*node, "DD1903", "to", {{"got", node->text}, {"nearest", near.empty() ? "–" : near}});
    }
    expectation.to = recipient_named(node->text);
    test.expect.push_back(expectation);
  }
  const bool outside = expectation.at < test.from || expectation.at >= test.until;
  if (outside && reader.has("at")) reader.report("DD1909", "at");
  reader.finish();
}

TestSilence read_silence(TomlReader& reader, const TestNames& names, const std::vector<std::string>& items,
                         const rules::Zone& zone, const RuleTest& test) {
  TestSilence silence;
  silence.place = {reader.file(), reader.node().line, reader.node().column};
  const auto from = read_test_time(reader, "from", zone, false);
  const auto until = read_test_time(reader, "until", zone, true);
  silence.from = from ? from->at : test.from;
  silence.until = until ? until->at : test.until;
  if (silence.until <= silence.from) {
    if (reader.has("until")) {
      reader.report("DD1910", "until");
    } else if (reader.has("from")) {
      reader.report("DD1909", "from");
    }
  }
  silence.to = recipient_named(known_word(reader, "to", names.recipients, "DD1903"));
  if (reader.has("item")) silence.item = read_item_name(reader, items, test);
  const auto step = read_step(reader, names, true);
  silence.rule = step.rule;
  silence.step = step.step;
  reader.finish();
  return silence;
}

template <class Read>
void read_each(TomlReader& reader, std::string_view key, const Read& read) {
  const auto* list = reader.any(key);
  if (!list) return;
  for (const auto* node : reader.tables(key)) {
    auto entry = reader.below(*node, std::string{key});
    read(entry);
  }
}

void read_calendars(TomlReader& file, rules::CalendarMap& out) {
  for (const auto* node : file.tables("calendar")) {
    auto spec = read_calendar(*node, file.file(), file.problems());
    if (!spec) continue;
    auto zone = load_zone(spec->zone);
    if (!zone) {
      file.report_at(*node, "DD1115", "zone", {{"zone", spec->zone}});
      continue;
    }
    const auto id = spec->id;
    out[id] = std::make_shared<const rules::WorkCalendar>(std::move(*spec), std::move(*zone));
  }
}

// A test that would pass whatever the rules say.
void expect_substance(TomlReader& reader, const RuleTest& test) {
  if (test.items.empty() && test.series.empty()) {
    reader.report_here("DD1920");
  } else if (!test.complete && test.expect.empty() && test.silent.empty()) {
    reader.report_here("DD1921");
  }
}

}  // namespace

RuleTest read_rule_test(TomlReader& reader, const TestNames& names, const rules::Zone& zone) {
  RuleTest test;
  test.place = {reader.file(), reader.node().line, reader.node().column};
  test.name = reader.required_text("name");
  reader.call(test.name);
  test.from = required_test_time(reader, "from", zone);
  test.until = required_test_time(reader, "until", zone, true);
  if (reader.has("from") && reader.has("until") && test.until <= test.from) reader.report("DD1910", "until");
  test.complete = reader.boolean("complete").value_or(true);
  for (const auto* node : reader.text_nodes("series")) {
    if (std::ranges::find(names.series, node->text) == names.series.end()) {
      const auto near = nearest(node->text, names.series);
      reader.report_at(*node, "DD1911", "series", {{"got", node->text}, {"nearest", near.empty() ? "–" : near}});
    }
    test.series.push_back(node->text);
  }
  std::vector<std::string> items;
  UniqueIds ids;
  read_each(reader, "items", [&](TomlReader& entry) {
    test.items.push_back(read_test_item(entry, names, zone));
    items.push_back(test.items.back().item.code);
    static_cast<void>(ids.add(items.back(), entry, "code"));
  });
  read_each(reader, "events",
            [&](TomlReader& entry) { test.events.push_back(read_test_event(entry, names, items, test, zone)); });
  std::ranges::stable_sort(test.events, {}, &TestEvent::at);
  read_each(reader, "expect", [&](TomlReader& entry) { read_expectation(entry, names, items, zone, test); });
  read_each(reader, "silent",
            [&](TomlReader& entry) { test.silent.push_back(read_silence(entry, names, items, zone, test)); });
  expect_substance(reader, test);
  reader.finish();
  return test;
}

RuleTestResult read_rule_tests(const std::filesystem::path& path, const RuleTestScope& scope) {
  RuleTestResult result;
  result.tests.file = path.string();
  auto document =
      read_file(path, path.string()).and_then([&](const std::string& text) { return parse_toml(text, path.string()); });
  if (!document) {
    result.problems.push_back(std::move(document.error()));
    return result;
  }
  TomlReader file{*document, path.string(), {}, result.problems};
  read_calendars(file, result.tests.calendars);
  result.tests.calendar = file.text_or("default_calendar", "");
  if (result.tests.calendar.empty() && result.tests.calendars.size() == 1) {
    result.tests.calendar = result.tests.calendars.begin()->first;
  }
  const bool known = result.tests.calendar.empty() || result.tests.calendars.contains(result.tests.calendar) ||
                     scope.configuration->calendars.contains(result.tests.calendar);
  if (!known) file.report("DD1220", "default_calendar", {{"name", result.tests.calendar}});
  result.tests.cast = read_cast(file);
  const auto names = names_of(result.tests.cast, *scope.configuration);
  UniqueIds tests;
  for (const auto* node : file.tables("test")) {
    auto reader = file.below(*node, "test");
    result.tests.tests.push_back(read_rule_test(reader, names, *scope.zone));
    static_cast<void>(tests.add(result.tests.tests.back().name, reader, "name"));
  }
  if (result.tests.tests.empty() && result.problems.empty()) file.report_here("DD1912");
  file.finish();
  sort_problems(result.problems);
  return result;
}

}  // namespace dondoc::config

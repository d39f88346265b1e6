#include "daemon/replay/rule_test_run.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>

#include "daemon/replay/script_feed.hpp"
#include "integrations/sqlite/sent_messages.hpp"

namespace dondoc::daemon::replay {
namespace {

using Mark = TestLine::Mark;

config::Configuration configuration_of(config::Configuration configuration, const config::RuleTestFile& file,
                                       const config::RuleTest& test) {
  for (const auto& [id, calendar] : file.calendars) configuration.calendars[id] = calendar;
  if (!file.calendar.empty()) configuration.default_calendar = file.calendar;
  std::erase_if(configuration.series,
                [&](const auto& series) { return std::ranges::find(test.series, series.id) == test.series.end(); });
  for (auto& source : configuration.sources) source.expect_every.reset();
  return configuration;
}

// What is deferred for want of a calendar's year is no silence: years up to the end of the test without which the
// engine decided nothing, and those of the calendars that send.
rules::Problems missing_years(const config::Configuration& configuration, const config::RuleTestFile& file,
                              const config::RuleTest& test, integrations::Store& store) {
  std::set<std::pair<std::string, int>> missing;
  const int last = rules::year_of(configuration.zone->day_before_end(test.until));
  const auto look_in = [&](const std::string& id) {
    const auto calendar = configuration.calendars.find(id);
    if (calendar == configuration.calendars.end()) return;
    for (int year = rules::year_of(configuration.zone->day_of(test.from)); year <= last; ++year) {
      if (!calendar->second->covers(year)) missing.emplace(id, year);
    }
  };
  look_in(configuration.default_calendar);
  for (const auto& agency : file.cast.agencies) look_in(agency.calendar);
  for (const auto& standing : store.findings()) {
    if (standing.finding.code != "DD6101") continue;
    const int year = std::stoi(standing.finding.args.at("year"));
    if (year <= last) missing.emplace(standing.finding.args.at("calendar"), year);
  }
  rules::Problems problems;
  for (const auto& [calendar, year] : missing) {
    problems.push_back({"DD1922",
                        {{"calendar", calendar}, {"year", std::to_string(year)}},
                        test.place.file,
                        test.place.line,
                        test.place.column,
                        {}});
  }
  return problems;
}

std::vector<TestLine> told_in(const std::vector<integrations::sqlite::SentMessage>& messages,
                              const config::RuleTest& test) {
  std::vector<TestLine> lines;
  for (const auto& message : messages) {
    // A message that waits for others counts by its window.
    const auto at = std::chrono::floor<std::chrono::minutes>(message.send_at);
    if (at < test.from || at >= test.until) continue;
    for (const auto& notice : message.notices) {
      lines.push_back({Mark::unexpected, at, message.recipient, notice.code, notice.rule, notice.step, notice.number});
    }
  }
  return lines;
}

auto identity(const TestLine& line) { return std::tie(line.at, line.to, line.item, line.rule, line.step, line.repeat); }

bool falls_under(const TestLine& line, const config::TestSilence& silence) {
  const auto is = [](const std::string& wanted, const std::string& got) { return wanted.empty() || wanted == got; };
  return line.at >= silence.from && line.at < silence.until && is(silence.to, line.to) && is(silence.item, line.item) &&
         is(silence.rule, line.rule) && is(silence.step, line.step);
}

void hold_against_expectations(const config::RuleTest& test, std::vector<TestLine>& told) {
  std::vector<TestLine> missing;
  for (const auto& expected : test.expect) {
    TestLine wanted{Mark::missing, expected.at,   expected.to,     expected.item,
                    expected.rule, expected.step, expected.repeat, expected.place};
    const auto found = std::ranges::find_if(told, [&](const TestLine& line) {
      return line.mark == Mark::unexpected && identity(line) == identity(wanted);
    });
    if (found == told.end()) {
      missing.push_back(std::move(wanted));
    } else {
      found->mark = Mark::met;
      found->place = expected.place;
    }
  }
  std::ranges::move(missing, std::back_inserter(told));
}

void hold_against_silences(const config::RuleTest& test, std::vector<TestLine>& lines) {
  for (auto& line : lines) {
    if (line.mark == Mark::missing) continue;
    const auto silence =
        std::ranges::find_if(test.silent, [&](const auto& expected) { return falls_under(line, expected); });
    if (silence == test.silent.end()) continue;
    line.mark = Mark::broken;
    line.place = silence->place;
  }
}

}  // namespace

bool TestOutcome::passed() const {
  return problems.empty() && std::ranges::all_of(lines, [](const TestLine& line) { return line.mark == Mark::met; });
}

TestOutcome run_rule_test(const config::Configuration& configuration, const config::RuleTestFile& file,
                          const config::RuleTest& test) {
  TestOutcome outcome;
  const auto setup = recording_setup(configuration_of(configuration, file, test));
  if (!setup) {
    outcome.problems = setup.error();
    return outcome;
  }
  Replay replay{*setup};
  ScriptFeed feed{replay.database(), (*setup)->configuration, file.cast, test};
  // What has its window just before the end leaves after it.
  const auto end = test.until + configuration.delivery.windows.group_wait_max;
  replay.run(feed, feed.begin(), end);
  outcome.problems = feed.problems();
  std::ranges::move(missing_years((*setup)->configuration, file, test, replay.store()),
                    std::back_inserter(outcome.problems));
  outcome.lines = told_in(integrations::sqlite::sent_messages(replay.database(), test.from, end), test);
  hold_against_expectations(test, outcome.lines);
  hold_against_silences(test, outcome.lines);
  if (!test.complete) std::erase_if(outcome.lines, [](const auto& line) { return line.mark == Mark::unexpected; });
  std::ranges::stable_sort(outcome.lines, {}, [](const TestLine& line) { return identity(line); });
  return outcome;
}

}  // namespace dondoc::daemon::replay

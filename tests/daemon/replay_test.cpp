#include "daemon/replay/replay.hpp"

#include <cstring>

#include "daemon/replay/alert_diff.hpp"
#include "daemon/replay/rule_test_run.hpp"
#include "daemon/replay/simulation.hpp"
#include "daemon/replay/summary.hpp"
#include "integrations/sqlite/migrate.hpp"
#include "integrations/sqlite/scenario.hpp"
#include "integrations/sqlite/transaction.hpp"
#include "tests/daemon/replay_fixture.hpp"

// What a replay makes of a recorded database, how two are compared and counted, and how a rule test is judged.

namespace dondoc::daemon::replay {
namespace {

namespace sqlite = integrations::sqlite;

// A sở with a head, a focal person and an officer, entered on 01/12/2022.
class SimulationTest : public ReplayTest {
 protected:
  static constexpr const char* kEntered = "2022-12-01T07:00+07:00";

  void SetUp() override {
    ReplayTest::SetUp();
    configuration_ = load();
    path_ = (directory_ / "recorded.db").string();
    store_ = sqlite::SqliteStore::open(path_);
    sqlite::Scenario scenario{store_->database()};
    // Of no level: the shipped series have nothing for it.
    scenario.add_agency("so", "Sở Mẫu", "", "", "", "", at(kEntered));
    for (const auto& [code, role] : {std::pair{"sep", "head"}, std::pair{"dm", "focal"}, std::pair{"cb", "officer"}}) {
      scenario.add_person(code, code, at(kEntered));
      scenario.add_position("so", role, code, std::nullopt, std::nullopt, at(kEntered));
      scenario.add_address(std::string{"person:"} + code, "email", std::string{code} + "@vi-du.example", at(kEntered));
    }
  }

  rules::Item dossier(const std::string& code) const {
    rules::Item item;
    item.source = "mot-cua";
    item.code = code;
    item.kind = rules::Kind::dossier;
    item.agency = "so";
    item.officer = "cb";
    item.received_at = at("2022-11-01T08:00+07:00");
    item.due_at = at("2022-11-15T17:00+07:00");
    return item;
  }
  void enter(const rules::Item& item, const char* when = kEntered) {
    sqlite::Scenario{store_->database()}.add_item(item, at(when));
  }
  void change(const char* code, const std::string& columns, const char* when) {
    sqlite::Scenario{store_->database()}.change_item("mot-cua", code, columns, at(when));
  }

  Simulation run(const char* from, const char* until, sqlite::Hindsight hindsight = sqlite::Hindsight::dated) {
    auto recorded = sqlite::open_database(path_, sqlite::Database::Mode::read_only);
    const sqlite::Snapshot snapshot{recorded};
    auto simulation = simulate(recorded, configuration_, {at(from), at(until)}, hindsight);
    EXPECT_TRUE(simulation);
    return std::move(*simulation);
  }
  std::string lines(const Simulation& simulation) const { return told(simulation.messages, *configuration_.zone); }

  config::Configuration configuration_;
  std::string path_;
  std::unique_ptr<sqlite::SqliteStore> store_;
};

TEST_F(SimulationTest, an_item_entered_late_counts_by_its_own_dates) {
  auto item = dossier("HS-1");
  item.state = rules::State::done;
  item.finished_at = at("2022-11-16T15:00+07:00");
  item.handed_over_at = item.finished_at;
  enter(item);
  EXPECT_EQ(lines(run("2022-11-01T00:00+07:00", "2022-12-31T00:00+07:00")),
            "2022-11-14T07:30:30+07:00 person:cb: HS-1 ho-so-dung-han/xin-loi-truoc-han\n"
            "2022-11-14T07:30:30+07:00 person:sep: HS-1 ho-so-dung-han/xin-loi-truoc-han\n"
            "2022-11-16T07:00:30+07:00 person:cb: HS-1 ho-so-dung-han/den-han\n"
            "2022-11-16T07:30:30+07:00 person:cb: HS-1 ho-so-dung-han/xin-loi-sau-han\n"
            "2022-11-16T07:30:30+07:00 person:dm: HS-1 ho-so-dung-han/qua-han\n"
            "2022-11-16T07:30:30+07:00 person:sep: HS-1 ho-so-dung-han/qua-han\n");
}

TEST_F(SimulationTest, what_was_told_before_the_period_is_not_told_in_it) {
  auto item = dossier("HS-1");
  item.state = rules::State::done;
  item.finished_at = at("2022-11-16T15:00+07:00");
  item.handed_over_at = item.finished_at;
  enter(item);
  EXPECT_EQ(lines(run("2022-11-16T07:31+07:00", "2022-12-31T00:00+07:00")), "");
  EXPECT_EQ(lines(run("2022-11-14T07:31+07:00", "2022-11-16T07:00+07:00")), "");
}

TEST_F(SimulationTest, as_stored_nothing_is_known_before_it_was_entered) {
  enter(dossier("HS-1"));
  const auto told_then = lines(run("2022-11-01T00:00+07:00", "2022-12-01T12:00+07:00", sqlite::Hindsight::as_stored));
  EXPECT_TRUE(told_then.starts_with("2022-12-01T07:00:30+07:00 person:cb")) << told_then;
}

TEST_F(SimulationTest, changes_that_came_later_come_when_they_came) {
  enter(dossier("HS-1"));
  change("HS-1", R"({"state": "done", "finished_at": 1668000000000})", "2022-12-02T09:00+07:00");
  const auto told_then = lines(run("2022-12-01T00:00+07:00", "2022-12-31T00:00+07:00"));
  EXPECT_EQ(told_then.find("2022-12-05"), std::string::npos) << told_then;
}

TEST_F(SimulationTest, items_closed_without_a_date_are_left_out_and_counted) {
  auto item = dossier("HS-1");
  item.state = rules::State::withdrawn;
  enter(item);
  const auto simulation = run("2022-11-01T00:00+07:00", "2022-12-31T00:00+07:00");
  EXPECT_EQ(simulation.messages.size(), 0U);
  EXPECT_EQ(simulation.left_out, 1U);
}

TEST_F(SimulationTest, a_deleted_item_is_urged_no_more) {
  enter(dossier("HS-1"));
  {
    sqlite::Transaction transaction{store_->database(), {"test", at("2022-12-02T09:00+07:00")}};
    store_->database().run("DELETE FROM items WHERE code = 'HS-1'");
    transaction.commit();
  }
  const auto told_then = lines(run("2022-11-01T00:00+07:00", "2022-12-31T00:00+07:00"));
  EXPECT_NE(told_then.find("2022-11-16"), std::string::npos) << told_then;
  EXPECT_EQ(told_then.find("2022-12-05"), std::string::npos) << told_then;
}

TEST_F(SimulationTest, an_empty_database_sends_nothing) {
  EXPECT_EQ(lines(run("2022-11-01T00:00+07:00", "2022-11-10T00:00+07:00")), "");
}

Told told_at(const char* time, const char* recipient, const char* step, int number = 0) {
  return {*rules::parse_iso(time), recipient, "mail", "s", "X", "r", step, number};
}

std::string changes(const std::vector<AlertChange>& list) {
  std::string text;
  for (const auto& change : list) {
    const auto& one = change.before ? *change.before : *change.after;
    text += std::string{!change.before  ? "added"
                        : !change.after ? "removed"
                                        : "moved"} +
            " " + one.recipient + " " + one.step + "#" + std::to_string(one.number) + "\n";
  }
  return text;
}

TEST(AlertDiff, is_empty_where_all_is_the_same_within_a_minute) {
  EXPECT_EQ(changes(compare({told_at("2022-12-01T07:30:30Z", "a", "s")}, {told_at("2022-12-01T07:31:00Z", "a", "s")})),
            "");
}

TEST(AlertDiff, says_what_is_added_removed_and_moved) {
  EXPECT_EQ(changes(compare({told_at("2022-12-01T07:30Z", "a", "s"), told_at("2022-12-02T07:30Z", "b", "s"),
                             told_at("2022-12-03T07:30Z", "a", "s", 1)},
                            {told_at("2022-12-01T13:30Z", "a", "s"), told_at("2022-12-03T07:30Z", "a", "s", 1),
                             told_at("2022-12-04T07:30Z", "a", "t")})),
            "moved a s#0\nremoved b s#0\nadded a t#0\n");
}

TEST(AlertDiff, matches_what_is_told_again_in_its_order) {
  EXPECT_EQ(changes(compare({told_at("2022-12-01T07:30Z", "a", "s"), told_at("2022-12-09T07:30Z", "a", "s")},
                            {told_at("2022-12-01T07:30Z", "a", "s")})),
            "removed a s#0\n");
}

TEST_F(SimulationTest, a_summary_counts_days_people_and_the_busiest_hour) {
  enter(dossier("HS-1"), "2022-11-01T08:00+07:00");
  const auto simulation = run("2022-11-01T00:00+07:00", "2022-11-17T00:00+07:00");
  const auto summary = summarise(simulation.messages, *configuration_.zone);
  EXPECT_EQ(summary.all.messages, simulation.messages.size());
  ASSERT_TRUE(summary.busiest);
  EXPECT_EQ(rules::format_day(summary.busiest->day), "2022-11-16");
  EXPECT_EQ(summary.busiest->hour, 7);
  EXPECT_EQ(summary.busiest->messages, 4U);
  EXPECT_EQ(summary.by_number().front().first, "person:cb");
  EXPECT_EQ(summary.people.at("person:sep").fullest_day().second, 1U);
}

constexpr const char* kTest = R"([[test]]
name = "t"
from = 2022-12-01
until = 2022-12-06
items = [{ code = "V", kind = "task", agency = "so", officer = "can-bo", received = 2022-11-28, due = 2022-12-02 }]
)";

class RuleTestRun : public ReplayTest {
 protected:
  void SetUp() override {
    ReplayTest::SetUp();
    configuration_ = load();
  }
  // "- 02/12 …", one line each.
  std::string judge(const std::string& more) {
    const auto read = read_tests(kTest + more, configuration_);
    for (const auto& problem : read.problems) ADD_FAILURE() << config::format_problem(config::Language::en, problem);
    if (!read.problems.empty()) return {};
    const auto outcome = run_rule_test(configuration_, read.tests, read.tests.tests.front());
    std::string text = outcome.passed() ? "passed\n" : "";
    for (const auto& problem : outcome.problems) text += problem.code + "\n";
    for (const auto& line : outcome.lines) {
      text += " -+!"[static_cast<int>(line.mark)];
      text += " " + rules::format_iso(line.at, *configuration_.zone).substr(5, 11) + " " + line.to.substr(7) + " " +
              line.step + "\n";
    }
    return text;
  }

  config::Configuration configuration_;
};

TEST_F(RuleTestRun, tells_what_was_met_missing_and_unexpected) {
  EXPECT_EQ(judge(R"(events = [{ at = "2022-12-02 09:00", what = "done" }]
expect = [{ at = "2022-12-01 07:30", to = "can-bo", step = "nhiem-vu/mai-den-han" },
          { at = "2022-12-05 07:30", to = "can-bo", step = "nhiem-vu/qua-han" }]
)"),
            "  12-01T07:30 can-bo mai-den-han\n"
            "+ 12-01T07:30 thu-truong mai-den-han\n"
            "- 12-05T07:30 can-bo qua-han\n");
}

TEST_F(RuleTestRun, silence_is_broken_also_by_what_was_expected) {
  EXPECT_EQ(judge(R"(events = [{ at = "2022-12-02 09:00", what = "done" }]
expect = [{ at = "2022-12-01 07:30", to = ["can-bo", "thu-truong"], step = "nhiem-vu/mai-den-han" }]
silent = [{ to = "thu-truong" }]
)"),
            "  12-01T07:30 can-bo mai-den-han\n"
            "! 12-01T07:30 thu-truong mai-den-han\n");
}

TEST_F(RuleTestRun, the_same_expectation_twice_is_met_once) {
  EXPECT_EQ(judge(R"(complete = false
events = [{ at = "2022-12-02 09:00", what = "done" }]
expect = [{ at = "2022-12-01 07:30", to = ["can-bo", "can-bo"], step = "nhiem-vu/mai-den-han" }]
)"),
            "  12-01T07:30 can-bo mai-den-han\n"
            "- 12-01T07:30 can-bo mai-den-han\n");
}

TEST_F(RuleTestRun, an_event_that_is_refused_fails_it) {
  EXPECT_EQ(judge(R"(complete = false
events = [{ at = "2022-12-02 09:00", what = "resumed" }]
silent = [{ to = "can-bo", from = "2022-12-01 08:00", until = "2022-12-01 09:00" }]
)"),
            "DD5028\n");
}

TEST_F(RuleTestRun, nothing_happens_before_it_is_there) {
  EXPECT_EQ(judge(R"(complete = false
events = [{ at = "2022-11-20 09:00", what = "done" }]
silent = [{ to = "can-bo", from = "2022-12-01 08:00", until = "2022-12-01 09:00" }]
)"),
            "DD1913\n");
}

}  // namespace
}  // namespace dondoc::daemon::replay

#include <set>

#include "daemon/replay/rule_test_run.hpp"
#include "tests/daemon/replay_fixture.hpp"

// The rule tests that ship with the rules: all pass, and every step has one that expects it.

namespace dondoc::daemon::replay {
namespace {

class ShippedRuleTests : public ReplayTest {
 protected:
  void SetUp() override {
    ReplayTest::SetUp();
    configuration_ = load();
    for (const auto& entry : std::filesystem::directory_iterator(directory_ / "tests")) {
      auto read = config::read_rule_tests(entry.path(), {configuration_.zone, &configuration_});
      for (const auto& problem : read.problems) {
        ADD_FAILURE() << config::format_problem(config::Language::en, problem);
      }
      files_.push_back(std::move(read.tests));
    }
  }

  config::Configuration configuration_;
  std::vector<config::RuleTestFile> files_;
};

TEST_F(ShippedRuleTests, pass) {
  std::size_t run = 0;
  for (const auto& file : files_) {
    for (const auto& test : file.tests) {
      const auto outcome = run_rule_test(configuration_, file, test);
      EXPECT_TRUE(outcome.passed()) << file.file << ": " << test.name << "; see `dondoc test`";
      ++run;
    }
  }
  EXPECT_GT(run, 15U);
}

TEST_F(ShippedRuleTests, expect_every_step) {
  std::set<std::string> steps;
  for (const auto& rule : configuration_.rules) {
    for (const auto& step : rule.steps) steps.insert(rule.id + "/" + step.id);
  }
  ASSERT_FALSE(steps.empty());
  for (const auto& file : files_) {
    for (const auto& test : file.tests) {
      for (const auto& expectation : test.expect) steps.erase(expectation.rule + "/" + expectation.step);
    }
  }
  std::string without;
  for (const auto& step : steps) without += step + "\n";
  EXPECT_EQ(without, "");
}

}  // namespace
}  // namespace dondoc::daemon::replay

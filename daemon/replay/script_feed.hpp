#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "config/rule_test.hpp"
#include "daemon/replay/replay.hpp"
#include "integrations/sqlite/scenario.hpp"
#include "rules/problem.hpp"

namespace dondoc::daemon::replay {

// What a rule test says: its cast is there from the beginning, its items come, its events happen. Events that are
// refused are problems() and change nothing.
class ScriptFeed : public Feed {
 public:
  ScriptFeed(integrations::sqlite::Database& database, const config::Configuration& configuration,
             const config::TestCast& cast, const config::RuleTest& test);

  [[nodiscard]] std::optional<rules::Instant> next() override;
  void apply(rules::Instant now) override;

  // Before it nothing happens.
  [[nodiscard]] rules::Instant begin() const { return begin_; }
  [[nodiscard]] const rules::Problems& problems() const { return problems_; }

 private:
  struct Action {
    rules::Instant at;
    std::function<tl::expected<void, rules::Problem>()> run;
  };

  void enter(const config::TestCast& cast);
  void give_addresses(const std::string& owner, const std::string& code);
  [[nodiscard]] tl::expected<void, rules::Problem> perform(const config::TestEvent& event, const std::string& source);
  [[nodiscard]] tl::expected<void, rules::Problem> command(const config::TestEvent& event,
                                                           const integrations::sqlite::ItemKey& key);

  integrations::sqlite::Database& database_;
  integrations::sqlite::Scenario scenario_;
  const config::Configuration& configuration_;
  rules::Instant begin_;
  std::vector<Action> actions_;
  std::size_t done_ = 0;
  rules::Problems problems_;
};

}  // namespace dondoc::daemon::replay

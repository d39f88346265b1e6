#include <rapidcheck.h>

#include <cstdlib>
#include <random>

#include "daemon/answers.hpp"
#include "daemon/replay/script_feed.hpp"
#include "daemon/replay/simulation.hpp"
#include "integrations/sqlite/migrate.hpp"
#include "integrations/sqlite/transaction.hpp"
#include "tests/daemon/replay_fixture.hpp"

// `dondoc simulate --as-stored` and dondocd agree, byte for byte: random small worlds run through the engine as dondocd
// drives it, on a database file, waking at least once a minute or at odd times; then the history that they left behind
// is replayed.

namespace dondoc::daemon::replay {
namespace {

namespace sqlite = integrations::sqlite;
using What = config::TestEvent::What;

// Each is a small world of twelve days.
const int kFewerRuns = setenv("RC_PARAMS", "max_success=15", 0);

class ReplayEqualityTest : public ReplayTest {
 protected:
  void SetUp() override {
    ReplayTest::SetUp();
    configuration_ = load();
    auto read = read_tests(
        "[[test]]\nname = \"x\"\nfrom = 2022-12-01\nuntil = 2022-12-02\n"
        "items = [{ code = \"A\", kind = \"task\" }]\n",
        configuration_);
    ASSERT_TRUE(read.problems.empty());
    cast_ = std::move(read.tests.cast);
  }

  // What happened in dondocd's place; the database stays behind in `path`.
  std::vector<sqlite::SentMessage> live(const std::string& path, const config::RuleTest& world,
                                        const std::function<rules::Millis()>& longest_sleep) {
    auto store = sqlite::SqliteStore::open(path);
    store->database().execute("PRAGMA synchronous = OFF");
    const auto setup = recording_setup(configuration_);
    FixedClock clock{world.from};
    ScriptFeed feed{store->database(), configuration_, cast_, world};
    Engine engine{*store, clock, *setup};
    feed.apply(clock.now());
    engine.start();
    while (clock.now() < world.until) {
      round(engine, clock);
      auto next = clock.now() + longest_sleep();
      if (const auto work = engine.next_work(); work && *work < next) next = *work;
      if (const auto change = feed.next(); change && *change < next) next = *change;
      clock.set(std::max(next, clock.now()));
      feed.apply(clock.now());
    }
    return sqlite::sent_messages(store->database(), world.from, world.until);
  }

  // Loop::work() of dondocd, with answers that come at once.
  static void round(Engine& engine, const Clock& clock) {
    for (bool again = true; again;) {
      while (engine.tick().more) {
      }
      engine.tell_findings();
      auto prepared = engine.prepare(false);
      AnswerQueue answers;
      deliver_all(engine, clock, std::move(prepared.messages), answers);
      auto arrived = answers.take();
      again = prepared.look_again || !arrived.empty();
      engine.settle(arrived);
    }
  }

  std::vector<sqlite::SentMessage> replayed(const std::string& path, const config::RuleTest& world,
                                            sqlite::Hindsight hindsight) const {
    auto recorded = sqlite::open_database(path, sqlite::Database::Mode::read_only);
    const sqlite::Snapshot snapshot{recorded};
    auto simulation = simulate(recorded, configuration_, {world.from, world.until}, hindsight);
    return simulation ? std::move(simulation->messages) : std::vector<sqlite::SentMessage>{};
  }

  // The same alerts to the same people at the same time in the same words.
  [[nodiscard]] bool agree(const config::RuleTest& world, const std::function<rules::Millis()>& longest_sleep) {
    const auto path = (directory_ / "live.db").string();
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(path + end);
    const auto expected = live(path, world, longest_sleep);
    const auto got = replayed(path, world, sqlite::Hindsight::as_stored);
    EXPECT_EQ(told(got, *configuration_.zone), told(expected, *configuration_.zone));
    seen_ += expected.size();
    return got == expected;
  }

  config::Configuration configuration_;
  config::TestCast cast_;
  std::size_t seen_ = 0;
};

// A day and a time of it within the world, on the minute or off it.
rules::Instant some_time(const config::RuleTest& world, std::mt19937_64& random) {
  const auto span = (world.until - world.from).count();
  const auto at = world.from + rules::Millis{std::uniform_int_distribution<std::int64_t>(0, span - 1)(random)};
  return random() % 2 == 0 ? std::chrono::floor<std::chrono::minutes>(at) : at;
}

template <class T>
T pick(std::mt19937_64& random, std::initializer_list<T> choices) {
  return *(choices.begin() + static_cast<std::ptrdiff_t>(random() % choices.size()));
}

config::TestItem some_item(const config::RuleTest& world, int number, std::mt19937_64& random) {
  config::TestItem out;
  auto& item = out.item;
  item.source = "local";
  item.code = "V-" + std::to_string(number);
  item.title = "Việc " + std::to_string(number);
  item.kind = pick(random, {rules::Kind::task, rules::Kind::dossier});
  item.agency = pick<const char*>(random, {"so", "so-khac"});
  if (random() % 3 != 0) item.officer = item.agency == "so" ? "can-bo" : "can-bo-khac";
  if (random() % 3 == 0) item.coordinators = {item.agency == "so" ? "so-khac" : "so"};
  out.stored = random() % 3 == 0 ? world.from : some_time(world, random);
  const auto received = *out.stored - std::chrono::hours{random() % 200};
  if (item.kind == rules::Kind::dossier && random() % 4 == 0) {
    item.submitted_at = received;
  } else {
    item.received_at = received;
  }
  if (item.kind == rules::Kind::dossier) {
    item.term = rules::parse_amount(pick<const char*>(random, {"1wd", "3wd", "8wh", "2d", "30h"}));
  } else if (random() % 4 != 0) {
    item.due_at = some_time(world, random);
  } else {
    item.updated_at = received;
  }
  return out;
}

config::TestEvent some_event(const config::RuleTest& world, std::mt19937_64& random) {
  config::TestEvent event;
  event.what = pick(
      random, {What::received, What::updated, What::held, What::held, What::resumed, What::resumed, What::requested,
               What::extended, What::refused, What::reported, What::sent_back, What::done, What::handed_over,
               What::reopened, What::cancelled, What::acknowledged, What::apologised, What::assigned, What::withdrawn});
  event.at = some_time(world, random);
  event.item = world.items[random() % world.items.size()].item.code;
  event.by = pick<const char*>(random, {"thu-truong", "can-bo", "thu-truong-khac"});
  event.reason = pick<const char*>(random, {"Yêu cầu bổ sung hồ sơ", "chờ"});
  event.until = event.at + std::chrono::hours{1 + random() % 60};
  event.due = event.at + std::chrono::hours{1 + random() % 100};
  if (event.what == What::assigned) event.officer = pick<const char*>(random, {"can-bo", "can-bo-khac"});
  return event;
}

config::RuleTest some_world(std::uint32_t seed, int days) {
  std::mt19937_64 random{seed};
  config::RuleTest world;
  world.from = rules::Instant{*rules::parse_iso("2022-11-21T00:00:00+07:00")} +
               std::chrono::hours{24 * (random() % 30)} + std::chrono::minutes{random() % 1440};
  world.until = world.from + std::chrono::hours{24 * days};
  const int items = 1 + static_cast<int>(random() % 4);
  for (int number = 0; number < items; ++number) world.items.push_back(some_item(world, number, random));
  for (auto count = random() % 16; count > 0; --count) world.events.push_back(some_event(world, random));
  std::ranges::stable_sort(world.events, {}, &config::TestEvent::at);
  return world;
}

TEST_F(ReplayEqualityTest, agrees_with_an_engine_that_wakes_every_minute) {
  for (const std::uint32_t seed : {7U, 42U}) {
    EXPECT_TRUE(agree(some_world(seed, 3), [] { return std::chrono::minutes{1}; }));
  }
  EXPECT_GT(seen_, 4U);
}

// The shipped rule tests have every sort of event where it matters, and occurrences of series.
TEST_F(ReplayEqualityTest, agrees_in_every_shipped_rule_test) {
  std::mt19937_64 random{1};
  for (const auto& entry : std::filesystem::directory_iterator(directory_ / "tests")) {
    auto read = config::read_rule_tests(entry.path(), {configuration_.zone, &configuration_});
    ASSERT_TRUE(read.problems.empty());
    for (const auto& test : read.tests.tests) {
      SCOPED_TRACE(test.name);
      EXPECT_TRUE(agree(test, [&random] { return std::chrono::minutes{1 + random() % 900}; }));
    }
  }
  EXPECT_GT(seen_, 100U);
}

TEST_F(ReplayEqualityTest, agrees_with_an_engine_that_wakes_whenever_it_likes) {
  const bool same = rc::check("simulate as_stored sends what dondocd sent", [this] {
    const auto seed = *rc::gen::arbitrary<std::uint32_t>();
    std::mt19937_64 random{seed + 1};
    RC_ASSERT(agree(some_world(seed, 12),
                    [&random] { return std::chrono::minutes{1 + random() % 400} + rules::Millis{random() % 1000}; }));
  });
  EXPECT_TRUE(same);
  EXPECT_GT(seen_, 100U);
}

}  // namespace
}  // namespace dondoc::daemon::replay

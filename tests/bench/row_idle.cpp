#include <stdexcept>

#include "integrations/sqlite/migrate.hpp"
#include "province.hpp"
#include "rows.hpp"

namespace dondoc::bench {
namespace {

namespace fs = std::filesystem;

constexpr int kTicks = 5'000;

class Idle {
 public:
  explicit Idle(const fs::path& directory) : running_(directory, evaluated_at()) {
    for (int i = 0; i < kTicks / 10; ++i) tick();
  }

  // The mean of many ticks.
  Microseconds ticks() {
    const Stopwatch stopwatch;
    for (int i = 0; i < kTicks; ++i) tick();
    return stopwatch.elapsed() / kTicks;
  }

  // A whole round of the daemon's loop when nothing is to be done.
  Microseconds rounds() {
    const Stopwatch stopwatch;
    for (int i = 0; i < kTicks; ++i) {
      tick();
      running_.engine.tell_findings();
      if (!running_.engine.prepare(false).messages.empty()) throw std::runtime_error("an idle round has a message");
      static_cast<void>(running_.store->data_version());
      static_cast<void>(running_.engine.next_wake());
    }
    return stopwatch.elapsed() / kTicks;
  }

 private:
  void tick() {
    if (running_.engine.tick().evaluated > 0) throw std::runtime_error("an idle tick has an item to evaluate");
  }

  Running running_;
};

// What a write would change: the version another connection sees, and the length of the log.
struct Footprint {
  std::int64_t version;
  std::uintmax_t log;
  bool operator==(const Footprint&) const = default;
};

Footprint footprint(integrations::sqlite::Database& other, const fs::path& directory) {
  const auto log = directory / "dondoc.db-wal";
  return {other.read_integer("PRAGMA data_version").value_or(0), fs::exists(log) ? fs::file_size(log) : 0};
}

}  // namespace

void row_idle(const Ground& ground) {
  Idle idle{ground.base};
  const auto file = (ground.base / "dondoc.db").string();
  integrations::sqlite::Database other{file, integrations::sqlite::Database::Mode::existing};
  const auto before = footprint(other, ground.base);
  std::vector<double> rounds;
  const auto pair = by_turns(
      ground.options.runs, [&] { return run_reference("next_check", {file}); },
      [&] {
        rounds.push_back(idle.rounds());
        return idle.ticks();
      });
  print_ratio("3 idle tick against SELECT min(next_check_at)", pair, 4.0, 2.0);
  print_fact("writes of " + std::to_string(kTicks * 2 * ground.options.runs) + " idle ticks (must be 0)",
             footprint(other, ground.base) == before ? "0" : "some");
  print_fact("a whole idle round of the daemon", format_time(median(rounds)));
}

fs::path fivefold(const Ground& ground) {
  auto large = ground.root / "fivefold";
  if (fs::exists(large)) return large;
  make_configuration(large);
  {
    const Running first(large, evaluated_at());
  }  // rules and steps become known before there is an item
  write_items(large, ground.options.items * 5);
  pretend_evaluated(large);
  return large;
}

void row_idle_fivefold(const Ground& ground) {
  Idle small{ground.base};
  Idle large{fivefold(ground)};
  const auto pair = by_turns(ground.options.runs, [&] { return small.ticks(); }, [&] { return large.ticks(); });
  print_ratio("4 idle tick at five times the items", pair, 2.0, 1.5);
}

}  // namespace dondoc::bench

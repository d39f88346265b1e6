#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "daemon/engine.hpp"
#include "integrations/sqlite/sqlite_store.hpp"

namespace dondoc::daemon::replay {

// What happens to the items while time goes by, as far as people and other programs do it.
class Feed {
 public:
  virtual ~Feed() = default;
  // When something happens next; nothing: no more.
  [[nodiscard]] virtual std::optional<rules::Instant> next() = 0;
  // Writes what happens up to and with `now`.
  virtual void apply(rules::Instant now) = 0;
};

// A configuration whose delivery is live, over recording channels; the templates are compiled. Nothing, and the
// problems, where the templates are faulty.
[[nodiscard]] tl::expected<std::shared_ptr<const Setup>, rules::Problems> recording_setup(
    config::Configuration configuration);

// dondocd's engine on a database of its own and a clock that jumps from one instant at which something is to be done to
// the next: what it sends here is what dondocd would send. On one thread; sends nothing, and writes nothing but its
// own database. Findings are told to nobody.
class Replay {
 public:
  // The database is empty; who there is and what there is comes by `database()` before run() and by the feed.
  explicit Replay(std::shared_ptr<const Setup> setup);

  [[nodiscard]] integrations::sqlite::Database& database() { return store_.database(); }
  [[nodiscard]] integrations::Store& store() { return store_; }
  // From `begin` until before `end`. `progress` is called with the clock every few hundred instants. REQUIRES: called
  // once.
  void run(Feed& feed, rules::Instant begin, rules::Instant end,
           const std::function<void(rules::Instant)>& progress = {});

 private:
  void round();

  FixedClock clock_;
  integrations::sqlite::SqliteStore store_;
  Engine engine_;
};

}  // namespace dondoc::daemon::replay

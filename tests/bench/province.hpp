#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "daemon/clock.hpp"
#include "daemon/engine.hpp"
#include "integrations/sqlite/sqlite_store.hpp"
#include "rules/time.hpp"

namespace dondoc::bench {

// The day of the benchmark, a Thursday: evaluated and told by 14:00, a tenth of the items due at 15:00.
[[nodiscard]] rules::Instant evaluated_at();
[[nodiscard]] rules::Instant burst_at();

// What the items of the burst make: the shipped letter, text and HTML in one mail, or a text of some 200 bytes.
enum class Letters { whole, brief };
// A configuration directory with the twenty rules of province/.
void make_configuration(const std::filesystem::path& directory, Letters letters = Letters::whole);
// The real configuration and its channel's real bytes, which nobody carries: every delivery is answered at once.
[[nodiscard]] std::shared_ptr<const daemon::Setup> load_province(const std::filesystem::path& directory);

// An engine over the database of a configuration directory, at an instant set by hand.
struct Running {
  daemon::FixedClock clock;
  std::unique_ptr<integrations::sqlite::SqliteStore> store;
  daemon::Engine engine;

  Running(const std::filesystem::path& directory, rules::Instant now)
      : clock(now),
        store(integrations::sqlite::SqliteStore::open((directory / "dondoc.db").string())),
        engine(*store, clock, load_province(directory)) {
    engine.start();
    store->checkpoint();
  }
};

// Agencies, officers and items, written by plain SQL as another program would. Of the items 5 % have been overdue for
// days, 10 % fall due together at burst_at(), the rest are due later; half are dossiers with a term of working days,
// half tasks with a date; 10 % have one closed hold.
void write_items(const std::filesystem::path& directory, std::size_t count);
// Evaluates all of it and tells what is to be told before evaluated_at().
void settle_province(const std::filesystem::path& directory);
// The same size with next checks as if evaluated, and nothing told.
void pretend_evaluated(const std::filesystem::path& directory);
// Every item of the burst gets an officer of its own, so that no two alerts share a message.
void part_the_burst(const std::filesystem::path& directory, std::size_t count);

void copy_database(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace dondoc::bench

#include <unistd.h>

#include <csignal>
#include <cstdio>

#include "integrations/sqlite/migrate.hpp"
#include "integrations/sqlite/transaction.hpp"
#include "province.hpp"
#include "rows.hpp"

namespace dondoc::bench {
namespace {

namespace fs = std::filesystem;
namespace sqlite = integrations::sqlite;

constexpr std::size_t kRowsAtOnce = 1'000;

std::string self() { return fs::read_symlink("/proc/self/exe").string(); }

[[noreturn]] void die() {
  std::fflush(stdout);
  kill(getpid(), SIGKILL);
  while (true) pause();
}

// Puts the files back as the killed process left them: what is measured writes, and may move the log into the file.
void put_back(const fs::path& left, const fs::path& directory) { copy_database(left, directory); }

}  // namespace

void write_and_be_killed(const fs::path& directory, std::size_t messages) {
  auto database = sqlite::open_database((directory / "dondoc.db").string());
  database.execute("PRAGMA wal_autocheckpoint = 0");
  const std::string text(300, 'x');
  for (std::size_t first = 0; first < messages; first += kRowsAtOnce) {
    sqlite::Transaction transaction(database);
    for (std::size_t i = first; i < std::min(messages, first + kRowsAtOnce); ++i) {
      const auto id = std::to_string(i);
      database.run(
          "INSERT INTO messages (public_id, recipient, channel, class, send_at, state, ready_at, subject, created_at)"
          " VALUES (?1, ?2, 'mail', 'routine', ?3, 'open', ?3, ?4, ?5)",
          "cho-" + id, "person:cho-" + id, burst_at(), text, evaluated_at());
    }
    transaction.commit();
  }
  std::puts("0");
  die();
}

void restart_once(const fs::path& directory, bool with_parts) {
  const Stopwatch stopwatch;
  const auto setup = load_province(directory);
  const auto configured = stopwatch.elapsed();
  daemon::FixedClock clock{evaluated_at()};
  const auto store = sqlite::SqliteStore::open((directory / "dondoc.db").string());
  const auto opened = stopwatch.elapsed();
  daemon::Engine engine{*store, clock, setup};
  engine.start();
  const auto started = stopwatch.elapsed();
  static_cast<void>(engine.next_wake());
  std::printf("%.3f\n", stopwatch.elapsed());
  if (with_parts) {
    std::fflush(stdout);
    std::fprintf(stderr, "    of one more restart: configuration %s, opening %s, first look at the store %s\n",
                 format_time(configured).c_str(), format_time(opened - configured).c_str(),
                 format_time(started - opened).c_str());
  }
  die();
}

void row_restart(const Ground& ground) {
  const auto left = ground.another("killed");
  const auto work = ground.another("restart");
  copy_database(ground.base, left);
  static_cast<void>(
      run_program(self(), {"write-and-be-killed", left.string(), std::to_string(ground.options.items / 10)}));
  const auto log = fs::file_size(left / "dondoc.db-wal");
  const auto pair = by_turns(
      ground.options.runs,
      [&] {
        put_back(left, work);
        return run_reference("restart", {(work / "dondoc.db").string()});
      },
      [&] {
        put_back(left, work);
        return run_program(self(), {"restart-once", work.string()});
      });
  print_ratio("5 restart after kill -9 against open, min and count", pair, 3.0, 1.5);
  put_back(left, work);
  static_cast<void>(run_program(self(), {"restart-once", work.string(), "with-parts"}));
  print_value("log left behind", static_cast<double>(log) / 1e6, "MB");
  fs::remove_all(left);
  fs::remove_all(work);
}

}  // namespace dondoc::bench

// neighbour FILE: another program with a table of its own in the same file. Commits a row each millisecond until
// SIGTERM, then prints the median, the 99th percentile and the longest of its commits in microseconds, how many there
// were and how many failed. The line "ready" says that its table is there.

#include <algorithm>
#include <thread>
#include <vector>

#include "plain.hpp"

namespace {

volatile std::sig_atomic_t ended = 0;
void end(int) { ended = 1; }

double part(std::vector<double>& times, double share) {
  if (times.empty()) return 0;
  const auto place = static_cast<std::ptrdiff_t>(share * static_cast<double>(times.size() - 1));
  std::nth_element(times.begin(), times.begin() + place, times.end());
  return times[static_cast<std::size_t>(place)];
}

}  // namespace

int main(int, char** arguments) {
  sqlite3* db = open_plain(arguments[1]);
  check(db, sqlite3_busy_timeout(db, 10'000));
  execute(db, "CREATE TABLE IF NOT EXISTS neighbour (id INTEGER PRIMARY KEY, at REAL)");
  std::signal(SIGTERM, end);
  std::puts("ready");
  std::fflush(stdout);
  std::vector<double> times;
  int failed = 0;
  while (ended == 0) {
    const double start = now_us();
    if (sqlite3_exec(db, "INSERT INTO neighbour (at) VALUES (julianday('now'))", nullptr, nullptr, nullptr) !=
        SQLITE_OK) {
      ++failed;
    }
    times.push_back(now_us() - start);
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
  std::printf("%.0f %.0f %.0f %zu %d\n", part(times, 0.5), part(times, 0.99), part(times, 1), times.size(), failed);
  sqlite3_close(db);
}

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <stdexcept>

#include "burst.hpp"
#include "rows.hpp"

namespace dondoc::bench {
namespace {

struct Commits {
  Microseconds median = 0;
  Microseconds p99 = 0;
  Microseconds longest = 0;
  std::size_t count = 0;
  int failed = 0;
};

// Another program that commits a row each millisecond, from construction until finish().
class Neighbour {
 public:
  explicit Neighbour(const std::string& database) {
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) throw std::runtime_error("no pipe");
    pid_ = fork();
    if (pid_ == 0) {
      dup2(ends[1], STDOUT_FILENO);
      close(ends[0]);
      close(ends[1]);
      const std::string program = std::string{BENCH_REFERENCES} + "/neighbour";
      execl(program.c_str(), program.c_str(), database.c_str(), nullptr);
      _exit(1);
    }
    close(ends[1]);
    output_ = fdopen(ends[0], "r");
    if (next_line() != "ready\n") throw std::runtime_error("the neighbour did not start");
  }
  ~Neighbour() {
    if (pid_ > 0) kill(pid_, SIGKILL);
    end();
  }
  Neighbour(const Neighbour&) = delete;
  Neighbour& operator=(const Neighbour&) = delete;

  Commits finish() {
    kill(pid_, SIGTERM);
    Commits commits;
    const auto line = next_line();
    if (std::sscanf(line.c_str(), "%lf %lf %lf %zu %d", &commits.median, &commits.p99, &commits.longest, &commits.count,
                    &commits.failed) != 5) {
      throw std::runtime_error("the neighbour measured nothing");
    }
    end();
    return commits;
  }

 private:
  std::string next_line() {
    std::array<char, 256> line{};
    return std::fgets(line.data(), line.size(), output_) != nullptr ? line.data() : "";
  }
  void end() {
    if (pid_ <= 0) return;
    waitpid(pid_, nullptr, 0);
    std::fclose(output_);
    pid_ = -1;
  }

  pid_t pid_ = -1;
  std::FILE* output_ = nullptr;
};

}  // namespace

void row_neighbour(const Ground& ground) {
  Burst burst(ground, Letters::brief);
  static_cast<void>(burst.once());
  std::vector<Commits> seen;
  const auto pair = by_turns(
      ground.options.runs, [&] { return burst.reference(); },
      [&] {
        std::unique_ptr<Neighbour> neighbour;
        const auto times = burst.once([&] { neighbour = std::make_unique<Neighbour>(burst.database().string()); });
        seen.push_back(neighbour->finish());
        return times.claiming + times.sealing;
      });
  print_ratio("8 burst while another program commits each millisecond, against set-based SQL alone", pair, 4.0, 2.5);
  std::vector<double> p99;
  for (const auto& commits : seen) p99.push_back(commits.p99 / 1'000);
  print_limit("8 the other program's commits, 99th percentile", median(p99), "ms", 25, 25);
  for (const auto& commits : seen) {
    print_fact("its commits", std::to_string(commits.count) + ", failed " + std::to_string(commits.failed) +
                                  ", median " + format_time(commits.median) + ", longest " +
                                  format_time(commits.longest));
  }
}

}  // namespace dondoc::bench

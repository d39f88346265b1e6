#include <cstdio>
#include <fstream>
#include <stdexcept>

#include "province.hpp"
#include "rows.hpp"

namespace dondoc::bench {
namespace {

namespace fs = std::filesystem;

// SQLite's page cache as dondoc sets it, and what everything else may take.
constexpr double kPageCacheMb = 64;
constexpr double kRestMb = 32;

// The most that this process ever had resident, in MB.
double peak_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word != "VmHWM:") continue;
    double kilobytes = 0;
    status >> kilobytes;
    return kilobytes / 1'024;
  }
  throw std::runtime_error("/proc/self/status has no VmHWM");
}

double memory_of(const fs::path& directory) {
  return run_program(fs::read_symlink("/proc/self/exe").string(), {"evaluate-once", directory.string()});
}

}  // namespace

void evaluate_once(const fs::path& directory) {
  Running running(directory, evaluated_at());
  running.engine.reload(load_province(directory), true);
  while (running.engine.tick().more) {
  }
  std::printf("%.3f\n", peak_memory());
}

void row_memory(const Ground& ground) {
  const double small = memory_of(ground.base);
  print_limit("9 memory of a process that evaluates everything", small, "MB", kPageCacheMb + kRestMb,
              kPageCacheMb + kRestMb);
  const double large = memory_of(fivefold(ground));
  print_limit("9 memory at five times the items", large / small, "x", 1.15, 1.15);
  print_fact("there", format_megabytes(large));
}

}  // namespace dondoc::bench

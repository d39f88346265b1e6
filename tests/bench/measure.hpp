#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace dondoc::bench {

struct Options {
  std::size_t items = 100'000;
  std::vector<int> rows{0, 1, 2, 3, 4, 5, 6, 8, 9, 10};  // 6 prints 7 too
  int runs = 5;
  std::string directory;  // empty: one of its own, deleted at the end
};

using Microseconds = double;

class Stopwatch {
 public:
  [[nodiscard]] Microseconds elapsed() const {
    return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

[[nodiscard]] double median(std::vector<double> values);

// The first line of a program's output that begins with a number: what it measured in itself. Throws where it fails.
[[nodiscard]] Microseconds run_program(const std::string& program, const std::vector<std::string>& arguments);
// A program of reference/.
[[nodiscard]] Microseconds run_reference(const std::string& name, const std::vector<std::string>& arguments);

struct Pair {
  std::vector<Microseconds> reference;
  std::vector<Microseconds> dondoc;
};
// Both by turns, so that a slow moment of the machine meets both.
[[nodiscard]] Pair by_turns(int runs, const std::function<Microseconds()>& reference,
                            const std::function<Microseconds()>& dondoc);

// `name: value (must …, aim …)`, and the times behind the ratio.
void print_ratio(const std::string& name, const Pair& pair, double must, double aim);
// The same for a figure that needs no reference.
void print_limit(const std::string& name, double value, const std::string& unit, double must, double aim);
void print_value(const std::string& name, double value, const std::string& unit);
void print_fact(const std::string& name, const std::string& value);
[[nodiscard]] std::string format_time(Microseconds time);
[[nodiscard]] std::string format_megabytes(double megabytes);

}  // namespace dondoc::bench

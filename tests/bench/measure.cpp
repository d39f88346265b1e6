#include "measure.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace dondoc::bench {
namespace {

std::string quoted(const std::string& word) {
  std::string result = "'";
  for (const char c : word) result += c == '\'' ? std::string{"'\\''"} : std::string{c};
  return result + "'";
}

std::string format_number(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
  return text.data();
}

}  // namespace

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

Microseconds run_program(const std::string& program, const std::vector<std::string>& arguments) {
  std::string command = "exec " + quoted(program);
  for (const auto& argument : arguments) command += ' ' + quoted(argument);
  std::FILE* output = popen(command.c_str(), "r");
  if (!output) throw std::runtime_error("cannot start " + program);
  double result = -1;
  bool read = false;
  // The log of what runs may stand before it.
  for (std::array<char, 512> line{}; !read && std::fgets(line.data(), line.size(), output) != nullptr;) {
    read = std::sscanf(line.data(), "%lf", &result) == 1;
  }
  pclose(output);  // how it ended says nothing: some end by SIGKILL
  if (!read) throw std::runtime_error(program + " measured nothing");
  return result;
}

Microseconds run_reference(const std::string& name, const std::vector<std::string>& arguments) {
  return run_program(std::string{BENCH_REFERENCES} + "/" + name, arguments);
}

Pair by_turns(int runs, const std::function<Microseconds()>& reference, const std::function<Microseconds()>& dondoc) {
  Pair pair;
  for (int run = 0; run < runs; ++run) {
    pair.reference.push_back(reference());
    pair.dondoc.push_back(dondoc());
  }
  return pair;
}

std::string format_time(Microseconds time) {
  if (time < 1'000) return format_number(time) + " µs";
  if (time < 1'000'000) return format_number(time / 1'000) + " ms";
  return format_number(time / 1'000'000) + " s";
}

void print_ratio(const std::string& name, const Pair& pair, double must, double aim) {
  const double reference = median(pair.reference);
  const double dondoc = median(pair.dondoc);
  std::printf("%s: %s x (must <= %s, aim <= %s)  [%s against %s]\n", name.c_str(),
              format_number(dondoc / reference).c_str(), format_number(must).c_str(), format_number(aim).c_str(),
              format_time(dondoc).c_str(), format_time(reference).c_str());
  std::fflush(stdout);
}

void print_limit(const std::string& name, double value, const std::string& unit, double must, double aim) {
  std::printf("%s: %s %s (must <= %s, aim <= %s)\n", name.c_str(), format_number(value).c_str(), unit.c_str(),
              format_number(must).c_str(), format_number(aim).c_str());
  std::fflush(stdout);
}

std::string format_megabytes(double megabytes) { return format_number(megabytes) + " MB"; }

void print_value(const std::string& name, double value, const std::string& unit) {
  print_fact(name, format_number(value) + " " + unit);
}

void print_fact(const std::string& name, const std::string& value) {
  std::printf("    %s: %s\n", name.c_str(), value.c_str());
  std::fflush(stdout);
}

}  // namespace dondoc::bench

#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <exception>
#include <map>
#include <stdexcept>
#include <string_view>

#include "province.hpp"
#include "rows.hpp"

namespace dondoc::bench {
namespace {

namespace fs = std::filesystem;

std::size_t number_of(std::string_view text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) {
    throw std::runtime_error("expected a number, got \"" + std::string{text} + "\"");
  }
  return number;
}

std::vector<int> rows_of(std::string_view text) {
  std::vector<int> rows;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    rows.push_back(static_cast<int>(number_of(text.substr(0, comma))));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return rows;
}

Options options_of(const std::vector<std::string>& words) {
  Options options;
  for (std::size_t i = 0; i < words.size(); i += 2) {
    if (i + 1 == words.size()) throw std::runtime_error(words[i] + " needs a value; see --help");
    const auto& value = words[i + 1];
    if (words[i] == "--items") {
      options.items = number_of(value);
    } else if (words[i] == "--rows") {
      options.rows = rows_of(value);
    } else if (words[i] == "--runs") {
      options.runs = static_cast<int>(number_of(value));
    } else if (words[i] == "--directory") {
      options.directory = value;
    } else {
      throw std::runtime_error("unknown option " + words[i] + "; see --help");
    }
  }
  return options;
}

// A directory of the benchmark's own, gone at the end unless it was asked for.
class Root {
 public:
  explicit Root(const Options& options) : kept_(!options.directory.empty()) {
    path_ =
        kept_ ? fs::path{options.directory} : fs::temp_directory_path() / ("dondoc-bench-" + std::to_string(getpid()));
    fs::create_directories(path_);
  }
  ~Root() {
    std::error_code ignored;
    if (!kept_) fs::remove_all(path_, ignored);
  }
  Root(const Root&) = delete;
  Root& operator=(const Root&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  bool kept_;
  fs::path path_;
};

void make_base(const Ground& ground) {
  if (fs::exists(ground.base)) return;
  const auto half_made = ground.root / "half-made";
  fs::remove_all(half_made);
  make_configuration(half_made);
  {
    const Running first(half_made, evaluated_at());
  }  // rules and steps become known before there is an item
  const auto count = static_cast<double>(ground.options.items);
  const Stopwatch writing;
  write_items(half_made, ground.options.items);
  print_fact("written by plain SQL, an item", format_time(writing.elapsed() / count));
  const Stopwatch settling;
  settle_province(half_made);
  print_fact("first evaluation, an item", format_time(settling.elapsed() / count));
  fs::rename(half_made, ground.base);
}

void run_rows(const Options& options) {
  const Root root{options};
  const Ground ground{options, root.path(), root.path() / ("items-" + std::to_string(options.items))};
  std::printf("%zu items, medians of %d runs\n", options.items, options.runs);
  make_base(ground);
  static const std::map<int, void (*)(const Ground&)> rows{
      {0, row_terms},   {1, row_evaluation}, {2, row_cron},      {3, row_idle},   {4, row_idle_fivefold},
      {5, row_restart}, {6, row_burst},      {8, row_neighbour}, {9, row_memory}, {10, row_import}};
  for (const int row : options.rows) {
    const auto found = rows.find(row);
    if (found == rows.end()) throw std::runtime_error("rows are 0 to 6 and 8 to 10");
    found->second(ground);
  }
}

}  // namespace

fs::path Ground::another(const std::string& name, Letters letters) const {
  const auto directory = root / name;
  fs::remove_all(directory);
  make_configuration(directory, letters);
  return directory;
}

}  // namespace dondoc::bench

int main(int count, char** arguments) {
  using namespace dondoc::bench;
  const std::vector<std::string> words(arguments + 1, arguments + count);
  try {
    if (words.size() == 3 && words[0] == "write-and-be-killed") write_and_be_killed(words[1], std::stoul(words[2]));
    if (words.size() >= 2 && words[0] == "restart-once") restart_once(words[1], words.size() == 3);
    if (words.size() == 2 && words[0] == "evaluate-once") {
      evaluate_once(words[1]);
      return 0;
    }
    run_rows(options_of(words));
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}

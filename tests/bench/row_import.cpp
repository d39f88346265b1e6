#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "province.hpp"
#include "rows.hpp"

namespace dondoc::bench {
namespace {

namespace fs = std::filesystem;

// As an export of a one-stop system has them; agencies are those of the province.
void write_table(const fs::path& file, std::size_t count) {
  std::ofstream table(file);
  table << "code,kind,title,agency,priority,received_at,due_at\n";
  for (std::size_t i = 0; i < count; ++i) {
    table << "N" << i << ",dossier,Cấp giấy phép xây dựng nhà ở riêng lẻ số " << i << ",SO-" << i % 18
          << ",normal,2022-11-" << 10 + i % 20 << "T0" << 7 + i % 3 << ":30:00+07:00,2022-12-" << 10 + i % 20
          << "T17:00:00+07:00\n";
  }
  if (!table) throw std::runtime_error("cannot write " + file.string());
}

Microseconds timed(const std::string& command) {
  const Stopwatch stopwatch;
  if (std::system(command.c_str()) != 0) throw std::runtime_error("failed: " + command);  // NOLINT(cert-env33-c)
  return stopwatch.elapsed();
}

}  // namespace

void row_import(const Ground& ground) {
  const auto work = ground.another("import");
  const auto table = work / "items.csv";
  write_table(table, ground.options.items);
  write_items(work, 0);  // the agencies alone
  const auto without = ground.another("import-nothing");
  copy_database(work, without);
  const auto pair = by_turns(
      ground.options.runs,
      [&] {
        fs::remove(work / "plain.db");
        return timed("sqlite3 '" + (work / "plain.db").string() + "' '.import --csv \"" + table.string() +
                     "\" items' >/dev/null");
      },
      [&] {
        copy_database(without, work);
        return timed("'" BENCH_DONDOC "' --config '" + work.string() + "' import items '" + table.string() +
                     "' --source mot-cua >/dev/null 2>&1");
      });
  print_ratio("10 import of a table against sqlite3 .import", pair, 4.0, 2.5);
  print_fact("a row", format_time(median(pair.dondoc) / static_cast<double>(ground.options.items)));
  fs::remove_all(work);
  fs::remove_all(without);
}

}  // namespace dondoc::bench

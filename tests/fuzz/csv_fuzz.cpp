// Any bytes as a CSV file: every row has the header's cells, each with its place, or it is a misfit, or reading ends
// with a problem.

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "integrations/files/csv_reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dondoc::integrations::files;
  const int file = memfd_create("csv", 0);
  if (file < 0 || write(file, data, size) != static_cast<ssize_t>(size)) std::abort();
  const CsvLimits limits{.row_bytes = 4096, .columns = 20, .rows = 1000};
  if (auto reader = CsvReader::open("/proc/self/fd/" + std::to_string(file), limits)) {
    while (reader->next()) {
      if (reader->misfit()) continue;
      for (std::size_t i = 0; i < reader->header().size(); ++i) {
        static_cast<void>(reader->cell(i).size());
        if (reader->position(i).line < 1 || reader->position(i).column < 1) std::abort();
      }
    }
  }
  close(file);
  return 0;
}

#pragma once

#include <vector>

#include "config/toml_reader.hpp"
#include "rules/series.hpp"

namespace dondoc::config {

// Reads [[series]] of all rule files; ids must be unique over them.
class SeriesTables {
 public:
  void read(TomlReader& reader);
  [[nodiscard]] std::vector<rules::Series> finish() { return std::move(series_); }

 private:
  UniqueIds ids_;
  std::vector<rules::Series> series_;
};

}  // namespace dondoc::config

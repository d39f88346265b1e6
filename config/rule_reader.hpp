#pragma once

#include <vector>

#include "config/series_reader.hpp"
#include "config/step_reader.hpp"

namespace dondoc::config {

// Reads rule files one after the other, rules and series; ids must be unique over all of them, former ids included.
class RuleFiles {
 public:
  RuleFiles(const References& references, rules::Problems& problems) : references_{references}, problems_{problems} {}

  void read(const TomlNode& document, const std::string& file);
  // Checks what needs all files and gives the rules.
  [[nodiscard]] std::vector<rules::Rule> finish();
  [[nodiscard]] std::vector<rules::Series> series() { return series_.finish(); }

 private:
  void read_rule(TomlReader& reader);
  void read_steps(TomlReader& reader, rules::Rule& rule);
  void read_former_ids(TomlReader& reader, rules::Rule& rule);

  const References& references_;
  rules::Problems& problems_;
  UniqueIds ids_;
  SeriesTables series_;
  std::vector<rules::Rule> rules_;
  struct FormerId {
    std::string id;
    rules::Problem problem;  // what to report should a rule have this id
  };
  std::vector<FormerId> former_ids_;
};

}  // namespace dondoc::config

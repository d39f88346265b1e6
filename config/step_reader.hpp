#pragma once

#include <set>
#include <string>

#include "config/toml_reader.hpp"
#include "rules/rule.hpp"

namespace dondoc::config {

// What rules may refer to; empty sets where it is not known (nothing is checked then).
struct References {
  std::set<std::string> channels;
  std::set<std::string> calendars;
  std::set<std::string> templates;  // names, without language and ending: "overdue"
};

// One [[rule.step]]; problems of the step's own keys are collected by `reader`.
[[nodiscard]] rules::Step read_step(TomlReader& reader, const References& references);

}  // namespace dondoc::config

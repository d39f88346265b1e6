#pragma once

#include <optional>
#include <set>
#include <string>

#include "config/toml_reader.hpp"
#include "rules/rule.hpp"

namespace dondoc::config {

// What rules may refer to; nothing where the files that would say it could not be read: then it is not checked.
struct References {
  std::optional<std::set<std::string>> channels;
  std::optional<std::set<std::string>> calendars;
  std::set<std::string> templates;  // names, without language and ending: "overdue"
};

// One [[rule.step]]; problems of the step's own keys are collected by `reader`.
[[nodiscard]] rules::Step read_step(TomlReader& reader, const References& references);

}  // namespace dondoc::config

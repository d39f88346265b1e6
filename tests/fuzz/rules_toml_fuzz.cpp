// Any bytes as a file of rules/: read, or refused with problems that stand in the file and can be put into words.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string_view>

#include "config/catalogue.hpp"
#include "config/rule_reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dondoc;
  const auto document = config::parse_toml({reinterpret_cast<const char*>(data), size}, "rules/fuzz.toml");
  if (!document) return 0;
  const config::References references{
      std::set<std::string>{"email"}, std::set<std::string>{"hanh-chinh"}, {"overdue", "reminder", "report_up"}};
  rules::Problems problems;
  config::RuleFiles files{references, problems};
  files.read(*document, "rules/fuzz.toml");
  for (const auto& rule : files.finish()) {
    for (const auto& step : rule.steps) static_cast<void>(rules::format_moment(step.at));
  }
  for (const auto& problem : problems) {
    if (problem.line < 1 || config::format_problem(config::Language::vi, problem).empty()) std::abort();
  }
  return 0;
}

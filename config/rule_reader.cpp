#include "config/rule_reader.hpp"

#include <algorithm>

#include "config/escalation_check.hpp"
#include "config/where_reader.hpp"

namespace dondoc::config {

void RuleFiles::read(const TomlNode& document, const std::string& file) {
  TomlReader reader{document, file, {}, problems_};
  for (const auto* node : reader.tables("rule")) {
    auto rule = reader.below(*node, "rule");
    read_rule(rule);
  }
  for (const auto* node : reader.tables("series")) {
    auto series = reader.below(*node, "series");
    series_.read(series);
  }
  if (reader.any("digest")) reader.report("DD1111", "digest", {{"what", "digest"}});
  reader.finish();
}

void RuleFiles::read_rule(TomlReader& reader) {
  rules::Rule rule;
  rule.file = reader.file();
  rule.id = reader.id("id");
  reader.call(rule.id);
  static_cast<void>(ids_.add(rule.id, reader, "id"));
  read_former_ids(reader, rule);
  rule.title = reader.text_or("title", rule.id);
  rule.kind = reader.parsed("kind", rules::parse_kind, "DD1201");
  if (const auto* where = reader.table("where")) {
    auto conditions = reader.below(*where, "where");
    rule.where = read_where(conditions);
  }
  rule.calendar = reader.text_or("calendar", "");
  if (!rule.calendar.empty() && references_.calendars && !references_.calendars->contains(rule.calendar)) {
    reader.report("DD1220", "calendar", {{"name", rule.calendar}});
  }
  rule.min_notice = reader.parsed("min_notice", rules::parse_amount, "DD1117").value_or(rule.min_notice);
  read_steps(reader, rule);
  reader.finish();
  rules_.push_back(std::move(rule));
}

void RuleFiles::read_steps(TomlReader& reader, rules::Rule& rule) {
  if (!reader.has("step")) reader.report_here("DD1221");
  UniqueIds step_ids;
  const auto nodes = reader.tables("step");
  for (const auto* node : nodes) {
    auto step_reader = reader.below(*node, "step");
    auto step = read_step(step_reader, references_);
    static_cast<void>(step_ids.add(step.id, step_reader, "id"));
    rule.steps.push_back(std::move(step));
  }
  for (const auto index : steps_above_nobody(rule)) {
    auto step_reader = reader.below(*nodes.at(index), "step");
    step_reader.call(rule.steps.at(index).id);
    step_reader.report_here("DD1222");
  }
}

void RuleFiles::read_former_ids(TomlReader& reader, rules::Rule& rule) {
  rule.formerly = reader.texts("formerly");
  for (const auto& id : rule.formerly) {
    const bool claimed = std::ranges::find(former_ids_, id, &FormerId::id) != former_ids_.end();
    if (claimed) reader.report("DD1224", "formerly", {{"id", id}});
    reader.report("DD1223", "formerly", {{"id", id}});
    former_ids_.push_back({id, std::move(problems_.back())});
    problems_.pop_back();
  }
}

std::vector<rules::Rule> RuleFiles::finish() {
  for (auto& [id, problem] : former_ids_) {
    if (ids_.contains(id)) problems_.push_back(std::move(problem));
  }
  return std::move(rules_);
}

}  // namespace dondoc::config

#include "rules/rule.hpp"

#include <algorithm>

#include "rules/names.hpp"

namespace dondoc::rules {
namespace {

using Who = RecipientSpec::Who;

constexpr std::pair<Who, std::string_view> kRoleWords[] = {
    {Who::officer, "officer"}, {Who::head, "head"},         {Who::deputy, "deputy"},
    {Who::focal, "focal"},     {Who::superior, "superior"}, {Who::coordinators, "coordinators"}};
constexpr std::pair<Who, std::string_view> kPrefixes[] = {
    {Who::contact, "contact:"}, {Who::agency, "agency:"}, {Who::room, "room:"}};

}  // namespace

std::optional<RecipientSpec> parse_recipient_spec(std::string_view text) {
  if (const auto who = value_in<Who>(kRoleWords, text)) return RecipientSpec{*who, {}};
  for (const auto& [who, prefix] : kPrefixes) {
    if (text.starts_with(prefix) && text.size() > prefix.size()) {
      return RecipientSpec{who, std::string{text.substr(prefix.size())}};
    }
  }
  return std::nullopt;
}

std::string format_recipient_spec(const RecipientSpec& spec) {
  if (const auto word = name_in<Who>(kRoleWords, spec.who); !word.empty()) return std::string{word};
  return std::string{name_in<Who>(kPrefixes, spec.who)} + spec.id;
}

bool Step::escalates() const {
  const auto goes_up = [](const RecipientSpec& spec) { return spec.who == Who::superior; };
  return std::ranges::any_of(notify, goes_up) || std::ranges::any_of(copy, goes_up);
}

const Step* Rule::step(std::string_view step_id) const {
  const auto found = std::ranges::find(steps, step_id, &Step::id);
  return found == steps.end() ? nullptr : &*found;
}

bool Rule::is_called(std::string_view rule_id) const {
  return id == rule_id || std::ranges::find(formerly, rule_id) != formerly.end();
}

}  // namespace dondoc::rules

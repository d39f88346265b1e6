#include "config/escalation_check.hpp"

#include <algorithm>
#include <optional>

namespace dondoc::config {
namespace {

using rules::Anchor;
using rules::Moment;
using rules::Step;

// Steps on these anchors count from an event of their own; all others form the ladder of the due.
std::optional<Anchor> own_ladder(const Moment& moment) {
  constexpr Anchor kOwn[] = {Anchor::submitted, Anchor::updated, Anchor::held, Anchor::finished};
  const bool own = !moment.percent && std::ranges::find(kOwn, moment.anchor) != std::end(kOwn);
  return own ? std::optional{moment.anchor} : std::nullopt;
}

// Minutes from the anchor, roughly: working hours are spread over the day, since only the order matters here.
std::int64_t rough_offset(const Moment& moment) {
  if (moment.percent) return -1;
  if (!moment.amount) return 0;
  const auto minutes = [](const rules::Amount& amount) -> std::int64_t {
    if (rules::is_date_unit(amount.unit)) return amount.count * 1440;
    const auto length = std::chrono::duration_cast<std::chrono::minutes>(rules::length_of(amount)).count();
    return rules::counts_working_time(amount.unit) ? length * 3 : length;
  };
  return moment.sign * minutes(*moment.amount);
}

bool names_head(const Step& step) {
  const auto is_head = [](const rules::RecipientSpec& spec) { return spec.who == rules::RecipientSpec::Who::head; };
  return std::ranges::any_of(step.notify, is_head) || std::ranges::any_of(step.copy, is_head);
}

// Different anchors of one ladder cannot be ordered without an item, so they get the benefit of the doubt.
bool may_be_lower(const Step& head, const Step& above) {
  if (own_ladder(head.at) != own_ladder(above.at)) return false;
  const bool due_ladder = !own_ladder(above.at);
  const bool counts_from_due = head.at.percent || head.at.anchor == Anchor::due;
  if (due_ladder && counts_from_due && rough_offset(head.at) < 0) return false;
  if (head.at.anchor != above.at.anchor || above.at.percent) return true;
  return rough_offset(head.at) <= rough_offset(above.at);
}

}  // namespace

std::vector<std::size_t> steps_above_nobody(const rules::Rule& rule) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < rule.steps.size(); ++i) {
    const auto& step = rule.steps[i];
    if (!step.escalates()) continue;
    const bool told_before = std::ranges::any_of(rule.steps, [&](const Step& other) {
      return &other != &step && names_head(other) && may_be_lower(other, step);
    });
    if (!told_before) out.push_back(i);
  }
  return out;
}

}  // namespace dondoc::config

#include "rules/message_next.hpp"

#include <algorithm>

#include "rules/recipients.hpp"

namespace dondoc::rules {
namespace {

// When the step will next be told to anybody: for the first time, or by its next repeat.
std::optional<Instant> next_telling(const StepOutcome& outcome) {
  switch (outcome.reason) {
    case Reason::not_reached:
    case Reason::min_notice:
    case Reason::backlog_grace:
    case Reason::transfer_grace:
      return outcome.earliest;
    case Reason::reached:
    case Reason::already_told:
    case Reason::told_earlier_version:
    case Reason::same_day:
      return outcome.next_at;
    default:
      return std::nullopt;
  }
}

std::optional<NextLevel> telling_by(const World& world, const Item& item, const Step& step, const StepOutcome& outcome,
                                    const Recipient& reader, Instant now) {
  const auto at = next_telling(outcome);
  if (!at) return std::nullopt;
  const auto found = resolve_recipients({RecipientSpec::Who::superior, {}}, outcome.superior_level, world, item, now);
  const auto other = std::ranges::find_if(found.recipients, [&](const auto& one) { return one.recipient != reader; });
  if (other == found.recipients.end()) return std::nullopt;
  const auto* hours = world.calendar_of_recipient(other->recipient, now);
  if (!hours) return std::nullopt;
  const Instant moment = std::min(*at, outcome.scheduled_at.value_or(*at));
  const auto window = next_window(world.windows, class_of(step.severity), moment, *at, *hours);
  if (!window || *window <= now) return std::nullopt;
  const Zone& zone = hours->zone();
  const bool midnight = zone.span_of(zone.day_of(*at)).from == *at;
  NextLevel next{*window, office_name(found.office), midnight && now < *at ? *at : *window};
  if (found.stood_in || next.who.empty()) next.who = recipient_words(world, other->recipient, now);
  return next;
}

}  // namespace

std::optional<NextLevel> next_level(const World& world, const NoticeFacts& notice, const Rule& rule,
                                    const Recipient& reader, Instant now) {
  const auto* own = rule.step(notice.alert.step);
  if (!own) return std::nullopt;
  std::optional<NextLevel> next;
  for (const auto& step : rule.steps) {
    if (!step.escalates() || ladder_of(step.at) != ladder_of(own->at)) continue;
    const auto* outcome = notice.evaluation->outcome(rule.id, step.id);
    if (!outcome) continue;
    auto telling = telling_by(world, *notice.item, step, *outcome, reader, now);
    if (telling && (!next || telling->at < next->at)) next = std::move(telling);
  }
  return next;
}

}  // namespace dondoc::rules

#include "rules/answer.hpp"

#include <algorithm>

#include "rules/names.hpp"
#include "rules/rule.hpp"

namespace dondoc::rules {
namespace {

constexpr std::pair<AnswerKind, std::string_view> kAnswerKinds[] = {{AnswerKind::received, "received"},
                                                                    {AnswerKind::done, "done"},
                                                                    {AnswerKind::progress, "progress"},
                                                                    {AnswerKind::difficulty, "difficulty"},
                                                                    {AnswerKind::not_mine, "not_mine"}};

}  // namespace

std::string_view answer_kind_name(AnswerKind kind) { return name_in<AnswerKind>(kAnswerKinds, kind); }
std::optional<AnswerKind> parse_answer_kind(std::string_view name) { return value_in<AnswerKind>(kAnswerKinds, name); }

std::string_view person_behind(const Directory& directory, std::string_view recipient) {
  auto code = code_after(kPersonPrefix, recipient);
  if (const auto* contact = directory.contact(code_after(kContactPrefix, recipient))) code = contact->person;
  return directory.person(code) ? code : std::string_view{};
}

bool answers_for_item(std::string_view role, bool copy) {
  const auto spec = parse_recipient_spec(role);
  return !copy && !(spec && spec->who == RecipientSpec::Who::superior);
}

bool asks_for_answer(const MessageFacts& facts) {
  return facts.person && !facts.room && !facts.meeting && std::ranges::any_of(facts.lines, [](const MessageLine& line) {
           return !line.copy && !line.escalated && line.ladder != Ladder::finished;
         });
}

Covered<Instant> end_of_acknowledged_day(const WorkCalendar& calendar, Day day) {
  const auto working = calendar.is_working_day(day);
  if (!working) return tl::unexpected{working.error()};
  return *working ? calendar.closing_of(day) : calendar.zone().span_of(day).until;
}

Covered<Instant> latest_acknowledgement(const WorkCalendar& calendar, const Amount& most, Instant now) {
  const Zone& zone = calendar.zone();
  const Day today = zone.day_of(now);
  if (most.unit == Unit::wd) {
    return calendar.shift_working_days(today, most.count).and_then([&](Day day) { return calendar.closing_of(day); });
  }
  if (most.unit == Unit::d) return zone.span_of(today + std::chrono::days{most.count}).until;
  const Millis length = length_of(most);
  return counts_working_time(most.unit) ? calendar.advance(now, length) : Covered<Instant>{now + length};
}

}  // namespace dondoc::rules

#include "rules/plan_scope.hpp"

#include "rules/plan_range.hpp"

namespace dondoc::rules {
namespace {

std::optional<PlanDays> read_days(PlanReader& reader) {
  const auto point = read_plan_point(reader);
  return point ? days_of(reader, *point) : std::nullopt;
}

std::optional<PlanScope> read_until(PlanReader& reader, std::optional<Day> from) {
  reader.take_any({"hết", "cuối"});
  const std::size_t place = reader.place();
  const auto days = read_days(reader);
  if (!days) return std::nullopt;
  if (from && *from >= days->last) {
    reader.note(PlanWordingFault::backwards, place);
    return std::nullopt;
  }
  return PlanScope{from, days->last};
}

std::optional<PlanScope> read_from(PlanReader& reader) {
  const auto days = read_days(reader);
  if (!days) return std::nullopt;
  return reader.take_any({"đến", "tới"}) ? read_until(reader, days->first) : PlanScope{days->first, {}};
}

std::optional<PlanScope> read_one(PlanReader& reader) {
  const std::size_t place = reader.place();
  if (const auto range = read_plan_range(reader)) return PlanScope{range->first, range->last};
  reader.back_to(place);
  if (reader.take_any({"từ", "bắt đầu từ", "kể từ", "áp dụng từ", "thực hiện từ"})) return read_from(reader);
  if (reader.take_any({"đến", "tới"})) return read_until(reader, std::nullopt);
  reader.take("trong");
  const PlanToken* token = reader.peek();
  if (token == nullptr || token->kind != PlanToken::Kind::word) return std::nullopt;
  const auto days = read_days(reader);
  return days ? std::optional(PlanScope{days->first, days->last}) : std::nullopt;
}

}  // namespace

std::optional<PlanScope> read_plan_scope(PlanReader& reader) {
  const PlanToken* token = reader.peek();
  if (token == nullptr || token->key == ")") return PlanScope{};
  reader.take_mark(',');
  const bool in_parentheses = reader.take_mark('(');
  const auto scope = read_one(reader);
  return scope && (!in_parentheses || reader.take_mark(')')) ? scope : std::nullopt;
}

}  // namespace dondoc::rules

#include "rules/roll.hpp"

namespace dondoc::rules {

std::string_view roll_name(Roll roll) {
  switch (roll) {
    case Roll::none:
      return "none";
    case Roll::next:
      return "next";
    case Roll::previous:
      return "previous";
  }
  return "";
}

std::optional<Roll> parse_roll(std::string_view name) {
  for (const Roll roll : {Roll::none, Roll::next, Roll::previous}) {
    if (roll_name(roll) == name) return roll;
  }
  return std::nullopt;
}

Covered<Instant> roll_due(Instant due, Roll roll, const WorkCalendar& calendar) {
  if (roll == Roll::none) return due;
  const Zone& zone = calendar.zone();
  const Day last = zone.day_before_end(due);
  const auto worked = calendar.is_working_day(last).and_then(
      [&](bool working) { return working ? Covered<bool>{true} : calendar.is_open(due - Millis{1}); });
  if (!worked) return tl::unexpected(worked.error());
  if (*worked) return due;
  const auto target = calendar.shift_working_days(last, roll == Roll::next ? 1 : -1);
  if (!target) return tl::unexpected(target.error());
  const bool ends_a_date = zone.span_of(last).until == due;
  return ends_a_date ? Covered<Instant>{zone.span_of(*target).until} : calendar.closing_of(*target);
}

}  // namespace dondoc::rules

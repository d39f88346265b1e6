#include "rules/late_hold.hpp"

namespace dondoc::rules {
namespace {

// The due as it stood when the hold began.
std::optional<Instant> due_before(TermInput term, const Hold& hold, const WorkCalendar& calendar) {
  std::erase_if(term.holds, [&](const Hold& other) { return other.from >= hold.from; });
  const auto computed = compute_deadline(term, calendar);
  return computed && *computed ? std::optional{(*computed)->due} : std::nullopt;
}

// The date of the due, or the last working day before it.
Covered<Day> last_working_day(Instant due, const WorkCalendar& calendar) {
  const Day last = calendar.zone().day_before_end(due);
  const auto working = calendar.is_working_day(last);
  if (!working) return tl::unexpected(working.error());
  return *working ? Covered<Day>{last} : calendar.shift_working_days(last, -1);
}

}  // namespace

std::string_view late_hold_name(LateHold late) {
  switch (late) {
    case LateHold::entered_late:
      return "entered_late";
    case LateHold::last_day:
      return "last_day";
    case LateHold::after_due:
      return "after_due";
  }
  return "";
}

std::vector<LateHold> late_reasons(const TermInput& term, const Hold& hold, Instant entered,
                                   const WorkCalendar& calendar) {
  std::vector<LateHold> reasons;
  const Zone& zone = calendar.zone();
  const auto days = calendar.working_days_between(zone.day_of(hold.from), zone.day_of(entered));
  if (days && *days > 1) reasons.push_back(LateHold::entered_late);
  const auto due = due_before(term, hold, calendar);
  if (!due) return reasons;
  const auto last = last_working_day(*due, calendar);
  if (hold.from >= *due) {
    reasons.push_back(LateHold::after_due);
  } else if (last && zone.day_of(hold.from) >= *last) {
    reasons.push_back(LateHold::last_day);
  }
  return reasons;
}

}  // namespace dondoc::rules

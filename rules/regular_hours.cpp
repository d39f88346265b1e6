#include "rules/regular_hours.hpp"

#include <algorithm>

namespace dondoc::rules {
namespace {

bool in_season(const Season& season, Day day) {
  const auto date = civil(day);
  const std::chrono::month_day today{date.month(), date.day()};
  if (season.from <= season.until) return season.from <= today && today <= season.until;
  return season.from <= today || today <= season.until;
}

}  // namespace

const WeekHours& week_of(const CalendarSpec& spec, Day day) {
  const auto season = std::find_if(spec.seasons.begin(), spec.seasons.end(),
                                   [day](const Season& candidate) { return in_season(candidate, day); });
  return season == spec.seasons.end() ? spec.hours : season->hours;
}

const DayHours& regular_hours(const CalendarSpec& spec, Day day) {
  return week_of(spec, day)[weekday_of(day).c_encoding()];
}

}  // namespace dondoc::rules

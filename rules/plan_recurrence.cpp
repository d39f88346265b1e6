#include "rules/plan_recurrence.hpp"

#include <algorithm>
#include <array>

namespace dondoc::rules {
namespace {

bool falls_on(const RecurringWording& recurring, Day day) {
  if (recurring.weekday) return weekday_of(day) == *recurring.weekday;
  const auto date = civil(day);
  const auto month = static_cast<unsigned>(date.month());
  if (std::find(recurring.months.begin(), recurring.months.end(), month) == recurring.months.end()) return false;
  if (recurring.month_day == RecurringWording::kLastDay)
    return civil(day + std::chrono::days{1}).month() != date.month();
  return static_cast<int>(static_cast<unsigned>(date.day())) == recurring.month_day;
}

std::string list_of(const std::vector<unsigned>& numbers) {
  std::string out;
  for (const unsigned number : numbers) out += (out.empty() ? "" : ",") + std::to_string(number);
  return out;
}

std::string until_of(Day day) {
  const auto date = civil(day);
  const int number = static_cast<int>(date.year()) * 10000 +
                     static_cast<int>(static_cast<unsigned>(date.month())) * 100 +
                     static_cast<int>(static_cast<unsigned>(date.day()));
  return ";UNTIL=" + std::to_string(number);
}

}  // namespace

std::string rrule_of(const RecurringWording& recurring) {
  static constexpr std::array<const char*, 7> kDays = {"SU", "MO", "TU", "WE", "TH", "FR", "SA"};
  std::string rule;
  if (recurring.weekday) {
    rule = std::string("FREQ=WEEKLY;BYDAY=") + kDays[recurring.weekday->c_encoding()];
  } else {
    rule = recurring.months.size() == 12 ? "FREQ=MONTHLY" : "FREQ=YEARLY;BYMONTH=" + list_of(recurring.months);
    rule += ";BYMONTHDAY=" + std::to_string(recurring.month_day);
  }
  return recurring.until ? rule + until_of(*recurring.until) : rule;
}

std::optional<Day> first_due(const RecurringWording& recurring, Day day) {
  constexpr std::chrono::days kLongest{366};
  if (recurring.from) day = std::max(day, *recurring.from);
  for (const Day end = day + kLongest; day <= end; day += std::chrono::days{1}) {
    if (recurring.until && day > *recurring.until) return std::nullopt;
    if (falls_on(recurring, day)) return day;
  }
  return std::nullopt;
}

}  // namespace dondoc::rules

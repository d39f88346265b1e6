#include "rules/plan_recurrence_days.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "rules/plan_points.hpp"

namespace dondoc::rules {
namespace {

std::optional<std::chrono::weekday> read_weekday(PlanReader& reader) {
  static constexpr std::array<std::pair<std::string_view, unsigned>, 7> kNames = {
      {{"hai", 1}, {"ba", 2}, {"tư", 3}, {"năm", 4}, {"sáu", 5}, {"bảy", 6}, {"bẩy", 6}}};
  if (reader.take("chủ nhật")) return std::chrono::Sunday;
  if (!reader.take("thứ")) return std::nullopt;
  for (const auto& [name, day] : kNames) {
    if (reader.take(name)) return std::chrono::weekday{day};
  }
  const auto number = reader.number(1, 1);
  return number && *number >= 2 && *number <= 7 ? std::optional(std::chrono::weekday{*number - 1}) : std::nullopt;
}

// "ngày cuối cùng (của)"
bool take_last_day(PlanReader& reader) {
  if (!reader.take("ngày cuối")) return false;
  reader.take("cùng");
  reader.take("của");
  return true;
}

// "ngày 25"
std::optional<NamedDay> read_day_number(PlanReader& reader, bool before) {
  if (!reader.take("ngày")) return std::nullopt;
  NamedDay named{.before = before, .place = reader.place()};
  named.day = reader.number(1, 2);
  return named.day ? std::optional(named) : std::nullopt;
}

std::vector<unsigned> months_before(const std::vector<unsigned>& months) {
  std::vector<unsigned> out;
  out.reserve(months.size());
  for (const unsigned month : months) out.push_back(month == 1 ? 12 : month - 1);
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

const std::vector<unsigned>& every_month() {
  static const std::vector<unsigned> kMonths = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  return kMonths;
}

NamedDayReading read_day_of_week(PlanReader& reader, bool before) {
  const auto weekday = read_weekday(reader);
  return weekday ? NamedDayReading(NamedDay{.weekday = weekday, .before = before}) : std::nullopt;
}

NamedDayReading read_day_of_month(PlanReader& reader, bool before) {
  if (!before && take_last_day(reader)) return NamedDay{.months = every_month()};
  auto named = read_day_number(reader, before);
  if (named) named->months = every_month();
  return named;
}

NamedDayReading read_day_of_quarter(PlanReader& reader, bool before) {
  if (!before && take_last_day(reader)) return NamedDay{.months = {3, 6, 9, 12}};
  auto named = read_day_number(reader, before);
  if (!named) return std::nullopt;
  reader.take("của");
  if (!reader.take("tháng")) return std::nullopt;
  if (reader.take("cuối")) {
    named->months = {3, 6, 9, 12};
  } else if (reader.take("đầu")) {
    named->months = {1, 4, 7, 10};
  } else {
    return std::nullopt;
  }
  reader.take("của");
  return named;
}

NamedDayReading read_day_of_year(PlanReader& reader, bool before) {
  if (!before && take_last_day(reader)) return NamedDay{.months = {12}};
  const auto point = read_plan_point(reader);
  if (!point || point->year) return std::nullopt;
  NamedDay named{.months = {before ? point->first_month : point->last_month}, .before = before, .place = point->place};
  if (point->period == PlanPeriod::day) {
    named.day = point->day;
  } else if (before) {
    named.day = 1;
  }
  return named;
}

std::optional<RecurringWording> recurring_on(PlanReader& reader, const NamedDay& named) {
  if (named.weekday) return RecurringWording{.weekday = *named.weekday - std::chrono::days{named.before ? 1 : 0}};
  const bool exist =
      std::all_of(named.months.begin(), named.months.end(), [](unsigned m) { return m >= 1 && m <= 12; });
  const auto lacks = [&named](auto days) {
    return [&named, days](unsigned m) { return named.day && (*named.day < 1 || *named.day > days(m)); };
  };
  if (!exist || std::all_of(named.months.begin(), named.months.end(), lacks(most_days))) {
    reader.note(PlanWordingFault::no_such_date, named.place);
    return std::nullopt;
  }
  if (std::any_of(named.months.begin(), named.months.end(), lacks(least_days))) {
    reader.note(PlanWordingFault::some_periods, named.place);
    return std::nullopt;
  }
  if (!named.day) return RecurringWording{.months = named.months};
  if (named.before && *named.day == 1) return RecurringWording{.months = months_before(named.months)};
  return RecurringWording{.months = named.months, .month_day = static_cast<int>(*named.day - (named.before ? 1 : 0))};
}

}  // namespace dondoc::rules

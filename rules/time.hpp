#pragma once

#include <chrono>
#include <compare>
#include <cstdint>

// The time vocabulary of the whole project. Instants are milliseconds UTC; civil values (days, clock times) mean
// something only together with a Zone. Durations are never floating point.

namespace dondoc::rules {

using Millis = std::chrono::milliseconds;
using Instant = std::chrono::sys_time<Millis>;

// A civil date-time and a civil date; a Zone says which instants they are.
using LocalTime = std::chrono::local_time<Millis>;
using Day = std::chrono::local_days;

// Minutes since local midnight, 0 … 1440 (24:00 is the end of the day); spans that cross midnight go up to 2880.
using ClockTime = std::chrono::minutes;

// Half-open: contains `from`, not `until`.
struct Interval {
  Instant from;
  Instant until;
  friend bool operator==(const Interval&, const Interval&) = default;
};

constexpr Instant instant_from_millis(std::int64_t millis_since_epoch) { return Instant{Millis{millis_since_epoch}}; }
constexpr std::int64_t to_millis(Instant instant) { return instant.time_since_epoch().count(); }

constexpr Day make_day(int year, unsigned month, unsigned day) {
  return Day{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day}};
}
constexpr std::chrono::year_month_day civil(Day day) { return std::chrono::year_month_day{day}; }
constexpr int year_of(Day day) { return static_cast<int>(civil(day).year()); }
constexpr std::chrono::weekday weekday_of(Day day) { return std::chrono::weekday{day}; }

// The range in which instants are accepted and computed: 1900-01-01 to 2101-01-01 UTC.
inline constexpr Instant kEarliestInstant{std::chrono::sys_days{std::chrono::year{1900} / 1 / 1}};
inline constexpr Instant kLatestInstant{std::chrono::sys_days{std::chrono::year{2101} / 1 / 1}};

}  // namespace dondoc::rules

#include "rules/zone.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdio>
#include <cstdlib>

namespace dondoc::rules {

namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// No zone is or ever was farther from UTC than this (Manila kept -15:56 until 1844).
constexpr hours kLargestOffset{24};

// The index of the transition in force at `instant`; instants before the table use its first offset.
std::size_t index_at(const std::vector<Zone::Transition>& transitions, Instant instant) {
  if (instant >= transitions.back().from) return transitions.size() - 1;
  const auto after = std::upper_bound(transitions.begin(), transitions.end(), instant,
                                      [](Instant value, const Zone::Transition& t) { return value < t.from; });
  return after == transitions.begin() ? 0 : static_cast<std::size_t>(after - transitions.begin()) - 1;
}

// Reads ISO 8601 from left to right; every step fails on the first character that does not fit.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool at_end() const { return rest_.empty(); }

  bool take(char expected) {
    if (rest_.empty() || rest_.front() != expected) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // Exactly `width` digits, at most `largest`.
  std::optional<int> digits(std::size_t width, int largest) {
    if (rest_.size() < width) return std::nullopt;
    int value = 0;
    for (const char c : rest_.substr(0, width)) {
      if (c < '0' || c > '9') return std::nullopt;
      value = value * 10 + (c - '0');
    }
    if (value > largest) return std::nullopt;
    rest_.remove_prefix(width);
    return value;
  }

  // ".5", ".52", ".520"
  std::optional<Millis> fraction() {
    if (!take('.')) return Millis{0};
    int value = 0;
    int count = 0;
    for (; count < 3; ++count) {
      const auto digit = digits(1, 9);
      if (!digit) break;
      value = value * 10 + *digit;
    }
    if (count == 0) return std::nullopt;
    for (; count < 3; ++count) value *= 10;
    return Millis{value};
  }

 private:
  std::string_view rest_;
};

std::optional<Day> scan_day(Scanner& in) {
  const auto year = in.digits(4, 9999);
  if (!year || !in.take('-')) return std::nullopt;
  const auto month = in.digits(2, 12);
  if (!month || !in.take('-')) return std::nullopt;
  const auto day = in.digits(2, 31);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return Day{date};
}

std::optional<ClockTime> scan_clock(Scanner& in) {
  const auto hour = in.digits(2, 24);
  if (!hour || !in.take(':')) return std::nullopt;
  const auto minute = in.digits(2, 59);
  if (!minute || (*hour == 24 && *minute != 0)) return std::nullopt;
  return hours{*hour} + minutes{*minute};
}

// HH:MM[:SS[.mmm]]; 24:00 is the end of the day.
std::optional<Millis> scan_time_of_day(Scanner& in) {
  const auto clock = scan_clock(in);
  if (!clock) return std::nullopt;
  Millis result = *clock;
  if (in.take(':')) {
    const auto second = in.digits(2, 59);
    if (!second) return std::nullopt;
    const auto fraction = in.fraction();
    if (!fraction) return std::nullopt;
    result += seconds{*second} + *fraction;
  }
  if (result > hours{24}) return std::nullopt;
  return result;
}

// "Z", "+07:00"; local mean times before about 1911 have seconds: "+07:06:30".
std::optional<seconds> scan_offset(Scanner& in) {
  if (in.take('Z')) return seconds{0};
  const bool west = in.take('-');
  if (!west && !in.take('+')) return std::nullopt;
  const auto hour = in.digits(2, 23);
  if (!hour || !in.take(':')) return std::nullopt;
  const auto minute = in.digits(2, 59);
  if (!minute) return std::nullopt;
  seconds offset = hours{*hour} + minutes{*minute};
  if (in.take(':')) {
    const auto second = in.digits(2, 59);
    if (!second) return std::nullopt;
    offset += seconds{*second};
  }
  return west ? -offset : offset;
}

std::string format_offset(seconds offset) {
  const auto total = std::abs(static_cast<long>(offset.count()));
  std::array<char, 32> text{};
  const char sign = offset < seconds{0} ? '-' : '+';
  if (total % 60 == 0) {
    std::snprintf(text.data(), text.size(), "%c%02ld:%02ld", sign, total / 3600, total / 60 % 60);
  } else {
    std::snprintf(text.data(), text.size(), "%c%02ld:%02ld:%02ld", sign, total / 3600, total / 60 % 60, total % 60);
  }
  return text.data();
}

}  // namespace

Zone::Zone(std::string name, std::vector<Transition> transitions)
    : name_(std::move(name)), transitions_(std::move(transitions)) {
  assert(!transitions_.empty() && transitions_.front().from <= kEarliestInstant);
}

seconds Zone::offset_at(Instant instant) const { return transitions_[index_at(transitions_, instant)].offset; }

LocalTime Zone::to_local(Instant instant) const { return LocalTime{instant.time_since_epoch() + offset_at(instant)}; }

Instant Zone::to_instant(LocalTime local) const {
  const Instant as_utc{local.time_since_epoch()};
  std::size_t index = index_at(transitions_, as_utc - kLargestOffset);
  // The first period that has not yet ended at this civil time: the earlier of two, or the one after a gap.
  while (index + 1 < transitions_.size() && as_utc - transitions_[index].offset >= transitions_[index + 1].from) {
    ++index;
  }
  const Instant result = as_utc - transitions_[index].offset;
  return index == 0 ? result : std::max(result, transitions_[index].from);
}

Day Zone::day_of(Instant instant) const { return floor<days>(to_local(instant)); }

Interval Zone::span_of(Day day) const { return {to_instant(LocalTime{day}), to_instant(LocalTime{day + days{1}})}; }

std::string format_iso(Instant instant, const Zone& zone) {
  const LocalTime local = zone.to_local(instant);
  const Day day = floor<days>(local);
  const std::chrono::hh_mm_ss time{local - LocalTime{day}};
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "T%02d:%02d:%02d", static_cast<int>(time.hours().count()),
                static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
  std::string result = format_day(day) + text.data();
  if (time.subseconds().count() != 0) {
    std::snprintf(text.data(), text.size(), ".%03d", static_cast<int>(time.subseconds().count()));
    result += text.data();
  }
  return result + format_offset(zone.offset_at(instant));
}

std::optional<Instant> parse_iso(std::string_view text) {
  Scanner in{text};
  const auto day = scan_day(in);
  if (!day || !in.take('T')) return std::nullopt;
  const auto time = scan_time_of_day(in);
  if (!time) return std::nullopt;
  const auto offset = scan_offset(in);
  if (!offset || !in.at_end()) return std::nullopt;
  const Instant instant{day->time_since_epoch() + *time - *offset};
  if (instant < kEarliestInstant || instant > kLatestInstant) return std::nullopt;
  return instant;
}

std::optional<Day> parse_day(std::string_view text) {
  Scanner in{text};
  const auto day = scan_day(in);
  return in.at_end() ? day : std::nullopt;
}

std::string format_day(Day day) {
  const auto date = civil(day);
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text.data();
}

std::optional<ClockTime> parse_clock(std::string_view text) {
  Scanner in{text};
  const auto clock = scan_clock(in);
  return in.at_end() ? clock : std::nullopt;
}

std::string format_clock(ClockTime clock) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%02d:%02d", static_cast<int>(clock.count() / 60),
                static_cast<int>(clock.count() % 60));
  return text.data();
}

}  // namespace dondoc::rules

#include <string>

#include "rules/recurrence.hpp"

namespace dondoc::rules {
namespace {

// Digits of "2022-12-05T08:00:00" where the marks stand as they should: 8 or 14 of them.
std::optional<std::string> digits_of(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c >= '0' && c <= '9') out += c;
  }
  std::string extended = out;
  if (extended.size() == 12) extended += "00", out += "00";
  if (extended.size() != 8 && extended.size() != 14) return std::nullopt;
  auto date = extended.substr(0, 4);
  date.append("-").append(extended, 4, 2).append("-").append(extended, 6, 2);
  if (extended.size() == 8) return text == date || text == out ? std::optional{out} : std::nullopt;
  for (const char mark : {'T', ' '}) {
    std::string minutes = date;
    minutes.append(1, mark).append(extended, 8, 2).append(":").append(extended, 10, 2);
    std::string seconds = minutes;
    seconds.append(":").append(extended, 12, 2);
    if (text == minutes || text == seconds) return out;
  }
  return text == out.substr(0, 8) + "T" + out.substr(8) ? std::optional{out} : std::nullopt;
}

}  // namespace

std::optional<CivilTime> parse_civil(std::string_view text) {
  const auto digits = digits_of(text);
  if (!digits) return std::nullopt;
  const auto at = [&](std::size_t from, std::size_t count) { return std::stoi(digits->substr(from, count)); };
  const std::chrono::year_month_day date{std::chrono::year{at(0, 4)},
                                         std::chrono::month{static_cast<unsigned>(at(4, 2))},
                                         std::chrono::day{static_cast<unsigned>(at(6, 2))}};
  if (!date.ok() || at(0, 4) < 1900) return std::nullopt;
  CivilTime time{Day{date}, std::nullopt};
  if (digits->size() == 8) return time;
  if (at(8, 2) > 23 || at(10, 2) > 59 || at(12, 2) > 59) return std::nullopt;
  time.clock = std::chrono::hours{at(8, 2)} + std::chrono::minutes{at(10, 2)} + std::chrono::seconds{at(12, 2)};
  return time;
}

std::string format_civil(const CivilTime& time) {
  if (!time.clock) return format_day(time.day);
  const std::chrono::hh_mm_ss clock{*time.clock};
  const auto two = [](auto count) { return (count < 10 ? "0" : "") + std::to_string(count); };
  return format_day(time.day) + "T" + two(clock.hours().count()) + ":" + two(clock.minutes().count()) + ":" +
         two(clock.seconds().count());
}

}  // namespace dondoc::rules

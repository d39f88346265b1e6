#include "daemon/cli/time_text.hpp"

#include <charconv>
#include <cstdio>

namespace dondoc::daemon::cli {
namespace {

// Digits only, the whole text.
std::optional<unsigned> number(std::string_view text, std::size_t least, std::size_t most) {
  if (text.size() < least || text.size() > most) return std::nullopt;
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? std::optional{value} : std::nullopt;
}

// What the store takes (the rules know days from 1900 to 2100).
bool in_range(rules::Day day) {
  const auto year = rules::civil(day).year();
  return year >= std::chrono::year{1900} && year <= std::chrono::year{2100};
}

std::optional<rules::Day> read_day(std::string_view text) {
  if (const auto iso = rules::parse_day(text)) return iso;
  const std::size_t first = text.find('/');
  const std::size_t second = first == std::string_view::npos ? first : text.find('/', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto day = number(text.substr(0, first), 1, 2);
  const auto month = number(text.substr(first + 1, second - first - 1), 1, 2);
  const auto year = number(text.substr(second + 1), 4, 4);
  if (!day || !month || !year) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(*year)}, std::chrono::month{*month},
                                         std::chrono::day{*day}};
  return date.ok() ? std::optional{rules::Day{date}} : std::nullopt;
}

std::optional<rules::Millis> read_clock(std::string_view text) {
  if (text.size() == 8 && text[5] == ':') {
    const auto minutes = rules::parse_clock(text.substr(0, 5));
    const auto seconds = number(text.substr(6), 2, 2);
    if (!minutes || !seconds || *seconds > 59) return std::nullopt;
    return *minutes + std::chrono::seconds{*seconds};
  }
  const auto clock = rules::parse_clock(text);
  return clock ? std::optional<rules::Millis>{*clock} : std::nullopt;
}

std::optional<GivenTime> read_any_time(std::string_view text, const rules::Zone& zone) {
  if (const auto instant = rules::parse_iso(text)) return GivenTime{*instant, false, zone.day_of(*instant)};
  const std::size_t gap = text.find_first_of("T ");
  const auto day = read_day(text.substr(0, gap));
  if (!day) return std::nullopt;
  if (gap == std::string_view::npos) return GivenTime{zone.span_of(*day).from, true, *day};
  const auto clock = read_clock(text.substr(gap + 1));
  if (!clock) return std::nullopt;
  return GivenTime{zone.to_instant(rules::LocalTime{*day} + *clock), false, *day};
}

}  // namespace

std::optional<GivenTime> read_time(std::string_view text, const rules::Zone& zone, rules::Instant now) {
  if (text == "now") return GivenTime{now, false, zone.day_of(now)};
  const auto given = read_any_time(text, zone);
  return given && in_range(given->day) ? given : std::nullopt;
}

std::string write_day(rules::Day day, config::Language language) {
  if (language == config::Language::en) return rules::format_day(day);
  const auto date = rules::civil(day);
  char text[16];
  std::snprintf(text, sizeof text, "%02u/%02u/%04d", static_cast<unsigned>(date.day()),
                static_cast<unsigned>(date.month()), static_cast<int>(date.year()));
  return text;
}

std::string write_time(rules::Instant instant, const rules::Zone& zone, config::Language language) {
  const rules::LocalTime local = zone.to_local(instant);
  const rules::Day day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::hh_mm_ss clock{std::chrono::floor<std::chrono::seconds>(local - rules::LocalTime{day})};
  char text[16];
  const auto hours = static_cast<int>(clock.hours().count());
  const auto minutes = static_cast<int>(clock.minutes().count());
  const auto seconds = static_cast<int>(clock.seconds().count());
  if (seconds == 0) {
    std::snprintf(text, sizeof text, " %02d:%02d", hours, minutes);
  } else {
    std::snprintf(text, sizeof text, " %02d:%02d:%02d", hours, minutes, seconds);
  }
  return write_day(day, language) + text;
}

std::string write_due(rules::Instant due, const rules::Zone& zone, config::Language language) {
  if (zone.span_of(zone.day_of(due)).from != due) return write_time(due, zone, language);
  return config::text(language, "cli.time.end_of_day", {{"day", write_day(zone.day_before_end(due), language)}});
}

std::string write_length(rules::Millis length, config::Language language) {
  const auto total = std::chrono::duration_cast<std::chrono::minutes>(length).count();
  const auto hours = total / 60;
  const auto minutes = total % 60;
  config::TextArgs args{{"hours", std::to_string(hours)}, {"minutes", std::to_string(minutes)}};
  if (hours == 0) return config::text(language, "cli.time.minutes", args);
  return config::text(language, minutes == 0 ? "cli.time.hours" : "cli.time.hours_minutes", args);
}

std::string write_amount(const rules::Amount& amount, config::Language language) {
  return config::text(language, "cli.amount." + std::string{rules::unit_name(amount.unit)},
                      {{"count", std::to_string(amount.count)}});
}

}  // namespace dondoc::daemon::cli

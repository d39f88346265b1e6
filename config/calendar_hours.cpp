#include <algorithm>
#include <array>

#include "config/calendar_reader.hpp"
#include "rules/zone.hpp"

namespace dondoc::config {
namespace {

using rules::ClockSpan;
using rules::ClockTime;
using rules::DayHours;
using rules::WeekHours;

constexpr ClockTime kDay{24 * 60};
// By weekday::c_encoding().
constexpr std::array<std::string_view, 7> kDayNames{"sunday",   "monday", "tuesday", "wednesday",
                                                    "thursday", "friday", "saturday"};

// span := HH:MM "-" HH:MM; one that ends at or before its start goes on into the next day.
std::optional<ClockSpan> parse_span(std::string_view text) {
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto from = rules::parse_clock(text.substr(0, dash));
  auto until = rules::parse_clock(text.substr(dash + 1));
  if (!from || !until || *from == *until || *from == kDay || *until == ClockTime{0}) return std::nullopt;
  if (*until < *from) *until += kDay;
  return ClockSpan{*from, *until};
}

bool overlap(const DayHours& hours) {
  const auto overlaps = [](const ClockSpan& a, const ClockSpan& b) { return b.from < a.until; };
  return std::ranges::adjacent_find(hours, overlaps) != hours.end();
}

// A night shift that meets the next day's first span.
void check_nights(TomlReader& reader, const WeekHours& hours) {
  for (std::size_t day = 0; day < hours.size(); ++day) {
    const auto& next = hours.at((day + 1) % 7);
    if (hours.at(day).empty() || next.empty()) continue;
    if (hours.at(day).back().until - kDay > next.front().from) {
      reader.report_here("DD1504",
                         {{"day", std::string{kDayNames.at(day)}}, {"next", std::string{kDayNames.at((day + 1) % 7)}}});
    }
  }
}

std::optional<std::chrono::month_day> parse_month_day(std::string_view text) {
  const auto day = rules::parse_day("2024-" + std::string{text});
  if (!day) return std::nullopt;
  const auto date = rules::civil(*day);
  return std::chrono::month_day{date.month(), date.day()};
}

bool in_season(const rules::Season& season, std::chrono::month_day date) {
  if (season.from <= season.until) return season.from <= date && date <= season.until;
  return date >= season.from || date <= season.until;
}

bool share_a_day(const rules::Season& a, const rules::Season& b) {
  return in_season(a, b.from) || in_season(a, b.until) || in_season(b, a.from) || in_season(b, a.until);
}

}  // namespace

DayHours read_day_hours(TomlReader& reader, std::string_view key) {
  auto hours = reader.all_parsed(key, parse_span, "DD1501");
  std::ranges::sort(hours, {}, &ClockSpan::from);
  if (overlap(hours)) reader.report("DD1502", key);
  return hours;
}

WeekHours read_week_hours(TomlReader& parent) {
  WeekHours week;
  const auto* table = parent.table("hours");
  if (!table) {
    if (!parent.has("hours")) parent.report("DD1103", "hours", {{"key", "hours"}});
    return week;
  }
  auto reader = parent.below(*table, "hours");
  const auto problems_before = reader.problems().size();
  if (reader.has("every_day")) week.fill(read_day_hours(reader, "every_day"));
  if (reader.has("weekdays")) std::fill_n(week.begin() + 1, 5, read_day_hours(reader, "weekdays"));
  for (std::size_t day = 0; day < week.size(); ++day) {
    if (reader.any(kDayNames.at(day))) week.at(day) = read_day_hours(reader, kDayNames.at(day));
  }
  const bool faultless = reader.problems().size() == problems_before;
  if (faultless && std::ranges::all_of(week, &DayHours::empty)) reader.report_here("DD1503");
  check_nights(reader, week);
  reader.finish();
  return week;
}

void read_seasons(TomlReader& calendar, rules::CalendarSpec& spec) {
  for (const auto* node : calendar.tables("season")) {
    auto reader = calendar.below(*node, "season");
    rules::Season season;
    season.name = reader.required_text("name");
    reader.call(season.name);
    for (const auto* key : {"from", "until"}) {
      if (!reader.has(key)) reader.report("DD1103", key, {{"key", key}});
    }
    const auto from = reader.parsed("from", parse_month_day, "DD1505");
    const auto until = reader.parsed("until", parse_month_day, "DD1505");
    season.hours = read_week_hours(reader);
    reader.finish();
    if (!from || !until) continue;
    season.from = *from;
    season.until = *until;
    const auto other = std::ranges::find_if(spec.seasons, [&](const auto& s) { return share_a_day(s, season); });
    if (other != spec.seasons.end()) reader.report_here("DD1506", {{"other", other->name}});
    spec.seasons.push_back(std::move(season));
  }
}

}  // namespace dondoc::config

#include "rules/series.hpp"

#include <algorithm>
#include <array>

namespace dondoc::rules {
namespace {

constexpr std::array<std::string_view, 2> kKinds{"meeting", "report"};
constexpr std::array<std::string_view, 4> kIfDayOff{"next", "previous", "keep", "skip"};
constexpr std::array<std::string_view, 2> kCompletions{"auto", "report"};

template <class Enum, std::size_t N>
std::optional<Enum> parsed(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

// As officials write them: months 1 and 2 and days have two digits (05/02/2023, 01/4/2023).
std::string two_digits(unsigned number, unsigned below) { return (number < below ? "0" : "") + std::to_string(number); }

std::string place_text(std::string_view place, Day day) {
  constexpr std::string_view kQuarters[] = {"I", "II", "III", "IV"};
  const auto date = civil(day);
  const auto month = static_cast<unsigned>(date.month());
  auto year = std::to_string(year_of(day));
  if (place == "month") return two_digits(month, 3);
  if (place == "quarter") return std::string{kQuarters[(month - 1) / 3]};
  if (place == "year") return year;
  return two_digits(static_cast<unsigned>(date.day()), 10) + "/" + two_digits(month, 3) + "/" + year;
}

// Calls `use` with the text before each place, and with the place; `rest` with what follows the last one.
template <class Use>
std::string_view each_place(std::string_view title, Use&& use) {
  for (;;) {
    const auto open = title.find("{{");
    const auto close = open == std::string_view::npos ? open : title.find("}}", open);
    if (close == std::string_view::npos) return title;
    use(title.substr(0, open), title.substr(open + 2, close - open - 2));
    title.remove_prefix(close + 2);
  }
}

}  // namespace

std::string_view series_kind_name(SeriesKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }
std::optional<SeriesKind> parse_series_kind(std::string_view name) { return parsed<SeriesKind>(kKinds, name); }
std::string_view if_day_off_name(IfDayOff choice) { return kIfDayOff[static_cast<std::size_t>(choice)]; }
std::optional<IfDayOff> parse_if_day_off(std::string_view name) { return parsed<IfDayOff>(kIfDayOff, name); }
std::string_view completion_name(Completion completion) { return kCompletions[static_cast<std::size_t>(completion)]; }
std::optional<Completion> parse_completion(std::string_view name) { return parsed<Completion>(kCompletions, name); }

std::optional<std::chrono::minutes> parse_meeting_length(std::string_view text) {
  constexpr auto kLongest = static_cast<std::int64_t>(kLongestMeeting.count());
  const auto amount = parse_amount(text);
  if (!amount || (amount->unit != Unit::min && amount->unit != Unit::h)) return std::nullopt;
  if (amount->count < 1 || amount->count > kLongest) return std::nullopt;
  const std::int64_t minutes = amount->count * (amount->unit == Unit::h ? 60 : 1);
  return minutes <= kLongest ? std::optional{std::chrono::minutes{minutes}} : std::nullopt;
}

std::optional<std::string> unknown_title_place(std::string_view title) {
  std::optional<std::string> unknown;
  static_cast<void>(each_place(title, [&](std::string_view, std::string_view place) {
    const bool known = std::ranges::find(kTitlePlaces, place) != std::end(kTitlePlaces);
    if (!known && !unknown) unknown = std::string{place};
  }));
  return unknown;
}

Completion standard_completion(SeriesKind kind) {
  return kind == SeriesKind::meeting ? Completion::automatic : Completion::report;
}

std::optional<SeriesFault> series_fault(const Series& series) {
  const auto& rule = series.recurrence.rule;
  const auto within_day = [](const RecurrenceRule& r) {
    return r.frequency < Frequency::daily || r.by.contains("BYHOUR") || r.by.contains("BYMINUTE") ||
           r.by.contains("BYSECOND");
  };
  if (rule && within_day(*rule)) return SeriesFault{"rrule", "DD1711", "at most one occurrence a day is possible"};
  if (series.kind == SeriesKind::meeting) {
    if (series.date_only) return SeriesFault{"start", "DD1712", "a meeting needs a clock time"};
    if (series.term) return SeriesFault{"term", "DD1713", "only reports have a term"};
  }
  if (series.date_only && series.term && !is_date_unit(series.term->unit)) {
    return SeriesFault{"term", "DD1714", "after a date only wd and d are possible"};
  }
  if (series.for_each && !series.agencies.empty()) {
    return SeriesFault{"for_each", "DD1715", "agencies and for_each do not go together"};
  }
  if (unknown_title_place(series.title)) return SeriesFault{"title", "DD1716", "there is no such {{place}}"};
  return std::nullopt;
}

std::string occurrence_title(std::string_view title, Day day) {
  std::string out;
  const auto rest = each_place(title, [&](std::string_view before, std::string_view place) {
    out += std::string{before} + place_text(place, day);
  });
  return out + std::string{rest};
}

std::string occurrence_code(std::string_view series, std::string_view agency, Day day) {
  std::string code{series};
  if (!agency.empty()) code += "/" + std::string{agency};
  return code + "/" + format_day(day);
}

}  // namespace dondoc::rules

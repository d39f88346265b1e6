#include <algorithm>

#include "config/calendar_reader.hpp"
#include "rules/zone.hpp"

namespace dondoc::config {
namespace {

using rules::DayKind;
using rules::SpecialDay;

const std::vector<std::string> kStatuses{"official", "provisional"};
const std::vector<std::string> kKinds{"statutory", "compensatory", "swap_off", "swap_work"};
constexpr TomlReader::Limits kYears{1900, 2100};

// A special day with the reader of its table, until all days are known and can be compared.
struct ReadDay {
  SpecialDay day;
  TomlReader reader;
};

std::optional<DayKind> kind_named(std::string_view name) {
  for (const auto kind : {DayKind::statutory, DayKind::compensatory, DayKind::swap_off, DayKind::swap_work}) {
    if (rules::day_kind_name(kind) == name) return kind;
  }
  return std::nullopt;
}

void read_swap(TomlReader& reader, SpecialDay& day) {
  const bool works = day.kind == DayKind::swap_work;
  for (const auto* key : {"hours", "replaces"}) {
    if (!works && reader.any(key)) reader.report("DD1511", key);
  }
  if (!works) return;
  day.hours = read_day_hours(reader, "hours");
  day.replaces = reader.day("replaces");
  if (!reader.has("replaces")) reader.report("DD1512", "replaces");
}

void read_day(TomlReader reader, const std::string& notice, std::vector<ReadDay>& out) {
  const auto date = reader.day("date");
  if (!reader.has("date")) reader.report("DD1103", "date", {{"key", "date"}});
  SpecialDay day;
  if (date) {
    day.date = *date;
    reader.call(rules::format_day(*date));
  }
  const auto kind = reader.word("kind", kKinds);
  if (!reader.has("kind")) reader.report("DD1103", "kind", {{"key", "kind"}});
  day.kind = kind_named(kind.value_or("")).value_or(DayKind::statutory);
  day.name = reader.required_text("name");
  day.notice = reader.text_or("notice", notice);
  if (kind) {
    read_swap(reader, day);
    reader.finish();
  }
  if (date && kind) out.push_back({std::move(day), std::move(reader)});
}

void read_year(TomlReader& reader, rules::CalendarSpec& spec, std::vector<ReadDay>& days) {
  if (!reader.has("year")) reader.report("DD1103", "year", {{"key", "year"}});
  const auto year = static_cast<int>(reader.integer("year", kYears).value_or(0));
  if (year != 0) reader.call(std::to_string(year));
  rules::YearCoverage coverage;
  if (!reader.has("status")) reader.report("DD1103", "status", {{"key", "status"}});
  const auto status = reader.word("status", kStatuses);
  coverage.provisional = status == "provisional";
  coverage.notice = reader.text_or("notice", "");
  if (coverage.notice.empty() && status == "official") reader.report_here("DD1508");
  const auto first = days.size();
  for (const auto* node : reader.tables("days")) read_day(reader.below(*node, "day"), coverage.notice, days);
  for (auto i = first; i < days.size(); ++i) {
    const bool elsewhere = year != 0 && rules::year_of(days[i].day.date) != year;
    if (elsewhere) days[i].reader.report("DD1509", "date", {{"year", std::to_string(year)}});
  }
  reader.finish();
  if (year != 0 && !spec.years.emplace(year, coverage).second) {
    reader.report("DD1507", "year", {{"year", std::to_string(year)}});
  }
}

const SpecialDay* day_on(const std::vector<ReadDay>& days, rules::Day date) {
  const auto found = std::ranges::find_if(days, [&](const auto& read) { return read.day.date == date; });
  return found == days.end() ? nullptr : &found->day;
}

// A day worked is in exchange for a day off, and the other way round. The other day may lie in a year before the
// calendar begins.
void check_swap(ReadDay& read, const rules::CalendarSpec& spec, const std::vector<ReadDay>& days) {
  const auto& day = read.day;
  if (day.kind == DayKind::swap_work && day.replaces && spec.years.contains(rules::year_of(*day.replaces))) {
    const auto* off = day_on(days, *day.replaces);
    if (!off || off->kind != DayKind::swap_off) {
      read.reader.report("DD1513", "replaces", {{"date", rules::format_day(*day.replaces)}});
    }
  }
  if (day.kind != DayKind::swap_off) return;
  const bool worked = std::ranges::any_of(days, [&](const auto& other) { return other.day.replaces == day.date; });
  if (!worked) read.reader.report_here("DD1514").warning = true;
}

void check_days(std::vector<ReadDay>& days, const rules::CalendarSpec& spec) {
  std::map<rules::Day, std::string> places;
  for (auto& read : days) {
    const auto [first, added] = places.emplace(read.day.date, read.reader.place());
    if (!added) {
      read.reader.report("DD1108", "date", {{"id", rules::format_day(read.day.date)}, {"first", first->second}});
    }
    const int year = rules::year_of(read.day.date);
    if (!spec.years.contains(year)) read.reader.report("DD1510", "date", {{"year", std::to_string(year)}});
    check_swap(read, spec, days);
  }
}

}  // namespace

void read_years(TomlReader& calendar, rules::CalendarSpec& spec) {
  std::vector<ReadDay> days;
  if (!calendar.has("year")) calendar.report_here("DD1515");
  for (const auto* node : calendar.tables("year")) {
    auto reader = calendar.below(*node, "year");
    read_year(reader, spec, days);
  }
  for (const auto* node : calendar.tables("day")) read_day(calendar.below(*node, "day"), "", days);
  check_days(days, spec);
  for (auto& read : days) spec.days.push_back(std::move(read.day));
  std::ranges::stable_sort(spec.days, {}, &SpecialDay::date);
}

}  // namespace dondoc::config

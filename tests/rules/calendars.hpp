#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "config/zones.hpp"
#include "rules/deadline.hpp"
#include "rules/work_calendar.hpp"

// Calendars and readable times for the tests of rules/.

namespace dondoc::rules {

// "Fri 2026-10-09T16:15+07:00": the weekday is checked, so that a table cannot lie about it.
inline constexpr std::string_view kWeekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

inline Instant at(std::string_view text) {
  const bool named = text.size() > 4 && text[3] == ' ';
  const auto instant = parse_iso(named ? text.substr(4) : text);
  const auto day = parse_day(named ? text.substr(4, 10) : text.substr(0, 10));
  if (!instant || !day) throw std::invalid_argument("no such time: " + std::string{text});
  if (named && text.substr(0, 3) != kWeekdays[weekday_of(*day).c_encoding()]) {
    throw std::invalid_argument("not that weekday: " + std::string{text});
  }
  return *instant;
}

inline Day day(std::string_view text) {
  const auto parsed = parse_day(text);
  if (!parsed) throw std::invalid_argument("no such day: " + std::string{text});
  return *parsed;
}

inline ClockTime clock_time(std::string_view text) { return parse_clock(text).value(); }

inline std::shared_ptr<const Zone> zone(std::string_view name) {
  auto loaded = config::load_zone(name);
  if (!loaded) throw std::invalid_argument(loaded.error());
  return *loaded;
}

// The form that at() reads; seconds only where there are some.
inline std::string said(Instant instant, const Zone& in) {
  std::string iso = format_iso(instant, in);
  if (iso.substr(16, 3) == ":00" && iso[19] != '.') iso.erase(16, 3);
  return std::string{kWeekdays[weekday_of(in.day_of(instant)).c_encoding()]} + " " + iso;
}
inline std::string said(const Covered<Instant>& instant, const WorkCalendar& calendar) {
  if (!instant) return "missing " + std::to_string(instant.error().year);
  return said(*instant, calendar.zone());
}

inline DayHours work_hours(std::initializer_list<std::pair<int, int>> spans) {
  DayHours result;  // as HHMM numbers: {700, 1130}
  for (const auto& [from, until] : spans) {
    result.push_back(
        {std::chrono::minutes{from / 100 * 60 + from % 100}, std::chrono::minutes{until / 100 * 60 + until % 100}});
  }
  return result;
}

inline WeekHours monday_to_friday(const DayHours& day_hours) {
  WeekHours week;
  for (std::size_t weekday = 1; weekday <= 5; ++weekday) week[weekday] = day_hours;
  return week;
}

inline SpecialDay off(std::string_view date, DayKind kind, std::string notice = {}) {
  SpecialDay special;
  special.date = day(date);
  special.kind = kind;
  special.notice = std::move(notice);
  return special;
}

inline SpecialDay worked(std::string_view date, std::string_view instead_of, DayHours own_hours = {}) {
  SpecialDay special;
  special.date = day(date);
  special.kind = DayKind::swap_work;
  if (!instead_of.empty()) special.replaces = day(instead_of);
  special.hours = std::move(own_hours);
  return special;
}

// The administrative calendar: hours 07:00-11:30, 13:30-17:00; 2022, 2023, 2026 official, 2027 provisional, 2024 and
// 2025 missing.
inline CalendarSpec vietnam_spec(Boundary boundary = Boundary::closing) {
  CalendarSpec spec;
  spec.id = "vn";
  spec.zone = "Asia/Ho_Chi_Minh";
  spec.boundary = boundary;
  spec.hours = monday_to_friday(work_hours({{700, 1130}, {1330, 1700}}));
  spec.years = {{2022, {false, "TB 119"}}, {2023, {false, "TB 5034"}}, {2026, {false, "TB 9441"}}, {2027, {true, ""}}};
  const auto add = [&spec](DayKind kind, std::initializer_list<const char*> dates) {
    for (const char* date : dates) spec.days.push_back(off(date, kind));
  };
  add(DayKind::statutory,
      {"2022-01-31", "2022-02-01", "2022-02-02", "2022-02-03", "2022-02-04", "2022-04-11", "2022-05-02", "2022-09-01",
       "2022-09-02", "2023-01-20", "2023-01-23", "2023-01-24", "2023-01-25", "2023-01-26", "2023-05-01", "2023-09-01",
       "2023-09-04", "2026-01-01", "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20", "2026-04-27",
       "2026-04-30", "2026-05-01", "2026-09-01", "2026-09-02", "2026-11-24", "2027-01-01", "2027-02-04", "2027-02-05",
       "2027-02-08", "2027-02-09", "2027-04-16", "2027-04-30", "2027-09-02", "2027-09-03", "2027-11-24"});
  add(DayKind::compensatory,
      {"2022-01-03", "2022-05-03", "2023-01-02", "2023-05-02", "2023-05-03", "2027-02-10", "2027-05-03"});
  add(DayKind::swap_off, {"2026-01-02", "2026-08-31"});
  spec.days.push_back(worked("2026-01-10", "2026-01-02"));
  spec.days.push_back(worked("2026-08-22", "2026-08-31"));
  return spec;
}

inline const WorkCalendar& vietnam() {
  static const WorkCalendar calendar{vietnam_spec(), zone("Asia/Ho_Chi_Minh")};
  return calendar;
}

inline const WorkCalendar& vietnam_opening() {
  static const WorkCalendar calendar{vietnam_spec(Boundary::opening), zone("Asia/Ho_Chi_Minh")};
  return calendar;
}

// Day and night: 08:00-16:00, and 22:00-06:00 of the next morning, Monday to Friday; 2022 and 2023.
inline CalendarSpec shifts_spec(std::string id, std::string zone_name, Boundary boundary = Boundary::closing) {
  CalendarSpec spec;
  spec.id = std::move(id);
  spec.zone = std::move(zone_name);
  spec.boundary = boundary;
  spec.hours = monday_to_friday(work_hours({{800, 1600}, {2200, 3000}}));
  spec.years = {{2022, {}}, {2023, {}}};
  return spec;
}

inline const WorkCalendar& berlin() {
  static const WorkCalendar calendar{shifts_spec("berlin", "Europe/Berlin"), zone("Europe/Berlin")};
  return calendar;
}

// Seven days a week, so that the nights of the clock changes (Saturday to Sunday) are worked.
inline CalendarSpec every_night_spec() {
  CalendarSpec spec = shifts_spec("new-york", "America/New_York", Boundary::opening);
  spec.hours.fill(work_hours({{900, 1700}, {2200, 3000}}));
  return spec;
}

inline const WorkCalendar& new_york() {
  static const WorkCalendar calendar{every_night_spec(), zone("America/New_York")};
  return calendar;
}

}  // namespace dondoc::rules

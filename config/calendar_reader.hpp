#pragma once

#include <optional>

#include "config/toml_reader.hpp"
#include "rules/work_calendar.hpp"

namespace dondoc::config {

// One file of calendars/: the calendar as written, checked as a whole. Nothing where anything is wrong with it.
//
//   id, title, zone, boundary = "closing" | "opening"
//   [hours]     weekdays | every_day | monday … sunday = ["07:00-11:30", "13:30-17:00"]; a day by name wins;
//   "22:00-06:00"
//               is a night shift and belongs to the day on which it starts
//   [[season]]  name, from = "04-15", until = "10-15" (both included), hours
//   [[year]]    year, status = "official" | "provisional", notice, days = [{ … }, …]
//   [[day]]     date, kind, name, notice (default: the year's), hours and replaces (swap_work only); as in year.days
[[nodiscard]] std::optional<rules::CalendarSpec> read_calendar(const TomlNode& document, const std::string& file,
                                                               rules::Problems& problems);

// Hours of one day: sorted, disjoint.
[[nodiscard]] rules::DayHours read_day_hours(TomlReader& reader, std::string_view key);
// The table `hours` of a calendar or season.
[[nodiscard]] rules::WeekHours read_week_hours(TomlReader& parent);
void read_seasons(TomlReader& calendar, rules::CalendarSpec& spec);
// Years and the special days in them and in [[day]].
void read_years(TomlReader& calendar, rules::CalendarSpec& spec);

}  // namespace dondoc::config

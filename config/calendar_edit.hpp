#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "rules/problem.hpp"
#include "rules/work_calendar.hpp"

// Edits of a calendar's file that keep comments, order and layout of all the rest. They give the new text and check
// nothing but what they need: whoever writes it loads it first.

namespace dondoc::config {

struct CalendarFile {
  std::string name;  // as in messages: "calendars/hanh-chinh.toml"
  std::filesystem::path path;
  std::string content;
};

// The file in `folder` whose calendar has this id; nothing where there is none.
[[nodiscard]] std::optional<CalendarFile> find_calendar_file(const std::filesystem::path& folder,
                                                             const std::string& id);

using EditedText = tl::expected<std::string, rules::Problem>;

// The day as given, in place of what stands there for its date; a new one stands among the days of its year in order
// of date, or in a [[day]] of its own.
[[nodiscard]] EditedText with_day(const CalendarFile& file, const rules::SpecialDay& day);
// An ordinary day again. A problem (DD5503) where it is none of the file's special days.
[[nodiscard]] EditedText without_day(const CalendarFile& file, rules::Day date);
// Official by that notice. A problem where the file has no such year (DD5504), or not as a [[year]] (DD5505).
[[nodiscard]] EditedText with_official_year(const CalendarFile& file, int year, const std::string& notice);
// One more year, as year_block() writes it. REQUIRES: the file has no such year.
[[nodiscard]] std::string with_year(const CalendarFile& file, const std::string& block);

// [[year]] with its days; notices equal to the year's are left out.
[[nodiscard]] std::string year_block(int year, const rules::YearCoverage& coverage,
                                     const std::vector<rules::SpecialDay>& days);

}  // namespace dondoc::config

#pragma once

#include <string>
#include <vector>

#include "daemon/cli/command.hpp"
#include "daemon/cli/context.hpp"
#include "rules/work_calendar.hpp"

// The parts of `dondoc calendar`, and what they share.

namespace dondoc::daemon::cli {

void add_calendar_show(Command& calendar);
void add_calendar_propose(Command& calendar);
void add_calendar_edits(Command& calendar);
void add_calendar_diff(Command& calendar);

// CommandError (DD5501) unless it is a year from `least` to `most`.
[[nodiscard]] int parse_year(const std::string& text, int least, int most);

// CommandError (DD5510) unless it is a date as operators write it.
[[nodiscard]] rules::Day parse_date(Context& context, const std::string& text);

// "Thứ Sáu 30/01/2026"
[[nodiscard]] std::string weekday_and_day(const Context& context, rules::Day day);
// "nghỉ bù"
[[nodiscard]] std::string kind_words(const Context& context, rules::DayKind kind);
// Rows of date, kind, name and notice, as wide as the terminal; notices equal to the year's are left out.
void print_special_days(Context& context, const std::vector<rules::SpecialDay>& days, const std::string& year_notice);
// A special day in JSON Lines, with one key more.
void print_json_special_day(Context& context, const rules::SpecialDay& day, const char* key, const char* value);

}  // namespace dondoc::daemon::cli

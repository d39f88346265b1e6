#pragma once

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "rules/plan_wording.hpp"
#include "rules/zone.hpp"

namespace dondoc::rules {

inline std::string scope_text(const char* word, const std::optional<Day>& day) {
  return day ? std::string(" ") + word + " " + format_day(*day) : "";
}

struct Describe {
  std::string operator()(const DatedWording& dated) const {
    if (dated.start_by) return "start by " + format_day(dated.last);
    if (dated.clock) return format_day(dated.last) + " " + format_clock(*dated.clock);
    if (!dated.first) return format_day(dated.last);
    static constexpr std::array<const char*, 6> kNames = {"day", "month", "quarter", "part", "year", "range"};
    return std::string(kNames.at(static_cast<std::size_t>(dated.period))) + " " + format_day(*dated.first) + ".." +
           format_day(dated.last);
  }
  std::string operator()(const RecurringWording& recurring) const {
    return rrule_of(recurring) + (recurring.assumed_day ? " (assumed)" : "") + scope_text("from", recurring.from);
  }
  std::string operator()(const RelativeWording& relative) const {
    const std::string term = format_amount(relative.term) + " from ";
    if (relative.from == RelativeWording::From::date) return term + format_day(*relative.date);
    return term + (relative.from == RelativeWording::From::document ? "the document" : "event: " + relative.event);
  }
  std::string operator()(const ContinuousWording& continuous) const {
    return "watch" + scope_text("from", continuous.from);
  }
  std::string operator()(const OnRequestWording&) const { return "on request"; }
};

// "!no_such_date at 31/6/2023": the fault and the text from where understanding stopped.
inline std::string read(std::string_view text) {
  const auto wording = parse_plan_wording(text);
  if (wording) return std::visit(Describe{}, *wording);
  return "!" + std::string(plan_wording_fault_name(wording.error().fault)) + " at " +
         std::string(text.substr(wording.error().at));
}

struct WordingCase {
  const char* text;
  const char* means;
};

inline void expect_all(const std::vector<WordingCase>& cases) {
  for (const WordingCase& c : cases) EXPECT_EQ(read(c.text), c.means) << c.text;
}

}  // namespace dondoc::rules

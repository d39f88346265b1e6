#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "rules/plan_wording.hpp"

namespace dondoc::rules {

// "date", "start_by", "month", "quarter", "part_of_year", "year", "range", "recurring", "relative", "continuous",
// "on_request": what items keep as `deadline_form`.
[[nodiscard]] std::string_view plan_form(const PlanWording& wording);

// The day after which a relative term counts, where it is known; the day itself does not count (Civil Code 2015, art.
// 147).
[[nodiscard]] std::optional<Day> counted_from(const RelativeWording& wording, Day document);

// What the words say, in a form for programs: "2023-03-31", "2023-05-20T16:00", "start 2022-12-01", an RRULE,
// "30d after 2022-11-18", "5wd after: nhận văn bản", "continuous", "continuous from 2022-06-01", "on request". Two
// wordings of one meaning are one text.
[[nodiscard]] std::string plan_meaning(const PlanWording& wording, Day document);

}  // namespace dondoc::rules

#pragma once

#include <optional>

#include "rules/plan_points.hpp"

namespace dondoc::rules {

enum class PlanBound { none, before, by, from };
// "trước", "chậm nhất là", "đến hết", "từ", …; none where no such words stand here.
[[nodiscard]] PlanBound read_plan_bound(PlanReader& reader);

// "từ A đến B", "A - B"; beginnings and ends as in `wording` (rules/plan_wording.hpp).
[[nodiscard]] std::optional<PlanDays> read_plan_range(PlanReader& reader);

}  // namespace dondoc::rules

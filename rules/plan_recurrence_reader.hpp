#pragma once

#include <optional>

#include "rules/plan_reader.hpp"

namespace dondoc::rules {

// `recurring` of rules/plan_recurrence.hpp.
[[nodiscard]] std::optional<RecurringWording> read_plan_recurrence(PlanReader& reader);

}  // namespace dondoc::rules

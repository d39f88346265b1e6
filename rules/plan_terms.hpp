#pragma once

#include <optional>

#include "rules/plan_reader.hpp"

// Deadlines that begin with an event, and those that have none (rules/plan_wording.hpp).

namespace dondoc::rules {

[[nodiscard]] std::optional<RelativeWording> read_plan_term(PlanReader& reader);
[[nodiscard]] std::optional<ContinuousWording> read_plan_continuous(PlanReader& reader);
[[nodiscard]] std::optional<OnRequestWording> read_plan_on_request(PlanReader& reader);

}  // namespace dondoc::rules

#pragma once

#include <vector>

#include "rules/evaluate.hpp"
#include "rules/judged.hpp"

// What is said of a decision once it is made: why each step was told, waits or was passed over.

namespace dondoc::rules {

// One for each step of each rule, in order; of a rule that does not match, one without a step.
[[nodiscard]] std::vector<StepOutcome> outcomes_of(const std::vector<JudgedRule>& rules);

// Why an item without a next check has none. The first of these that is true: the item itself, what something has to
// happen for, what was used up.
[[nodiscard]] Reason why_no_check(const std::vector<JudgedRule>& rules, const Item& item, bool has_due, Instant now);

}  // namespace dondoc::rules

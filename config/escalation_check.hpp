#pragma once

#include <cstddef>
#include <vector>

#include "rules/rule.hpp"

namespace dondoc::config {

// Nobody is reported before being told (design §5.2): the steps that escalate although no lower step of their ladder
// names the head. By index.
[[nodiscard]] std::vector<std::size_t> steps_above_nobody(const rules::Rule& rule);

}  // namespace dondoc::config

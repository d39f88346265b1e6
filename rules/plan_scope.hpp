#pragma once

#include <optional>

#include "rules/plan_reader.hpp"

namespace dondoc::rules {

// From when and until when something that has no end of its own goes on.
struct PlanScope {
  std::optional<Day> from = {};
  std::optional<Day> until = {};
};

// "(từ 01/6/2022)", ", bắt đầu từ quý I/2023 đến hết năm 2025", "đến năm 2025", "trong năm 2023", "giai đoạn 2023 -
// 2025". An empty scope where none stands here; nothing where one is wrong.
[[nodiscard]] std::optional<PlanScope> read_plan_scope(PlanReader& reader);

}  // namespace dondoc::rules

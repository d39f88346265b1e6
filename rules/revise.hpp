#pragma once

#include <vector>

#include "rules/history.hpp"
#include "rules/judged.hpp"

namespace dondoc::rules {

// Rows that are queued or deferred and no longer what the rules say.
[[nodiscard]] std::vector<NoticeChange> revise(const History& history, const std::vector<JudgedRule>& rules);

// Everything not sent yet becomes this.
[[nodiscard]] std::vector<NoticeChange> change_untold(const History& history, NoticeState state, Reason reason);

}  // namespace dondoc::rules

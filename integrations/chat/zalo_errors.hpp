#pragma once

#include "integrations/chat/answer.hpp"

// What the error numbers of Zalo's Official Account and notification service mean. The status is 200 whatever happened:
// only "error": 0 is a yes.

namespace dondoc::integrations::chat {

enum class ZaloForm { message, notification };

[[nodiscard]] bool is_expired_token(const Answer& answer);
[[nodiscard]] Outcome judge_zalo(const Answer& answer, ZaloForm form);

}  // namespace dondoc::integrations::chat

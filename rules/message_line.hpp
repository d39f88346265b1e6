#pragma once

#include "rules/message.hpp"

namespace dondoc::rules {

// One line: what is known of the item as far as the notice's step is concerned, for this reader.
[[nodiscard]] MessageLine message_line(const World& world, const NoticeFacts& notice, const Recipient& reader,
                                       Instant now);

}  // namespace dondoc::rules

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dondoc::daemon {

// RFC 4648 §5, without padding. A text has one encoding: what any other would decode to is refused.
[[nodiscard]] std::string to_base64url(std::string_view bytes);
[[nodiscard]] std::optional<std::string> from_base64url(std::string_view text);

}  // namespace dondoc::daemon

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dondoc::integrations::chat {

// Standard Webhooks 1.0.0: a key is base64 of 24–64 bytes after "whsec_"; signed are the bytes id.timestamp.body.
// Nothing if it is anything else.
[[nodiscard]] std::optional<std::string> decode_webhook_key(std::string_view text);

// "v1,<base64 of HMAC-SHA256>"
[[nodiscard]] std::string sign_webhook(std::string_view key, std::string_view id, std::string_view timestamp,
                                       std::string_view body);

}  // namespace dondoc::integrations::chat

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "integrations/chat/http_client.hpp"

namespace dondoc::integrations::chat {

// A service's answer may repeat what it was asked: "Cannot POST /hooks/…". What a request holds that could be a token:
// the whole of its path and query, their longer pieces as written and decoded, and the values of its own headers.
[[nodiscard]] std::vector<std::string> secrets_of(const HttpRequest& request);

// The text with every secret shown as "…".
[[nodiscard]] std::string redacted(std::string text, const std::vector<std::string>& secrets);

}  // namespace dondoc::integrations::chat

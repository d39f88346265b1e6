#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "integrations/chat/chat_text.hpp"

namespace dondoc::integrations::chat {

// What a template of Zalo's notification service is filled with. Templates are approved beforehand, with parameters of
// their own names:
//   entry := parameter "=" value      "so_viec = count"
struct TemplateEntry {
  std::string parameter;
  std::string value;
};
[[nodiscard]] std::optional<TemplateEntry> parse_template_entry(std::string_view text);

// The values one can use, and what they are for this message. Names and codes are empty unless all may be told.
[[nodiscard]] std::map<std::string, std::string> template_values(const Envelope& envelope, Content content);
[[nodiscard]] bool is_template_value(std::string_view name);

}  // namespace dondoc::integrations::chat

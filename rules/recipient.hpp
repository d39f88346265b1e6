#pragma once

#include <string>
#include <string_view>

// Whom a notice is for: "person:CODE", "agency:CODE" (the agency's mailbox), "contact:ID", "room:ID" or "operator".

namespace dondoc::rules {

using Recipient = std::string;

inline constexpr std::string_view kPersonPrefix = "person:";
inline constexpr std::string_view kMailboxPrefix = "agency:";
inline constexpr std::string_view kContactPrefix = "contact:";
inline constexpr std::string_view kRoomPrefix = "room:";

[[nodiscard]] inline Recipient recipient_of(std::string_view prefix, std::string_view code) {
  return Recipient{prefix}.append(code);
}
// The code behind the prefix; empty where the recipient is of another sort.
[[nodiscard]] inline std::string_view code_after(std::string_view prefix, std::string_view recipient) {
  return recipient.starts_with(prefix) ? recipient.substr(prefix.size()) : std::string_view{};
}

}  // namespace dondoc::rules

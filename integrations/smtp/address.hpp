#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "rules/problem.hpp"

namespace dondoc::integrations::smtp {

// libcurl 7.88 passes "a@x>\r\nRCPT TO:<b@y" to the server as it stands, so nothing but a plain addr-spec gets near it:
//   address := local "@" domain     no space, control, NUL, '<', '>', quote, comma, semicolon, parenthesis or backslash
// Letters outside ASCII may stand in the domain only: before the "@" they need SMTPUTF8 all the way to the mailbox.
// Nothing if it is well formed.
[[nodiscard]] std::optional<rules::Problem> check_mail_address(std::string_view address);

// As it goes over the wire and into headers: the domain in ASCII (IDNA, RFC 5891).
// REQUIRES: has passed check_mail_address.
[[nodiscard]] std::string wire_address(std::string_view address);

// The address with everything unprintable shown as '?', for messages about it.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace dondoc::integrations::smtp

#pragma once

struct sockaddr;

namespace dondoc::integrations::chat {

// Loopback, private, link-local, shared, multicast and unspecified addresses, also as IPv4 inside IPv6: where a webhook
// could reach services that trust this machine.
[[nodiscard]] bool is_private_address(const sockaddr& address);

}  // namespace dondoc::integrations::chat

#include "integrations/chat/private_address.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace dondoc::integrations::chat {

namespace {

struct Network {
  std::uint32_t address;
  unsigned bits;
};

bool is_private_v4(std::uint32_t address) {
  // RFC 6890
  constexpr std::array<Network, 12> kNetworks{{{0x00000000, 8},
                                               {0x0a000000, 8},
                                               {0x64400000, 10},
                                               {0x7f000000, 8},
                                               {0xa9fe0000, 16},
                                               {0xac100000, 12},
                                               {0xc0000000, 24},
                                               {0xc0a80000, 16},
                                               {0xc6120000, 15},
                                               {0xc6336400, 24},
                                               {0xcb007100, 24},
                                               {0xe0000000, 3}}};
  return std::ranges::any_of(kNetworks, [address](const Network& network) {
    constexpr unsigned kWidth = 32;
    return (address ^ network.address) >> (kWidth - network.bits) == 0;
  });
}

std::uint32_t v4_inside(const std::uint8_t* bytes) {
  return (std::uint32_t{bytes[0]} << 24U) | (std::uint32_t{bytes[1]} << 16U) | (std::uint32_t{bytes[2]} << 8U) |
         bytes[3];
}

bool is_private_v6(const in6_addr& address) {
  const auto* bytes = address.s6_addr;
  const bool mapped = std::all_of(bytes, bytes + 10, [](auto b) { return b == 0; }) &&
                      ((bytes[10] == 0xff && bytes[11] == 0xff) || (bytes[10] == 0 && bytes[11] == 0));
  if (mapped) return is_private_v4(v4_inside(bytes + 12));  // also :: and ::1, which read as 0.0.0.0 and 0.0.0.1
  const bool nat64 = bytes[0] == 0x00 && bytes[1] == 0x64 && bytes[2] == 0xff && bytes[3] == 0x9b;
  if (nat64) return is_private_v4(v4_inside(bytes + 12));
  const bool sixtofour = bytes[0] == 0x20 && bytes[1] == 0x02;
  if (sixtofour) return is_private_v4(v4_inside(bytes + 2));
  const bool unique_local = (bytes[0] & 0xfeU) == 0xfcU;
  const bool link_or_site_local = bytes[0] == 0xfe && (bytes[1] & 0x80U) == 0x80U;
  return unique_local || link_or_site_local || bytes[0] == 0xff;
}

}  // namespace

bool is_private_address(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof v4);
    return is_private_v4(ntohl(v4.sin_addr.s_addr));
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    return is_private_v6(v6.sin6_addr);
  }
  return true;
}

}  // namespace dondoc::integrations::chat

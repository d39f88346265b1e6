#include "daemon/http/bad_links.hpp"

#include <gtest/gtest.h>

#include "daemon/http/server.hpp"

namespace dondoc::daemon {
namespace {

using namespace std::chrono_literals;
const BadLinks::Time kStart = BadLinks::Time{} + 24h;

TEST(BadLinks, ShutsOutWhoGuessesAndNobodyElse) {
  BadLinks bad{{.most = 3, .drip = 10s, .addresses = 10}};
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(bad.shut_out("a", kStart)) << i;
    bad.count("a", kStart);
  }
  EXPECT_TRUE(bad.shut_out("a", kStart));
  EXPECT_FALSE(bad.shut_out("b", kStart));
}

// Whoever shares an address with a guesser waits seconds, not hours: also after a million guesses that were let
// through.
TEST(BadLinks, OpensAgainDropByDrop) {
  BadLinks bad{{.most = 3, .drip = 10s, .addresses = 10}};
  for (int i = 0; i < 3; ++i) bad.count("a", kStart);
  EXPECT_TRUE(bad.shut_out("a", kStart + 9s));
  EXPECT_FALSE(bad.shut_out("a", kStart + 10s));
  bad.count("a", kStart + 10s);
  EXPECT_TRUE(bad.shut_out("a", kStart + 10s));
  EXPECT_FALSE(bad.shut_out("a", kStart + 1h));
}

TEST(BadLinks, RemembersNoMoreThanItMay) {
  BadLinks bad{{.most = 1, .drip = 1h, .addresses = 100}};
  for (int i = 0; i < 10'000; ++i) bad.count("address " + std::to_string(i), kStart);
  EXPECT_EQ(bad.remembered(), 100U);
  EXPECT_TRUE(bad.shut_out("address 9999", kStart));
  EXPECT_FALSE(bad.shut_out("address 0", kStart));
}

struct Client {
  const char* peer;
  bool local;
  const char* forwarded;
  const char* counted;
};
TEST(ClientAddress, IsWhatTheProxyHereSays) {
  for (const auto& [peer, local, forwarded, counted] :
       {Client{"127.0.0.1", true, "", "127.0.0.1"}, Client{"127.0.0.1", true, "203.0.113.7", "203.0.113.7"},
        Client{"127.0.0.1", true, "1.1.1.1, 203.0.113.7", "203.0.113.7"},
        Client{"127.0.0.1", true, "203.0.113.7 ,\t198.51.100.2 ", "198.51.100.2"},
        Client{"127.0.0.1", true, "unknown", "127.0.0.1"}, Client{"127.0.0.1", true, "<script>", "127.0.0.1"},
        Client{"127.0.0.1", true, "203.0.113.7,", "127.0.0.1"}, Client{"unix", true, "203.0.113.7", "203.0.113.7"},
        Client{"198.51.100.9", false, "203.0.113.7", "198.51.100.9"},
        Client{"::1", true, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
        Client{"::1", true, "::ffff:203.0.113.7", "203.0.113.7"}}) {
    EXPECT_EQ(client_address(peer, local, forwarded), counted) << forwarded;
  }
}

}  // namespace
}  // namespace dondoc::daemon

#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <string>
#include <unordered_map>

namespace dondoc::daemon {

// How often an address came with links that are none. A bucket that drips: `most` at once, then one each `drip`; while
// it is full, further ones are only told to wait. Many people can be behind one address: good links are not counted,
// and it never stays shut for long. Remembers at most `addresses` of them, those of the last bad links.
class BadLinks {
 public:
  using Time = std::chrono::steady_clock::time_point;
  struct Limits {
    std::size_t most = 20;
    std::chrono::milliseconds drip{3'000};
    std::size_t addresses = 4'096;
  };
  BadLinks() = default;
  explicit BadLinks(const Limits& limits) : limits_(limits) {}

  [[nodiscard]] bool shut_out(const std::string& address, Time now);
  void count(const std::string& address, Time now);
  [[nodiscard]] std::size_t remembered() const { return order_.size(); }

 private:
  struct Bucket {
    std::string address;
    Time empty_at;  // when it has dripped dry
  };
  Limits limits_;
  std::list<Bucket> order_;  // the longest quiet first
  std::unordered_map<std::string, std::list<Bucket>::iterator> known_;
};

}  // namespace dondoc::daemon

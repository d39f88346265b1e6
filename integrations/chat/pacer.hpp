#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>

namespace dondoc::integrations::chat {

// When the next message to a place may go, so that a service need not refuse it. Any thread.
class Pacer {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Span = std::chrono::steady_clock::duration;

  // The first moment not earlier than `now` that is `spacing` after the last one given out for this place; it counts as
  // used.
  [[nodiscard]] Time reserve(const std::string& place, Span spacing, Time now);
  // Nothing goes to this place before.
  void hold(const std::string& place, Time until);

 private:
  void forget_past(Time now);

  std::mutex mutex_;
  std::map<std::string, Time> free_at_;
};

}  // namespace dondoc::integrations::chat

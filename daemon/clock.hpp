#pragma once

#include "rules/time.hpp"

namespace dondoc::daemon {

// Where `now` comes from; taken once per tick and passed down.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual rules::Instant now() const = 0;
};

class SystemClock : public Clock {
 public:
  [[nodiscard]] rules::Instant now() const override {
    return std::chrono::floor<rules::Millis>(std::chrono::system_clock::now());
  }
};

// A clock set by hand: tests, `--at`, and the demo. Stands still until it is set again.
class FixedClock : public Clock {
 public:
  explicit FixedClock(rules::Instant now) : now_(now) {}
  [[nodiscard]] rules::Instant now() const override { return now_; }
  void set(rules::Instant now) { now_ = now; }

 private:
  rules::Instant now_;
};

}  // namespace dondoc::daemon

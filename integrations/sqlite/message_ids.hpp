#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "rules/time.hpp"

namespace dondoc::integrations::sqlite {

// Public ids for the messages that one transaction opens. Unlike all others, and each greater than the one before, so
// that they stand together in the index: a million in random order would touch as many pages. UUIDs of version 7
// (RFC 9562 §5.7), 32 hexadecimal digits without hyphens: milliseconds, then a counter that begins anywhere, then 32
// random bits, which keep one id from telling the next.
class MessageIds {
 public:
  // Throws StoreError where the system has no random bytes.
  explicit MessageIds(rules::Instant now);
  [[nodiscard]] std::string next();

 private:
  std::uint32_t random_word();

  std::array<std::uint32_t, 64> pool_{};
  std::size_t left_ = 0;   // of the pool
  std::uint64_t head_;     // time, version, 12 random bits
  std::uint64_t counter_;  // 30 bits, of which the first is 0 at the beginning
};

}  // namespace dondoc::integrations::sqlite

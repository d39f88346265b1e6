#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "rules/time.hpp"

namespace dondoc::rules {

// 64 bits that tell whether something is still what it was (FNV-1a). Lengths are counted in, so that no two sequences
// read alike. Enough to notice a change, and no promise against anyone who looks for a collision.
class Fingerprint {
 public:
  Fingerprint& add(std::string_view text);
  Fingerprint& add(std::int64_t number);
  Fingerprint& add(const std::optional<Day>& day);
  Fingerprint& add(Instant instant) { return add(to_millis(instant)); }

  [[nodiscard]] std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0xcbf29ce484222325U;
};

}  // namespace dondoc::rules

#include "rules/fingerprint.hpp"

namespace dondoc::rules {
namespace {

constexpr std::uint64_t kPrime = 0x100000001b3U;

}  // namespace

Fingerprint& Fingerprint::add(std::string_view text) {
  add(static_cast<std::int64_t>(text.size()));
  for (const unsigned char byte : text) value_ = (value_ ^ byte) * kPrime;
  return *this;
}

Fingerprint& Fingerprint::add(std::int64_t number) {
  auto rest = static_cast<std::uint64_t>(number);
  for (int byte = 0; byte < 8; ++byte, rest >>= 8U) value_ = (value_ ^ (rest & 0xffU)) * kPrime;
  return *this;
}

Fingerprint& Fingerprint::add(const std::optional<Day>& day) {
  add(std::int64_t{day.has_value()});
  return day ? add(std::int64_t{day->time_since_epoch().count()}) : *this;
}

}  // namespace dondoc::rules

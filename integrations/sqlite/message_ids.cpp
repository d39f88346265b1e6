#include "integrations/sqlite/message_ids.hpp"

#include <sys/random.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

#include "integrations/store.hpp"

namespace dondoc::integrations::sqlite {

namespace {

constexpr std::uint64_t kVersion = 7;
constexpr std::uint64_t kVariant = 2;

}  // namespace

MessageIds::MessageIds(rules::Instant now) {
  head_ = (static_cast<std::uint64_t>(rules::to_millis(now)) << 16) | (kVersion << 12) | (random_word() & 0xfff);
  counter_ = random_word() >> 3;
}

// Many at a time: each call of the system costs as much as the rest of an id.
std::uint32_t MessageIds::random_word() {
  if (left_ == 0) {
    if (getrandom(pool_.data(), sizeof pool_, 0) != static_cast<ssize_t>(sizeof pool_)) {
      throw StoreError(StoreError::Kind::other,
                       "make a message id: no random bytes: " + std::generic_category().message(errno));
    }
    left_ = pool_.size();
  }
  return pool_[--left_];
}

std::string MessageIds::next() {
  const std::uint64_t tail = (kVariant << 62) | ((counter_++ & 0x3fffffff) << 32) | random_word();
  char text[33];
  std::snprintf(text, sizeof text, "%016llx%016llx", static_cast<unsigned long long>(head_),
                static_cast<unsigned long long>(tail));
  return text;
}

}  // namespace dondoc::integrations::sqlite

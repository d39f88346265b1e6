#include "integrations/chat/pacer.hpp"

#include <algorithm>

namespace dondoc::integrations::chat {

namespace {
constexpr std::size_t kManyPlaces = 1'000;
}

Pacer::Time Pacer::reserve(const std::string& place, Span spacing, Time now) {
  const std::scoped_lock lock(mutex_);
  if (free_at_.size() > kManyPlaces) forget_past(now);
  auto& free_at = free_at_[place];
  const auto at = std::max(free_at, now);
  free_at = at + spacing;
  return at;
}

void Pacer::hold(const std::string& place, Time until) {
  const std::scoped_lock lock(mutex_);
  auto& free_at = free_at_[place];
  free_at = std::max(free_at, until);
}

void Pacer::forget_past(Time now) {
  std::erase_if(free_at_, [now](const auto& entry) { return entry.second <= now; });
}

}  // namespace dondoc::integrations::chat

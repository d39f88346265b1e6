#include "daemon/http/bad_links.hpp"

#include <algorithm>

namespace dondoc::daemon {

bool BadLinks::shut_out(const std::string& address, Time now) {
  const auto found = known_.find(address);
  return found != known_.end() &&
         found->second->empty_at - now > limits_.drip * (static_cast<std::int64_t>(limits_.most) - 1);
}

void BadLinks::count(const std::string& address, Time now) {
  const auto found = known_.find(address);
  if (found != known_.end()) {
    order_.splice(order_.end(), order_, found->second);
  } else {
    if (order_.size() >= limits_.addresses) {
      known_.erase(order_.front().address);
      order_.pop_front();
    }
    known_[address] = order_.insert(order_.end(), {address, now});
  }
  auto& bucket = order_.back();
  bucket.empty_at = std::max(bucket.empty_at, now) + limits_.drip;
}

}  // namespace dondoc::daemon

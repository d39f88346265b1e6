#include "daemon/setups_in_use.hpp"

#include <utility>

#include "daemon/log.hpp"
#include "daemon/reload_guard.hpp"

namespace dondoc::daemon {
namespace {

void stop_channels_of(const Setup& setup) {
  for (const auto& [id, channel] : setup.channels) channel->stop();
}

}  // namespace

SetupsInUse::SetupsInUse(const ServiceOptions& options, std::shared_ptr<const Setup> first)
    : options_(options), setups_{std::move(first)}, newest_(setups_.back().get()) {}

SetupResult SetupsInUse::load() const {
  try {
    auto loaded = load_setup(options_.configuration, for_service());
    if (!loaded.setup) return loaded;
    const auto refused = refusals(loaded.setup->configuration, options_, &current().configuration);
    if (!refused.empty()) loaded.setup = nullptr;
    loaded.problems.insert(loaded.problems.end(), refused.begin(), refused.end());
    return loaded;
  } catch (const std::exception& error) {
    log_error("reload_failed", {{"what", error.what()}});
    return {};
  }
}

void SetupsInUse::install(std::shared_ptr<const Setup> setup) {
  setups_.push_back(std::move(setup));
  ++on_their_way_;
  const std::lock_guard lock(newest_mutex_);
  newest_ = setups_.back().get();
}

bool SetupsInUse::is_newest(const Setup& setup) const {
  const std::lock_guard lock(newest_mutex_);
  return newest_ == &setup;
}

void SetupsInUse::retire(std::size_t in_flight) {
  if (in_flight > 0 || on_their_way_ > 0 || setups_.size() < 2) return;
  for (auto setup = setups_.begin(); setup + 1 != setups_.end(); ++setup) stop_channels_of(**setup);
  setups_.erase(setups_.begin(), setups_.end() - 1);
}

void SetupsInUse::stop_channels() const {
  for (const auto& setup : setups_) stop_channels_of(*setup);
}

}  // namespace dondoc::daemon

#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "daemon/service.hpp"
#include "daemon/setup.hpp"

namespace dondoc::daemon {

// The setup in force, and older ones whose channels still have messages in flight. Lives on the loop's thread, but for
// is_newest().
class SetupsInUse {
 public:
  SetupsInUse(const ServiceOptions& options, std::shared_ptr<const Setup> first);

  [[nodiscard]] const Setup& current() const { return *setups_.back(); }
  // What stands in the configuration now, where it may follow the current one without a restart. Out of files or
  // threads, say, is as good as a bad configuration: logged, and no setup.
  [[nodiscard]] SetupResult load() const;

  // From install() until installed() the engine may still work with the one before.
  void install(std::shared_ptr<const Setup> setup);
  void installed() { --on_their_way_; }
  // On any thread: false where a later one got in between.
  [[nodiscard]] bool is_newest(const Setup& setup) const;

  // Stops the channels of older ones once nothing is in flight any more.
  void retire(std::size_t in_flight);
  void stop_channels() const;

 private:
  const ServiceOptions& options_;
  std::vector<std::shared_ptr<const Setup>> setups_;  // never empty
  int on_their_way_ = 0;
  mutable std::mutex newest_mutex_;
  const Setup* newest_;  // guarded by newest_mutex_
};

}  // namespace dondoc::daemon

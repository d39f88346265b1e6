#pragma once

#include <filesystem>
#include <functional>

#include "rows.hpp"

namespace dondoc::bench {

// A tenth of the items due in the same minute, each with a message of its own: claimed, rendered, sealed and durable.
class Burst {
 public:
  struct Times {
    Microseconds first = 0;  // until the first alerts are durable
    Microseconds claiming = 0;
    Microseconds sealing = 0;
  };

  Burst(const Ground& ground, Letters letters);
  ~Burst();
  Burst(const Burst&) = delete;
  Burst& operator=(const Burst&) = delete;

  // `begin` is called when the database is open, just before it starts. Throws where other messages came out than there
  // should.
  [[nodiscard]] Times once(const std::function<void()>& begin = {});
  // The same rows by set-based SQL, with messages as long as those of the last once().
  [[nodiscard]] Microseconds reference();
  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] std::size_t message_size() const { return size_; }
  // The database that the next of the two works on; made again each time.
  [[nodiscard]] std::filesystem::path database() const { return work_ / "dondoc.db"; }

 private:
  void make_ready();

  std::filesystem::path parted_;
  std::filesystem::path work_;
  std::size_t count_;
  std::size_t size_ = 0;
};

}  // namespace dondoc::bench

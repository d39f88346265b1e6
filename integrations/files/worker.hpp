#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace dondoc::integrations::files {

// A thread that does one job after another. Owned by a channel; stop() ends it after the job in hand and abandons the
// jobs never begun, so that each of them is answered for.
class Worker {
 public:
  struct Job {
    std::function<void()> run;
    std::function<void()> abandon;
  };

  Worker();
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // Any thread. After stop() the job is abandoned at once.
  void submit(Job job);
  // Idempotent; abandons what waits.
  void stop();

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> queue_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace dondoc::integrations::files

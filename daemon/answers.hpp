#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <vector>

#include "daemon/engine.hpp"

namespace dondoc::daemon {

// Answers of channels on their way to the store's thread. Filled from the channels' threads.
class AnswerQueue {
 public:
  void push(Answer answer);
  [[nodiscard]] std::vector<Answer> take();
  // Waits until there is something to take, at most that long.
  void wait(std::chrono::milliseconds at_most);
  [[nodiscard]] std::size_t size() const;
  // Called after each push, on the channel's thread.
  void on_push(std::function<void()> listener) { listener_ = std::move(listener); }

 private:
  mutable std::mutex mutex_;
  std::condition_variable filled_;
  std::vector<Answer> answers_;
  std::function<void()> listener_;
};

// Hands sealed messages to their channels; the answers come into the queue.
void deliver_all(const Engine& engine, const Clock& clock, std::vector<integrations::SealedMessage> messages,
                 AnswerQueue& answers);

}  // namespace dondoc::daemon

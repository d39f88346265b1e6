#include "daemon/answers.hpp"

namespace dondoc::daemon {

void AnswerQueue::push(Answer answer) {
  {
    const std::lock_guard lock(mutex_);
    answers_.push_back(std::move(answer));
  }
  filled_.notify_one();
  if (listener_) listener_();
}

std::vector<Answer> AnswerQueue::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(answers_, {});
}

void AnswerQueue::wait(std::chrono::milliseconds at_most) {
  std::unique_lock lock(mutex_);
  filled_.wait_for(lock, at_most, [this] { return !answers_.empty(); });
}

std::size_t AnswerQueue::size() const {
  const std::lock_guard lock(mutex_);
  return answers_.size();
}

void deliver_all(const Engine& engine, const Clock& clock, std::vector<integrations::SealedMessage> messages,
                 AnswerQueue& answers) {
  for (auto& message : messages) {
    const auto id = message.id;
    const auto channel_id = message.channel;
    const auto channel = engine.channel(channel_id);
    channel->deliver(std::move(message), [&answers, &clock, id, channel_id](integrations::Outcome outcome) {
      answers.push({id, channel_id, std::move(outcome), clock.now()});
    });
  }
}

}  // namespace dondoc::daemon

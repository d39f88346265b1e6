#pragma once

#include <string>

#include "integrations/channel.hpp"

namespace dondoc::daemon::replay {

// Stands in for a configured channel: takes everything at once and sends nothing. Sealed are the words alone, without
// anything that is random or of the host, so that the same message has the same bytes in every run.
class RecordingChannel final : public integrations::Channel {
 public:
  explicit RecordingChannel(std::string id) : id_(std::move(id)) {}

  [[nodiscard]] const std::string& id() const override { return id_; }
  [[nodiscard]] std::size_t width() const override { return 1000; }
  [[nodiscard]] std::size_t max_per_hour() const override { return 0; }
  [[nodiscard]] tl::expected<std::string, rules::Problem> seal(const rules::RenderedMessage& message,
                                                               const integrations::Envelope& envelope) const override {
    return envelope.address + "\n" + message.subject + "\n" + message.text;
  }
  [[nodiscard]] std::optional<rules::Problem> check_address(std::string_view) const override { return std::nullopt; }
  void deliver(integrations::SealedMessage, std::function<void(integrations::Outcome)> done) override {
    done(integrations::Delivered{});
  }
  void stop() override {}

 private:
  std::string id_;
};

}  // namespace dondoc::daemon::replay

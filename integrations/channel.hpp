#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <variant>
#include <vector>

#include "rules/message.hpp"
#include "rules/problem.hpp"
#include "rules/settings.hpp"
#include "rules/time.hpp"

// The contract of a channel: it makes bytes of a rendered message, carries bytes over, and judges the answer. Nobody
// else decides whether a retry helps.

namespace dondoc::integrations {

struct Delivered {
  std::string remote_id;
  std::string reply;
};
// Certainly not accepted; worth another try.
struct RetryLater {
  enum class Scope { message, destination };  // destination: park everything that goes there
  std::string reply;
  Scope scope = Scope::message;
  // As the provider asks. Of a message: at least this long. Of a destination: exactly this long, and the attempt does
  // not count as one. 0: the outbox's own schedule.
  std::chrono::milliseconds after{0};
};
// Certainly not accepted, and the same again would fail again.
struct Rejected {
  enum class Scope { message, recipient, destination };  // destination: a fault of the configuration
  std::string reply;
  Scope scope = Scope::message;
};
// The bytes went out and no answer came: they may have been accepted.
struct Unknown {
  std::string reply;
};
using Outcome = std::variant<Delivered, RetryLater, Rejected, Unknown>;
[[nodiscard]] std::string_view outcome_name(const Outcome& outcome);  // delivered | retry | rejected | unknown
[[nodiscard]] const std::string& outcome_reply(const Outcome& outcome);

// What a channel needs to seal a message, beside its words.
struct Envelope {
  std::string public_id;
  std::string address;  // where it goes, as the channel writes addresses; may be empty
  std::string recipient_name;
  std::vector<std::string> thread;             // public ids of earlier messages about the same items, oldest first
  const rules::MessageFacts* facts = nullptr;  // for channels that send data rather than words
};

struct SealedMessage {
  std::int64_t id = 0;  // messages.id
  std::string public_id;
  std::string channel;
  std::string address;
  std::string bytes;
};

// One configured destination. seal() may be called on several threads at once; deliver() from any thread. `done` is
// called exactly once, on a thread of the channel's, and must not block. Destroying a channel waits for nothing: the
// owner calls stop() first and gets the outstanding answers (as Unknown or RetryLater) before stop() returns.
class Channel {
 public:
  virtual ~Channel() = default;
  [[nodiscard]] virtual const std::string& id() const = 0;
  // Messages worth having under way at once.
  [[nodiscard]] virtual std::size_t width() const = 0;
  // 0: no limit. Messages to this destination in any 60 minutes.
  [[nodiscard]] virtual std::size_t max_per_hour() const = 0;
  // True where sending the same message again costs money or annoys, so that after an unknown outcome the next channel
  // is the better way.
  [[nodiscard]] virtual bool repeats_cost() const { return false; }
  // Bytes as they will go over the wire, the same for every attempt.
  [[nodiscard]] virtual tl::expected<std::string, rules::Problem> seal(const rules::RenderedMessage& message,
                                                                       const Envelope& envelope) const = 0;
  // A reason why this address cannot be written to, before anything is queued; nothing if it looks right.
  [[nodiscard]] virtual std::optional<rules::Problem> check_address(std::string_view address) const = 0;
  virtual void deliver(SealedMessage message, std::function<void(Outcome)> done) = 0;
  virtual void stop() = 0;
};

// What a channel may know of where it runs.
struct Installation {
  std::string host;             // names this installation in message ids
  std::string state_directory;  // where a channel may keep what must outlive the process: beside the database
};

// A kind of channel: what its table may contain, and how to make one.
struct ChannelType {
  rules::SettingsSchema schema;
  std::function<tl::expected<std::unique_ptr<Channel>, rules::Problem>(std::string id, const rules::Settings& settings,
                                                                       const Installation& installation)>
      make;
  // What an operator should know of settings that are not wrong; warnings for `check`. May be empty.
  std::function<rules::Problems(const std::string& id, const rules::Settings& settings)> warnings;
};
// All of them: smtp, webhook, maildir, command and the chat services.
[[nodiscard]] const std::vector<ChannelType>& channel_types();

}  // namespace dondoc::integrations

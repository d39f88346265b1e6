#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "integrations/channel.hpp"
#include "integrations/chat/answer.hpp"
#include "integrations/chat/chat_text.hpp"
#include "integrations/chat/http_client.hpp"

namespace dondoc::integrations::chat {

// What one chat service adds to the machinery: the form of its messages, where they go, and what its answers mean.
// Constant after construction, or safe to use from several threads: payload() runs on the threads that seal, the rest
// on the client's.
class ChatService {
 public:
  virtual ~ChatService() = default;
  // The body of the request.
  [[nodiscard]] virtual std::string payload(const ChatText& text, const Envelope& envelope) const = 0;
  // The same in the plainest form the service knows, of a body it did not take; empty: there is none.
  [[nodiscard]] virtual std::string plainer(const std::string& body) const;
  [[nodiscard]] virtual HttpRequest request(const SealedMessage& message) const = 0;
  [[nodiscard]] virtual Verdict judge(const Answer& answer, const SealedMessage& message) const;
  // Code of what is wrong with this address; empty if it looks right.
  [[nodiscard]] virtual std::string address_fault(std::string_view address) const;
  // The shortest time between two messages to this address, where that is longer than the channel's.
  [[nodiscard]] virtual std::chrono::milliseconds spacing(std::string_view address) const;
};

// A service whose address is one URL that holds its token: a message is the body of a POST.
class WebhookService : public ChatService {
 public:
  explicit WebhookService(std::string url) : url_(std::move(url)) {}
  [[nodiscard]] HttpRequest request(const SealedMessage& message) const override;

 protected:
  [[nodiscard]] const std::string& url() const { return url_; }

 private:
  std::string url_;  // never in a text
};

// content, pace and the fields of every HTTP channel, after the service's own. `pace` as it is written in TOML.
[[nodiscard]] std::vector<rules::SettingField> chat_fields(std::vector<rules::SettingField> own, std::string pace,
                                                           std::string connections);
// The field of a URL that holds a token.
[[nodiscard]] rules::SettingField secret_url_field(std::string help);

// A URL of the settings that the policy permits.
[[nodiscard]] tl::expected<std::string, rules::Problem> read_url(const std::string& channel, std::string_view field,
                                                                 const rules::Settings& settings);
// A secret that can stand in a URL or a header.
[[nodiscard]] tl::expected<std::string, rules::Problem> read_token(const std::string& channel, std::string_view field,
                                                                   const rules::Settings& settings);

// Where a bot posts, by `base_url` and `token`: Telegram's form, which Zalo's Bot Platform has taken over. Is a secret.
[[nodiscard]] tl::expected<std::string, rules::Problem> read_bot_url(const std::string& channel,
                                                                     const rules::Settings& settings);

[[nodiscard]] std::unique_ptr<Channel> make_chat_channel(std::string id, const rules::Settings& settings,
                                                         std::unique_ptr<ChatService> service);

// `url` with more of a query.
[[nodiscard]] std::string with_query(const std::string& url, std::string_view query);
[[nodiscard]] std::string percent_encoded(std::string_view text);
// JSON text of the members of this JSON object that have these names.
[[nodiscard]] std::string only_members(const std::string& object, const std::vector<std::string_view>& names);

}  // namespace dondoc::integrations::chat

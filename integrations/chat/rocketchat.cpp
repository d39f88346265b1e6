// Rocket.Chat, incoming integration: apps/meteor/app/integrations/server/api/api.js

#include <atomic>
#include <boost/json.hpp>

#include "integrations/chat/chat_channel.hpp"
#include "integrations/chat/services.hpp"
#include "integrations/chat/text.hpp"

namespace dondoc::integrations::chat {

namespace {

namespace json = boost::json;

constexpr Limit kTitle{500};
// Servers refuse more than 5,000 characters unless told otherwise (Message_MaxAllowedSize).
constexpr Limit kBody{4'000};
// An integration that is switched off answers 503 too: so many in a row are no passing fault.
constexpr int kMaxUnavailable = 5;

class RocketChat final : public WebhookService {
 public:
  using WebhookService::WebhookService;

  [[nodiscard]] std::string payload(const ChatText& text, const Envelope& envelope) const override {
    const bool critical = envelope.facts->message_class == rules::MessageClass::critical;
    json::object attachment{{"text", fit(text.below_title(), kBody, escape_rocketchat)},
                            {"color", critical ? "#d32f2f" : "#1976d2"}};
    return json::serialize(json::object{{"text", fit(text.title, kTitle, escape_rocketchat)},
                                        {"attachments", json::array{std::move(attachment)}},
                                        {"parseUrls", false}});
  }

  [[nodiscard]] std::string plainer(const std::string& body) const override { return only_members(body, {"text"}); }

  [[nodiscard]] Verdict judge(const Answer& answer, const SealedMessage&) const override {
    if (answer.arrived() && answer.status() == 503) {
      if (++unavailable_ < kMaxUnavailable) return answer.common();
      return answer.rejected(Rejected::Scope::destination);
    }
    unavailable_ = 0;
    if (!answer.accepted()) return answer.common();
    if (answer.text("success") == "true") return answer.delivered();
    return answer.text("success") == "false"
               ? Verdict(answer.rejected(Rejected::Scope::message), Verdict::Again::plainer)
               : Verdict(answer.rejected(Rejected::Scope::message));
  }

 private:
  mutable std::atomic<int> unavailable_ = 0;
};

rules::SettingsSchema schema() {
  return {.type = "rocketchat",
          .help = "Rocket.Chat, by an incoming integration",
          .needs_address = false,
          .fields = chat_fields({secret_url_field("address of the integration; is a secret")}, "1s", "1")};
}

tl::expected<std::unique_ptr<Channel>, rules::Problem> make(std::string id, const rules::Settings& settings,
                                                            const Installation&) {
  auto url = read_url(id, "url", settings);
  if (!url) return tl::unexpected(std::move(url.error()));
  return make_chat_channel(std::move(id), settings, std::make_unique<RocketChat>(std::move(*url)));
}

}  // namespace

ChannelType rocketchat_channel_type() { return {schema(), make, {}}; }

}  // namespace dondoc::integrations::chat

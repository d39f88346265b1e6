// Mattermost, incoming webhook: https://developers.mattermost.com/integrate/webhooks/incoming/

#include <boost/json.hpp>

#include "integrations/chat/chat_channel.hpp"
#include "integrations/chat/services.hpp"
#include "integrations/chat/text.hpp"

namespace dondoc::integrations::chat {

namespace {

namespace json = boost::json;

// Longer messages are cut in two by the server.
constexpr std::size_t kMaxText = 16'000;
constexpr Limit kTitle{500};

class Mattermost final : public WebhookService {
 public:
  using WebhookService::WebhookService;

  [[nodiscard]] std::string payload(const ChatText& text, const Envelope& envelope) const override {
    const auto title = "#### " + fit(text.title, kTitle, escape_markdown) + "\n";
    const Limit rest{kMaxText - size_in(Measure::utf16, title)};
    json::object out{{"text", title + fit(text.below_title(), rest, escape_markdown)}};
    if (envelope.facts->message_class == rules::MessageClass::critical) out["priority"] = {{"priority", "urgent"}};
    return json::serialize(out);
  }

  [[nodiscard]] std::string plainer(const std::string& body) const override { return only_members(body, {"text"}); }

  // A deleted hook answers 400, one that is switched off 501.
  [[nodiscard]] Verdict judge(const Answer& answer, const SealedMessage&) const override {
    const auto& error = answer.text("id");
    const bool hook =
        answer.arrived() &&
        (error.starts_with("web.incoming_webhook.invalid") || error.starts_with("web.incoming_webhook.channel") ||
         error.starts_with("web.incoming_webhook.disabled") || answer.status() == 501);
    return hook ? Verdict(answer.rejected(Rejected::Scope::destination)) : answer.common();
  }
};

rules::SettingsSchema schema() {
  return {.type = "mattermost",
          .help = "Mattermost, by an incoming webhook",
          .needs_address = false,
          .fields = chat_fields({secret_url_field("address of the incoming webhook; is a secret")}, "200ms", "1")};
}

tl::expected<std::unique_ptr<Channel>, rules::Problem> make(std::string id, const rules::Settings& settings,
                                                            const Installation&) {
  auto url = read_url(id, "url", settings);
  if (!url) return tl::unexpected(std::move(url.error()));
  return make_chat_channel(std::move(id), settings, std::make_unique<Mattermost>(std::move(*url)));
}

}  // namespace

ChannelType mattermost_channel_type() { return {schema(), make, {}}; }

}  // namespace dondoc::integrations::chat

// Discord, webhook: https://discord.com/developers/docs/resources/webhook#execute-webhook

#include <boost/json.hpp>

#include "integrations/channel_settings.hpp"
#include "integrations/chat/chat_channel.hpp"
#include "integrations/chat/services.hpp"
#include "integrations/chat/text.hpp"

namespace dondoc::integrations::chat {

namespace {

namespace json = boost::json;

constexpr Limit kContent{500};
constexpr Limit kDescription{4'096};  // all of an embed together: 6,000
constexpr int kRed = 0xd32f2f;
constexpr int kBlue = 0x1976d2;

class Discord final : public WebhookService {
 public:
  using WebhookService::WebhookService;

  [[nodiscard]] std::string payload(const ChatText& text, const Envelope& envelope) const override {
    const bool critical = envelope.facts->message_class == rules::MessageClass::critical;
    json::object embed{{"description", fit(text.below_title(), kDescription, escape_markdown)},
                       {"color", critical ? kRed : kBlue}};
    return json::serialize(json::object{{"content", fit(text.title, kContent, escape_markdown)},
                                        {"embeds", json::array{std::move(embed)}},
                                        {"allowed_mentions", {{"parse", json::array{}}}}});
  }

  [[nodiscard]] std::string plainer(const std::string& body) const override {
    return only_members(body, {"content", "allowed_mentions"});
  }

  // Another user agent than a bot's is turned away by Discord's gate keeper.
  [[nodiscard]] HttpRequest request(const SealedMessage& message) const override {
    auto out = WebhookService::request(message);
    out.headers = {{"User-Agent", "DiscordBot (https://dondoc.invalid, " DONDOC_VERSION ")"}};
    return out;
  }

  [[nodiscard]] Verdict judge(const Answer& answer, const SealedMessage&) const override {
    if (answer.accepted()) return answer.delivered(answer.text("id"));
    if (answer.arrived() && answer.status() == 429) {
      return answer.later(RetryLater::Scope::destination, answer.wait("retry_after", std::chrono::seconds{1}));
    }
    return answer.common();
  }
};

rules::SettingsSchema schema() {
  using Type = rules::SettingField::Type;
  std::vector<rules::SettingField> own{
      secret_url_field("address of the webhook; is a secret"),
      {.name = "thread_id", .type = Type::text, .help = "thread of the channel that gets the messages"}};
  return {.type = "discord",
          .help = "Discord, by a webhook",
          .needs_address = false,
          .fields = chat_fields(std::move(own), "500ms", "1")};
}

bool is_number(std::string_view text) { return text.find_first_not_of("0123456789") == std::string_view::npos; }

// Without wait=true Discord says yes before it has looked at the message.
tl::expected<std::unique_ptr<Channel>, rules::Problem> make(std::string id, const rules::Settings& settings,
                                                            const Installation&) {
  auto url = read_url(id, "url", settings);
  if (!url) return tl::unexpected(std::move(url.error()));
  const auto path = url->substr(0, url->find('?'));
  if (path.ends_with("/slack") || path.ends_with("/github"))
    return tl::unexpected(setting_problem(id, "url", "DD4123"));
  const auto thread = settings.text("thread_id");
  if (!is_number(thread)) return tl::unexpected(setting_problem(id, "thread_id", "DD4124"));
  auto target = with_query(*url, "wait=true" + (thread.empty() ? std::string{} : "&thread_id=" + thread));
  return make_chat_channel(std::move(id), settings, std::make_unique<Discord>(std::move(target)));
}

}  // namespace

ChannelType discord_channel_type() { return {schema(), make, {}}; }

}  // namespace dondoc::integrations::chat

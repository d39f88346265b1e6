#include "integrations/chat/webhook.hpp"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "integrations/channel_settings.hpp"
#include "integrations/chat/http_client.hpp"
#include "integrations/chat/webhook_signature.hpp"

namespace dondoc::integrations::chat {

namespace {

using rules::Problem;

struct Target {
  std::string id;
  std::string url;                // may hold a token: never in a text
  std::vector<std::string> keys;  // the current one first, then the one being phased out
  std::size_t max_per_hour = 0;
};

// The specification forbids "." in an id, which separates what is signed.
std::string webhook_id(std::string id) {
  std::ranges::replace(id, '.', '-');
  return id;
}

HttpRequest build_request(const Target& target, const SealedMessage& message) {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const auto timestamp = std::to_string(now.time_since_epoch().count());
  HttpRequest out;
  out.url = target.url;
  out.body = message.bytes;
  const auto id = webhook_id(message.public_id);
  out.headers = {{"webhook-id", id}, {"webhook-timestamp", timestamp}};
  std::string signatures;
  for (const auto& key : target.keys) {
    signatures += (signatures.empty() ? "" : " ") + sign_webhook(key, id, timestamp, message.bytes);
  }
  if (!signatures.empty()) out.headers.emplace_back("webhook-signature", signatures);
  return out;
}

class WebhookChannel final : public Channel {
 public:
  WebhookChannel(Target target, HttpPolicy policy) : target_(std::move(target)), client_(std::move(policy)) {}

  [[nodiscard]] const std::string& id() const override { return target_.id; }
  [[nodiscard]] std::size_t width() const override { return client_.policy().connections; }
  [[nodiscard]] std::size_t max_per_hour() const override { return target_.max_per_hour; }

  [[nodiscard]] tl::expected<std::string, Problem> seal(const rules::RenderedMessage& message,
                                                        const Envelope& envelope) const override {
    return webhook_payload(message, envelope);
  }

  [[nodiscard]] std::optional<Problem> check_address(std::string_view /*address*/) const override {
    return std::nullopt;
  }

  void deliver(SealedMessage message, std::function<void(Outcome)> done) override {
    auto judge = [this, id = webhook_id(message.public_id)](const HttpExchange& exchange) {
      auto outcome = judge_exchange(exchange, target_.id);
      if (auto* delivered = std::get_if<Delivered>(&outcome)) delivered->remote_id = id;
      return outcome;
    };
    auto build = [this, message = std::move(message)] { return build_request(target_, message); };
    client_.send(std::move(build), std::move(judge), std::move(done));
  }

  void stop() override { client_.stop(); }

 private:
  Target target_;
  HttpClient client_;
};

rules::SettingsSchema schema() {
  using Type = rules::SettingField::Type;
  rules::SettingsSchema out{.type = "webhook",
                            .help = "JSON to a program over HTTPS, signed after Standard Webhooks",
                            .needs_address = false,
                            .fields = {}};
  out.fields = {
      {.name = "url", .type = Type::url, .required = true, .help = "where messages are posted; may hold a token"},
      {.name = "secret", .type = Type::secret, .help = "signing key, whsec_…; without it messages are not signed"},
      {.name = "previous_secret", .type = Type::secret, .help = "key being phased out: both sign"},
  };
  for (auto& field : http_fields()) out.fields.push_back(std::move(field));
  return out;
}

tl::expected<std::unique_ptr<Channel>, Problem> make(std::string id, const rules::Settings& settings,
                                                     const Installation& /*installation*/) {
  Target target;
  target.id = std::move(id);
  target.url = settings.text("url");
  target.max_per_hour = read_count(settings, "max_per_hour", 0);
  for (const auto* field : {"secret", "previous_secret"}) {
    const auto text = settings.text(field);
    if (text.empty()) continue;
    auto key = decode_webhook_key(text);
    if (!key) return tl::unexpected(setting_problem(target.id, field, "DD4116"));
    target.keys.push_back(std::move(*key));
  }
  auto policy = read_http_policy(target.id, settings);
  if (auto fault = url_fault(target.url, policy); !fault.empty()) {
    return tl::unexpected(setting_problem(target.id, "url", std::move(fault)));
  }
  return std::make_unique<WebhookChannel>(std::move(target), std::move(policy));
}

}  // namespace

ChannelType webhook_channel_type() { return {schema(), make, {}}; }

}  // namespace dondoc::integrations::chat

// Microsoft Teams, a Power Automate workflow that posts Adaptive Cards: https://adaptivecards.io/explorer/

#include <algorithm>
#include <boost/json.hpp>

#include "integrations/channel_settings.hpp"
#include "integrations/chat/chat_channel.hpp"
#include "integrations/chat/services.hpp"
#include "integrations/chat/text.hpp"

namespace dondoc::integrations::chat {

namespace {

namespace json = boost::json;

// A message may have about 28 KB; one client measured 21 KB.
constexpr Limit kTitle{400, Measure::bytes};
// Signs that JSON escapes count twice.
constexpr Limit kBlock{2'900, Measure::bytes};
constexpr std::size_t kMaxBlocks = 3;

json::object text_block(std::string text) { return {{"type", "TextBlock"}, {"wrap", true}, {"text", std::move(text)}}; }

json::object title_block(const ChatText& text, bool critical) {
  auto out = text_block(fit(text.title, kTitle, escape_card));
  out["size"] = "Large";
  out["weight"] = "Bolder";
  if (critical) out["color"] = "Attention";
  return out;
}

json::object fact_set(const ChatText& text) {
  json::array facts;
  for (const auto& [label, value] : text.rows) {
    facts.push_back(json::object{{"title", escape_card(label)}, {"value", escape_card(value)}});
  }
  return {{"type", "FactSet"}, {"facts", std::move(facts)}};
}

json::object card(const ChatText& text, bool critical) {
  json::array body{title_block(text, critical)};
  if (!text.rows.empty()) body.push_back(fact_set(text));
  for (auto& part : split(text.body, kBlock, kMaxBlocks, escape_card)) body.push_back(text_block(std::move(part)));
  for (const auto& note : text.notes) {
    auto block = text_block(fit(note, kTitle, escape_card));
    block["isSubtle"] = true;
    body.push_back(std::move(block));
  }
  return {{"$schema", "http://adaptivecards.io/schemas/adaptive-card.json"},
          {"type", "AdaptiveCard"},
          {"version", "1.4"},
          {"fallbackText", fit(text.title, kTitle)},
          {"msteams", {{"width", "Full"}}},
          {"body", std::move(body)}};
}

json::object message_with(json::value card) {
  json::object attachment{{"contentType", "application/vnd.microsoft.card.adaptive"}, {"contentUrl", nullptr}};
  attachment["content"] = std::move(card);
  return {{"type", "message"}, {"attachments", json::array{std::move(attachment)}}};
}

// Any 2xx: the flow has taken the card, and what becomes of it in there nobody tells. So the card is kept simple.
class Teams final : public WebhookService {
 public:
  using WebhookService::WebhookService;

  [[nodiscard]] std::string payload(const ChatText& text, const Envelope& envelope) const override {
    const bool critical = envelope.facts->message_class == rules::MessageClass::critical;
    return json::serialize(message_with(card(text, critical)));
  }

  [[nodiscard]] std::string plainer(const std::string& body) const override {
    boost::system::error_code error;
    auto sealed = json::parse(body, error);
    if (error) return {};
    auto& content = sealed.at("attachments").at(0).at("content").as_object();
    content["body"].as_array().resize(1);
    return json::serialize(sealed);
  }
};

std::string host_of(std::string_view url) {
  url.remove_prefix(std::min(url.find("://") + 3, url.size()));
  std::string out(url.substr(0, url.find_first_of(":/?")));
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

// Addresses that Microsoft has closed.
std::string retired(const std::string& url) {
  const auto host = host_of(url);
  if (host.ends_with(".webhook.office.com") || host == "outlook.office.com" || host == "outlook.office365.com")
    return "DD4121";
  return host.ends_with(".logic.azure.com") ? "DD4122" : "";
}

rules::SettingsSchema schema() {
  return {.type = "teams",
          .help = "Microsoft Teams, by a Power Automate workflow",
          .needs_address = false,
          .fields = chat_fields({secret_url_field("address of the workflow; is a secret")}, "1s", "1")};
}

tl::expected<std::unique_ptr<Channel>, rules::Problem> make(std::string id, const rules::Settings& settings,
                                                            const Installation&) {
  auto url = read_url(id, "url", settings);
  if (!url) return tl::unexpected(std::move(url.error()));
  if (auto code = retired(*url); !code.empty()) return tl::unexpected(setting_problem(id, "url", std::move(code)));
  return make_chat_channel(std::move(id), settings, std::make_unique<Teams>(std::move(*url)));
}

}  // namespace

ChannelType teams_channel_type() { return {schema(), make, {}}; }

}  // namespace dondoc::integrations::chat

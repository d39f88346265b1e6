// Google Chat, webhook of a space: https://developers.google.com/workspace/chat/quickstart/webhooks

#include <boost/json.hpp>

#include "integrations/chat/chat_channel.hpp"
#include "integrations/chat/services.hpp"
#include "integrations/chat/text.hpp"

namespace dondoc::integrations::chat {

namespace {

namespace json = boost::json;

// The whole message may have 32,000 bytes, and signs that JSON escapes count twice.
constexpr Limit kTitle{600, Measure::bytes};
constexpr Limit kParagraph{14'000, Measure::bytes};

json::object card(const ChatText& text) {
  json::array widgets;
  for (const auto& [label, value] : text.rows) {
    widgets.push_back(json::object{{"decoratedText", {{"topLabel", label}, {"text", escape_html(value)}}}});
  }
  const auto paragraph = [&](std::string_view words) {
    if (!words.empty())
      widgets.push_back(json::object{{"textParagraph", {{"text", fit(words, kParagraph, escape_html)}}}});
  };
  paragraph(text.body);
  for (const auto& note : text.notes) paragraph(note);
  return {{"header", {{"title", fit(text.title, kTitle)}}},
          {"sections", json::array{json::object{{"widgets", std::move(widgets)}}}}};
}

// Earlier messages about the same items share a thread.
const std::string& thread_key(const Envelope& envelope) {
  return envelope.thread.empty() ? envelope.public_id : envelope.thread.front();
}

class GoogleChat final : public WebhookService {
 public:
  using WebhookService::WebhookService;

  [[nodiscard]] std::string payload(const ChatText& text, const Envelope& envelope) const override {
    json::object one{{"cardId", envelope.public_id}, {"card", card(text)}};
    return json::serialize(json::object{{"fallbackText", fit(text.title, kTitle)},
                                        {"cardsV2", json::array{std::move(one)}},
                                        {"thread", {{"threadKey", thread_key(envelope)}}}});
  }

  // A message needs a text or a card.
  [[nodiscard]] std::string plainer(const std::string& body) const override {
    boost::system::error_code error;
    const auto sealed = json::parse(body, error);
    if (error) return {};
    return json::serialize(json::object{{"text", sealed.at("fallbackText")}, {"thread", sealed.at("thread")}});
  }

  // The same requestId again gives the first message back, and makes no second one.
  [[nodiscard]] HttpRequest request(const SealedMessage& message) const override {
    auto out = WebhookService::request(message);
    out.url = with_query(url(), "messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD&requestId=" +
                                    percent_encoded(message.public_id));
    return out;
  }

  [[nodiscard]] Verdict judge(const Answer& answer, const SealedMessage&) const override {
    if (answer.accepted()) return answer.delivered(answer.text("name"));
    return answer.common();
  }
};

rules::SettingsSchema schema() {
  return {.type = "google_chat",
          .help = "Google Chat, by a webhook of a space",
          .needs_address = false,
          .fields = chat_fields({secret_url_field("address of the webhook; is a secret")}, "1s", "1")};
}

tl::expected<std::unique_ptr<Channel>, rules::Problem> make(std::string id, const rules::Settings& settings,
                                                            const Installation&) {
  auto url = read_url(id, "url", settings);
  if (!url) return tl::unexpected(std::move(url.error()));
  return make_chat_channel(std::move(id), settings, std::make_unique<GoogleChat>(std::move(*url)));
}

}  // namespace

ChannelType google_chat_channel_type() { return {schema(), make, {}}; }

}  // namespace dondoc::integrations::chat

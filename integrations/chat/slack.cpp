// Slack, incoming webhook: https://api.slack.com/messaging/webhooks

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "integrations/chat/chat_channel.hpp"
#include "integrations/chat/services.hpp"
#include "integrations/chat/text.hpp"

namespace dondoc::integrations::chat {

namespace {

namespace json = boost::json;

constexpr Limit kHeader{150};
constexpr Limit kSection{3'000};
constexpr Limit kNotification{3'000};
// All blocks together fail at about 13,200 characters.
constexpr std::size_t kMaxSections = 3;

json::object plain_block(std::string_view title) {
  return {{"type", "header"}, {"text", {{"type", "plain_text"}, {"text", fit(title, kHeader)}, {"emoji", false}}}};
}

// "verbatim" keeps Slack from making links and mentions of what looks like some.
json::object words(std::string text) { return {{"type", "mrkdwn"}, {"text", std::move(text)}, {"verbatim", true}}; }

json::array blocks(const ChatText& text) {
  json::array out{plain_block(text.title)};
  for (auto& part : split(text.below_title(), kSection, kMaxSections, escape_slack)) {
    out.push_back(json::object{{"type", "section"}, {"text", words(std::move(part))}});
  }
  return out;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> list) {
  return std::ranges::find(list, word) != list.end();
}

class Slack final : public WebhookService {
 public:
  using WebhookService::WebhookService;

  [[nodiscard]] std::string payload(const ChatText& text, const Envelope&) const override {
    json::object out{{"text", fit(text.title, kNotification, escape_slack)}, {"blocks", blocks(text)}};
    out["unfurl_links"] = false;
    out["unfurl_media"] = false;
    return json::serialize(out);
  }

  [[nodiscard]] std::string plainer(const std::string& body) const override { return only_members(body, {"text"}); }

  // The answer is one word in plain text; only "ok" means yes. Some errors come with a status of their own, some with
  // 200 or 400.
  [[nodiscard]] Verdict judge(const Answer& answer, const SealedMessage&) const override {
    if (!answer.arrived()) return answer.common();
    const auto word = answer.is_json() ? std::string_view(answer.text("error")) : answer.body();
    if (answer.accepted() && answer.body() == "ok") return answer.delivered();
    if (is_one_of(word,
                  {"no_service", "no_team", "team_disabled", "invalid_token", "channel_not_found",
                   "channel_is_archived", "action_prohibited", "posting_to_general_channel_denied", "no_service_id"})) {
      return answer.rejected(Rejected::Scope::destination);
    }
    if (answer.accepted()) return answer.rejected(Rejected::Scope::message);
    return answer.common();
  }
};

rules::SettingsSchema schema() {
  return {.type = "slack",
          .help = "Slack, by an incoming webhook",
          .needs_address = false,
          .fields = chat_fields({secret_url_field("address of the incoming webhook; is a secret")}, "1s", "1")};
}

tl::expected<std::unique_ptr<Channel>, rules::Problem> make(std::string id, const rules::Settings& settings,
                                                            const Installation&) {
  auto url = read_url(id, "url", settings);
  if (!url) return tl::unexpected(std::move(url.error()));
  return make_chat_channel(std::move(id), settings, std::make_unique<Slack>(std::move(*url)));
}

}  // namespace

ChannelType slack_channel_type() { return {schema(), make, {}}; }

}  // namespace dondoc::integrations::chat

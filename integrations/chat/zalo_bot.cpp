// Zalo Bot Platform, sendMessage: https://bot.zaloplatforms.com/docs

#include <boost/json.hpp>

#include "integrations/chat/chat_channel.hpp"
#include "integrations/chat/services.hpp"
#include "integrations/chat/text.hpp"

namespace dondoc::integrations::chat {

namespace {

namespace json = boost::json;

constexpr Limit kText{2'000};

class ZaloBot final : public ChatService {
 public:
  explicit ZaloBot(std::string url) : url_(std::move(url)) {}

  [[nodiscard]] std::string payload(const ChatText& text, const Envelope& envelope) const override {
    return json::serialize(json::object{{"chat_id", envelope.address}, {"text", fit(text.all(), kText)}});
  }

  [[nodiscard]] HttpRequest request(const SealedMessage& message) const override {
    HttpRequest out;
    out.url = url_;
    out.body = message.bytes;
    return out;
  }

  // The status may be 200 whatever happened: "ok" and "error_code" decide.
  [[nodiscard]] Verdict judge(const Answer& answer, const SealedMessage&) const override {
    if (!answer.arrived() || (!answer.accepted() && !answer.is_json())) return answer.common();
    if (answer.text("ok") == "true") return answer.delivered(answer.text("result.message_id"));
    if (answer.text("ok") != "false") return answer.accepted() ? Verdict(answer.unknown()) : answer.common();
    const auto& code = answer.text("error_code");
    if (code == "401" || code == "404") return answer.rejected(Rejected::Scope::destination);
    if (code == "403") return answer.rejected(Rejected::Scope::recipient);
    if (code == "429")
      return answer.later(RetryLater::Scope::destination,
                          answer.wait("parameters.retry_after", std::chrono::seconds{1}));
    if (code == "408" || code.starts_with('5')) return answer.later(RetryLater::Scope::message);
    return answer.rejected(answer.says("chat") ? Rejected::Scope::recipient : Rejected::Scope::message);
  }

  [[nodiscard]] std::string address_fault(std::string_view address) const override {
    constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    return address.empty() || address.find_first_not_of(kLetters) != std::string_view::npos ? "DD4127" : "";
  }

 private:
  std::string url_;  // holds the token
};

rules::SettingsSchema schema() {
  using Type = rules::SettingField::Type;
  std::vector<rules::SettingField> own{
      {.name = "token", .type = Type::secret, .required = true, .help = "the bot's token"},
      {.name = "base_url",
       .type = Type::url,
       .standard = "https://bot-api.zaloplatforms.com",
       .help = "server of the platform"}};
  return {
      .type = "zalo_bot",
      .help = "Zalo, by a bot of the Bot Platform; addresses are chat ids, known once a person has written to the bot",
      .fields = chat_fields(std::move(own), "1s", "4")};
}

tl::expected<std::unique_ptr<Channel>, rules::Problem> make(std::string id, const rules::Settings& settings,
                                                            const Installation&) {
  auto url = read_bot_url(id, settings);
  if (!url) return tl::unexpected(std::move(url.error()));
  return make_chat_channel(std::move(id), settings, std::make_unique<ZaloBot>(std::move(*url)));
}

}  // namespace

ChannelType zalo_bot_channel_type() { return {schema(), make, {}}; }

}  // namespace dondoc::integrations::chat

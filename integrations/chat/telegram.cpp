// Telegram Bot API, sendMessage: https://core.telegram.org/bots/api#sendmessage

#include <boost/json.hpp>
#include <charconv>
#include <map>
#include <mutex>

#include "integrations/channel_settings.hpp"
#include "integrations/chat/chat_channel.hpp"
#include "integrations/chat/services.hpp"
#include "integrations/chat/text.hpp"

namespace dondoc::integrations::chat {

namespace {

namespace json = boost::json;

constexpr std::string_view kPublicServer = "https://api.telegram.org";
constexpr Limit kTitle{300};
constexpr Limit kText{4'000};                            // 4,096 without tags
constexpr auto kGroupSpacing = std::chrono::seconds{3};  // 20 messages a minute

// address := chat [ "/" thread ]     chat: a number, below zero for groups, or "@" and the name of a public channel
struct Place {
  std::string chat;
  std::string thread;
};

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{} || end != text.data() + text.size() || out == 0) return std::nullopt;
  return out;
}

bool is_channel_name(std::string_view text) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
  return text.size() > 1 && text.front() == '@' && text.find_first_not_of(kLetters, 1) == std::string_view::npos;
}

Place place_of(std::string_view address) {
  const auto slash = address.find('/');
  if (slash == std::string_view::npos) return {std::string(address), {}};
  return {std::string(address.substr(0, slash)), std::string(address.substr(slash + 1))};
}

void put_place(json::object& out, const Place& place) {
  if (const auto number = number_in(place.chat)) {
    out["chat_id"] = *number;
  } else {
    out["chat_id"] = place.chat;
  }
  if (const auto thread = number_in(place.thread)) out["message_thread_id"] = *thread;
}

class Telegram final : public ChatService {
 public:
  explicit Telegram(std::string url) : url_(std::move(url)) {}

  [[nodiscard]] std::string payload(const ChatText& text, const Envelope& envelope) const override {
    const auto title = "<b>" + fit(text.title, kTitle, escape_html) + "</b>\n";
    const Limit rest{kText.size - size_in(Measure::utf16, title)};
    json::object out;
    put_place(out, place_of(envelope.address));
    out["text"] = title + fit(text.below_title(), rest, escape_html);
    out["parse_mode"] = "HTML";
    out["link_preview_options"] = {{"is_disabled", true}};
    if (envelope.facts->message_class != rules::MessageClass::critical) out["disable_notification"] = true;
    return json::serialize(out);
  }

  [[nodiscard]] std::string plainer(const std::string& body) const override {
    boost::system::error_code error;
    auto sealed = json::parse(body, error);
    if (error) return {};
    auto& object = sealed.as_object();
    object["text"] = without_tags(std::string(object.at("text").as_string()));
    object.erase("parse_mode");
    return json::serialize(object);
  }

  [[nodiscard]] HttpRequest request(const SealedMessage& message) const override {
    HttpRequest out;
    out.url = url_;
    out.body = message.bytes;
    const auto chat = place_of(message.address).chat;
    const std::scoped_lock lock(mutex_);
    if (const auto moved = moved_.find(chat); moved != moved_.end()) out.body = with_chat(message.bytes, moved->second);
    return out;
  }

  [[nodiscard]] Verdict judge(const Answer& answer, const SealedMessage& message) const override {
    if (!answer.arrived()) return answer.common();
    if (answer.text("ok") == "true") return delivered(answer, message);
    if (answer.accepted()) return answer.is_json() ? answer.rejected(Rejected::Scope::message) : answer.unknown();
    switch (answer.status()) {
      case 400:
        return judge_request(answer, message);
      case 403:  // blocked by this user, thrown out of this group
        return answer.rejected(Rejected::Scope::recipient);
      case 429:
        return answer.later(RetryLater::Scope::destination,
                            answer.wait("parameters.retry_after", std::chrono::seconds{1}));
      default:
        return answer.common();
    }
  }

  [[nodiscard]] std::string address_fault(std::string_view address) const override {
    const auto place = place_of(address);
    const bool thread = address.find('/') == std::string_view::npos || number_in(place.thread).value_or(0) > 0;
    return thread && (number_in(place.chat) || is_channel_name(place.chat)) ? "" : "DD4125";
  }

  [[nodiscard]] std::chrono::milliseconds spacing(std::string_view address) const override {
    return address.starts_with('-') || address.starts_with('@') ? kGroupSpacing : std::chrono::seconds{0};
  }

 private:
  static std::string with_chat(const std::string& body, std::int64_t chat) {
    boost::system::error_code error;
    auto sealed = json::parse(body, error);
    if (error) return body;
    sealed.as_object()["chat_id"] = chat;
    return json::serialize(sealed);
  }

  [[nodiscard]] Verdict delivered(const Answer& answer, const SealedMessage& message) const {
    auto outcome = answer.delivered(answer.text("result.message_id"));
    const std::scoped_lock lock(mutex_);
    const auto moved = moved_.find(place_of(message.address).chat);
    if (moved != moved_.end()) {
      auto& reply = std::get<Delivered>(outcome).reply;
      reply = "the group has a new id, " + std::to_string(moved->second) + ": change the address; " + reply;
    }
    return outcome;
  }

  // A group that became a supergroup has a new id, which the answer tells: the same again, there.
  [[nodiscard]] Verdict judge_request(const Answer& answer, const SealedMessage& message) const {
    if (const auto moved_to = number_in(answer.text("parameters.migrate_to_chat_id"))) {
      const std::scoped_lock lock(mutex_);
      moved_[place_of(message.address).chat] = *moved_to;
      return {answer.rejected(Rejected::Scope::recipient), Verdict::Again::same};
    }
    if (answer.says("parse entities")) return answer.common();
    for (const auto* words :
         {"chat not found", "user not found", "chat_id", "PEER_ID_INVALID", "deactivated", "thread not found"}) {
      if (answer.says(words)) return answer.rejected(Rejected::Scope::recipient);
    }
    return answer.rejected(Rejected::Scope::message);
  }

  std::string url_;  // holds the token
  mutable std::mutex mutex_;
  mutable std::map<std::string, std::int64_t> moved_;  // groups, to their new ids
};

rules::SettingsSchema schema() {
  using Type = rules::SettingField::Type;
  std::vector<rules::SettingField> own{
      {.name = "token", .type = Type::secret, .required = true, .help = "the bot's token, from @BotFather"},
      {.name = "base_url",
       .type = Type::url,
       .standard = std::string(kPublicServer),
       .help = "Bot API server, where you run one of your own"}};
  return {.type = "telegram",
          .help = "Telegram, by a bot; addresses are chat ids: 123, -100123, -100123/7 (a topic), @channel",
          .fields = chat_fields(std::move(own), "1s", "4")};
}

tl::expected<std::unique_ptr<Channel>, rules::Problem> make(std::string id, const rules::Settings& settings,
                                                            const Installation&) {
  auto url = read_bot_url(id, settings);
  if (!url) return tl::unexpected(std::move(url.error()));
  return make_chat_channel(std::move(id), settings, std::make_unique<Telegram>(std::move(*url)));
}

// Vietnam's networks have been told to block Telegram (May 2025).
rules::Problems warnings(const std::string& id, const rules::Settings& settings) {
  if (settings.text("base_url") != kPublicServer || !settings.text("proxy").empty()) return {};
  return {setting_problem(id, "type", "DD4126")};
}

}  // namespace

ChannelType telegram_channel_type() { return {schema(), make, warnings}; }

}  // namespace dondoc::integrations::chat

// Matrix, client-server API: https://spec.matrix.org/latest/client-server-api/#sending-events-to-a-room

#include <boost/json.hpp>

#include "integrations/channel_settings.hpp"
#include "integrations/chat/chat_channel.hpp"
#include "integrations/chat/services.hpp"
#include "integrations/chat/text.hpp"

namespace dondoc::integrations::chat {

namespace {

namespace json = boost::json;

constexpr Limit kTitle{400, Measure::bytes};
// An event may have 65,536 bytes, and has the text twice.
constexpr Limit kText{10'000, Measure::bytes};

std::string with_breaks(std::string_view html) {
  std::string out;
  for (const char c : html) {
    if (c == '\n') {
      out += "<br/>";
    } else {
      out += c;
    }
  }
  return out;
}

class Matrix final : public ChatService {
 public:
  Matrix(std::string server, std::string token) : server_(std::move(server)), token_(std::move(token)) {}

  // Notices make no sound. Nobody is mentioned, whatever the text says.
  [[nodiscard]] std::string payload(const ChatText& text, const Envelope& envelope) const override {
    const bool critical = envelope.facts->message_class == rules::MessageClass::critical;
    const auto below = text.below_title();
    const auto html =
        "<b>" + fit(text.title, kTitle, escape_html) + "</b><br/>" + with_breaks(fit(below, kText, escape_html));
    return json::serialize(json::object{{"msgtype", critical ? "m.text" : "m.notice"},
                                        {"body", fit(text.title, kTitle) + "\n" + fit(below, kText)},
                                        {"format", "org.matrix.custom.html"},
                                        {"formatted_body", html},
                                        {"m.mentions", json::object{}}});
  }

  [[nodiscard]] std::string plainer(const std::string& body) const override {
    return only_members(body, {"msgtype", "body", "m.mentions"});
  }

  // The same transaction again makes no second event.
  [[nodiscard]] HttpRequest request(const SealedMessage& message) const override {
    HttpRequest out;
    out.method = "PUT";
    out.url = server_ + "/_matrix/client/v3/rooms/" + percent_encoded(message.address) + "/send/m.room.message/" +
              percent_encoded(message.public_id);
    out.body = message.bytes;
    out.content_type = "application/json";
    out.headers = {{"Authorization", "Bearer " + token_}};
    return out;
  }

  [[nodiscard]] Verdict judge(const Answer& answer, const SealedMessage&) const override {
    if (answer.accepted())
      return answer.text("event_id").empty() ? answer.unknown() : answer.delivered(answer.text("event_id"));
    if (!answer.arrived()) return answer.common();
    const auto& error = answer.text("errcode");
    if (error == "M_LIMIT_EXCEEDED") {
      return answer.later(RetryLater::Scope::destination, answer.wait("retry_after_ms", std::chrono::milliseconds{1}));
    }
    // Not, or no longer, in this room.
    if (error == "M_FORBIDDEN" || error == "M_NOT_FOUND") return answer.rejected(Rejected::Scope::recipient);
    return answer.common();
  }

  [[nodiscard]] std::string address_fault(std::string_view address) const override {
    const bool room =
        address.size() > 1 && address.front() == '!' && address.find_first_of(" \t\r\n") == std::string_view::npos;
    return room ? "" : "DD4128";
  }

 private:
  std::string server_;
  std::string token_;
};

rules::SettingsSchema schema() {
  using Type = rules::SettingField::Type;
  std::vector<rules::SettingField> own{
      {.name = "url", .type = Type::url, .required = true, .help = "address of the homeserver"},
      {.name = "token", .type = Type::secret, .required = true, .help = "access token of the account that writes"}};
  return {.type = "matrix",
          .help = "Matrix; addresses are ids of rooms without encryption: !abc:example.vn",
          .fields = chat_fields(std::move(own), "1s", "2")};
}

tl::expected<std::unique_ptr<Channel>, rules::Problem> make(std::string id, const rules::Settings& settings,
                                                            const Installation&) {
  auto server = read_url(id, "url", settings);
  if (!server) return tl::unexpected(std::move(server.error()));
  auto token = read_token(id, "token", settings);
  if (!token) return tl::unexpected(std::move(token.error()));
  while (server->ends_with('/')) server->pop_back();
  return make_chat_channel(std::move(id), settings, std::make_unique<Matrix>(std::move(*server), std::move(*token)));
}

rules::Problems warnings(const std::string& id, const rules::Settings&) {
  return {setting_problem(id, "type", "DD4129")};
}

}  // namespace

ChannelType matrix_channel_type() { return {schema(), make, warnings}; }

}  // namespace dondoc::integrations::chat

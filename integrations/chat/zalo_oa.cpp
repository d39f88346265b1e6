// Zalo Official Account: messages to followers (v3.0/oa/message/cs), or templates to telephone numbers (ZNS).
// https://developers.zalo.me/docs/official-account, https://zalo.cloud/zns/guidelines

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "integrations/channel_settings.hpp"
#include "integrations/chat/chat_channel.hpp"
#include "integrations/chat/pacer.hpp"
#include "integrations/chat/services.hpp"
#include "integrations/chat/text.hpp"
#include "integrations/chat/zalo_errors.hpp"
#include "integrations/chat/zalo_login.hpp"
#include "integrations/chat/zalo_template.hpp"

namespace dondoc::integrations::chat {

namespace {

namespace json = boost::json;

using rules::Problem;
using Done = std::function<void(Outcome)>;

constexpr Limit kText{2'000};

struct Account {
  std::string id;
  std::string url;
  ZaloForm form = ZaloForm::message;
  Content content = Content::counts;
  std::string template_id;
  std::vector<TemplateEntry> entries;
  std::string secret;  // for the proof; empty: none is asked for
  std::chrono::milliseconds pace{0};
  std::size_t max_per_hour = 0;
};

std::string message_body(const ChatText& text, const Envelope& envelope) {
  return json::serialize(
      json::object{{"recipient", {{"user_id", envelope.address}}}, {"message", {{"text", fit(text.all(), kText)}}}});
}

std::string template_body(const Account& account, const Envelope& envelope) {
  const auto values = template_values(envelope, account.content);
  json::object data;
  for (const auto& [parameter, value] : account.entries) data[parameter] = harmless(values.at(value));
  return json::serialize(json::object{{"phone", envelope.address},
                                      {"template_id", account.template_id},
                                      {"template_data", std::move(data)},
                                      {"tracking_id", envelope.public_id}});
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

class ZaloOa final : public Channel {
 public:
  ZaloOa(Account account, ZaloApp app, std::filesystem::path token_file, HttpPolicy policy)
      : account_(std::move(account)),
        login_(std::move(app), std::move(token_file), client_),
        client_(std::move(policy)) {}

  [[nodiscard]] const std::string& id() const override { return account_.id; }
  [[nodiscard]] std::size_t width() const override { return client_.policy().connections; }
  [[nodiscard]] std::size_t max_per_hour() const override { return account_.max_per_hour; }
  // Beyond a small number of free ones each message is paid for.
  [[nodiscard]] bool repeats_cost() const override { return true; }

  [[nodiscard]] tl::expected<std::string, Problem> seal(const rules::RenderedMessage& message,
                                                        const Envelope& envelope) const override {
    if (account_.form == ZaloForm::notification) return template_body(account_, envelope);
    return message_body(chat_text(message, envelope, account_.content), envelope);
  }

  [[nodiscard]] std::optional<Problem> check_address(std::string_view address) const override {
    if (is_number(address)) return std::nullopt;
    Problem problem;
    problem.code = account_.form == ZaloForm::message ? "DD4130" : "DD4131";
    problem.args = {{"channel", account_.id}, {"address", std::string(address)}};
    return problem;
  }

  void deliver(SealedMessage message, Done done) override {
    if (auto problem = check_address(message.address)) {
      done(Rejected{"the address is no number [" + problem->code + "]", Rejected::Scope::recipient});
      return;
    }
    send(std::make_shared<const SealedMessage>(std::move(message)), std::move(done), false);
  }

  void stop() override { client_.stop(); }

 private:
  void send(std::shared_ptr<const SealedMessage> message, Done done, bool again) {
    login_.with_token(
        [this, message = std::move(message), done = std::move(done), again](ZaloLogin::Token token) mutable {
          if (auto* failed = std::get_if<Outcome>(&token)) return done(std::move(*failed));
          post(std::move(message), std::get<std::string>(std::move(token)), std::move(done), again);
        });
  }

  // A token that has run out before its time is refreshed once, and the same bytes go again.
  void post(std::shared_ptr<const SealedMessage> message, std::string token, Done done, bool again) {
    auto expired = std::make_shared<bool>(false);
    auto judge = [this, expired](const HttpExchange& exchange) {
      const Answer answer(exchange, account_.id);
      *expired = is_expired_token(answer);
      return judge_zalo(answer, account_.form);
    };
    auto build = [this, message, token] { return request(*message, token); };
    auto finish = [this, message, token, expired, again, done = std::move(done)](Outcome outcome) mutable {
      if (!*expired || again) return done(std::move(outcome));
      login_.forget(token);
      send(std::move(message), std::move(done), true);
    };
    const auto at = pacer_.reserve(message->address, account_.pace, std::chrono::steady_clock::now());
    client_.send(std::move(build), std::move(judge), std::move(finish), at);
  }

  [[nodiscard]] HttpRequest request(const SealedMessage& message, const std::string& token) const {
    HttpRequest out;
    out.url = account_.url;
    out.content_type = "application/json";
    out.body = message.bytes;
    out.headers = {{"access_token", token}};
    if (!account_.secret.empty()) out.headers.emplace_back("appsecret_proof", app_secret_proof(account_.secret, token));
    return out;
  }

  const Account account_;
  Pacer pacer_;
  ZaloLogin login_;
  HttpClient client_;  // last: its thread uses the others
};

rules::SettingsSchema schema() {
  using Type = rules::SettingField::Type;
  std::vector<rules::SettingField> own{
      {.name = "form",
       .type = Type::choice,
       .standard = "message",
       .choices = {"message", "template"},
       .help = "message: to followers, by user id; template: an approved one (ZNS), by telephone number"},
      {.name = "app_id", .type = Type::text, .required = true, .help = "id of the application"},
      {.name = "app_secret", .type = Type::secret, .required = true, .help = "secret key of the application"},
      {.name = "refresh_token",
       .type = Type::secret,
       .required = true,
       .help = "the first refresh token; its successors are kept in token_file"},
      {.name = "token_file", .type = Type::path, .help = "default: beside the database, named after the channel"},
      {.name = "proof", .type = Type::boolean, .standard = "false", .help = "the application asks for appsecret_proof"},
      {.name = "template_id", .type = Type::text, .help = "id of the approved template"},
      {.name = "template_data", .type = Type::text_list, .help = "\"parameter = value\" for each of its parameters"},
      {.name = "base_url", .type = Type::url, .help = "server that takes messages, where it is not Zalo's"},
      {.name = "login_url",
       .type = Type::url,
       .standard = "https://oauth.zaloapp.com",
       .help = "server that refreshes tokens"}};
  return {.type = "zalo_oa", .help = "Zalo Official Account", .fields = chat_fields(std::move(own), "200ms", "4")};
}

// Field and code of what is wrong with a template's settings.
std::pair<std::string, std::string> read_template(const rules::Settings& settings, Account& account) {
  account.template_id = settings.text("template_id");
  const auto* entries = settings.find<std::vector<std::string>>("template_data");
  if (account.form == ZaloForm::message) return {};
  if (!is_number(account.template_id)) return {"template_id", "DD4132"};
  if (!entries || entries->empty()) return {"template_data", "DD4119"};
  for (const auto& text : *entries) {
    auto entry = parse_template_entry(text);
    if (!entry) return {"template_data", "DD4133"};
    account.entries.push_back(std::move(*entry));
  }
  return {};
}

std::string server_of(ZaloForm form) {
  return form == ZaloForm::message ? "https://openapi.zalo.me" : "https://business.openapi.zalo.me";
}

std::filesystem::path token_file(const std::string& id, const rules::Settings& settings,
                                 const Installation& installation) {
  const auto given = settings.text("token_file");
  return given.empty() ? std::filesystem::path(installation.state_directory) / ("zalo-" + id + ".json")
                       : std::filesystem::path(given);
}

tl::expected<ZaloApp, Problem> read_app(const std::string& id, const rules::Settings& settings) {
  ZaloApp app{id, settings.text("app_id"), {}, {}, settings.text("login_url") + "/v4/oa/access_token"};
  for (const auto& [field, value] :
       {std::pair{"app_secret", &app.secret}, {"refresh_token", &app.first_refresh_token}}) {
    auto secret = read_token(id, field, settings);
    if (!secret) return tl::unexpected(std::move(secret.error()));
    *value = std::move(*secret);
  }
  return app;
}

tl::expected<std::unique_ptr<Channel>, Problem> make(std::string id, const rules::Settings& given,
                                                     const Installation& installation) {
  Account account;
  account.form = given.text("form") == "template" ? ZaloForm::notification : ZaloForm::message;
  auto settings = given;
  if (settings.text("base_url").empty()) settings.values["base_url"] = server_of(account.form);
  for (const auto* field : {"base_url", "login_url"}) {
    if (auto url = read_url(id, field, settings); !url) return tl::unexpected(std::move(url.error()));
  }
  auto app = read_app(id, settings);
  if (!app) return tl::unexpected(std::move(app.error()));
  if (const auto [field, code] = read_template(settings, account); !field.empty()) {
    return tl::unexpected(setting_problem(id, field, code));
  }
  account.url =
      settings.text("base_url") + (account.form == ZaloForm::message ? "/v3.0/oa/message/cs" : "/message/template");
  account.content = read_content(settings);
  if (read_flag(settings, "proof")) account.secret = app->secret;
  account.pace = read_duration(settings, "pace", {});
  account.max_per_hour = read_count(settings, "max_per_hour", 0);
  auto policy = read_http_policy(id, settings);
  auto file = token_file(id, settings, installation);
  account.id = std::move(id);
  return std::make_unique<ZaloOa>(std::move(account), std::move(*app), std::move(file), std::move(policy));
}

// Zalo lets an account write to who has written to it of late only.
rules::Problems warnings(const std::string& id, const rules::Settings& settings) {
  if (settings.text("form") == "template") return {};
  return {setting_problem(id, "form", "DD4134")};
}

}  // namespace

ChannelType zalo_oa_channel_type() { return {schema(), make, warnings}; }

}  // namespace dondoc::integrations::chat

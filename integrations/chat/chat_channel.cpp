#include "integrations/chat/chat_channel.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "integrations/channel_settings.hpp"
#include "integrations/chat/pacer.hpp"

namespace dondoc::integrations::chat {

namespace {

using rules::Problem;
using Done = std::function<void(Outcome)>;

struct Target {
  std::string id;
  Content content = Content::counts;
  std::chrono::milliseconds pace{0};
  std::size_t max_per_hour = 0;
};

// One message on its way; a second attempt follows at once where the service asks for another form.
struct Attempt {
  SealedMessage message;
  Verdict::Again again = Verdict::Again::no;
};

class ChatChannel final : public Channel {
 public:
  ChatChannel(Target target, HttpPolicy policy, std::unique_ptr<ChatService> service)
      : target_(std::move(target)), service_(std::move(service)), client_(std::move(policy)) {}

  [[nodiscard]] const std::string& id() const override { return target_.id; }
  [[nodiscard]] std::size_t width() const override { return client_.policy().connections; }
  [[nodiscard]] std::size_t max_per_hour() const override { return target_.max_per_hour; }

  [[nodiscard]] tl::expected<std::string, Problem> seal(const rules::RenderedMessage& message,
                                                        const Envelope& envelope) const override {
    return service_->payload(chat_text(message, envelope, target_.content), envelope);
  }

  [[nodiscard]] std::optional<Problem> check_address(std::string_view address) const override {
    auto code = service_->address_fault(address);
    if (code.empty()) return std::nullopt;
    Problem problem;
    problem.code = std::move(code);
    problem.args = {{"channel", target_.id}, {"address", std::string(address)}};
    return problem;
  }

  void deliver(SealedMessage message, Done done) override {
    if (const auto fault = service_->address_fault(message.address); !fault.empty()) {
      done(Rejected{"the address has not the form this service knows [" + fault + "]", Rejected::Scope::recipient});
      return;
    }
    auto first = std::make_shared<Attempt>(Attempt{std::move(message)});
    send(first, [this, first, done = std::move(done)](Outcome outcome) mutable {
      auto second = instead_of(*first);
      if (!second) return done(std::move(outcome));
      send(std::make_shared<Attempt>(std::move(*second)), std::move(done));
    });
  }

  void stop() override { client_.stop(); }

 private:
  void send(const std::shared_ptr<Attempt>& attempt, Done done) {
    const auto& address = attempt->message.address;
    const auto spacing = std::max(target_.pace, service_->spacing(address));
    const auto at = pacer_.reserve(address, spacing, std::chrono::steady_clock::now());
    auto judge = [this, attempt](const HttpExchange& exchange) {
      if (exchange.quota_reset.count() > 0) {
        pacer_.hold(attempt->message.address, std::chrono::steady_clock::now() + exchange.quota_reset);
      }
      auto verdict = service_->judge(Answer(exchange, target_.id), attempt->message);
      attempt->again = verdict.again;
      return std::move(verdict.outcome);
    };
    client_.send([this, attempt] { return service_->request(attempt->message); }, std::move(judge), std::move(done),
                 at);
  }

  [[nodiscard]] std::optional<Attempt> instead_of(const Attempt& attempt) const {
    if (attempt.again == Verdict::Again::no) return std::nullopt;
    Attempt out{attempt.message};
    if (attempt.again == Verdict::Again::plainer) out.message.bytes = service_->plainer(attempt.message.bytes);
    if (out.message.bytes.empty()) return std::nullopt;
    return out;
  }

  Target target_;
  std::unique_ptr<ChatService> service_;
  Pacer pacer_;
  HttpClient client_;  // last: its thread uses the others
};

}  // namespace

std::string ChatService::plainer(const std::string&) const { return {}; }
Verdict ChatService::judge(const Answer& answer, const SealedMessage&) const { return answer.common(); }
std::string ChatService::address_fault(std::string_view) const { return {}; }
std::chrono::milliseconds ChatService::spacing(std::string_view) const { return {}; }

HttpRequest WebhookService::request(const SealedMessage& message) const {
  HttpRequest out;
  out.url = url_;
  out.body = message.bytes;
  return out;
}

std::vector<rules::SettingField> chat_fields(std::vector<rules::SettingField> own, std::string pace,
                                             std::string connections) {
  using Type = rules::SettingField::Type;
  own.push_back(content_field("counts"));
  own.push_back({.name = "pace",
                 .type = Type::duration,
                 .standard = std::move(pace),
                 .min = 0,
                 .max = 60'000,
                 .help = "shortest time between two messages to one destination"});
  for (auto& field : http_fields(std::move(connections))) own.push_back(std::move(field));
  return own;
}

rules::SettingField secret_url_field(std::string help) {
  return {.name = "url", .type = rules::SettingField::Type::url, .required = true, .help = std::move(help)};
}

tl::expected<std::string, Problem> read_url(const std::string& channel, std::string_view field,
                                            const rules::Settings& settings) {
  auto url = settings.text(field);
  if (auto fault = url_fault(url, read_http_policy(channel, settings)); !fault.empty()) {
    return tl::unexpected(setting_problem(channel, std::string(field), std::move(fault)));
  }
  return url;
}

tl::expected<std::string, Problem> read_token(const std::string& channel, std::string_view field,
                                              const rules::Settings& settings) {
  auto token = settings.text(field);
  if (token.empty()) return tl::unexpected(setting_problem(channel, std::string(field), "DD4119"));
  const bool bad = std::ranges::any_of(token, [](unsigned char c) { return c <= 0x20 || c >= 0x7f; });
  if (bad) return tl::unexpected(setting_problem(channel, std::string(field), "DD4120"));
  return token;
}

tl::expected<std::string, Problem> read_bot_url(const std::string& channel, const rules::Settings& settings) {
  auto base = read_url(channel, "base_url", settings);
  if (!base) return base;
  auto token = read_token(channel, "token", settings);
  if (!token) return token;
  return *base + "/bot" + *token + "/sendMessage";
}

std::unique_ptr<Channel> make_chat_channel(std::string id, const rules::Settings& settings,
                                           std::unique_ptr<ChatService> service) {
  auto policy = read_http_policy(id, settings);
  Target target{std::move(id), read_content(settings), read_duration(settings, "pace", {}),
                read_count(settings, "max_per_hour", 0)};
  return std::make_unique<ChatChannel>(std::move(target), std::move(policy), std::move(service));
}

std::string with_query(const std::string& url, std::string_view query) {
  return url + (url.find('?') == std::string::npos ? "?" : "&") + std::string(query);
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
                       c == '_' || c == '.' || c == '~';
    if (plain) {
      out += c;
    } else {
      out += {'%', kDigits[byte >> 4U], kDigits[byte & 0xFU]};
    }
  }
  return out;
}

std::string only_members(const std::string& object, const std::vector<std::string_view>& names) {
  boost::system::error_code error;
  const auto value = boost::json::parse(object, error);
  if (error || !value.is_object()) return {};
  boost::json::object out;
  for (const auto name : names) {
    if (const auto* member = value.as_object().if_contains(name)) out[name] = *member;
  }
  return out.empty() ? std::string{} : boost::json::serialize(out);
}

}  // namespace dondoc::integrations::chat

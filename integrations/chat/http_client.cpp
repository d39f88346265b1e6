#include "integrations/chat/http_client.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "integrations/channel_settings.hpp"
#include "integrations/chat/http_transfer.hpp"
#include "integrations/chat/redaction.hpp"
#include "integrations/curl_engine.hpp"
#include "rules/text.hpp"

namespace dondoc::integrations::chat {

namespace {

constexpr std::size_t kMaxShownAnswer = 300;

bool is_one_of(int status, std::initializer_list<int> set) { return std::ranges::find(set, status) != set.end(); }

Outcome judge_failure(const HttpExchange& exchange, const std::string& channel) {
  using Failure = HttpExchange::Failure;
  const auto text = describe_post(channel, exchange.text);
  switch (exchange.failure) {
    case Failure::configuration:
      return Rejected{text, Rejected::Scope::destination};
    case Failure::unreachable:
      return RetryLater{text, RetryLater::Scope::destination, {}};
    case Failure::no_answer:
      return Unknown{text + ", after the last byte: it may have been accepted"};
    case Failure::none:
    case Failure::not_sent:
      break;
  }
  return RetryLater{text, RetryLater::Scope::message, {}};
}

}  // namespace

std::string describe_post(const std::string& channel, const std::string& cause) {
  return "POST to channel \"" + channel + "\": " + cause;
}

std::string describe_answer(const HttpExchange& exchange) {
  std::string out = "HTTP " + std::to_string(exchange.status);
  std::string body = redacted(exchange.body, exchange.secrets);
  if (body.size() > kMaxShownAnswer) body.resize(kMaxShownAnswer);
  std::ranges::replace_if(body, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return body.empty() ? out : out + ": " + rules::valid_utf8(body);
}

Outcome judge_exchange(const HttpExchange& exchange, const std::string& channel) {
  if (exchange.failure != HttpExchange::Failure::none) return judge_failure(exchange, channel);
  const int status = exchange.status;
  const auto text = describe_post(channel, describe_answer(exchange));
  if (status >= 200 && status < 300) return Delivered{{}, describe_answer(exchange)};
  if (is_one_of(status, {429, 502, 503, 504})) {
    return RetryLater{text, RetryLater::Scope::destination, exchange.retry_after};
  }
  if (is_one_of(status, {408, 425}) || status >= 500) {
    return RetryLater{text, RetryLater::Scope::message, exchange.retry_after};
  }
  // 3xx: what is configured is not where messages are taken; they do not follow to other hosts.
  if (status < 400 || is_one_of(status, {401, 403, 404, 405, 407, 410})) {
    return Rejected{text, Rejected::Scope::destination};
  }
  return Rejected{text, Rejected::Scope::message};
}

struct HttpClient::Parts {
  explicit Parts(HttpPolicy given) : policy(std::move(given)), engine(policy.connections) {}
  HttpPolicy policy;
  CurlEngine engine;
};

HttpClient::HttpClient(HttpPolicy policy) : parts_(std::make_unique<Parts>(std::move(policy))) {}
HttpClient::~HttpClient() = default;

void HttpClient::send(Build build, Judge judge, std::function<void(Outcome)> done, Time not_before) {
  parts_->engine.submit(std::make_unique<HttpTransfer>(parts_->policy, std::move(build), std::move(judge)),
                        std::move(done), not_before);
}

void HttpClient::stop() { parts_->engine.stop(); }

const HttpPolicy& HttpClient::policy() const { return parts_->policy; }

std::vector<rules::SettingField> http_fields(std::string connections) {
  using Type = rules::SettingField::Type;
  std::vector<rules::SettingField> out{
      {.name = "allow_http", .type = Type::boolean, .standard = "false", .help = "permits addresses without TLS"},
      {.name = "allow_private",
       .type = Type::boolean,
       .standard = "false",
       .help = "permits addresses of this machine and of private networks"},
  };
  for (auto& field : transport_fields("20s", std::move(connections))) out.push_back(std::move(field));
  return out;
}

HttpPolicy read_http_policy(const std::string& channel, const rules::Settings& settings) {
  HttpPolicy out;
  out.channel = channel;
  out.ca_file = settings.text("ca_file");
  out.proxy = settings.text("proxy");
  out.allow_http = read_flag(settings, "allow_http");
  out.allow_private = read_flag(settings, "allow_private");
  out.connections = read_count(settings, "connections", out.connections);
  out.timeout = read_duration(settings, "timeout", out.timeout);
  return out;
}

std::string url_fault(const std::string& url, const HttpPolicy& policy) {
  const bool plain = url.starts_with("http://");
  if (!plain && !url.starts_with("https://")) return "DD4117";
  if (plain && !policy.allow_http) return "DD4118";
  const auto bad = std::ranges::any_of(url, [](unsigned char c) { return c <= 0x20 || c == 0x7f; });
  return bad ? "DD4117" : std::string{};
}

}  // namespace dondoc::integrations::chat

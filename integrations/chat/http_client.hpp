#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "integrations/channel.hpp"
#include "rules/settings.hpp"

// What all channels over HTTP share: one request, one bounded answer, no redirects, no private addresses unless
// allowed. A chat channel adds the words of its payload and its own test of success.

namespace dondoc::integrations::chat {

struct HttpPolicy {
  std::string channel;  // id, for messages: addresses are secrets and never appear in one
  std::string ca_file;
  std::string proxy;
  bool allow_http = false;
  bool allow_private = false;  // loopback, private and link-local addresses (SSRF)
  std::size_t connections = 4;
  std::chrono::milliseconds timeout{20'000};
};

struct HttpRequest {
  std::string method = "POST";
  std::string url;  // goes out as it is written, never encoded again
  std::string body;
  std::string content_type = "application/json; charset=utf-8";
  std::vector<std::pair<std::string, std::string>> headers;
};

// What came of one attempt.
struct HttpExchange {
  enum class Failure {
    none,           // an answer arrived: `status`
    unreachable,    // name, connection or TLS handshake: nothing was sent
    configuration,  // certificate, forbidden address, malformed URL
    not_sent,       // ended before the whole request was out
    no_answer,      // the whole request was out, and no status came back
  };
  Failure failure = Failure::none;
  int status = 0;
  std::string body;                          // the first 64 KiB
  std::chrono::milliseconds retry_after{0};  // 0: not asked for; at most an hour
  std::string text;                          // cause of a failure, without the URL
  std::chrono::milliseconds quota_reset{0};  // X-RateLimit-Remaining is 0: the next request may go after this
  std::vector<std::string> secrets;          // of the request: what no text may repeat
};

// "HTTP 503: try later": the answer for texts, shortened, without what is secret.
[[nodiscard]] std::string describe_answer(const HttpExchange& exchange);
// 'POST to channel "noi-bo": …'
[[nodiscard]] std::string describe_post(const std::string& channel, const std::string& cause);

// The common policy (429, 503 and Retry-After; 410 and the like; 3xx is a failure). `channel` names the object in
// texts.
[[nodiscard]] Outcome judge_exchange(const HttpExchange& exchange, const std::string& channel);

// A client for one channel, with an engine and connections of its own.
class HttpClient {
 public:
  using Build = std::function<HttpRequest()>;  // called anew for each attempt
  using Judge = std::function<Outcome(const HttpExchange& exchange)>;

  explicit HttpClient(HttpPolicy policy);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  using Time = std::chrono::steady_clock::time_point;

  void send(Build build, Judge judge, std::function<void(Outcome)> done, Time not_before = {});
  void stop();
  [[nodiscard]] const HttpPolicy& policy() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// allow_http, allow_private and the fields of every transport.
[[nodiscard]] std::vector<rules::SettingField> http_fields(std::string connections = "4");
[[nodiscard]] HttpPolicy read_http_policy(const std::string& channel, const rules::Settings& settings);
// Code of the problem with this URL under the policy; empty if it can be used.
[[nodiscard]] std::string url_fault(const std::string& url, const HttpPolicy& policy);

}  // namespace dondoc::integrations::chat

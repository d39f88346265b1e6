#include "integrations/chat/http_transfer.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <utility>

#include "integrations/chat/private_address.hpp"
#include "integrations/chat/redaction.hpp"

namespace dondoc::integrations::chat {

namespace {

constexpr std::size_t kMaxAnswer = std::size_t{64} * 1024;
constexpr long kConnectMillis = 5'000;
constexpr long kMaxIdleSeconds = 60;
constexpr auto kLongestPause = std::chrono::hours{1};
constexpr const char* kUserAgent = "dondoc/" DONDOC_VERSION;

// libcurl 7.88 cuts "64.57" to 64: one second more is never too early.
std::chrono::milliseconds retry_after(CURL* easy) {
  curl_off_t seconds = 0;
  curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &seconds);
  if (seconds <= 0) return {};
  return std::min<std::chrono::milliseconds>(std::chrono::seconds{std::min<curl_off_t>(seconds, 86'400) + 1},
                                             kLongestPause);
}

std::string header(CURL* easy, const char* name) {
  curl_header* found = nullptr;
  if (curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &found) != CURLHE_OK) return {};
  return found->value;
}

// Discord and Mattermost tell before they refuse: nothing is left, and when there will be more.
std::chrono::milliseconds quota_reset(CURL* easy) {
  if (header(easy, "X-RateLimit-Remaining") != "0") return {};
  auto reset = header(easy, "X-RateLimit-Reset-After");
  if (reset.empty()) reset = header(easy, "X-RateLimit-Reset");
  const auto whole = reset.substr(0, reset.find('.'));
  constexpr std::size_t kMaxDigits = 4;  // longer is an instant, no span
  if (whole.empty() || whole.size() > kMaxDigits || whole.find_first_not_of("0123456789") != std::string::npos)
    return {};
  return std::min<std::chrono::milliseconds>(std::chrono::seconds{std::stoi(whole) + 1}, kLongestPause);
}

std::string cause_of(const HttpAttempt& attempt) {
  if (attempt.begun) return curl_easy_strerror(attempt.code);
  if (attempt.proxy_code >= 300) return "the proxy answered " + std::to_string(attempt.proxy_code);
  if (attempt.forbidden) return "the address is private or local; allow_private = true permits it";
  return curl_easy_strerror(attempt.code);
}

}  // namespace

HttpTransfer::HttpTransfer(const HttpPolicy& policy, HttpClient::Build build, HttpClient::Judge judge)
    : policy_(policy), build_(std::move(build)), judge_(std::move(judge)) {}

HttpTransfer::~HttpTransfer() = default;

std::size_t HttpTransfer::write_body(char* data, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<HttpTransfer*>(self);
  const auto bytes = size * count;
  const auto room = kMaxAnswer - transfer.answer_.size();
  transfer.answer_.append(data, std::min(bytes, room));
  // Anything else than `bytes` ends the transfer; the status has arrived by now and decides.
  return bytes <= room ? bytes : 0;
}

curl_socket_t HttpTransfer::open_socket(void* self, curlsocktype, curl_sockaddr* address) {
  auto& transfer = *static_cast<HttpTransfer*>(self);
  // Through a proxy the address is the proxy's, which the operator chose.
  if (!transfer.policy_.allow_private && transfer.policy_.proxy.empty() && is_private_address(address->addr)) {
    transfer.forbidden_ = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

int HttpTransfer::before_request(void* self, char*, char*, int, int) {
  static_cast<HttpTransfer*>(self)->begun_ = true;
  return CURL_PREREQFUNC_OK;
}

void HttpTransfer::set_policy(CURL* easy) {
  const auto total = static_cast<long>(policy_.timeout.count());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, policy_.allow_http ? "http,https" : "https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, std::min(total, kConnectMillis));
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, total);
  curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, kMaxIdleSeconds);
  curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
  curl_easy_setopt(easy, CURLOPT_USERAGENT, kUserAgent);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!policy_.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, policy_.ca_file.c_str());
  // An empty text keeps libcurl from taking a proxy out of the environment.
  curl_easy_setopt(easy, CURLOPT_PROXY, policy_.proxy.c_str());
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &HttpTransfer::open_socket);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &HttpTransfer::write_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, &HttpTransfer::before_request);
  curl_easy_setopt(easy, CURLOPT_PREREQDATA, this);
}

void HttpTransfer::set_request(CURL* easy) {
  curl_easy_setopt(easy, CURLOPT_URL, request_.url.c_str());
  curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(easy, CURLOPT_POST, 1L);
  if (request_.method != "POST") curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request_.method.c_str());
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request_.body.c_str());
  curl_slist* list = curl_slist_append(nullptr, ("Content-Type: " + request_.content_type).c_str());
  // No "Expect: 100-continue": it costs a second where a server does not know it.
  list = curl_slist_append(list, "Expect:");
  for (const auto& [name, value] : request_.headers) {
    std::string line = name;
    line.append(": ").append(value);
    list = curl_slist_append(list, line.c_str());
  }
  headers_.reset(list);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers_.get());
}

std::optional<Outcome> HttpTransfer::prepare(CURL* easy, bool /*fresh_connection*/) {
  request_ = build_();
  answer_.clear();
  forbidden_ = false;
  begun_ = false;
  set_policy(easy);
  set_request(easy);
  return std::nullopt;
}

HttpExchange::Failure failure_of(const HttpAttempt& attempt) {
  using Failure = HttpExchange::Failure;
  // Once the request was on its way, every code is about the answer: even "unsupported protocol" (no HTTP came back).
  if (attempt.begun) return attempt.all_sent ? Failure::no_answer : Failure::not_sent;
  if (attempt.proxy_code >= 300) {
    return proxy_refuses(attempt.proxy_code) ? Failure::configuration : Failure::unreachable;
  }
  if (attempt.forbidden) return Failure::configuration;
  switch (attempt.code) {
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
      return Failure::configuration;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PROXY:
      return Failure::unreachable;
    default:
      return Failure::not_sent;
  }
}

HttpAttempt HttpTransfer::attempt(CURL* easy, CURLcode code) const {
  long proxy_code = 0;
  curl_off_t uploaded = 0;
  curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &proxy_code);
  curl_easy_getinfo(easy, CURLINFO_SIZE_UPLOAD_T, &uploaded);
  const bool all_sent = uploaded >= static_cast<curl_off_t>(request_.body.size());
  return {code, static_cast<int>(proxy_code), forbidden_, begun_, all_sent};
}

HttpExchange HttpTransfer::exchange(CURL* easy, CURLcode code) const {
  HttpExchange out;
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  out.status = static_cast<int>(status);
  out.body = answer_;
  out.retry_after = retry_after(easy);
  out.quota_reset = quota_reset(easy);
  out.secrets = secrets_of(request_);
  // A final status decides even where the body broke off or was too long, or an address of several was left out.
  if (begun_ && status >= 200) return out;
  const auto facts = attempt(easy, code);
  out.failure = failure_of(facts);
  out.text = cause_of(facts);
  return out;
}

std::optional<Outcome> HttpTransfer::finish(CURL* easy, CURLcode code, bool /*may_retry*/) {
  return judge_(exchange(easy, code));
}

Outcome HttpTransfer::abandoned() const {
  if (begun_) return Unknown{"stopped while waiting for the answer: it may have been accepted"};
  return RetryLater{"stopped before the message was through", RetryLater::Scope::message, {}};
}

}  // namespace dondoc::integrations::chat

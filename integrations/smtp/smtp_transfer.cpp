#include "integrations/smtp/smtp_transfer.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <utility>

#include "integrations/smtp/address.hpp"

namespace dondoc::integrations::smtp {

namespace {

// Servers close idle connections (Postfix after 300 s, under stress after 10 s); older ones of ours are not reused.
constexpr long kMaxIdleSeconds = 20;
constexpr long kConnectMillis = 15'000;
constexpr long kResponseSeconds = 60;

std::string read_token(const Profile& profile) {
  if (!profile.token.empty()) return profile.token;
  std::ifstream file(profile.token_file);
  std::string token;
  std::getline(file, token);
  while (!token.empty() && (token.back() == '\r' || token.back() == ' ')) token.pop_back();
  return token;
}

}  // namespace

SmtpTransfer::SmtpTransfer(const Profile& profile, SealedMessage message)
    : profile_(profile), message_(std::move(message)) {}

SmtpTransfer::~SmtpTransfer() = default;

std::size_t SmtpTransfer::read_body(char* buffer, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<SmtpTransfer*>(self);
  const auto& bytes = transfer.message_.bytes;
  const auto part = std::min(size * count, bytes.size() - transfer.offset_);
  std::copy_n(bytes.data() + transfer.offset_, part, buffer);
  transfer.offset_ += part;
  return part;
}

int SmtpTransfer::seek_body(void* self, curl_off_t offset, int origin) {
  auto& transfer = *static_cast<SmtpTransfer*>(self);
  if (origin != SEEK_SET || offset < 0 || static_cast<std::size_t>(offset) > transfer.message_.bytes.size()) {
    return CURL_SEEKFUNC_FAIL;
  }
  transfer.offset_ = static_cast<std::size_t>(offset);
  return CURL_SEEKFUNC_OK;
}

int SmtpTransfer::debug(CURL*, curl_infotype type, char* data, std::size_t size, void* self) {
  auto& transfer = *static_cast<SmtpTransfer*>(self);
  if (type == CURLINFO_HEADER_OUT) transfer.transcript_.sent({data, size});
  if (type == CURLINFO_HEADER_IN) transfer.transcript_.received({data, size});
  return 0;
}

void SmtpTransfer::set_server(CURL* easy) {
  const bool wrapped = profile_.security == Profile::Security::tls;
  url_ = (wrapped ? "smtps://" : "smtp://") + profile_.server() + "/" + profile_.helo;
  curl_easy_setopt(easy, CURLOPT_URL, url_.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  const bool plain = profile_.security == Profile::Security::none;
  curl_easy_setopt(easy, CURLOPT_USE_SSL, static_cast<long>(plain ? CURLUSESSL_NONE : CURLUSESSL_ALL));
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!profile_.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, profile_.ca_file.c_str());
  // An empty text keeps libcurl from taking a proxy out of the environment.
  curl_easy_setopt(easy, CURLOPT_PROXY, profile_.proxy.c_str());
  if (!profile_.proxy.empty()) curl_easy_setopt(easy, CURLOPT_HTTPPROXYTUNNEL, 1L);
}

std::optional<Outcome> SmtpTransfer::set_login(CURL* easy) {
  if (profile_.auth == Profile::Auth::none) return std::nullopt;
  curl_easy_setopt(easy, CURLOPT_USERNAME, profile_.user.c_str());
  if (profile_.auth != Profile::Auth::xoauth2) {
    curl_easy_setopt(easy, CURLOPT_PASSWORD, profile_.password.c_str());
    curl_easy_setopt(easy, CURLOPT_LOGIN_OPTIONS, profile_.auth == Profile::Auth::plain ? "AUTH=PLAIN" : "AUTH=LOGIN");
    return std::nullopt;
  }
  const auto token = read_token(profile_);
  if (token.empty()) {
    // The program that renews the token may be late.
    return RetryLater{
        "log in at " + profile_.server() + ": no token in " + profile_.token_file, RetryLater::Scope::destination, {}};
  }
  curl_easy_setopt(easy, CURLOPT_XOAUTH2_BEARER, token.c_str());
  curl_easy_setopt(easy, CURLOPT_LOGIN_OPTIONS, "AUTH=XOAUTH2");
  return std::nullopt;
}

void SmtpTransfer::set_envelope(CURL* easy) {
  recipients_.reset(curl_slist_append(nullptr, ("<" + wire_address(message_.address) + ">").c_str()));
  curl_easy_setopt(easy, CURLOPT_MAIL_FROM, ("<" + profile_.envelope_from + ">").c_str());
  curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, recipients_.get());
  curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(message_.bytes.size()));
  curl_easy_setopt(easy, CURLOPT_READFUNCTION, &SmtpTransfer::read_body);
  curl_easy_setopt(easy, CURLOPT_READDATA, this);
  curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, &SmtpTransfer::seek_body);
  curl_easy_setopt(easy, CURLOPT_SEEKDATA, this);
  curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, 16'384L);
}

void SmtpTransfer::set_limits(CURL* easy) {
  const auto total = static_cast<long>(profile_.timeout.count());
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, std::min(total, kConnectMillis));
  curl_easy_setopt(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, std::min((total + 999) / 1000, kResponseSeconds));
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, total);
  curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, kMaxIdleSeconds);
  curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, &SmtpTransfer::debug);
  curl_easy_setopt(easy, CURLOPT_DEBUGDATA, this);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, error_);
}

std::optional<Outcome> SmtpTransfer::prepare(CURL* easy, bool /*fresh_connection*/) {
  offset_ = 0;
  transcript_ = {};
  error_[0] = '\0';
  set_server(easy);
  set_limits(easy);
  set_envelope(easy);
  return set_login(easy);
}

Report SmtpTransfer::report(CURL* easy, CURLcode code) const {
  Report out;
  out.curl_code = code;
  out.curl_text = error_[0] != '\0' ? error_ : curl_easy_strerror(code);
  out.transcript = transcript_;
  out.body_complete = offset_ == message_.bytes.size();
  long connects = 0;
  curl_easy_getinfo(easy, CURLINFO_NUM_CONNECTS, &connects);
  out.reused = connects == 0;
  long proxy_code = 0;
  curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &proxy_code);
  out.proxy_code = static_cast<int>(proxy_code);
  out.token_is_renewed = profile_.auth == Profile::Auth::xoauth2 && profile_.token.empty();
  out.server = profile_.server();
  return out;
}

std::optional<Outcome> SmtpTransfer::finish(CURL* easy, CURLcode code, bool may_retry) {
  const auto facts = report(easy, code);
  if (may_retry && is_stale_connection(facts)) return std::nullopt;
  return judge(facts);
}

Outcome SmtpTransfer::abandoned() const {
  const bool may_have_arrived = transcript_.phase() >= Phase::body && offset_ == message_.bytes.size();
  if (may_have_arrived) return Unknown{"stopped after the last byte: it may have been accepted"};
  return RetryLater{"stopped before the message was through", RetryLater::Scope::message, {}};
}

}  // namespace dondoc::integrations::smtp

#include "integrations/smtp/verdict.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <initializer_list>

#include "integrations/curl_engine.hpp"

namespace dondoc::integrations::smtp {

namespace {

// A full mailbox is emptied within days, not minutes.
constexpr std::chrono::hours kOverQuotaPause{24};

// "RCPT TO at mail.example.vn:587: 550 5.1.1 no such user"
std::string describe(const Report& report, const std::string& cause) {
  return std::string(phase_name(report.transcript.phase())) + " at " + report.server + ": " + cause;
}

Outcome retry_destination(const Report& report, const std::string& cause) {
  return RetryLater{describe(report, cause), RetryLater::Scope::destination, {}};
}

Outcome retry_message(const Report& report, const std::string& cause, std::chrono::milliseconds after = {}) {
  return RetryLater{describe(report, cause), RetryLater::Scope::message, after};
}

Outcome reject(const Report& report, Rejected::Scope scope) {
  return Rejected{describe(report, report.transcript.reply()), scope};
}

bool contains_any(std::string text, std::initializer_list<std::string_view> phrases) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::ranges::any_of(phrases, [&](std::string_view phrase) { return text.find(phrase) != std::string::npos; });
}

// The mailbox does not exist or is switched off. 5.1.7 and 5.1.8 are about the sender's.
bool is_about_recipient(const std::string& status) {
  return (status.starts_with("5.1.") && status != "5.1.7" && status != "5.1.8") || status == "5.2.1";
}

// Said of us, whoever is written to. Postfix judges client, greeting and sender only at RCPT, and says so in words: its
// status is the policy's, or 5.1.0 where our own sender address does not exist.
bool is_said_of_us(const std::string& reply, const std::string& status) {
  if (contains_any(reply, {"sender address rejected"})) return true;
  if (is_about_recipient(status)) return false;
  return status == "5.1.7" || status == "5.1.8" ||
         contains_any(reply, {"client host", "client was not authenticated", "helo command rejected",
                              "relay access denied", "relaying denied", "not permitted to relay", "unable to relay"});
}

// Credentials, or a way of logging in that the provider has switched off: a fault of the profile.
bool is_login_fault(int code, const std::string& status) {
  constexpr std::array kAuthCodes{530, 534, 535, 538};
  return std::ranges::find(kAuthCodes, code) != kAuthCodes.end() || (code == 550 && status == "5.7.30");
}

bool is_over_quota(const std::string& status) { return status == "5.2.2" || status == "4.2.2"; }

Outcome judge_permanent(const Report& report) {
  const auto& reply = report.transcript.reply();
  const auto status = enhanced_status(reply);
  // The program that renews the token may be late; the file is read again at the next attempt.
  if (report.transcript.code() == 535 && report.token_is_renewed) return retry_destination(report, reply);
  if (is_login_fault(report.transcript.code(), status)) return reject(report, Rejected::Scope::destination);
  if (is_over_quota(status)) return retry_message(report, reply, kOverQuotaPause);
  switch (report.transcript.phase()) {
    case Phase::connect:
    case Phase::hello:
    case Phase::auth:
      return reject(report, Rejected::Scope::destination);
    case Phase::mail:
      // Beside the size, MAIL carries only our own sender address, the same for every message.
      return reject(report, status == "5.3.4" || report.transcript.code() == 552 ? Rejected::Scope::message
                                                                                 : Rejected::Scope::destination);
    case Phase::rcpt:
    case Phase::data:
    case Phase::body:
    case Phase::finished:
      break;
  }
  if (is_said_of_us(reply, status)) return reject(report, Rejected::Scope::destination);
  // Anything else says nothing certain against the address: policy, a bare 550.
  return reject(report, is_about_recipient(status) ? Rejected::Scope::recipient : Rejected::Scope::message);
}

Outcome judge_reply(const Report& report) {
  const auto& transcript = report.transcript;
  if (transcript.code() >= 500) return judge_permanent(report);
  const bool whole_server = transcript.code() == 421 || transcript.phase() < Phase::mail;
  if (whole_server) return retry_destination(report, transcript.reply());
  return retry_message(report, transcript.reply(),
                       is_over_quota(enhanced_status(transcript.reply())) ? kOverQuotaPause : std::chrono::hours{0});
}

std::optional<Outcome> judge_configuration(const Report& report) {
  switch (report.curl_code) {
    case CURLE_USE_SSL_FAILED:
      return Rejected{describe(report, "TLS is required and the server does not offer STARTTLS; nothing was sent"),
                      Rejected::Scope::destination};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return Rejected{describe(report, report.curl_text), Rejected::Scope::destination};
    default:
      return std::nullopt;
  }
}

// The proxy did not open a way to the server: nothing was sent.
Outcome judge_proxy(const Report& report) {
  const auto cause = "the proxy answered " + std::to_string(report.proxy_code);
  if (proxy_refuses(report.proxy_code)) return Rejected{describe(report, cause), Rejected::Scope::destination};
  return retry_destination(report, cause);
}

// The connection ended without an answer to the last command.
Outcome judge_silence(const Report& report) {
  if (report.transcript.phase() == Phase::body && report.body_complete) {
    return Unknown{describe(report, report.curl_text + ", after the last byte: it may have been accepted")};
  }
  // From MAIL on a server that is slow may be so with this message or recipient only.
  if (report.transcript.phase() < Phase::mail) return retry_destination(report, report.curl_text);
  return retry_message(report, report.curl_text);
}

}  // namespace

std::string enhanced_status(const std::string& reply) {
  if (reply.size() < 9 || (reply[4] != '2' && reply[4] != '4' && reply[4] != '5') || reply[5] != '.') return {};
  const auto end = std::min(reply.find(' ', 4), reply.size());
  const auto status = reply.substr(4, end - 4);
  const bool plausible =
      std::ranges::all_of(status, [](unsigned char c) { return std::isdigit(c) != 0 || c == '.'; }) &&
      std::ranges::count(status, '.') == 2;
  return plausible ? status : std::string{};
}

std::string queue_id(const std::string& reply) {
  constexpr std::string_view kMark = "queued as ";
  const auto mark = reply.find(kMark);
  if (mark == std::string::npos) return {};
  const auto start = mark + kMark.size();
  const auto end = std::min(reply.find_first_of(" ;,)", start), reply.size());
  return reply.substr(start, end - start);
}

bool is_stale_connection(const Report& report) {
  if (!report.reused || report.transcript.phase() >= Phase::body) return false;
  if (report.transcript.refused() && report.transcript.code() != 421) return false;
  return report.curl_code == CURLE_SEND_ERROR || report.curl_code == CURLE_RECV_ERROR ||
         report.curl_code == CURLE_GOT_NOTHING || report.transcript.code() == 421;
}

Outcome judge(const Report& report) {
  if (report.curl_code == CURLE_OK) return Delivered{queue_id(report.transcript.reply()), report.transcript.reply()};
  if (report.proxy_code >= 300) return judge_proxy(report);
  if (report.transcript.code() >= 400) return judge_reply(report);
  if (auto fault = judge_configuration(report)) return *fault;
  if (report.curl_code == CURLE_LOGIN_DENIED) {
    return Rejected{describe(report, report.curl_text), Rejected::Scope::destination};
  }
  return judge_silence(report);
}

}  // namespace dondoc::integrations::smtp

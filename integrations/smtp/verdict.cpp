#include "integrations/smtp/verdict.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cctype>

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

// Credentials, or a way of logging in that the provider has switched off: a fault of the profile, whoever is written
// to.
bool is_profile_fault(int code, const std::string& status) {
  constexpr std::array kAuthCodes{530, 534, 535, 538};
  return std::ranges::find(kAuthCodes, code) != kAuthCodes.end() || (code == 550 && status == "5.7.30");
}

bool is_over_quota(const std::string& status) { return status == "5.2.2" || status == "4.2.2"; }

bool mentions_relaying(std::string reply) {
  std::ranges::transform(reply, reply.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return reply.find("relay") != std::string::npos;
}

Outcome judge_recipient_refusal(const Report& report, const std::string& status) {
  // 5.7.x is policy: it says nothing against the address, and "relay access denied" would hit everybody's.
  if (mentions_relaying(report.transcript.reply())) return reject(report, Rejected::Scope::destination);
  if (status.starts_with("5.7.") || status.starts_with("5.3.")) return reject(report, Rejected::Scope::message);
  return reject(report, Rejected::Scope::recipient);
}

Outcome judge_permanent(const Report& report) {
  const auto& reply = report.transcript.reply();
  const auto status = enhanced_status(reply);
  if (is_profile_fault(report.transcript.code(), status)) return reject(report, Rejected::Scope::destination);
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
      return judge_recipient_refusal(report, status);
    case Phase::data:
    case Phase::body:
    case Phase::finished:
      return reject(report, status.starts_with("5.1.") ? Rejected::Scope::recipient : Rejected::Scope::message);
  }
  return reject(report, Rejected::Scope::message);
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

// The connection ended without an answer to the last command.
Outcome judge_silence(const Report& report) {
  if (report.transcript.phase() == Phase::body && report.body_complete) {
    return Unknown{describe(report, report.curl_text + ", after the last byte: it may have been accepted")};
  }
  const bool hangs = report.curl_code == CURLE_OPERATION_TIMEDOUT;
  if (hangs || report.transcript.phase() < Phase::mail) return retry_destination(report, report.curl_text);
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
  if (auto fault = judge_configuration(report)) return *fault;
  if (report.transcript.code() >= 400) return judge_reply(report);
  if (report.curl_code == CURLE_LOGIN_DENIED) {
    return Rejected{describe(report, report.curl_text), Rejected::Scope::destination};
  }
  return judge_silence(report);
}

}  // namespace dondoc::integrations::smtp

#include "integrations/chat/zalo_errors.hpp"

#include <algorithm>
#include <charconv>
#include <initializer_list>

namespace dondoc::integrations::chat {

namespace {

constexpr auto kQuotaPause = std::chrono::hours{1};
constexpr auto kRatePause = std::chrono::minutes{1};

using Codes = std::initializer_list<int>;

// https://zalo.cloud/zns/guidelines/handle-error-code
constexpr Codes kNightBan{-133};                     // 22:00 to 06:00
constexpr Codes kDailyQuota{-144, -147};             // of the account, of the template
constexpr Codes kRecipient{-108, -110, -114, -118};  // no telephone number, old app, refuses, has no account
constexpr Codes kContent{-111, -112};                // template_data
// Lists of others contradict each other: what is not here is told to the operator with its text.
constexpr Codes kNotReachable{-213, -230, -217, -219, -227};  // does not follow, not written of late, blocked

bool is_in(int code, Codes codes) { return std::ranges::find(codes, code) != codes.end(); }

Outcome judge_notification(const Answer& answer, int code) {
  if (is_in(code, kNightBan)) return answer.later(RetryLater::Scope::message, kQuotaPause);
  if (is_in(code, kDailyQuota)) return answer.later(RetryLater::Scope::destination, kQuotaPause);
  if (is_in(code, kRecipient)) return answer.rejected(Rejected::Scope::recipient);
  if (is_in(code, kContent)) return answer.rejected(Rejected::Scope::message);
  // -101 … -105 application, secret or account; -106 method; -109 template; -115 balance; -1241 proof.
  const bool configuration = (code <= -101 && code >= -109) || code == -115 || code == -124 || code == -1241;
  return answer.rejected(configuration ? Rejected::Scope::destination : Rejected::Scope::message);
}

Outcome judge_message(const Answer& answer, int code) {
  if (is_in(code, kNotReachable)) return answer.rejected(Rejected::Scope::recipient);
  const bool configuration = code == -216 || code == -124 || code == -1241 || (code <= -101 && code >= -105);
  return answer.rejected(configuration ? Rejected::Scope::destination : Rejected::Scope::message);
}

std::optional<int> code_of(const Answer& answer) {
  const auto& text = answer.text("error");
  int out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return out;
}

}  // namespace

bool is_expired_token(const Answer& answer) {
  const auto code = answer.arrived() ? code_of(answer) : std::nullopt;
  return code == -216 || code == -124;
}

Outcome judge_zalo(const Answer& answer, ZaloForm form) {
  if (!answer.arrived()) return answer.common().outcome;
  const auto code = code_of(answer);
  // An answer that says nothing may hide that the message went out, and each costs money.
  if (!code) return answer.accepted() || answer.status() >= 500 ? answer.unknown() : answer.common().outcome;
  if (*code == 0) {
    const auto& id = answer.text(form == ZaloForm::message ? "data.message_id" : "data.msg_id");
    return answer.delivered(id);
  }
  if (*code == -100) return answer.later(RetryLater::Scope::message);
  if (*code == -32) return answer.later(RetryLater::Scope::destination, kRatePause);
  return form == ZaloForm::message ? judge_message(answer, *code) : judge_notification(answer, *code);
}

}  // namespace dondoc::integrations::chat

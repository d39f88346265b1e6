#include "integrations/smtp/address.hpp"

#include <algorithm>

namespace dondoc::integrations::smtp {

namespace {

constexpr std::size_t kMaxAddress = 254;  // RFC 5321 §4.5.3.1.3, less the brackets
constexpr std::size_t kMaxLocal = 64;

bool is_forbidden(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte <= 0x20 || byte == 0x7f || std::string_view{"<>\"(),;:\\[]"}.find(c) != std::string_view::npos;
}

// U+0080 … U+009F, the C1 controls, as UTF-8.
bool has_c1_control(std::string_view text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(text[i + 1]);
    if (lead == 0xc2 && next < 0xa0) return true;
  }
  return false;
}

bool dots_are_right(std::string_view part) {
  return !part.empty() && part.front() != '.' && part.back() != '.' && part.find("..") == std::string_view::npos;
}

bool is_well_formed(std::string_view address) {
  if (std::ranges::any_of(address, is_forbidden) || has_c1_control(address)) return false;
  const auto at = address.find('@');
  if (at == std::string_view::npos || address.find('@', at + 1) != std::string_view::npos) return false;
  return address.size() <= kMaxAddress && at <= kMaxLocal && dots_are_right(address.substr(0, at)) &&
         dots_are_right(address.substr(at + 1));
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, 120)) {
    const auto byte = static_cast<unsigned char>(c);
    out += byte < 0x20 || byte == 0x7f ? '?' : c;
  }
  return out;
}

std::optional<rules::Problem> check_mail_address(std::string_view address) {
  if (is_well_formed(address)) return std::nullopt;
  rules::Problem problem;
  problem.code = "DD4101";
  problem.args = {{"address", printable(address)}};
  return problem;
}

}  // namespace dondoc::integrations::smtp

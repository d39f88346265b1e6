#include "integrations/smtp/address.hpp"

#include <unicode/uidna.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

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

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

struct CloseIdna {
  void operator()(UIDNA* idna) const { uidna_close(idna); }
};

// Nothing if the domain has no such form.
std::optional<std::string> ascii_domain(std::string_view domain) {
  if (is_ascii(domain)) return std::string(domain);
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UIDNA, CloseIdna> idna(
      uidna_openUTS46(UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII, &status));
  std::array<char, kMaxAddress + 1> out{};
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  const auto size = uidna_nameToASCII_UTF8(idna.get(), domain.data(), static_cast<int32_t>(domain.size()), out.data(),
                                           static_cast<int32_t>(out.size()), &info, &status);
  if (U_FAILURE(status) || info.errors != 0) return std::nullopt;
  return std::string(out.data(), static_cast<std::size_t>(size));
}

// Code of what is wrong with it; empty if nothing is.
std::string fault(std::string_view address) {
  constexpr auto kNone = "DD4101";
  if (std::ranges::any_of(address, is_forbidden) || has_c1_control(address)) return kNone;
  const auto at = address.find('@');
  if (at == std::string_view::npos || address.find('@', at + 1) != std::string_view::npos) return kNone;
  const auto local = address.substr(0, at);
  if (!dots_are_right(local) || !dots_are_right(address.substr(at + 1))) return kNone;
  if (!is_ascii(local)) return "DD4102";
  const auto domain = ascii_domain(address.substr(at + 1));
  if (!domain || at > kMaxLocal || at + 1 + domain->size() > kMaxAddress) return kNone;
  return {};
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
  auto code = fault(address);
  if (code.empty()) return std::nullopt;
  rules::Problem problem;
  problem.code = std::move(code);
  problem.args = {{"address", printable(address)}};
  return problem;
}

std::string wire_address(std::string_view address) {
  const auto domain = address.find('@') + 1;
  return std::string(address.substr(0, domain)) + ascii_domain(address.substr(domain)).value_or("");
}

}  // namespace dondoc::integrations::smtp

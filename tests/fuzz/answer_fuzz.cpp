// Any bytes as a link's token and as a form's body: no token is genuine that was not made here, a form is read or
// refused, and what was read means something or has a fault that the catalogue knows.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "config/catalogue.hpp"
#include "daemon/http/form.hpp"
#include "daemon/http/link_token.hpp"
#include "daemon/http/server.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dondoc;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  static const rules::Instant kNow{std::chrono::hours{24 * 365 * 53}};
  static const rules::Zone kZone{"UTC", {{rules::kEarliestInstant, std::chrono::seconds{0}}}};
  static const daemon::LinkSigner kSigner{
      "https://example.org", {{"0a1b2c3d", std::string(32, 'k')}}, std::chrono::hours{1}};
  if (kSigner.verify(text, kNow).claim) std::abort();
  static_cast<void>(daemon::client_address("127.0.0.1", true, std::string{text}));
  if (const auto form = daemon::parse_form(text)) {
    if (form->size() > daemon::kMostFields) std::abort();
    if (const auto filled = daemon::read_form(*form)) {
      const auto meaning = daemon::meaning_of(*filled, kZone, kNow);
      if (meaning.given.has_value() != meaning.faults.empty()) std::abort();
      for (const auto& fault : meaning.faults) {
        if (!config::has_text(fault)) std::abort();
      }
      static_cast<void>(daemon::digest_of(*filled));
    }
  }
  return 0;
}

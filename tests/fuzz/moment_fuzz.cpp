// Moments and repeat intervals: whatever parses is written so that it parses to the same again.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "rules/moment.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dondoc::rules;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  if (const auto moment = parse_moment(text)) {
    const auto again = parse_moment(format_moment(*moment));
    if (!again || *again != *moment) std::abort();
  }
  if (const auto interval = parse_repeat_interval(text)) {
    const auto again = parse_repeat_interval(format_repeat_interval(*interval));
    if (!again || *again != *interval) std::abort();
  }
  return 0;
}

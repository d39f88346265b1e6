#pragma once

#include <optional>
#include <string>

#include "daemon/cli/context.hpp"

namespace dondoc::daemon::cli {

// --from TIME (default now) and --until TIME (a bare date: its end) of silences and delegations; CommandError where the
// end is missing, not after the beginning, or past already.
struct AbsenceTimes {
  rules::Instant from;
  rules::Instant until;
};
[[nodiscard]] AbsenceTimes absence_times(Context& context, const std::optional<std::string>& from,
                                         const std::optional<std::string>& until);

// "sắp tới", "đang có hiệu lực", "đã hết"
[[nodiscard]] std::string absence_state(const Context& context, rules::Instant from, rules::Instant until);

// The number in front of each row of the list; CommandError where it is none.
[[nodiscard]] std::int64_t absence_id(const std::string& text);

}  // namespace dondoc::daemon::cli

#pragma once

#include <optional>
#include <string>

#include "rules/message.hpp"

namespace dondoc::rules {

struct Urged {
  int times = 0;
  std::optional<Instant> last;
  std::string how;  // of the last; empty: by dondoc
};

// How often the agency was urged about an overdue item: the days on which its head (or who stood in) was told of it at
// or after the due, and the urgings logged since this version of the deadline began. Neither reports upwards nor what
// officers got count, nor the alert this notice belongs to, which the head may have had over another channel already.
[[nodiscard]] Urged count_urgings(const World& world, const NoticeFacts& notice, Instant due,
                                  const WorkCalendar& calendar);

}  // namespace dondoc::rules

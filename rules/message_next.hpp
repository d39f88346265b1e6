#pragma once

#include <optional>
#include <string>

#include "rules/message.hpp"

namespace dondoc::rules {

struct NextLevel {
  Instant at;         // the window in which the next level will read it
  std::string who;    // by office
  Instant answer_by;  // an answer until then comes before it: `at`, or the end of the day where the step counts from it
};

// What happens next to the item if nothing is done, and who will be told: the earliest telling, later than now, of
// somebody above the head by a step of the same ladder. Nothing where nobody would be told, or only the reader again.
[[nodiscard]] std::optional<NextLevel> next_level(const World& world, const NoticeFacts& notice, const Rule& rule,
                                                  const Recipient& reader, Instant now);

}  // namespace dondoc::rules

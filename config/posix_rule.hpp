#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "rules/zone.hpp"

namespace dondoc::config {

// The rule by which a zone goes on after the last transition that its file lists (POSIX TZ with the extensions of
// RFC 8536 §3.3.1: hours from -167 to 167):
//
//   rule   := NAME offset [ NAME [ offset ] "," date [ "/" time ] "," date [ "/" time ] ]
//   offset := [ "+" | "-" ] HH [ ":" MM [ ":" SS ] ]         counted westwards: "ICT-7" is UTC+7
//   date   := "M" month "." week "." weekday | "J" 1…365 | 0…365
//
// Gives the offsets in force from `from` to the end of the accepted range, the first one at `from`; nothing where the
// text is no such rule.
[[nodiscard]] std::optional<std::vector<rules::Zone::Transition>> expand_posix_rule(std::string_view rule,
                                                                                    rules::Instant from);

}  // namespace dondoc::config

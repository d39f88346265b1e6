#pragma once

#include <optional>
#include <string>

#include "daemon/cli/series_choice.hpp"
#include "rules/meeting.hpp"

namespace dondoc::daemon::cli {

// An occurrence that a command about its meeting names, whether it is an item yet or not.
struct MeetingChoice {
  AllSeries::One one;
  rules::Occurrence occurrence;
  std::optional<rules::State> state;  // of the item; nothing: it is none yet
  bool cancelled = false;             // the occurrence, by a person

  [[nodiscard]] std::string source() const { return one.series.source(); }
  // The item, or what it will be, with its meeting (null: nobody settled anything).
  [[nodiscard]] rules::Item item(Context& context) const;
};

// NAME := SERIES "/" AGENCY "/" DATE | SERIES "/" DATE, the date as the rule gives it (ISO); the second needs `agency`
// where several hold one that day. CommandError where there is no such occurrence, or not one alone.
[[nodiscard]] MeetingChoice choose_meeting(Context& context, const rules::World& world, const std::string& name,
                                           const std::optional<std::string>& agency);

}  // namespace dondoc::daemon::cli

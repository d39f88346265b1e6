#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/deferral.hpp"
#include "rules/timeline.hpp"

// What is known of the steps of one rule for one item once they are scheduled and their people named: what the stages
// of a decision hand on to each other.

namespace dondoc::rules {

struct NamedPerson {
  Recipient recipient;
  std::string role;
  bool copy = false;
  Instant reached_from{};  // for a reminder, perhaps before its moment
  Reason reason = Reason::not_reached;
  std::string agency;            // code of the agency for which the role was resolved
  bool daily = false;            // stands in for an officer nobody knows
  std::optional<Instant> until;  // until when it waits
};

struct JudgedStep {
  ScheduledStep entry;
  Deferral deferral;  // of the step, for everybody
  std::vector<NamedPerson> people;
  Reason reason = Reason::none;
  std::optional<Instant> earliest;  // of a step above the head

  // Counts when it is asked which is the highest step of a person: a step above the head that has to wait for the
  // head's notice must not take the place of that notice.
  [[nodiscard]] bool counts() const { return entry.reason == Reason::none && !deferral.active(); }
};

struct JudgedRule {
  const Rule* rule = nullptr;
  bool matches = false;
  std::vector<JudgedStep> steps;

  [[nodiscard]] const JudgedStep* step(std::string_view id) const {
    const auto found = std::ranges::find_if(steps, [id](const JudgedStep& s) { return s.entry.step->id == id; });
    return found == steps.end() ? nullptr : &*found;
  }
};

[[nodiscard]] constexpr bool is_told(Reason reason) {
  return reason == Reason::already_told || reason == Reason::told_earlier_version;
}

[[nodiscard]] inline bool ranks_higher(const ScheduledStep& a, const ScheduledStep& b) {
  return a.base != b.base ? a.base > b.base : a.index > b.index;
}

}  // namespace dondoc::rules

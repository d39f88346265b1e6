#pragma once

#include <string>
#include <string_view>

#include "rules/deadline.hpp"
#include "tests/rules/calendars.hpp"

namespace dondoc::rules {

inline TermInput term(std::string_view received, std::string_view budget) {
  TermInput input;
  input.received = at(received);
  input.budget = parse_amount(budget);
  return input;
}

// "FROM/UNTIL", or "FROM/" for an open one.
inline Hold hold(std::string_view text) {
  const auto slash = text.find('/');
  Hold result{at(text.substr(0, slash)), std::nullopt, "bổ sung giấy tờ", "mot-cua"};
  if (slash + 1 < text.size()) result.until = at(text.substr(slash + 1));
  return result;
}

inline std::string due(const TermInput& input, const WorkCalendar& calendar) {
  const auto result = compute_deadline(input, calendar);
  if (!result) return "missing " + std::to_string(result.error().year);
  return *result ? said((*result)->due, calendar.zone()) : "none";
}

}  // namespace dondoc::rules

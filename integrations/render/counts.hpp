#pragma once

#include <string>
#include <utility>
#include <vector>

#include "rules/message.hpp"

namespace dondoc::integrations::render {

// A message in numbers only: no title, code or name of a case or person, for services that other people run. The agency
// is named by its short name, so that the numbers have an owner.
struct Counts {
  std::string title;  // [Quá hạn] 2 nhiệm vụ, 3 hồ sơ – Sở TC
  std::vector<std::pair<std::string, std::string>> rows;
  std::vector<std::string> notes;  // as of when and from where, who sends it, that a machine does
};

// REQUIRES: the facts have a zone.
[[nodiscard]] Counts counts_of(const rules::MessageFacts& facts);

}  // namespace dondoc::integrations::render

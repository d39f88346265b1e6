#include "rules/supplements.hpp"

#include <algorithm>

#include "rules/text.hpp"

namespace dondoc::rules {
namespace {

bool asks_for_papers(const Hold& hold) {
  const std::string reason = fold(hold.reason);
  return reason == "5" || reason.find("bo sung") != std::string::npos || reason.find("supplement") != std::string::npos;
}

}  // namespace

std::int64_t supplement_requests(const std::vector<Hold>& holds) {
  return std::ranges::count_if(holds, asks_for_papers);
}

}  // namespace dondoc::rules

#pragma once

#include <span>
#include <vector>

#include "integrations/store.hpp"
#include "rules/evaluate.hpp"

namespace dondoc::daemon {

// The stage between deciding and claiming: gives every planned notice its channels and its place in the recipient's
// messages (design §5.8). Where the recipient's calendar lacks a year, the notice is taken out and a finding left.
// Returns one claim an evaluation, in the same order.
[[nodiscard]] std::vector<integrations::ItemClaim> bundle(const rules::World& world, integrations::Store& store,
                                                          std::vector<rules::Evaluation> evaluations,
                                                          std::span<const std::int64_t> revisions, rules::Instant now);

}  // namespace dondoc::daemon

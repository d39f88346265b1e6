#pragma once

#include <span>
#include <string>

#include "integrations/sqlite/database.hpp"
#include "rules/series.hpp"

namespace dondoc::integrations::sqlite {

// What a person decides of an occurrence, whether it is an item yet or not.
struct OccurrenceDecision {
  rules::Occurrence occurrence;  // moved: with its new times
  bool cancel = false;           // else moved to occurrence.due
};

// One transaction, in history and audit under the actor's name. Items that are there change at once; the others when
// they are made. REQUIRES: items that are there are active.
void decide(Database& database, const std::string& actor, rules::Instant now, const std::string& reason,
            const rules::Series& series, std::span<const OccurrenceDecision> decisions);

// Why a person decided so; empty where nobody did.
[[nodiscard]] std::string reason_of(Database& database, const std::string& code);

}  // namespace dondoc::integrations::sqlite

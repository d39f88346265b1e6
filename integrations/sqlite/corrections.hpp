#pragma once

#include <string>
#include <vector>

#include "integrations/sqlite/records.hpp"
#include "rules/recipient.hpp"

namespace dondoc::integrations::sqlite {

// Whoever was told of the item, for real; with `rule` by that rule only. The recipients in their order.
[[nodiscard]] std::vector<rules::Recipient> told_recipients(Database& database, const ItemKey& key,
                                                            const std::string& rule);

// One message that says that what its reader was told of the item was wrong.
struct Correction {
  rules::Recipient recipient;
  std::string channel;
  rules::Instant send_at{};
  rules::Instant ready_at{};
};

// One transaction: the correction in the item's record, and its messages, open. Dondocd sends them.
void queue_corrections(Database& database, const ItemKey& key, const std::string& actor, const std::string& reason,
                       const std::vector<Correction>& corrections, rules::Instant now);

}  // namespace dondoc::integrations::sqlite

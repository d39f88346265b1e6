#pragma once

#include <compare>
#include <set>
#include <string>
#include <string_view>

#include "integrations/sqlite/database.hpp"
#include "integrations/sqlite/message_ids.hpp"
#include "rules/history.hpp"
#include "rules/window.hpp"

namespace dondoc::integrations::sqlite {

// What makes two notices travel together, as long as nobody has sealed the message.
struct MessageKey {
  std::string_view recipient;
  std::string_view channel;
  rules::MessageClass message_class = rules::MessageClass::routine;
  rules::Instant send_at{};
  rules::ItemId event = 0;

  friend auto operator<=>(const MessageKey&, const MessageKey&) = default;
};

// The open message of that key, made where there is none. REQUIRES: a Transaction.
[[nodiscard]] rules::MessageId open_message(Database& database, MessageIds& ids, const MessageKey& key,
                                            rules::Instant ready_at, rules::Instant now);
void link_notice(Database& database, rules::MessageId message, rules::NoticeId notice);

// Takes a notice out of the messages that are still open, and remembers them.
void unlink_notice(Database& database, rules::NoticeId notice, std::set<rules::MessageId>& touched);
// Withdraws those of the messages that have nothing left to say.
void withdraw_empty(Database& database, const std::set<rules::MessageId>& touched, rules::Instant now);

}  // namespace dondoc::integrations::sqlite

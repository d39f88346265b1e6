#pragma once

#include <string>
#include <vector>

#include "integrations/sqlite/database.hpp"
#include "rules/recipient.hpp"
#include "rules/time.hpp"

namespace dondoc::integrations::sqlite {

// A message that was delivered, with what it told.
struct SentMessage {
  struct Notice {
    std::string source;
    std::string code;
    std::string agency;  // of the item
    std::int64_t episode = 0;
    std::string rule;
    std::string step;
    int number = 0;  // of the repeat; 0: the step itself
    rules::Instant scheduled{};
    std::string severity;
    std::string role;
    bool copy = false;
    friend auto operator<=>(const Notice&, const Notice&) = default;
  };
  rules::Instant send_at{};    // its window
  rules::Instant sealed_at{};  // when it left
  rules::Recipient recipient;
  std::string channel;
  std::string message_class;
  std::string subject;
  std::string body;             // as the channel sealed it
  std::vector<Notice> notices;  // by item, rule, step and number
  friend auto operator<=>(const SentMessage&, const SentMessage&) = default;
};

// Those sealed from `from` on and before `until`, about items, by time, recipient and channel.
[[nodiscard]] std::vector<SentMessage> sent_messages(Database& database, rules::Instant from, rules::Instant until);

}  // namespace dondoc::integrations::sqlite

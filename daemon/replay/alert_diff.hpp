#pragma once

#include <optional>
#include <string>
#include <vector>

#include "integrations/sqlite/sent_messages.hpp"

namespace dondoc::daemon::replay {

// An alert told to somebody: a notice of a message, without the rest of it.
struct Told {
  rules::Instant at{};  // when the message left
  rules::Recipient recipient;
  std::string channel;
  std::string source;
  std::string code;
  std::string rule;
  std::string step;
  int number = 0;

  // The same alert to the same recipient, whenever it comes.
  [[nodiscard]] bool is_like(const Told& other) const;
};
[[nodiscard]] std::vector<Told> told_in(const std::vector<integrations::sqlite::SentMessage>& messages);

// What another set of rules or calendars would change: added, removed, or told at another time (a minute apart or
// more).
struct AlertChange {
  std::optional<Told> before;
  std::optional<Told> after;
  [[nodiscard]] rules::Instant at() const { return before ? before->at : after->at; }
};
// Ordered by time. What is told several times (of several versions of a deadline) is matched in its order.
[[nodiscard]] std::vector<AlertChange> compare(std::vector<Told> before, std::vector<Told> after);

}  // namespace dondoc::daemon::replay

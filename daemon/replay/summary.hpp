#pragma once

#include <map>
#include <optional>
#include <vector>

#include "integrations/sqlite/sent_messages.hpp"
#include "rules/zone.hpp"

namespace dondoc::daemon::replay {

struct Count {
  std::size_t messages = 0;
  std::size_t critical = 0;  // of the messages
  std::size_t notices = 0;   // alerts told in them
};

struct PersonCount : Count {
  std::map<rules::Day, std::size_t> per_day;  // messages
  // The day with the most messages, the first of several. REQUIRES: messages > 0
  [[nodiscard]] std::pair<rules::Day, std::size_t> fullest_day() const;
};

struct Hour {
  rules::Day day;
  int hour = 0;
  std::size_t messages = 0;
};

// Messages by civil day and by recipient, in the zone given.
struct Summary {
  Count all;
  std::map<rules::Day, Count> days;
  std::map<rules::Day, std::map<rules::Recipient, std::size_t>> people_of_day;
  std::map<rules::Recipient, PersonCount> people;
  std::optional<Hour> busiest;  // the first of several

  // By number of messages, most first, then by name.
  [[nodiscard]] std::vector<std::pair<rules::Recipient, const PersonCount*>> by_number() const;
};
[[nodiscard]] Summary summarise(const std::vector<integrations::sqlite::SentMessage>& messages,
                                const rules::Zone& zone);

}  // namespace dondoc::daemon::replay

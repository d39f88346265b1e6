#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "rules/answer.hpp"
#include "rules/finding.hpp"
#include "rules/history.hpp"
#include "rules/problem.hpp"

// What people answer, in terms of use cases, as integrations/store.hpp. On the store's thread.

namespace dondoc::integrations {

// A message a link was made for.
struct LinkedMessage {
  rules::MessageId id = 0;
  rules::Recipient recipient;
  struct Notice {
    rules::ItemId item = 0;
    std::string role;
    bool copy = false;
  };
  std::vector<Notice> notices;  // what stands in it
};

struct AnswerToStore {
  rules::ItemId item = 0;
  std::string actor;  // for history
  rules::GivenAnswer given;
  std::string person;
  std::optional<rules::MessageId> message;  // whose link was used; nothing: told to the office otherwise
  std::string digest;
  rules::Instant until{};                         // received: the end of the day named
  rules::Instant latest{};                        // received: as far as ack.max allows
  std::optional<rules::Instant> new_due{};        // difficulty: the deadline asked for
  std::optional<std::int64_t> most_extensions{};  // how many may be granted; nothing: any number
};

struct StoredAnswer {
  std::int64_t id = 0;
  std::string source;
  std::string code;
  std::string title;
  bool restricted = false;
  std::string agency;
  std::string person;  // whose link it was; empty: entered by the office
  rules::GivenAnswer given;
  std::optional<rules::Instant> until;
  std::optional<rules::Instant> proposed_due;
  rules::Instant given_at{};
  std::string outcome;  // "" | confirmed | returned
  std::optional<rules::Instant> settled_at;
  std::string settled_by;
  std::string settled_reason;
  bool waits = false;  // for the office
};

class AnswerStore {
 public:
  virtual ~AnswerStore() = default;

  [[nodiscard]] virtual std::optional<LinkedMessage> linked_message(const std::string& public_id) = 0;
  // One transaction. True: recorded; false: it had been before.
  [[nodiscard]] virtual tl::expected<bool, rules::Problem> record(const AnswerToStore& answer, rules::Instant now) = 0;
  // What the office still has to look at, oldest first.
  [[nodiscard]] virtual std::vector<StoredAnswer> waiting() = 0;
};

}  // namespace dondoc::integrations

#pragma once

#include <string>
#include <string_view>

#include "integrations/sqlite/records.hpp"

namespace dondoc::integrations::sqlite {

// What an operator decides about a message that was given up: nothing else settles it. `id` is the message's id or an
// end of it that fits one dead message alone. Each call is one transaction, written into the log with its reason;
// refusals change nothing. Both give the whole id of the message they settled.
class DeadLetters {
 public:
  DeadLetters(Database& database, std::string actor, rules::Instant now)
      : database_(database), actor_(std::move(actor)), now_(now) {}

  // What nobody was told goes again to the same person over the same channel, at once: under a new id and rendered
  // anew, since the old message was refused for certain. One whose last outcome is unknown keeps id and bytes, and is
  // tried once more (design §5.9). Refuses a message of which everything was told another way.
  [[nodiscard]] Edited<std::string> retry(std::string_view id, const std::string& reason);
  // Will not be sent; its notices stay dead.
  [[nodiscard]] Edited<std::string> drop(std::string_view id, const std::string& reason);

 private:
  struct Letter;
  [[nodiscard]] Edited<Letter> find(std::string_view id);
  void send_same(const Letter& letter);
  void send_anew(const Letter& letter);
  void write_log(const Letter& letter, std::string_view decision, const std::string& reason);

  Database& database_;
  std::string actor_;
  rules::Instant now_;
};

}  // namespace dondoc::integrations::sqlite

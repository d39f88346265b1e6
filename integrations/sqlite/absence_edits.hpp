#pragma once

#include <optional>
#include <string>
#include <vector>

#include "integrations/sqlite/records.hpp"

// Silences and delegations: for how long, by whom and why nobody, or somebody else, is told. Each call is one
// transaction, written into the audit; refusals change nothing.

namespace dondoc::integrations::sqlite {

struct SilenceRow {
  std::int64_t id = 0;
  std::string filter;  // as JSON
  std::string author;
  std::string reason;
  rules::Instant from{};
  rules::Instant until{};
};

struct DelegationRow {
  std::int64_t id = 0;
  std::string from_person;  // codes
  std::string to_person;
  rules::Instant from{};
  rules::Instant until{};
  bool copy_to_delegator = false;
  std::string reason;
};

// Those that are not over at `since`, by their beginning; without it all.
[[nodiscard]] std::vector<SilenceRow> list_silences(Database& database, std::optional<rules::Instant> since);
[[nodiscard]] std::vector<DelegationRow> list_delegations(Database& database, std::optional<rules::Instant> since);

class AbsenceEdits {
 public:
  AbsenceEdits(Database& database, std::string actor, rules::Instant now)
      : database_(database), actor_(std::move(actor)), now_(now) {}

  // Give the new row's id. REQUIRES: until > from.
  [[nodiscard]] std::int64_t add_silence(const SilenceRow& silence);
  // Refuses who is unknown, and a time for which the person has delegated already.
  [[nodiscard]] Edited<std::int64_t> add_delegation(const DelegationRow& delegation);
  // From now on; one that has not begun goes altogether. Refuses one that is over.
  [[nodiscard]] Edited<> end_silence(std::int64_t id);
  [[nodiscard]] Edited<> end_delegation(std::int64_t id);

 private:
  enum class Kind { silence, delegation };
  [[nodiscard]] Edited<> end(Kind kind, std::int64_t id);

  Database& database_;
  std::string actor_;
  rules::Instant now_;
};

}  // namespace dondoc::integrations::sqlite

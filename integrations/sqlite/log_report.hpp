#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "integrations/sqlite/database.hpp"
#include "integrations/sqlite/item_image.hpp"
#include "rules/item.hpp"

namespace dondoc::integrations::sqlite {

// One thing that happened. `kind` is a format:
//   item          the item changed: `changes`           version       its due moved: from, to, cause
//   extension     state, due, author                    urging        how, ref, given (when), author
//   acknowledgement  person, until, version             alert         rule, step, number, severity
//   notice        recipient, state, reason              delivery      recipient, channel, outcome, reply
//   audit         object, key, change, and `changes`    import        source, file, inserted, updated
// Extensions, urgings and acknowledgements stand there once for every time they were written, in the name of who wrote
// them, with `change`: insert, update or delete.
struct LogRow {
  rules::Instant at;
  std::string kind;
  std::string actor;   // empty: dondoc itself
  std::string reason;  // given by the actor
  std::string item;    // SOURCE/CODE; empty: none
  std::map<std::string, std::string> facts;
  std::vector<FieldChange> changes;
  bool unreadable = false;  // the values of before or after cannot be read
};

struct LogQuery {
  std::optional<rules::ItemId> item;
  std::int64_t limit = 200;  // of the newest
};
// In order of time. What is told to people stands there at its own time: a notice when it came into its present state.
[[nodiscard]] std::vector<LogRow> read_log(Database& database, const LogQuery& query);

}  // namespace dondoc::integrations::sqlite

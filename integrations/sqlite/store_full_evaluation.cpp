// How far a full evaluation is, kept so that a crash in the middle goes on where it was; and which findings it met.

#include "integrations/sqlite/json_text.hpp"
#include "integrations/sqlite/sqlite_store.hpp"
#include "integrations/sqlite/transaction.hpp"

namespace dondoc::integrations::sqlite {

namespace {

constexpr std::string_view kNumber = "full_evaluation";
constexpr std::string_view kAfter = "full_evaluation_after";

constexpr std::string_view kSet =
    "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value";

}  // namespace

void SqliteStore::begin_full_evaluation() {
  Transaction transaction(database_);
  database_.run(
      "INSERT INTO meta (key, value) VALUES (?, '1')"
      " ON CONFLICT (key) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)",
      kNumber);
  database_.run(kSet, kAfter, "0");
  transaction.commit();
}

std::optional<FullEvaluation> SqliteStore::full_evaluation() {
  const auto after = database_.read_integer("SELECT CAST(value AS INTEGER) FROM meta WHERE key = ?", kAfter);
  if (!after) {
    return std::nullopt;
  }
  return FullEvaluation{*after, database_.read_integer("SELECT max(id) FROM item_state").value_or(0)};
}

void SqliteStore::advance_full_evaluation(rules::ItemId after) {
  Transaction transaction(database_);
  database_.run(kSet, kAfter, std::to_string(after));
  transaction.commit();
}

void SqliteStore::finish_full_evaluation(std::span<const std::string> codes, rules::Instant now) {
  Transaction transaction(database_);
  database_.run(
      "UPDATE findings SET resolved_at = ?1 WHERE resolved_at IS NULL AND code IN (SELECT value FROM json_each(?2))"
      " AND seen <> (SELECT CAST(value AS INTEGER) FROM meta WHERE key = ?3)",
      now, to_json_array(codes), kNumber);
  database_.run("DELETE FROM meta WHERE key = ?", kAfter);
  transaction.commit();
}

}  // namespace dondoc::integrations::sqlite

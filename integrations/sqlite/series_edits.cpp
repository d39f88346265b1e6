#include "integrations/sqlite/series_edits.hpp"

#include "integrations/sqlite/transaction.hpp"
#include "rules/zone.hpp"

namespace dondoc::integrations::sqlite {
namespace {

void note(Database& database, const rules::Series& series, const OccurrenceDecision& decision,
          const std::string& reason) {
  const auto& occurrence = decision.occurrence;
  database.run(
      "INSERT INTO occurrences (series, agency, day, code, cancelled, moved_to, moved_to_date, reason)"
      " VALUES (?1, ?2, ?3, ?4, ?5, iif(?5, NULL, ?6), ?7, ?8)"
      " ON CONFLICT (series, agency, day) DO UPDATE SET cancelled = excluded.cancelled, reason = excluded.reason,"
      " moved_to = coalesce(excluded.moved_to, moved_to),"
      " moved_to_date = iif(excluded.moved_to IS NULL, moved_to_date, excluded.moved_to_date)",
      series.id, occurrence.agency, rules::format_day(occurrence.day), occurrence.code, decision.cancel, occurrence.due,
      !decision.cancel && occurrence.due_is_date, reason);
}

void cancel_item(Database& database, const std::string& source, const std::string& code, rules::Instant now) {
  database.run("UPDATE items SET state = 'cancelled' WHERE source = ?1 AND code = ?2", source, code);
  database.run("UPDATE holds SET until_at = max(from_at, ?3) WHERE source = ?1 AND code = ?2 AND until_at IS NULL",
               source, code, now);
}

}  // namespace

void decide(Database& database, const std::string& actor, rules::Instant now, const std::string& reason,
            const rules::Series& series, std::span<const OccurrenceDecision> decisions) {
  const std::string source = series.source();
  Transaction transaction{database, {actor, now, reason}};
  for (const auto& decision : decisions) {
    const auto& occurrence = decision.occurrence;
    note(database, series, decision, reason);
    if (decision.cancel) {
      cancel_item(database, source, occurrence.code, now);
    } else {
      database.run("UPDATE items SET start_at = ?3, due_at = ?4, due_is_date = ?5 WHERE source = ?1 AND code = ?2",
                   source, occurrence.code, occurrence.start, occurrence.due, occurrence.due_is_date);
    }
  }
  transaction.commit();
}

std::string reason_of(Database& database, const std::string& code) {
  return database.read_text("SELECT reason FROM occurrences WHERE code = ?", code).value_or("");
}

}  // namespace dondoc::integrations::sqlite

#include "integrations/sqlite/state_by_hand.hpp"

namespace dondoc::integrations::sqlite {

std::optional<StateByHand> state_by_hand(Database& database, std::string_view source, std::string_view code,
                                         rules::State present) {
  // The last row with another state is the one whose end brought the present state. A command's own log tells it from
  // an import, whatever reason a person gave.
  CachedStatement change = database.cached(
      "SELECT h.until_at, h.actor, substr(h.reason, 1, length(?4)) = ?4"
      "  AND NOT EXISTS (SELECT 1 FROM undo_log AS u WHERE u.item = h.item AND u.at = h.until_at)"
      " FROM item_state AS s JOIN item_history AS h ON h.item = s.id AND h.revision < s.revision"
      " WHERE s.source = ?1 AND s.code = ?2 AND h.old <> 'null' AND json_extract(h.old, '$.state') <> ?3"
      " ORDER BY h.revision DESC LIMIT 1");
  change->bind(source, code, rules::state_name(present), kImportReason);
  if (!change->step() || change->flag(2)) return std::nullopt;
  return StateByHand{change->instant(0), change->text(1)};
}

}  // namespace dondoc::integrations::sqlite

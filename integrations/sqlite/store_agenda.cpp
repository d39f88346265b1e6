#include "integrations/sqlite/sqlite_store.hpp"
#include "integrations/sqlite/standing_still.hpp"
#include "integrations/sqlite/transaction.hpp"

namespace dondoc::integrations::sqlite {
namespace {

using rules::AgendaList;
using rules::AgendaPeriod;

// Parameters of every list: ?1 the agency or '', ?2 now, ?3 the last meeting, ?4 the next one, ?5 the source of the
// series, ?6 the code of the meeting. Its own series' occurrences are no work of the meeting.
constexpr std::string_view kColumns =
    "SELECT count(*) OVER (), i.source, i.code, i.kind, i.title, i.restricted, i.procedure, ifnull(i.agency, ''),"
    " i.received_at, s.due_at, i.due_is_date AND i.appointment_at IS NULL AND i.due_at IS s.due_at, i.finished_at,"
    " i.result_document, ";
constexpr std::string_view kItems =
    " FROM items AS i JOIN item_state AS s ON s.source = i.source AND s.code = i.code"
    " WHERE (?1 = '' OR i.agency = ?1) AND i.source <> ?5 AND i.code <> ?6 AND ";
constexpr std::string_view kActive = "i.state IN ('open', 'reported', 'suspended')";

// The meetings before this one of the same series and agency.
constexpr std::string_view kEarlierMeeting =
    "i.parent IN (SELECT o.code FROM occurrences AS o JOIN occurrences AS own ON own.code = ?6"
    " AND own.series = o.series AND own.agency = o.agency AND o.day < own.day)";

AgendaList read_list(Database& database, const AgendaPeriod& period, const std::string& note, const std::string& where,
                     const std::string& order) {
  CachedStatement rows = database.cached(std::string{kColumns} + note + std::string{kItems} + where + " ORDER BY " +
                                         order + " LIMIT " + std::to_string(rules::kAgendaLines));
  rows->bind(period.agency, period.now, period.since, period.until, period.source, period.code);
  AgendaList list;
  while (rows->step()) {
    list.total = rows->integer(0);
    rules::AgendaLine line;
    line.source = rows->text(1);
    line.code = rows->text(2);
    line.kind = rules::parse_kind(rows->view(3)).value_or(rules::Kind::task);
    line.title = rows->text(4);
    line.restricted = rows->flag(5);
    line.procedure = rows->text(6);
    line.agency = rows->text(7);
    line.received_at = rows->optional_instant(8);
    line.due = rows->optional_instant(9);
    line.due_is_date = rows->flag(10);
    line.finished_at = rows->optional_instant(11);
    line.result = rows->text(12);
    line.note = rows->text(13);
    line.meeting = rows->text(14);
    list.lines.push_back(std::move(line));
  }
  return list;
}

}  // namespace

rules::Agenda SqliteStore::agenda(const AgendaPeriod& period) {
  const Snapshot snapshot(database_);
  const std::string active{kActive};
  const std::string plain = "'', ''";
  rules::Agenda out;
  out.period = period;
  out.decisions = read_list(database_, period, "'', i.parent", active + " AND " + std::string{kEarlierMeeting},
                            "s.due_at IS NULL, s.due_at, i.code");
  out.overdue = read_list(database_, period, plain,
                          active + " AND s.due_at <= ?2 AND NOT " + stands_still("s.due_at", "?2"), "s.due_at, i.code");
  out.due = read_list(database_, period, plain, active + " AND s.due_at > ?2 AND s.due_at <= ?4", "s.due_at, i.code");
  const std::string asked =
      " FROM extensions AS x WHERE x.source = i.source AND x.code = i.code AND x.reason <> ''"
      " AND x.requested_at > ?3 AND x.requested_at <= ?2 AND x.state <> 'granted'";
  out.difficulties = read_list(database_, period, "(SELECT x.reason" + asked + " ORDER BY x.requested_at DESC), ''",
                               active + " AND EXISTS (SELECT 1" + asked + ")",
                               "(SELECT max(x.requested_at)" + asked + ") DESC, i.code");
  out.done = read_list(database_, period, plain, "i.state = 'done' AND i.finished_at > ?3 AND i.finished_at <= ?2",
                       "i.finished_at DESC, i.code");
  return out;
}

std::optional<rules::Instant> SqliteStore::meeting_time(const std::string& source, const std::string& code) {
  const auto at = database_.read_integer(
      "SELECT coalesce((SELECT at FROM meetings WHERE source = ?1 AND code = ?2 AND NOT cancelled),"
      " (SELECT due_at FROM items WHERE source = ?1 AND code = ?2))",
      source, code);
  return at ? std::optional{rules::instant_from_millis(*at)} : std::nullopt;
}

}  // namespace dondoc::integrations::sqlite

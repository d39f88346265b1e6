#include "integrations/sqlite/sqlite_answers.hpp"

#include "integrations/sqlite/migrate.hpp"
#include "integrations/sqlite/records.hpp"
#include "integrations/sqlite/transaction.hpp"
#include "rules/zone.hpp"

namespace dondoc::integrations::sqlite {
namespace {

constexpr std::int64_t kAll = -1;  // of LIMIT

std::optional<rules::Day> day_in(Statement& row, int column) {
  const auto text = row.optional_text(column);
  return text ? rules::parse_day(*text) : std::nullopt;
}

StoredAnswer read_answer(Statement& row) {
  StoredAnswer out;
  out.id = row.integer(0);
  out.source = row.text(1);
  out.code = row.text(2);
  out.title = row.text(3);
  out.restricted = row.flag(4);
  out.agency = row.text(5);
  out.person = row.text(6);
  out.given.kind = rules::parse_answer_kind(row.view(7)).value_or(rules::AnswerKind::progress);
  out.given.name = row.text(8);
  out.given.position = row.text(9);
  out.given.document = row.text(10);
  out.given.document_date = day_in(row, 11);
  out.given.text = row.text(12);
  out.until = row.optional_instant(13);
  out.proposed_due = row.optional_instant(14);
  out.given_at = row.instant(15);
  out.outcome = row.text(16);
  out.settled_at = row.optional_instant(17);
  out.settled_by = row.text(18);
  out.settled_reason = row.text(19);
  out.waits = row.flag(20);
  return out;
}

std::optional<ItemKey> key_of(Database& database, rules::ItemId id) {
  CachedStatement row = database.cached("SELECT source, code FROM item_state WHERE id = ?1");
  if (!row->bind(id).step()) return std::nullopt;
  return ItemKey{id, row->text(0), row->text(1)};
}

}  // namespace

std::vector<StoredAnswer> list_answers(Database& database, const AnswerQuery& query) {
  CachedStatement rows = database.cached(
      "SELECT a.id, s.source, s.code, ifnull(i.title, ''), ifnull(i.restricted, 0), a.agency, a.person, a.kind, a.name,"
      " a.position, a.document, a.document_date, a.text, a.until_at, a.proposed_due_at, a.given_at, a.outcome,"
      " a.settled_at, a.settled_by, a.settled_reason, a.id IN (SELECT id FROM waiting_answers)"
      " FROM answers AS a JOIN item_state AS s ON s.id = a.item LEFT JOIN items AS i ON i.id = s.item"
      " WHERE (NOT ?1 OR a.id IN (SELECT id FROM waiting_answers)) AND (?2 IS NULL OR a.item = ?2)"
      " AND (?3 = '' OR a.kind = ?3) ORDER BY iif(?1, a.id, -a.id) LIMIT ?4");
  rows->bind(query.waiting, query.item, query.kind, query.limit);
  std::vector<StoredAnswer> out;
  while (rows->step()) out.push_back(read_answer(*rows));
  return out;
}

std::unique_ptr<SqliteAnswers> SqliteAnswers::open(const std::string& path) {
  return std::make_unique<SqliteAnswers>(open_database(path, Database::Mode::existing));
}

std::optional<LinkedMessage> SqliteAnswers::linked_message(const std::string& public_id) {
  const Snapshot snapshot{database_};
  LinkedMessage out;
  {
    CachedStatement row = database_.cached("SELECT id, recipient FROM messages WHERE public_id = ?1");
    if (!row->bind(public_id).step()) return std::nullopt;
    out.id = row->integer(0);
    out.recipient = row->text(1);
  }
  CachedStatement rows = database_.cached(
      "SELECT a.item, n.role, n.copy FROM message_notices AS m JOIN notices AS n ON n.id = m.notice"
      " JOIN alerts AS a ON a.id = n.alert WHERE m.message = ?1 ORDER BY n.id");
  rows->bind(out.id);
  while (rows->step()) out.notices.push_back({rows->integer(0), rows->text(1), rows->flag(2)});
  return out;
}

tl::expected<bool, rules::Problem> SqliteAnswers::record(const AnswerToStore& answer, rules::Instant now) {
  const auto key = key_of(database_, answer.item);
  if (!key) return tl::unexpected{rules::Problem{"DD5023", {{"code", std::to_string(answer.item)}}, {}, 0, 0, {}}};
  return Records{database_, answer.actor, now}.answer(*key, answer);
}

std::vector<StoredAnswer> SqliteAnswers::waiting() { return list_answers(database_, {.waiting = true, .limit = kAll}); }

}  // namespace dondoc::integrations::sqlite

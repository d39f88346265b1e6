#include "integrations/sqlite/absence_edits.hpp"

#include "integrations/sqlite/transaction.hpp"

namespace dondoc::integrations::sqlite {
namespace {

tl::unexpected<rules::Problem> refuse(std::string code, std::map<std::string, std::string> args) {
  rules::Problem problem;
  problem.code = std::move(code);
  problem.args = std::move(args);
  return tl::unexpected(std::move(problem));
}

struct Statements {
  const char* span;
  const char* shorten;
  const char* remove;
};
constexpr Statements kOfSilences{"SELECT from_at, until_at FROM silences WHERE id = ?1",
                                 "UPDATE silences SET until_at = ?2 WHERE id = ?1",
                                 "DELETE FROM silences WHERE id = ?1"};
constexpr Statements kOfDelegations{"SELECT from_at, until_at FROM delegations WHERE id = ?1",
                                    "UPDATE delegations SET until_at = ?2 WHERE id = ?1",
                                    "DELETE FROM delegations WHERE id = ?1"};

}  // namespace

std::vector<SilenceRow> list_silences(Database& database, std::optional<rules::Instant> since) {
  std::vector<SilenceRow> out;
  CachedStatement rows = database.cached(
      "SELECT id, filter, author, reason, from_at, until_at FROM silences WHERE ?1 IS NULL OR until_at > ?1"
      " ORDER BY from_at, id");
  rows->bind(since);
  while (rows->step()) {
    out.push_back({rows->integer(0), rows->text(1), rows->text(2), rows->text(3), rows->instant(4), rows->instant(5)});
  }
  return out;
}

std::vector<DelegationRow> list_delegations(Database& database, std::optional<rules::Instant> since) {
  std::vector<DelegationRow> out;
  CachedStatement rows = database.cached(
      "SELECT id, from_person, to_person, from_at, until_at, copy_to_delegator, reason FROM delegations"
      " WHERE ?1 IS NULL OR until_at > ?1 ORDER BY from_at, id");
  rows->bind(since);
  while (rows->step()) {
    out.push_back({rows->integer(0), rows->text(1), rows->text(2), rows->instant(3), rows->instant(4), rows->flag(5),
                   rows->text(6)});
  }
  return out;
}

std::int64_t AbsenceEdits::add_silence(const SilenceRow& silence) {
  Transaction transaction{database_, {actor_, now_, silence.reason}};
  database_.run("INSERT INTO silences (filter, author, reason, from_at, until_at) VALUES (?1, ?2, ?3, ?4, ?5)",
                silence.filter, actor_, silence.reason, silence.from, silence.until);
  const auto id = database_.read_integer("SELECT max(id) FROM silences").value_or(0);
  transaction.commit();
  return id;
}

Edited<std::int64_t> AbsenceEdits::add_delegation(const DelegationRow& delegation) {
  Transaction transaction{database_, {actor_, now_, delegation.reason}};
  for (const auto& person : {delegation.from_person, delegation.to_person}) {
    if (!database_.read_integer("SELECT 1 FROM people WHERE code = ?1", person))
      return refuse("DD5030", {{"person", person}});
  }
  if (delegation.from_person == delegation.to_person) return refuse("DD5111", {{"person", delegation.from_person}});
  const auto other =
      database_.read_integer("SELECT id FROM delegations WHERE from_person = ?1 AND from_at < ?3 AND until_at > ?2",
                             delegation.from_person, delegation.from, delegation.until);
  if (other) return refuse("DD5112", {{"person", delegation.from_person}, {"id", std::to_string(*other)}});
  database_.run(
      "INSERT INTO delegations (from_person, to_person, from_at, until_at, copy_to_delegator, reason)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
      delegation.from_person, delegation.to_person, delegation.from, delegation.until, delegation.copy_to_delegator,
      delegation.reason);
  const auto id = database_.read_integer("SELECT max(id) FROM delegations").value_or(0);
  transaction.commit();
  return id;
}

Edited<> AbsenceEdits::end_silence(std::int64_t id) { return end(Kind::silence, id); }
Edited<> AbsenceEdits::end_delegation(std::int64_t id) { return end(Kind::delegation, id); }

Edited<> AbsenceEdits::end(Kind kind, std::int64_t id) {
  const auto& statements = kind == Kind::silence ? kOfSilences : kOfDelegations;
  Transaction transaction{database_, {actor_, now_}};
  rules::Instant from;
  rules::Instant until;
  {
    CachedStatement row = database_.cached(statements.span);
    if (!row->bind(id).step()) return refuse("DD5113", {{"id", std::to_string(id)}});
    from = row->instant(0);
    until = row->instant(1);
  }
  if (until <= now_) return refuse("DD5114", {{"id", std::to_string(id)}});
  if (from < now_) {
    database_.run(statements.shorten, id, now_);
  } else {
    database_.run(statements.remove, id);
  }
  transaction.commit();
  return {};
}

}  // namespace dondoc::integrations::sqlite

#include "integrations/sqlite/sqlite_store.hpp"
#include "integrations/sqlite/transaction.hpp"
#include "rules/zone.hpp"

namespace dondoc::integrations::sqlite {

namespace {

std::optional<rules::Day> day(const Statement& row, int column) { return rules::parse_day(row.view(column)); }

template <class Use>
void each_row(Database& database, std::string_view sql, Use&& use) {
  CachedStatement rows = database.cached(sql);
  while (rows->step()) {
    use(*rows);
  }
}

void load_agencies(Database& database, rules::Directory& directory) {
  std::map<std::string, std::vector<std::string>> successors;
  each_row(database, "SELECT agency, successor FROM agency_successors",
           [&](const Statement& row) { successors[row.text(0)].push_back(row.text(1)); });
  each_row(database,
           "SELECT code, name, short_name, addressee, level, parent, head_title, calendar, tone, valid_from,"
           " valid_until"
           " FROM agencies",
           [&](const Statement& row) {
             rules::Agency agency{row.text(0), row.text(1), row.text(2), row.text(3), row.text(4),  row.text(5),
                                  row.text(6), row.text(7), row.text(8), day(row, 9), day(row, 10), {}};
             agency.successors = successors[agency.code];
             directory.agencies.push_back(std::move(agency));
           });
}

void load_people(Database& database, rules::Directory& directory) {
  each_row(database, "SELECT code, name, title, phone, language FROM people", [&](const Statement& row) {
    directory.people.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.text(4)});
  });
  each_row(database, "SELECT agency, role, person, title, valid_from, valid_until FROM positions ORDER BY id",
           [&](const Statement& row) {
             if (const auto role = rules::parse_role(row.view(1))) {
               directory.positions.push_back({row.text(0), *role, row.text(2), row.text(3), day(row, 4), day(row, 5)});
             }
           });
  each_row(database,
           "SELECT owner, channel, value, preference, failing, valid_from, valid_until FROM addresses"
           " ORDER BY owner, preference, id",
           [&](const Statement& row) {
             directory.addresses.push_back({row.text(0), row.text(1), row.text(2), static_cast<int>(row.integer(3)),
                                            row.flag(4), day(row, 5), day(row, 6)});
           });
}

void load_paths(Database& database, rules::Directory& directory) {
  each_row(database,
           "SELECT agency, level, target_agency, role, person, valid_from, valid_until FROM escalation_paths"
           " ORDER BY agency, level, id",
           [&](const Statement& row) {
             if (const auto role = rules::parse_role(row.view(3))) {
               directory.escalation.push_back({row.text(0), static_cast<int>(row.integer(1)), row.text(2), *role,
                                               row.text(4), day(row, 5), day(row, 6)});
             }
           });
  each_row(database,
           "SELECT from_person, to_person, from_at, until_at, copy_to_delegator FROM delegations ORDER BY from_at, id",
           [&](const Statement& row) {
             directory.delegations.push_back({row.text(0), row.text(1), row.instant(2), row.instant(3), row.flag(4)});
           });
  each_row(database, "SELECT id, name, person FROM contacts",
           [&](const Statement& row) { directory.contacts.push_back({row.text(0), row.text(1), row.text(2)}); });
  each_row(database, "SELECT id, name FROM rooms",
           [&](const Statement& row) { directory.rooms.push_back({row.text(0), row.text(1)}); });
}

void load_catalogue(Database& database, rules::Directory& directory) {
  each_row(database,
           "SELECT code, name, term, calendar, cut_off, valid_from, valid_until, reception_calendar, roll,"
           " max_extensions FROM procedures ORDER BY code, valid_from",
           [&](const Statement& row) {
             directory.procedures.push_back({row.text(0), row.text(1), rules::parse_amount(row.view(2)), row.text(3),
                                             rules::parse_clock(row.view(4)), day(row, 5), day(row, 6), row.text(7),
                                             rules::parse_roll(row.view(8)), row.optional_integer(9)});
           });
  each_row(database, "SELECT id, name, owner, fresh_as_of FROM sources", [&](const Statement& row) {
    directory.sources.push_back({row.text(0), row.text(1), row.text(2), row.optional_instant(3)});
  });
}

}  // namespace

std::shared_ptr<const rules::Directory> SqliteStore::load_directory() {
  auto directory = std::make_shared<rules::Directory>();
  {
    const Snapshot snapshot(database_);
    load_agencies(database_, *directory);
    load_people(database_, *directory);
    load_paths(database_, *directory);
    load_catalogue(database_, *directory);
  }
  directory->finish();
  return directory;
}

}  // namespace dondoc::integrations::sqlite

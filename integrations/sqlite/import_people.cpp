#include <algorithm>
#include <map>
#include <set>

#include "integrations/imports/wording.hpp"
#include "integrations/sqlite/import_run.hpp"
#include "rules/zone.hpp"

namespace dondoc::integrations::sqlite {
namespace {

using imports::Table;

// One row: a person and, where it names an agency, an office. A person with several offices has several rows: what the
// person is comes from the first row that says it, the addresses come from all rows, and every office has a title of
// its own. So all is written after the last row.
class PeopleImporter : public RowImporter {
 public:
  explicit PeopleImporter(ImportRun& run);
  void take_row() override;
  void finish() override;

 private:
  struct Person {
    std::string code;
    std::vector<std::string> texts;  // as plain_
    std::map<std::string, std::vector<std::string>> addresses;
  };
  struct Office {
    std::string agency;
    std::optional<rules::Role> role;
    std::optional<rules::Day> from;
    std::optional<rules::Day> until;
    std::string title;
  };
  struct Row {
    std::size_t person;
    bool is_first;  // of the person
    Office office;
  };

  std::pair<std::size_t, bool> person_of(const std::string& code);
  void check_person();
  void collect(Person& person);
  Office read_office();
  void note_office(const std::string& code, const Office& office);
  Written write_person(const Person& person);
  bool write_office(const std::string& person, const Office& office);
  static std::string office_key(const std::string& person, const Office& office);
  bool give_start(const std::string& person, const Office& office);
  std::optional<std::string> start_of(const std::string& person, const Office& office);
  void warn_two_heads();

  ImportRun& run_;
  Table& table_;
  Table::Field code_, name_, language_, email_, agency_, role_, title_, from_, until_;
  std::vector<std::pair<Table::Field, std::size_t>> plain_;
  std::vector<Upsert::Column> columns_;
  std::optional<Upsert> upsert_;
  std::optional<Upsert> positions_;
  std::vector<Person> people_;
  std::unordered_map<std::string, std::size_t> index_;
  std::vector<Row> rows_;
  std::map<std::string, int> times_held_;  // how many rows of the file have this office
  std::set<std::string> held_undated_;     // and whether one has it without a start
};

std::string PeopleImporter::office_key(const std::string& person, const Office& office) {
  return person + "\n" + office.agency + "\n" + (office.role ? std::string(rules::role_name(*office.role)) : "");
}

PeopleImporter::PeopleImporter(ImportRun& run) : run_(run), table_(run.table) {
  code_ = table_.field("code");
  name_ = table_.field("name");
  language_ = table_.field("language");
  email_ = table_.field("email");
  agency_ = table_.field("agency");
  role_ = table_.field("role");
  title_ = table_.field("title");
  from_ = table_.field("valid_from");
  until_ = table_.field("valid_until");
  columns_.push_back({"code", Upsert::Use::key});
  for (const char* name : {"name", "title", "phone", "language"}) {
    const Table::Field field = table_.field(name);
    if (field == Table::kAbsent) continue;
    plain_.emplace_back(field, columns_.size());
    columns_.push_back({name, Upsert::Use::value});
  }
  upsert_.emplace(run.database, "people", columns_);
  const auto if_given = [](Table::Field field) {
    return field == Table::kAbsent ? Upsert::Use::insert_only : Upsert::Use::value;
  };
  positions_.emplace(run.database, "positions",
                     std::vector<Upsert::Column>{{"agency", Upsert::Use::key},
                                                 {"role", Upsert::Use::key},
                                                 {"person", Upsert::Use::key},
                                                 {"valid_from", Upsert::Use::key},
                                                 {"valid_until", if_given(until_)},
                                                 {"title", if_given(title_)}});
}

std::pair<std::size_t, bool> PeopleImporter::person_of(const std::string& code) {
  const auto [place, is_first] = index_.emplace(code, people_.size());
  if (is_first) people_.push_back({code, std::vector<std::string>(plain_.size()), {}});
  return {place->second, is_first};
}

void PeopleImporter::check_person() {
  if (table_.text(name_).empty()) table_.error("DD2020", name_);
  const std::string_view language = table_.text(language_);
  if (!language.empty() && language != "vi" && language != "en") {
    table_.error("DD2026", language_, {{"text", std::string(language)}, {"expected", "vi, en"}});
  }
}

void PeopleImporter::collect(Person& person) {
  for (std::size_t i = 0; i < plain_.size(); ++i) {
    if (person.texts[i].empty()) person.texts[i] = table_.text(plain_[i].first);
  }
  table_.collect_addresses(email_, person.addresses);
}

PeopleImporter::Office PeopleImporter::read_office() {
  Office office;
  office.agency = run_.agency(agency_);
  office.from = table_.day(from_);
  office.until = table_.day(until_);
  office.title = table_.text(title_);
  if (office.from && office.until && *office.until < *office.from) table_.error("DD2034", until_);
  const std::string_view role = table_.text(role_);
  if (role.empty()) {
    if (!office.agency.empty()) table_.error("DD2020", role_);
    return office;
  }
  office.role = imports::role_from_words(role);
  if (!office.role) {
    table_.error(
        "DD2026", role_,
        {{"text", std::string(role)}, {"expected", "head, acting_head, deputy, division_head, focal, officer"}});
  }
  return office;
}

void PeopleImporter::note_office(const std::string& code, const Office& office) {
  const std::string key = office_key(code, office);
  const std::string term = key + "\n" + (office.from ? rules::format_day(*office.from) : "");
  if (const auto first = run_.seen.add(term, table_.line()); first && !code.empty()) {
    table_.error("DD2029", code_, {{"code", code}, {"line", std::to_string(*first)}});
  }
  ++times_held_[key];
  if (!office.from) held_undated_.insert(key);
}

void PeopleImporter::take_row() {
  const std::string code(table_.required_code(code_));
  check_person();
  Office office = read_office();
  note_office(code, office);
  const auto [person, is_first] = person_of(code);
  collect(people_[person]);
  rows_.push_back({person, is_first, std::move(office)});
}

Written PeopleImporter::write_person(const Person& person) {
  Upsert& row = *upsert_;
  row[0].set(person.code);
  for (std::size_t i = 0; i < plain_.size(); ++i) row[plain_[i].second].set(person.texts[i]);
  const Written written = row.write();
  bool changed = false;
  for (const auto& [channel, values] : person.addresses) {
    changed |= write_addresses(run_.database, "person:" + person.code, channel, values);
  }
  return written == Written::unchanged && changed ? Written::updated : written;
}

// An office known without a start is the same one when a file says since when it is held.
bool PeopleImporter::give_start(const std::string& person, const Office& office) {
  if (!office.from || held_undated_.contains(office_key(person, office))) return false;
  run_.database.run(
      "UPDATE positions SET valid_from = ?4 WHERE id ="
      " (SELECT id FROM positions WHERE agency = ?1 AND role = ?2 AND person = ?3 AND valid_from IS NULL"
      "  AND ifnull(valid_until, ?4) >= ?4"
      "  AND NOT EXISTS (SELECT 1 FROM positions WHERE agency = ?1 AND role = ?2 AND person = ?3 AND valid_from = ?4)"
      "  ORDER BY id LIMIT 1)",
      office.agency, rules::role_name(*office.role), person, rules::format_day(*office.from));
  return run_.database.changes() > 0;
}

// And one that the file has without a start is the one in force, where there is one only.
std::optional<std::string> PeopleImporter::start_of(const std::string& person, const Office& office) {
  if (office.from) return rules::format_day(*office.from);
  if (times_held_.at(office_key(person, office)) > 1) return std::nullopt;
  const rules::Day today = run_.request.zone->day_of(run_.request.now);
  return run_.database.read_text(
      "SELECT valid_from FROM positions WHERE agency = ?1 AND role = ?2 AND person = ?3"
      " AND ifnull(valid_until, ?4) >= ?4 GROUP BY agency HAVING count(*) = 1",
      office.agency, rules::role_name(*office.role), person, rules::format_day(today));
}

bool PeopleImporter::write_office(const std::string& person, const Office& office) {
  if (office.agency.empty() || !office.role) return false;
  const bool dated = give_start(person, office);
  const auto start = start_of(person, office);
  Upsert& row = *positions_;
  row[0].set(office.agency);
  row[1].set(rules::role_name(*office.role));
  row[2].set(person);
  start ? row[3].set(std::string_view(*start)) : row[3].clear();
  row[4].set(office.until);
  row[5].set(office.title);
  return row.write() != Written::unchanged || dated;
}

// Two people who head one agency at once: nobody knows who is told.
void PeopleImporter::warn_two_heads() {
  Statement statement = run_.database.prepare(
      "SELECT a.agency, group_concat(DISTINCT a.person) FROM positions AS a JOIN positions AS b"
      "  ON b.agency = a.agency AND b.role = 'head' AND b.person <> a.person"
      "  AND ifnull(b.valid_from, '') <= ifnull(a.valid_until, '9999') AND ifnull(a.valid_from, '') <= "
      "ifnull(b.valid_until, '9999')"
      " WHERE a.role = 'head' GROUP BY a.agency");
  while (statement.step()) {
    run_.table.file_warning("DD2044", {{"agency", statement.text(0)}, {"people", statement.text(1)}});
  }
}

void PeopleImporter::finish() {
  if (!run_.writing()) return;
  for (const Row& row : rows_) {
    const Person& person = people_[row.person];
    const Written written = row.is_first ? write_person(person) : Written::unchanged;
    const bool changed = write_office(person.code, row.office);
    run_.count(written == Written::unchanged && changed ? Written::updated : written);
  }
  warn_two_heads();
}

}  // namespace

std::unique_ptr<RowImporter> import_people(ImportRun& run) { return std::make_unique<PeopleImporter>(run); }

}  // namespace dondoc::integrations::sqlite

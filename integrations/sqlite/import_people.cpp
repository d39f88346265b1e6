#include <algorithm>

#include "integrations/imports/wording.hpp"
#include "integrations/sqlite/import_run.hpp"
#include "rules/zone.hpp"

namespace dondoc::integrations::sqlite {
namespace {

using imports::Table;

bool looks_like_mail_address(std::string_view text) {
  const std::size_t at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.find('@', at + 1) == std::string_view::npos &&
         text.find_first_of(" \t\n\r,;<>\"") == std::string_view::npos;
}

// One row: a person and, where it names an agency, an office. A person with several offices has several rows.
class PeopleImporter : public RowImporter {
 public:
  explicit PeopleImporter(ImportRun& run);
  void take_row() override;
  void finish() override;

 private:
  struct Office {
    std::string agency;
    std::optional<rules::Role> role;
    std::optional<rules::Day> from;
    std::optional<rules::Day> until;
  };
  Office read_office();
  bool write_office(std::string_view person, const Office& office);
  bool write_addresses(std::string_view person);
  void warn_two_heads();

  ImportRun& run_;
  Table& table_;
  Table::Field code_, name_, email_, agency_, role_, title_, from_, until_;
  std::vector<std::pair<Table::Field, std::size_t>> plain_;
  std::vector<Upsert::Column> columns_;
  std::optional<Upsert> upsert_;
};

PeopleImporter::PeopleImporter(ImportRun& run) : run_(run), table_(run.table) {
  code_ = table_.field("code");
  name_ = table_.field("name");
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
}

PeopleImporter::Office PeopleImporter::read_office() {
  Office office;
  office.agency = run_.agency(agency_);
  office.from = table_.day(from_);
  office.until = table_.day(until_);
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

void PeopleImporter::take_row() {
  const std::string code(table_.required_code(code_));
  const std::string_view name = table_.text(name_);
  if (name.empty()) table_.error("DD2020", name_);
  const std::string_view language = table_.text(table_.field("language"));
  if (!language.empty() && language != "vi" && language != "en") {
    table_.error("DD2026", table_.field("language"), {{"text", std::string(language)}, {"expected", "vi, en"}});
  }
  const Office office = read_office();
  const std::string key = code + "\n" + office.agency + "\n" + std::string(table_.text(role_)) + "\n" +
                          (office.from ? rules::format_day(*office.from) : "");
  if (const auto first = run_.seen.add(key, table_.line()); first && !code.empty()) {
    table_.error("DD2029", code_, {{"code", code}, {"line", std::to_string(*first)}});
  }
  if (!run_.writing()) return;
  Upsert& row = *upsert_;
  row[0].set(code);
  for (const auto& [field, column] : plain_) row[column].set(table_.text(field));
  Written written = row.write();
  bool changed = write_addresses(code);
  changed |= run_.writing() && write_office(code, office);
  if (written == Written::unchanged && changed) written = Written::updated;
  run_.count(written);
}

bool PeopleImporter::write_addresses(std::string_view person) {
  const std::string owner = "person:" + std::string(person);
  bool changed = false;
  const std::string_view email = table_.text(email_);
  if (!email.empty() && !looks_like_mail_address(email)) {
    table_.error("DD2036", email_, {{"text", std::string(email)}});
  } else if (!email.empty()) {
    changed |= write_address(run_.database, owner, "email", email);
  }
  for (const auto& [channel, field] : table_.family("address")) {
    const std::string_view value = table_.text(field);
    if (!value.empty()) changed |= write_address(run_.database, owner, channel, value);
  }
  return changed;
}

bool PeopleImporter::write_office(std::string_view person, const Office& office) {
  if (office.agency.empty() || !office.role) return false;
  Upsert row(run_.database, "positions",
             {{"agency", Upsert::Use::key},
              {"role", Upsert::Use::key},
              {"person", Upsert::Use::key},
              {"valid_from", Upsert::Use::key},
              {"valid_until", Upsert::Use::value},
              {"title", title_ == Table::kAbsent ? Upsert::Use::insert_only : Upsert::Use::value}});
  row[0].set(office.agency);
  row[1].set(rules::role_name(*office.role));
  row[2].set(person);
  row[3].set(office.from);
  row[4].set(office.until);
  row[5].set(table_.text(title_));
  return row.write() != Written::unchanged;
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
  if (run_.writing()) warn_two_heads();
}

}  // namespace

std::unique_ptr<RowImporter> import_people(ImportRun& run) { return std::make_unique<PeopleImporter>(run); }

}  // namespace dondoc::integrations::sqlite

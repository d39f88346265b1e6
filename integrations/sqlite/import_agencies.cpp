#include <algorithm>
#include <array>

#include "integrations/imports/wording.hpp"
#include "integrations/sqlite/import_run.hpp"

namespace dondoc::integrations::sqlite {
namespace {

using imports::Table;

// Agencies refer to each other, so successors, parents and paths are settled after the last row.
class AgencyImporter : public RowImporter {
 public:
  explicit AgencyImporter(ImportRun& run);
  void take_row() override;
  void finish() override;

 private:
  struct Pending {
    std::string code;
    // Where the row says so, for messages.
    rules::Problem parent_place, successor_place, escalation_place;
    std::string parent;
    std::vector<std::string> successors;
    std::vector<std::string> escalation;
    std::string successor_text;
    Written written = Written::unchanged;
    std::map<std::string, std::vector<std::string>> addresses;
    std::string focal;
    bool changed = false;  // beside its own row
  };

  void fill_derived(std::string_view name, std::string_view level);
  void read_contacts(Pending& row);
  void write_contacts(Pending& row);
  void check_parent(const Pending& row);
  void settle_successors(Pending& row);
  void settle_escalation(Pending& row);
  void problem(const Pending& row, rules::Problem place, const std::string& code,
               std::map<std::string, std::string> args, bool warning = false);
  void unknown_agency(const Pending& row, const rules::Problem& place, const std::string& code);
  [[nodiscard]] bool in_cycle(const std::string& code) const;

  ImportRun& run_;
  Table& table_;
  Table::Field code_, name_, level_, parent_, head_title_, from_, until_, successor_, email_, focal_, escalation_,
      tone_, short_name_, addressee_;
  std::vector<std::pair<Table::Field, std::size_t>> plain_;  // fields copied as they are, and their columns
  std::vector<Upsert::Column> columns_;
  std::optional<Upsert> upsert_;
  std::size_t short_name_column_ = 0, addressee_column_ = 0, tone_column_ = 0, from_column_ = 0, until_column_ = 0,
              parent_column_ = 0;
  std::vector<Pending> pending_;
  std::unordered_map<std::string, std::string> parents_;
};

AgencyImporter::AgencyImporter(ImportRun& run) : run_(run), table_(run.table) {
  code_ = table_.field("code");
  name_ = table_.field("name");
  level_ = table_.field("level");
  parent_ = table_.field("parent");
  head_title_ = table_.field("head_title");
  from_ = table_.field("valid_from");
  until_ = table_.field("valid_until");
  successor_ = table_.field("successor");
  email_ = table_.field("email");
  focal_ = table_.field("focal");
  escalation_ = table_.field("escalation");
  tone_ = table_.field("tone");
  short_name_ = table_.field("short_name");
  addressee_ = table_.field("addressee");
  const auto add = [this](const char* column, Upsert::Use use) {
    columns_.push_back({column, use});
    return columns_.size() - 1;
  };
  add("code", Upsert::Use::key);
  for (const char* name : {"name", "official_code", "level", "head_title", "calendar", "note"}) {
    const Table::Field field = table_.field(name);
    if (field != Table::kAbsent) plain_.emplace_back(field, add(name, Upsert::Use::value));
  }
  const auto derived = [](Table::Field field) {
    return field == Table::kAbsent ? Upsert::Use::if_empty : Upsert::Use::value;
  };
  short_name_column_ = add("short_name", derived(short_name_));
  addressee_column_ = add("addressee", derived(addressee_));
  tone_column_ = add("tone", derived(tone_));
  if (from_ != Table::kAbsent) from_column_ = add("valid_from", Upsert::Use::value);
  if (until_ != Table::kAbsent) until_column_ = add("valid_until", Upsert::Use::value);
  if (parent_ != Table::kAbsent) parent_column_ = add("parent", Upsert::Use::value);
  upsert_.emplace(run.database, "agencies", columns_);
  Statement parents = run.database.prepare("SELECT code, parent FROM agencies WHERE parent IS NOT NULL");
  while (parents.step()) parents_[parents.text(0)] = parents.text(1);
}

void AgencyImporter::fill_derived(std::string_view name, std::string_view level) {
  Upsert& row = *upsert_;
  const std::string_view short_name = table_.text(short_name_);
  row[short_name_column_].set(short_name.empty() ? std::string_view(imports::short_agency_name(name)) : short_name);
  const std::string_view addressee = table_.text(addressee_);
  row[addressee_column_].set(
      addressee.empty() ? std::string_view(imports::addressee_line(table_.text(head_title_), name)) : addressee);
  static constexpr std::array<std::string_view, 4> kTones = {"cap_duoi", "ngang_cap", "nganh_doc", "cap_tren"};
  const std::string_view tone = table_.text(tone_);
  if (!tone.empty() && std::find(kTones.begin(), kTones.end(), tone) == kTones.end()) {
    table_.error("DD2026", tone_,
                 {{"text", std::string(tone)}, {"expected", "cap_duoi, ngang_cap, nganh_doc, cap_tren"}});
  }
  row[tone_column_].set(tone.empty() ? imports::tone_for_level(level) : tone);
}

void AgencyImporter::take_row() {
  const std::string_view code = run_.new_code(code_);
  const std::string_view name = table_.text(name_);
  if (name.empty()) table_.error("DD2020", name_);
  const auto from = table_.day(from_);
  const auto until = table_.day(until_);
  if (from && until && *until < *from) table_.error("DD2034", until_);
  Upsert& row = *upsert_;
  row[0].set(code);
  for (const auto& [field, column] : plain_) row[column].set(table_.text(field));
  fill_derived(name, table_.text(level_));
  if (from_ != Table::kAbsent) row[from_column_].set(from);
  if (until_ != Table::kAbsent) row[until_column_].set(until);

  Pending pending;
  pending.code = code;
  pending.parent_place = table_.problem_here("", parent_, {});
  pending.successor_place = table_.problem_here("", successor_, {});
  pending.escalation_place = table_.problem_here("", escalation_, {});
  pending.parent = table_.text(parent_);
  pending.successor_text = table_.text(successor_);
  pending.successors = table_.list(successor_);
  pending.escalation = table_.list(escalation_);
  if (parent_ != Table::kAbsent) {
    pending.parent.empty() ? row[parent_column_].clear() : row[parent_column_].set(pending.parent);
    parents_[pending.code] = pending.parent;
  }
  run_.references.add_agency({pending.code, std::string(name), std::string(table_.text(level_)), from, until});
  read_contacts(pending);
  if (run_.writing()) {
    pending.written = row.write();
    write_contacts(pending);
  }
  pending_.push_back(std::move(pending));
}

void AgencyImporter::read_contacts(Pending& row) {
  table_.collect_addresses(email_, row.addresses);
  row.focal = table_.text(focal_);
  if (!row.focal.empty() && !run_.references.has_person(row.focal)) {
    table_.error("DD2037", focal_, {{"code", row.focal}});
  }
}

void AgencyImporter::write_contacts(Pending& row) {
  for (const auto& [channel, values] : row.addresses) {
    row.changed |= write_addresses(run_.database, "agency:" + row.code, channel, values);
  }
  const bool known =
      row.focal.empty() ||
      run_.database.read_integer("SELECT 1 FROM positions WHERE agency = ? AND role = 'focal' AND person = ?", row.code,
                                 row.focal);
  if (known) return;
  run_.database.run("INSERT INTO positions (agency, role, person) VALUES (?, 'focal', ?)", row.code, row.focal);
  row.changed = true;
}

void AgencyImporter::problem(const Pending& row, rules::Problem place, const std::string& code,
                             std::map<std::string, std::string> args, bool warning) {
  place.code = code;
  place.args = std::move(args);
  place.args["agency"] = row.code;
  place.warning = warning;
  imports::add_problem(run_.report, std::move(place));
}

void AgencyImporter::unknown_agency(const Pending& row, const rules::Problem& place, const std::string& code) {
  rules::Problem unknown = run_.references.unknown_agency(code);
  problem(row, place, unknown.code, std::move(unknown.args));
}

bool AgencyImporter::in_cycle(const std::string& code) const {
  std::string at = code;
  for (std::size_t steps = 0; steps <= parents_.size(); ++steps) {
    const auto parent = parents_.find(at);
    if (parent == parents_.end() || parent->second.empty()) return false;
    at = parent->second;
    if (at == code) return true;
  }
  return false;
}

void AgencyImporter::check_parent(const Pending& row) {
  if (row.parent.empty()) return;
  if (run_.references.agency(row.parent) == nullptr) {
    unknown_agency(row, row.parent_place, row.parent);
  } else if (in_cycle(row.code)) {
    problem(row, row.parent_place, "DD2038", {{"parent", row.parent}});
  }
}

// What is no code ("(split over new communes)") is told and left out: such an agency has no successor that a machine
// can follow.
void AgencyImporter::settle_successors(Pending& row) {
  if (successor_ == Table::kAbsent) return;
  const bool is_text = !std::all_of(row.successors.begin(), row.successors.end(),
                                    [](const std::string& code) { return looks_like_code(code); });
  if (is_text) {
    row.successors.clear();
    problem(row, row.successor_place, "DD2040", {{"text", row.successor_text}}, true);
  }
  for (const std::string& code : row.successors) {
    if (run_.references.agency(code) != nullptr) continue;
    unknown_agency(row, row.successor_place, code);
  }
  if (!run_.writing()) return;
  std::vector<std::string> stored;
  Statement select =
      run_.database.prepare("SELECT successor FROM agency_successors WHERE agency = ? ORDER BY successor");
  select.bind(row.code);
  while (select.step()) stored.push_back(select.text(0));
  std::sort(row.successors.begin(), row.successors.end());
  if (stored == row.successors) return;
  run_.database.run("DELETE FROM agency_successors WHERE agency = ?", row.code);
  for (const std::string& code : row.successors) {
    run_.database.run("INSERT INTO agency_successors (agency, successor) VALUES (?, ?)", row.code, code);
  }
  row.changed = true;
}

// "TG-VP;TG:deputy;person:NVA": the first place above the head first; an agency alone means its head.
void AgencyImporter::settle_escalation(Pending& row) {
  struct Place {
    std::string agency, role = "head", person;
  };
  std::string wanted;
  std::vector<Place> places;
  for (const std::string& text : row.escalation) {
    const std::size_t colon = std::min(text.find(':'), text.size());
    Place place;
    if (text.starts_with("person:")) {
      place.person = text.substr(colon + 1);
      if (!run_.references.has_person(place.person)) {
        problem(row, row.escalation_place, "DD2037", {{"code", place.person}});
      }
    } else {
      place.agency = text.substr(0, colon);
      if (colon < text.size()) place.role = text.substr(colon + 1);
      if (!rules::parse_role(place.role)) {
        problem(row, row.escalation_place, "DD2026", {{"text", text}, {"expected", "head, deputy, …"}});
      }
      if (run_.references.agency(place.agency) == nullptr) {
        unknown_agency(row, row.escalation_place, place.agency);
      }
    }
    wanted += place.agency + ":" + place.role + ":" + place.person + ";";
    places.push_back(std::move(place));
  }
  if (places.empty() || !run_.writing()) return;
  const auto stored = run_.database.read_text(
      "SELECT group_concat(p, '') FROM (SELECT ifnull(target_agency, '') || ':' || role || ':' || ifnull(person, '') "
      "|| ';'"
      " AS p FROM escalation_paths WHERE agency = ? ORDER BY level)",
      row.code);
  if (stored == wanted) return;
  run_.database.run("DELETE FROM escalation_paths WHERE agency = ?", row.code);
  int level = 0;
  for (const Place& place : places) {
    run_.database.run(
        "INSERT INTO escalation_paths (agency, level, target_agency, role, person)"
        " VALUES (?, ?, nullif(?, ''), ?, nullif(?, ''))",
        row.code, ++level, place.agency, place.role, place.person);
  }
  row.changed = true;
}

void AgencyImporter::finish() {
  for (Pending& row : pending_) {
    check_parent(row);
    settle_successors(row);
    settle_escalation(row);
    run_.count(row.written == Written::unchanged && row.changed ? Written::updated : row.written);
  }
}

}  // namespace

std::unique_ptr<RowImporter> import_agencies(ImportRun& run) { return std::make_unique<AgencyImporter>(run); }

}  // namespace dondoc::integrations::sqlite

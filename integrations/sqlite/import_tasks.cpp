#include <algorithm>

#include "integrations/imports/wording.hpp"
#include "integrations/sqlite/import_run.hpp"
#include "integrations/sqlite/item_parts.hpp"
#include "rules/text.hpp"
#include "rules/zone.hpp"

namespace dondoc::integrations::sqlite {
namespace {

using imports::Table;

// Rows of a plan's appendix. One with a date becomes an item for each lead agency: ROW for a single one, ROW/AGENCY
// where a level leads ("*so;*huyen"). Recurring, relative and undated rows are listed and left alone: no date is
// guessed.
class TaskImporter : public RowImporter {
 public:
  explicit TaskImporter(ImportRun& run);
  void take_row() override;

 private:
  struct Leads {
    std::vector<std::string> agencies;
    bool fanned_out = false;
    bool wrong = false;
  };
  struct Due {
    std::optional<rules::Instant> at;
    bool is_date = true;
  };

  [[nodiscard]] rules::Day reference_day() const;
  void check_monitor();
  Leads agencies_in(Table::Field field);
  void add_level(Table::Field field, const std::string& level, Leads& out);
  std::optional<Due> read_due();
  void list_as_not_understood(const char* why);
  void write_item(const std::string& code, const std::string& agency, const Leads& coordinators, const Due& due);

  ImportRun& run_;
  Table& table_;
  Table::Field code_, title_, lead_, coordinating_, form_, deadline_text_, due_, product_, priority_, reference_;
  rules::Day day_;
  DocumentIds documents_;
  Upsert upsert_;
};

enum Column : std::size_t {
  kSource,
  kCode,
  kKind,
  kTitle,
  kAgency,
  kProduct,
  kPriority,
  kDocument,
  kReceived,
  kDue,
  kDueIsDate,
  kAttributes
};

TaskImporter::TaskImporter(ImportRun& run)
    : run_(run),
      table_(run.table),
      code_(table_.field("code")),
      title_(table_.field("title")),
      lead_(table_.field("lead")),
      coordinating_(table_.field("coordinating")),
      form_(table_.field("deadline_form")),
      deadline_text_(table_.field("deadline_text")),
      due_(table_.field("due")),
      product_(table_.field("product")),
      priority_(table_.field("priority")),
      reference_(table_.field("reference")),
      day_(reference_day()),
      documents_(run.database),
      upsert_(run.database, "items",
              {{"source", Upsert::Use::key},
               {"code", Upsert::Use::key},
               {"kind", Upsert::Use::insert_only},
               {"title", Upsert::Use::value},
               {"agency", Upsert::Use::value},
               {"product", product_ == Table::kAbsent ? Upsert::Use::insert_only : Upsert::Use::value},
               {"priority", priority_ == Table::kAbsent ? Upsert::Use::insert_only : Upsert::Use::value},
               {"document", run.request.document.number.empty() ? Upsert::Use::insert_only : Upsert::Use::value},
               {"received_at", run.request.document.date ? Upsert::Use::value : Upsert::Use::insert_only},
               {"due_at", Upsert::Use::value},
               {"due_is_date", Upsert::Use::value},
               {"attributes", Upsert::Use::attributes}}) {
  check_monitor();
}

// The day on which the agencies of a level are counted.
rules::Day TaskImporter::reference_day() const {
  const imports::ImportRequest& request = run_.request;
  if (request.document.date) return *request.document.date;
  return request.zone->day_of(request.as_of.value_or(request.now));
}

// A misspelt code would leave the monitoring agency among those that "*so" means, without a word.
void TaskImporter::check_monitor() {
  const std::string& code = run_.request.monitor;
  if (code.empty()) return;
  const References::Agency* agency = run_.references.agency(code);
  if (agency == nullptr) {
    rules::Problem problem = run_.references.unknown_agency(code);
    problem.path = {"--monitor"};
    imports::add_problem(run_.report, std::move(problem));
  } else if (!agency->valid_on(day_)) {
    table_.file_warning("DD2048", {{"agency", code}, {"day", rules::format_day(day_)}});
  }
}

void TaskImporter::add_level(Table::Field field, const std::string& level, Leads& out) {
  out.fanned_out = true;
  const std::size_t before = out.agencies.size();
  for (const References::Agency& agency : run_.references.agencies()) {
    const bool means = agency.level == level && agency.valid_on(day_) && agency.code != run_.request.monitor;
    if (means && std::find(out.agencies.begin(), out.agencies.end(), agency.code) == out.agencies.end()) {
      out.agencies.push_back(agency.code);
    }
  }
  if (out.agencies.size() > before) return;
  out.wrong = true;
  table_.error("DD2051", field, {{"level", level}, {"day", rules::format_day(day_)}});
}

TaskImporter::Leads TaskImporter::agencies_in(Table::Field field) {
  Leads out;
  for (const std::string& word : table_.list(field)) {
    if (word.starts_with('*')) {
      add_level(field, word.substr(1), out);
    } else if (const References::Agency* agency = run_.references.agency(word); agency == nullptr) {
      out.wrong = true;
      run_.unknown_agency(field, word);
    } else {
      if (!agency->valid_on(day_)) table_.warn("DD2048", field, {{"agency", word}, {"day", rules::format_day(day_)}});
      if (std::find(out.agencies.begin(), out.agencies.end(), word) == out.agencies.end()) out.agencies.push_back(word);
    }
  }
  return out;
}

void TaskImporter::list_as_not_understood(const char* why) {
  rules::Problem problem = table_.problem_here("DD2050", due_, {});
  std::string text;
  for (const Table::Field field : {deadline_text_, due_, form_}) {
    if (text.empty()) text = table_.text(field);
  }
  problem.args = {{"code", std::string(table_.text(code_))},
                  {"title", std::string(table_.text(title_))},
                  {"text", std::move(text)},
                  {"why", why}};
  problem.warning = true;
  run_.report.not_understood.push_back(std::move(problem));
}

// "Quý II/2023", "Trước ngày 01/4/2023": a deadline in words. What begins with a digit is meant as a date.
bool is_wording(std::string_view due) { return !due.empty() && (due.front() < '0' || due.front() > '9'); }

// Nothing: the row is listed, or its date is wrong and a problem.
std::optional<TaskImporter::Due> TaskImporter::read_due() {
  static constexpr std::array<std::string_view, 6> kRecurring = {"weekly", "monthly",       "quarterly",
                                                                 "yearly", "yearly before", "half yearly"};
  const std::string form = imports::heading_key(table_.text(form_));
  if (std::find(kRecurring.begin(), kRecurring.end(), form) != kRecurring.end()) {
    list_as_not_understood("recurring");
    return std::nullopt;
  }
  if (form == "relative" || table_.text(due_).empty()) {
    list_as_not_understood(form == "relative" ? "relative" : "undated");
    return std::nullopt;
  }
  if (is_wording(table_.text(due_))) {
    list_as_not_understood("wording");
    return std::nullopt;
  }
  Due due;
  due.at = table_.instant(due_, Table::DateMeans::end_of_day, &due.is_date);
  return due.at ? std::optional<Due>(due) : std::nullopt;
}

void TaskImporter::take_row() {
  const std::string code(run_.new_code(code_));
  if (table_.text(title_).empty()) table_.error("DD2020", title_);
  const auto due = read_due();
  if (!due) return;
  if (table_.text(lead_).empty()) table_.error("DD2020", lead_);
  const Leads leads = agencies_in(lead_);
  const Leads coordinators = agencies_in(coordinating_);
  if (leads.wrong || coordinators.wrong || code.empty()) return;
  const bool many = leads.fanned_out || leads.agencies.size() > 1;
  for (const std::string& agency : leads.agencies) {
    write_item(many ? code + "/" + agency : code, agency, coordinators, *due);
  }
}

void TaskImporter::write_item(const std::string& code, const std::string& agency, const Leads& coordinators,
                              const Due& due) {
  run_.seen.add(code, table_.line());
  if (!run_.writing()) return;
  Upsert& row = upsert_;
  row[kSource].set(run_.source);
  row[kCode].set(code);
  row[kKind].set("task");
  row[kTitle].set(table_.text(title_));
  row[kAgency].set(agency);
  row[kProduct].set(table_.text(product_));
  row[kPriority].set(table_.text(priority_));
  const imports::ImportDocument& document = run_.request.document;
  document.number.empty() ? row[kDocument].clear() : row[kDocument].set(documents_.id_of(document));
  row[kReceived].clear();
  if (document.date) row[kReceived].set(std::optional(run_.request.zone->at(*document.date, rules::ClockTime{0})));
  row[kDue].set(due.at);
  row[kDueIsDate].set(due.is_date ? 1 : 0);
  AttributeWriter attributes;
  attributes.add("row", table_.text(code_));
  if (form_ != Table::kAbsent) attributes.add("deadline_form", table_.text(form_));
  if (deadline_text_ != Table::kAbsent) attributes.add("deadline_text", table_.text(deadline_text_));
  if (reference_ != Table::kAbsent) attributes.add("reference", table_.text(reference_));
  // "Từ ngày 01/12/2022": the work must have begun by then.
  if (rules::fold(table_.text(deadline_text_)).starts_with("tu ngay")) attributes.add("start_by", "1");
  row[kAttributes].set(std::string_view(attributes.finish()));
  std::vector<std::string> others = coordinators.agencies;
  others.erase(std::remove(others.begin(), others.end(), agency), others.end());
  const bool changed = coordinating_ != Table::kAbsent && write_coordinators(run_.database, run_.source, code, others);
  const Written written = row.write();
  run_.count(written == Written::unchanged && changed ? Written::updated : written);
}

}  // namespace

std::unique_ptr<RowImporter> import_tasks(ImportRun& run) { return std::make_unique<TaskImporter>(run); }

}  // namespace dondoc::integrations::sqlite

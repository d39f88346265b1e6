#include <algorithm>
#include <array>

#include "integrations/imports/wording.hpp"
#include "integrations/sqlite/import_leads.hpp"
#include "integrations/sqlite/import_run.hpp"
#include "integrations/sqlite/import_task_rows.hpp"
#include "rules/text.hpp"
#include "rules/zone.hpp"

namespace dondoc::integrations::sqlite {
namespace {

using imports::Table;

// Rows of a plan's appendix that have a date: each becomes an item for each lead agency. Recurring, relative and
// undated rows are listed and left alone; `import plan` understands those.
class TaskImporter : public RowImporter {
 public:
  explicit TaskImporter(ImportRun& run);
  void take_row() override;

 private:
  struct Due {
    std::optional<rules::Instant> at;
    bool is_date = true;
  };

  std::optional<Due> read_due();
  void list_as_not_understood(const char* why);
  [[nodiscard]] std::string attributes();

  ImportRun& run_;
  Table& table_;
  Table::Field code_, title_, lead_, coordinating_, form_, deadline_text_, due_, reference_;
  LeadReader leads_;
  TaskRows rows_;
};

Upsert::Use received_use(const imports::ImportRequest& request) {
  return request.document.date ? Upsert::Use::value : Upsert::Use::insert_only;
}

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
      reference_(table_.field("reference")),
      leads_(run),
      rows_(run, {.received = received_use(run.request)}) {}

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

// "Từ ngày 01/12/2022": the work must have begun by then.
std::string TaskImporter::attributes() {
  AttributeWriter attributes;
  attributes.add("row", table_.text(code_));
  if (form_ != Table::kAbsent) attributes.add("deadline_form", table_.text(form_));
  if (deadline_text_ != Table::kAbsent) attributes.add("deadline_text", table_.text(deadline_text_));
  if (reference_ != Table::kAbsent) attributes.add("reference", table_.text(reference_));
  if (rules::fold(table_.text(deadline_text_)).starts_with("tu ngay")) attributes.add("start_by", "1");
  return attributes.finish();
}

void TaskImporter::take_row() {
  const std::string code(run_.new_code(code_));
  if (table_.text(title_).empty()) table_.error("DD2020", title_);
  const auto due = read_due();
  if (!due) return;
  if (table_.text(lead_).empty()) table_.error("DD2020", lead_);
  const LeadReader::Agencies leads = leads_.read(lead_);
  const LeadReader::Agencies coordinators = leads_.read(coordinating_);
  if (leads.wrong || coordinators.wrong || code.empty()) return;
  TaskDeadline deadline{.due = due->at, .due_is_date = due->is_date};
  if (const auto& day = run_.request.document.date) {
    deadline.received = run_.request.zone->at(*day, rules::ClockTime{0});
  }
  for (const std::string& agency : leads.codes) {
    const std::string item = item_code_of(code, agency, leads);
    run_.seen.add(item, table_.line());
    rows_.write(item, agency, coordinators.codes, deadline, attributes());
  }
}

}  // namespace

std::unique_ptr<RowImporter> import_tasks(ImportRun& run) { return std::make_unique<TaskImporter>(run); }

}  // namespace dondoc::integrations::sqlite

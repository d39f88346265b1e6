#include <algorithm>
#include <utility>

#include "integrations/sqlite/import_leads.hpp"
#include "integrations/sqlite/import_run.hpp"
#include "integrations/sqlite/import_series.hpp"
#include "integrations/sqlite/import_task_rows.hpp"
#include "rules/plan_meaning.hpp"
#include "rules/text.hpp"
#include "rules/zone.hpp"

namespace dondoc::integrations::sqlite {
namespace {

using imports::PlanRow;
using imports::Table;
using rules::Day;
using Use = Upsert::Use;

const char* code_of(rules::PlanWordingFault fault) {
  using Fault = rules::PlanWordingFault;
  switch (fault) {
    case Fault::empty:
      return "DD2070";
    case Fault::unknown:
      return "DD2071";
    case Fault::no_such_date:
      return "DD2077";
    case Fault::no_year:
      return "DD2078";
    case Fault::some_periods:
      return "DD2079";
    case Fault::backwards:
      return "DD2090";
    case Fault::out_of_range:
      return "DD2091";
    case Fault::ambiguous:
      return "DD2092";
  }
  return "";
}

// Rows of a plan's appendix as officials write it: the deadline is what its words say (rules/plan_wording.hpp). A row
// becomes items, or a series. The meaning of an item's deadline is kept beside it; while that stays the same, what has
// become of the deadline since (opened, extended) is left alone.
class PlanImporter : public RowImporter {
 public:
  explicit PlanImporter(ImportRun& run);
  void take_row() override;
  void finish() override;

 private:
  [[nodiscard]] std::string new_row_code();
  void refuse(const PlanRow& row);
  void check_date(const PlanRow& row);
  [[nodiscard]] bool agrees(const rules::RecurringWording& recurring, Day first, const std::string& date);
  void note_levels(Table::Field field);
  void note_names(const std::vector<std::string>& codes);
  void write(PlanRow& row, const LeadReader::Agencies& leads, const LeadReader::Agencies& coordinators);
  void write_items(const PlanRow& row, const LeadReader::Agencies& leads, const LeadReader::Agencies& coordinators);
  [[nodiscard]] std::string attributes(const PlanRow& row, const std::string& meaning);
  struct Stored {
    std::string meaning;   // of its deadline, as last imported
    std::string document;  // number
  };
  [[nodiscard]] std::optional<Stored> stored(const std::string& item);
  [[nodiscard]] std::optional<rules::Instant> start_of(std::optional<Day> day) const;
  [[nodiscard]] rules::Instant end_of(Day day) const { return run_.request.zone->span_of(day).until; }
  [[nodiscard]] TaskDeadline deadline_of(const rules::PlanWording& wording) const;
  [[nodiscard]] TaskDeadline dated(const rules::DatedWording& wording) const;
  [[nodiscard]] TaskDeadline relative(const rules::RelativeWording& wording) const;

  ImportRun& run_;
  Table& table_;
  Table::Field code_, title_, lead_, coordinating_, wording_, due_, reference_;
  SeenCodes rows_;  // the run's are those of items
  LeadReader leads_;
  Day document_;
  TaskRows new_deadlines_;
  TaskRows old_deadlines_;
  SeriesRows series_;
};

PlanImporter::PlanImporter(ImportRun& run)
    : run_(run),
      table_(run.table),
      code_(table_.field("code")),
      title_(table_.field("title")),
      lead_(table_.field("lead")),
      coordinating_(table_.field("coordinating")),
      wording_(table_.field("deadline_text")),
      due_(table_.field("due")),
      reference_(table_.field("reference")),
      leads_(run),
      document_(leads_.day()),
      new_deadlines_(run, {.received = Use::value, .start = Use::value, .due = Use::value, .term = Use::value}),
      old_deadlines_(
          run,
          {.received = Use::insert_only, .start = Use::insert_only, .due = Use::insert_only, .term = Use::insert_only}),
      series_(run) {}

std::string PlanImporter::new_row_code() {
  std::string code(table_.required_code(code_));
  if (code.empty()) return {};
  const auto first = rows_.add(code, table_.line());
  if (!first) return code;
  table_.error("DD2029", code_, {{"code", code}, {"line", std::to_string(*first)}});
  return {};
}

void PlanImporter::refuse(const PlanRow& row) {
  const rules::PlanWordingError& error = row.meaning.error();
  std::string rest = row.wording.substr(error.at);
  if (rest.empty()) rest = "…";
  const std::map<std::string, std::string> args = {{"code", row.code},
                                                   {"title", row.title},
                                                   {"text", row.wording},
                                                   {"rest", rest},
                                                   {"why", std::string(plan_wording_fault_name(error.fault))}};
  if (!run_.request.skip_unknown) {
    table_.error(code_of(error.fault), wording_, args);
    return;
  }
  rules::Problem problem = table_.problem_here(code_of(error.fault), wording_, args);
  problem.warning = true;
  run_.report.not_understood.push_back(std::move(problem));
}

// A column of dates beside the words must not say something else.
void PlanImporter::check_date(const PlanRow& row) {
  const std::string date(table_.text(due_));
  if (date.empty()) return;
  const auto disagrees = [&](Day meant) {
    table_.error("DD2072", due_, {{"text", row.wording}, {"meant", rules::format_day(meant)}, {"date", date}});
  };
  if (const auto* dated = std::get_if<rules::DatedWording>(&*row.meaning)) {
    const auto day = table_.day(due_);
    if (day && *day != dated->last) disagrees(dated->last);
  } else if (const auto* recurring = std::get_if<rules::RecurringWording>(&*row.meaning)) {
    const auto first = rules::first_due(*recurring, document_);
    if (first && !agrees(*recurring, *first, date)) disagrees(*first);
  } else {
    table_.error("DD2065", due_, {{"text", row.wording}, {"date", date}});
  }
}

// "09-29" beside what comes once a year, else one of the dates on which it is due. A date that is none is told by the
// table.
bool PlanImporter::agrees(const rules::RecurringWording& recurring, Day first, const std::string& date) {
  const auto of_year = [](Day day) { return rules::format_day(day).substr(5); };
  if (recurring.months.size() == 1 && date == of_year(first)) return true;
  const bool without_year = date.size() == 5 && date[2] == '-';
  if (without_year) return false;
  const auto day = table_.day(due_);
  return !day || (*day >= first && rules::first_due(recurring, *day) == *day);
}

void PlanImporter::note_levels(Table::Field field) {
  for (const std::string& word : table_.list(field)) {
    auto& levels = run_.report.levels;
    const bool known = std::any_of(levels.begin(), levels.end(), [&](const auto& level) { return level.word == word; });
    if (known || !word.starts_with('*')) continue;
    imports::PlanLevel level{word, {}};
    for (const References::Agency& agency : leads_.of_level(word.substr(1))) level.agencies.push_back(agency.name);
    levels.push_back(std::move(level));
  }
}

void PlanImporter::note_names(const std::vector<std::string>& codes) {
  for (const std::string& code : codes) run_.report.agency_names[code] = run_.references.agency(code)->name;
}

void PlanImporter::take_row() {
  PlanRow row{.line = table_.line(),
              .code = new_row_code(),
              .title = std::string(table_.text(title_)),
              .wording = std::string(table_.text(wording_)),
              .meaning = rules::parse_plan_wording(table_.text(wording_)),
              .first = {},
              .leads = {},
              .coordinators = {}};
  if (row.title.empty()) table_.error("DD2020", title_);
  if (table_.text(lead_).empty()) table_.error("DD2020", lead_);
  const LeadReader::Agencies leads = leads_.read(lead_);
  LeadReader::Agencies coordinators = leads_.read(coordinating_);
  // Of several leads each may take part in what the others lead.
  if (leads.codes.size() == 1) std::erase(coordinators.codes, leads.codes.front());
  note_levels(lead_);
  note_levels(coordinating_);
  note_names(leads.codes);
  note_names(coordinators.codes);
  row.leads = leads.codes;
  row.coordinators = coordinators.codes;
  if (row.meaning) {
    check_date(row);
    if (!leads.wrong && !coordinators.wrong && !row.code.empty()) write(row, leads, coordinators);
  } else {
    refuse(row);
  }
  run_.report.plan.push_back(std::move(row));
}

void PlanImporter::write(PlanRow& row, const LeadReader::Agencies& leads, const LeadReader::Agencies& coordinators) {
  const auto* recurring = std::get_if<rules::RecurringWording>(&*row.meaning);
  if (recurring == nullptr) {
    write_items(row, leads, coordinators);
    return;
  }
  row.first = rules::first_due(*recurring, document_);
  if (row.first) {
    series_.write(row.code, *recurring, *row.first, leads, coordinators);
  } else {
    table_.error("DD2073", wording_, {{"text", row.wording}, {"day", rules::format_day(document_)}});
  }
}

void PlanImporter::write_items(const PlanRow& row, const LeadReader::Agencies& leads,
                               const LeadReader::Agencies& coordinators) {
  const TaskDeadline deadline = deadline_of(*row.meaning);
  if (deadline.due && *deadline.due <= run_.request.zone->at(document_, rules::ClockTime{0})) {
    table_.warn("DD2075", wording_, {{"text", row.wording}, {"day", rules::format_day(document_)}});
  }
  const std::string meaning = rules::plan_meaning(*row.meaning, document_);
  for (const std::string& agency : leads.codes) {
    const std::string item = item_code_of(row.code, agency, leads);
    if (const auto first = run_.seen.add(item, row.line)) {
      table_.error("DD2029", code_, {{"code", item}, {"line", std::to_string(*first)}});
    }
    const auto before = stored(item);
    if (before && !before->document.empty() && before->document != run_.request.document.number) {
      table_.error("DD2093", code_, {{"code", item}, {"document", before->document}});
    }
    TaskRows& rows = before && rules::same_text(before->meaning, meaning) ? old_deadlines_ : new_deadlines_;
    rows.write(item, agency, coordinators.codes, deadline, attributes(row, meaning));
  }
}

std::string PlanImporter::attributes(const PlanRow& row, const std::string& meaning) {
  AttributeWriter attributes;
  attributes.add("row", row.code);
  attributes.add("deadline_form", rules::plan_form(*row.meaning));
  attributes.add("deadline_text", row.wording);
  attributes.add("deadline_meaning", meaning);
  if (reference_ != Table::kAbsent) attributes.add("reference", table_.text(reference_));
  attributes.add("start_by", rules::plan_form(*row.meaning) == "start_by" ? "1" : "");
  return attributes.finish();
}

std::optional<PlanImporter::Stored> PlanImporter::stored(const std::string& item) {
  CachedStatement row = run_.database.cached(
      "SELECT ifnull(json_extract(i.attributes, '$.deadline_meaning'), ''), ifnull(d.number, '') FROM items AS i"
      " LEFT JOIN documents AS d ON d.id = i.document WHERE i.source = ? AND i.code = ?");
  row->bind(run_.source, item);
  return row->step() ? std::optional(Stored{row->text(0), row->text(1)}) : std::nullopt;
}

std::optional<rules::Instant> PlanImporter::start_of(std::optional<Day> day) const {
  return day ? std::optional(run_.request.zone->at(*day, rules::ClockTime{0})) : std::nullopt;
}

TaskDeadline PlanImporter::dated(const rules::DatedWording& wording) const {
  TaskDeadline deadline{.received = start_of(document_)};
  deadline.due_is_date = !wording.clock;
  deadline.due = wording.clock ? run_.request.zone->at(wording.last, *wording.clock) : end_of(wording.last);
  return deadline;
}

// The day from which a term counts is not counted itself: the term starts when that day ends. It stays a term, so that
// holds and rolls apply to it.
TaskDeadline PlanImporter::relative(const rules::RelativeWording& wording) const {
  TaskDeadline deadline{.term = rules::format_amount(wording.term)};
  if (const auto from = rules::counted_from(wording, document_)) deadline.received = end_of(*from);
  return deadline;
}

TaskDeadline PlanImporter::deadline_of(const rules::PlanWording& wording) const {
  if (const auto* date = std::get_if<rules::DatedWording>(&wording)) return dated(*date);
  if (const auto* term = std::get_if<rules::RelativeWording>(&wording)) return relative(*term);
  const auto* continuous = std::get_if<rules::ContinuousWording>(&wording);
  if (continuous == nullptr) return {};
  TaskDeadline deadline{.received = start_of(document_)};
  if (continuous->from) deadline.start = start_of(std::max(*continuous->from, document_));
  return deadline;
}

void PlanImporter::finish() {
  for (std::string& code : series_.missing()) {
    ++run_.report.missing_count;
    run_.report.missing.push_back(std::move(code));
  }
}

}  // namespace

std::unique_ptr<RowImporter> import_plan(ImportRun& run) { return std::make_unique<PlanImporter>(run); }

}  // namespace dondoc::integrations::sqlite

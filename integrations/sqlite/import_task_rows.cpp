#include "integrations/sqlite/import_task_rows.hpp"

#include <algorithm>

namespace dondoc::integrations::sqlite {
namespace {

using imports::Table;
using Use = Upsert::Use;

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
  kStart,
  kDue,
  kDueIsDate,
  kTerm,
  kAttributes
};

Use if_given(bool given) { return given ? Use::value : Use::insert_only; }

}  // namespace

TaskRows::TaskRows(ImportRun& run, Uses uses)
    : run_(run),
      title_(run.table.field("title")),
      product_(run.table.field("product")),
      priority_(run.table.field("priority")),
      coordinating_(run.table.field("coordinating")),
      documents_(run.database),
      row_(run.database, "items",
           {{"source", Use::key},
            {"code", Use::key},
            {"kind", Use::insert_only},
            {"title", Use::value},
            {"agency", Use::value},
            {"product", if_given(product_ != Table::kAbsent)},
            {"priority", if_given(priority_ != Table::kAbsent)},
            {"document", if_given(!run.request.document.number.empty())},
            {"received_at", uses.received},
            {"start_at", uses.start},
            {"due_at", uses.due},
            {"due_is_date", uses.due},
            {"term", uses.term},
            {"attributes", Use::attributes}}) {}

void TaskRows::write(const std::string& code, const std::string& agency, const std::vector<std::string>& coordinators,
                     const TaskDeadline& deadline, std::string_view attributes) {
  if (!run_.writing()) return;
  row_[kSource].set(run_.source);
  row_[kCode].set(code);
  row_[kKind].set("task");
  row_[kTitle].set(run_.table.text(title_));
  const std::string lead = run_.present_holder(run_.source, code, agency, false);
  row_[kAgency].set(lead);
  row_[kProduct].set(run_.table.text(product_));
  row_[kPriority].set(run_.table.text(priority_));
  const imports::ImportDocument& document = run_.request.document;
  document.number.empty() ? row_[kDocument].clear() : row_[kDocument].set(documents_.id_of(document));
  row_[kReceived].set(deadline.received);
  row_[kStart].set(deadline.start);
  row_[kDue].set(deadline.due);
  row_[kDueIsDate].set(deadline.due_is_date ? 1 : 0);
  row_[kTerm].set(deadline.term);
  row_[kAttributes].set(attributes);
  std::vector<std::string> others;
  for (const std::string& coordinator : coordinators) {
    if (coordinator == agency) continue;
    std::string present = run_.present_holder(run_.source, code, coordinator, true);
    if (present != lead && std::find(others.begin(), others.end(), present) == others.end())
      others.push_back(std::move(present));
  }
  const bool changed = coordinating_ != Table::kAbsent && write_coordinators(run_.database, run_.source, code, others);
  const Written written = row_.write();
  run_.count(written == Written::unchanged && changed ? Written::updated : written);
}

}  // namespace dondoc::integrations::sqlite

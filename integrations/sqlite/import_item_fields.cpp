#include <algorithm>

#include "integrations/imports/wording.hpp"
#include "integrations/sqlite/import_items.hpp"
#include "rules/zone.hpp"

namespace dondoc::integrations::sqlite {

using imports::Table;

// False where the row names no item. An update's item is one that exists: of the source named, else the only one that
// has the code.
bool ItemImporter::read_key() {
  if (!updates_) {
    code_ = run_.new_code(code_field_);
  } else {
    code_ = table_.required_code(code_field_);
    const auto source = code_.empty() ? std::string{} : find_item_source(run_, code_);
    if (!source) table_.error(source.error(), code_field_, {{"code", code_}, {"source", run_.source}});
    source_ = source.value_or("");
    const auto first = run_.seen.add(source_ + "\n" + code_, table_.line());
    if (first && source) table_.error("DD2029", code_field_, {{"code", code_}, {"line", std::to_string(*first)}});
  }
  (*upsert_)[0].set(source_);
  (*upsert_)[1].set(code_);
  return !code_.empty() && !source_.empty();
}

// False where the row had not happened yet.
bool ItemImporter::read_times() {
  received_.reset();
  finished_.reset();
  updated_.reset();
  for (const Time& time : times_) {
    std::optional<rules::Instant> at = table_.instant(time.place.field, time.means);
    if (time.happened && after_cut(at)) {
      if (time.place.field == received_field_) return false;
      at.reset();
    }
    (*upsert_)[time.place.column].set(at);
    if (time.place.field == received_field_) received_ = at;
    if (time.place.field == finished_field_) finished_ = at;
    if (time.place.field == updated_field_) updated_ = at;
  }
  read_result_date();
  check_order();
  return true;
}

void ItemImporter::read_result_date() {
  if (!result_date_.given()) return;
  auto day = table_.day(result_date_.field);
  if (cut_ && day && *day > run_.request.zone->day_of(*cut_)) day.reset();
  (*upsert_)[result_date_.column].set(day);
}

void ItemImporter::check_order() {
  if (!received_ || !finished_ || *finished_ >= *received_) return;
  table_.warn("DD2043", finished_field_,
              {{"code", code_},
               {"received", rules::format_iso(*received_, *run_.request.zone)},
               {"finished", rules::format_iso(*finished_, *run_.request.zone)}});
}

void ItemImporter::read_due() {
  Upsert& row = *upsert_;
  if (due_.given()) {
    bool is_date = false;
    row[due_.column].set(table_.instant(due_.field, Means::end_of_day, &is_date));
    row[due_is_date_].set(is_date ? 1 : 0);
  }
  if (term_.given()) {
    const auto term = table_.amount(term_.field);
    row[term_.column].set(term ? std::string_view(rules::format_amount(*term)) : std::string_view{});
  }
  if (holds_.given()) {
    const std::string_view text = table_.text(holds_.field);
    if (!text.empty() && text != "shift") {
      table_.error("DD2026", holds_.field, {{"text", std::string(text)}, {"expected", "shift"}});
    }
    row[holds_.column].set(text);
  }
  if (restricted_.given()) row[restricted_.column].set(table_.flag(restricted_.field).value_or(false) ? 1 : 0);
}

void ItemImporter::read_kind() {
  if (updates_) return;
  const std::string_view text = table_.text(kind_.field);
  const auto kind = text.empty() ? std::optional(rules::Kind::dossier) : imports::kind_from_words(text);
  if (!kind) {
    table_.error("DD2026", kind_.field, {{"text", std::string(text)}, {"expected", "task, dossier, occurrence"}});
  }
  (*upsert_)[kind_.column].set(rules::kind_name(kind.value_or(rules::Kind::dossier)));
}

void ItemImporter::read_references() {
  Upsert& row = *upsert_;
  if (agency_.given()) {
    const std::string agency = run_.present_holder(source_, code_, run_.agency(agency_.field), false);
    agency.empty() ? row[agency_.column].clear() : row[agency_.column].set(std::string_view{agency});
  }
  if (officer_.given()) {
    const std::string_view officer = table_.text(officer_.field);
    const bool known = run_.references.has_person(officer);
    known ? row[officer_.column].set(officer) : row[officer_.column].clear();
    row[officer_name_].set(known ? std::string_view{} : officer);
  }
  if (procedure_.given()) read_procedure();
}

void ItemImporter::read_procedure() {
  const std::string procedure(table_.text(procedure_.field));
  (*upsert_)[procedure_.column].set(std::string_view(procedure));
  if (procedure.empty()) return;
  if (run_.references.has_procedure(procedure)) return check_procedure_at_receipt(procedure);
  if (lost_zeros(procedure)) {
    table_.error("DD2023", procedure_.field, {{"text", procedure}, {"expected", with_zeros(procedure)}});
  } else if (told_procedures_.insert(procedure).second) {
    table_.warn("DD2049", procedure_.field, {{"code", procedure}});
  }
}

// Rows of a procedure may all begin after an old dossier came in: its term is then none.
void ItemImporter::check_procedure_at_receipt(const std::string& procedure) {
  const auto has = [this](Field field) { return !table_.text(field).empty(); };
  if (!received_ || finished_ || has(due_.field) || has(term_.field) || has(appointment_field_)) return;
  const rules::Day day = run_.request.zone->day_of(*received_);
  if (run_.references.procedure_valid_on(procedure, day) || !told_procedures_.insert(procedure).second) return;
  table_.warn("DD2063", procedure_.field, {{"item", code_}, {"procedure", procedure}, {"day", rules::format_day(day)}});
}

void ItemImporter::read_document() {
  if (!document_.given()) return;
  imports::ImportDocument document;
  document.number = table_.text(document_.field);
  document.title = table_.text(document_title_);
  document.issuer = table_.text(document_issuer_);
  document.date = table_.day(document_date_);
  Upsert& row = *upsert_;
  if (document.number.empty() || !run_.writing()) {
    row[document_.column].clear();
  } else {
    row[document_.column].set(documents_.id_of(document));
  }
}

void ItemImporter::read_attributes() {
  if (table_.family("attributes").empty()) return;
  AttributeWriter attributes;
  for (const auto& [key, field] : table_.family("attributes")) attributes.add(key, table_.text(field));
  (*upsert_)[attributes_].set(std::string_view(attributes.finish()));
}

void ItemImporter::read_coordinators() {
  if (coordinators_ == Table::kAbsent) return;
  coordinating_ = table_.list(coordinators_);
  std::erase(coordinating_, table_.text(agency_.field));
  for (const std::string& agency : coordinating_) {
    if (run_.references.agency(agency) == nullptr) run_.unknown_agency(coordinators_, agency);
  }
  for (std::string& agency : coordinating_) agency = run_.present_holder(source_, code_, agency, true);
  std::erase(coordinating_, run_.present_holder(source_, code_, table_.text(agency_.field), false));
  std::ranges::sort(coordinating_);
  const auto repeated = std::ranges::unique(coordinating_);
  coordinating_.erase(repeated.begin(), repeated.end());
}

}  // namespace dondoc::integrations::sqlite

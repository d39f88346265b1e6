#include "integrations/sqlite/import_items.hpp"

#include <array>

namespace dondoc::integrations::sqlite {

using imports::Table;

ItemImporter::ItemImporter(ImportRun& run, bool updates)
    : run_(run), table_(run.table), updates_(updates), documents_(run.database), source_(run.source) {
  fresh_ = !updates && !run.database.read_integer("SELECT 1 FROM items WHERE source = ? LIMIT 1", run.source);
  if (run.request.mapping != nullptr) cut_ = run.request.mapping->as_they_stood;
  add("source", Upsert::Use::key);
  add("code", Upsert::Use::key);
  code_field_ = table_.field("code");
  add_texts();
  add_times();
  add_state();
  if (fresh_ && !document_.given()) bulk_.emplace(run.database, run.source);
  upsert_.emplace(run.database, "items", columns_, fresh_);
}

std::size_t ItemImporter::add(const char* column, Upsert::Use use) {
  columns_.push_back({column, use});
  return columns_.size() - 1;
}

// The column is written where the file has the field.
ItemImporter::Place ItemImporter::place(const char* name, Upsert::Use use) {
  const Field field = table_.field(name);
  if (field == Table::kAbsent) return {};
  return {field, add(name, use)};
}

void ItemImporter::add_texts() {
  for (const char* name : {"title", "priority", "product", "parent", "progress", "result_document"}) {
    if (const Place text = place(name); text.given()) texts_.push_back(text);
  }
  agency_ = place("agency");
  officer_ = place("officer");
  if (officer_.given()) officer_name_ = add("officer_name", Upsert::Use::value);
  procedure_ = place("procedure");
  document_ = place("document");
  term_ = place("term");
  holds_ = place("holds");
  restricted_ = place("restricted");
  result_date_ = place("result_date");
  document_date_ = table_.field("document_date");
  document_title_ = table_.field("document_title");
  document_issuer_ = table_.field("document_issuer");
  coordinators_ = table_.field("coordinators");
  if (!table_.family("attributes").empty()) attributes_ = add("attributes", Upsert::Use::attributes);
}

void ItemImporter::add_times() {
  struct Spec {
    const char* name;
    Means means;
    bool happened;
  };
  static constexpr std::array<Spec, 8> kTimes = {{{"submitted_at", Means::start_of_day, true},
                                                  {"received_at", Means::start_of_day, true},
                                                  {"start_at", Means::start_of_day, false},
                                                  {"updated_at", Means::start_of_day, true},
                                                  {"finished_at", Means::start_of_day, true},
                                                  {"handed_over_at", Means::start_of_day, true},
                                                  {"appointment_at", Means::end_of_day, false},
                                                  {"apology_sent_at", Means::start_of_day, true}}};
  for (const Spec& spec : kTimes) {
    if (const Place time = place(spec.name); time.given()) times_.push_back({time, spec.means, spec.happened});
  }
  due_ = place("due_at");
  if (due_.given()) due_is_date_ = add("due_is_date", Upsert::Use::value);
  finished_field_ = table_.field("finished_at");
  received_field_ = table_.field("received_at");
  updated_field_ = table_.field("updated_at");
  appointment_field_ = table_.field("appointment_at");
  held_ = table_.field("held_at");
}

void ItemImporter::add_state() {
  kind_.field = table_.field("kind");
  if (!updates_) kind_.column = add("kind", kind_.given() ? Upsert::Use::value : Upsert::Use::insert_only);
  state_.field = table_.field("state");
  if (state_.given() || finished_field_ != Table::kAbsent) state_.column = add("state", Upsert::Use::value);
}

void ItemImporter::take_row() {
  const bool known = read_key();
  if (!read_times()) {
    ++run_.report.left_out;
    return;
  }
  for (const Place& text : texts_) (*upsert_)[text.column].set(table_.text(text.field));
  read_due();
  read_kind();
  read_references();
  read_document();
  read_attributes();
  read_coordinators();
  read_state();
  if (!known || !run_.writing()) return;
  settle_state();
  // Coordinators and holds stand before the row is written, so that the history of a new item begins with them.
  bool changed = coordinators_ != Table::kAbsent && write_coordinators(run_.database, source_, code_, coordinating_);
  changed |= write_holds();
  const Written written = upsert_->write();
  run_.count(written == Written::unchanged && changed ? Written::updated : written);
}

void ItemImporter::finish() {
  if (bulk_ && run_.writing()) bulk_->finish(run_.request.now);
}

std::unique_ptr<RowImporter> import_items(ImportRun& run) { return std::make_unique<ItemImporter>(run, false); }
std::unique_ptr<RowImporter> import_updates(ImportRun& run) { return std::make_unique<ItemImporter>(run, true); }

}  // namespace dondoc::integrations::sqlite

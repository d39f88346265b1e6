#include <algorithm>

#include "integrations/imports/wording.hpp"
#include "integrations/sqlite/bulk_items.hpp"
#include "integrations/sqlite/import_run.hpp"
#include "integrations/sqlite/item_parts.hpp"
#include "rules/zone.hpp"

namespace dondoc::integrations::sqlite {
namespace {

using imports::Table;
using Means = Table::DateMeans;

// Rows of items, and updates of items that exist. Only the columns that the file has are written; the rest of a row
// that exists stays as it is.
class ItemImporter : public RowImporter {
 public:
  ItemImporter(ImportRun& run, bool updates);
  void take_row() override;
  void finish() override;

 private:
  struct Time {
    Table::Field field;
    std::size_t column;
    Means means;
    bool happened;  // cut by as_they_stood
  };

  std::size_t add(const char* column, Upsert::Use use);
  void add_texts();
  void add_times();
  void add_state();
  bool read_texts();
  bool read_times();
  void read_due();
  void read_state();
  void read_references();
  void read_document();
  void read_attributes();
  void check_order();
  std::optional<std::string> source_of(std::string_view code);
  bool write_parts(std::string_view before);
  [[nodiscard]] std::string stored_state();
  [[nodiscard]] bool after_cut(const std::optional<rules::Instant>& at) const { return cut_ && at && *at > *cut_; }
  [[nodiscard]] rules::Instant hold_time();

  ImportRun& run_;
  Table& table_;
  bool updates_;
  bool fresh_;
  std::optional<rules::Instant> cut_;
  Table::Field code_field_, kind_, state_, agency_, officer_, procedure_, document_, document_date_, document_title_,
      document_issuer_, due_, term_, holds_, restricted_, coordinators_, result_date_, finished_field_, received_field_,
      held_, updated_field_;
  std::vector<Upsert::Column> columns_;
  std::vector<std::pair<Table::Field, std::size_t>> texts_;
  std::vector<Time> times_;
  std::size_t kind_column_ = 0, state_column_ = 0, agency_column_ = 0, officer_column_ = 0, officer_name_column_ = 0,
              procedure_column_ = 0, document_column_ = 0, due_column_ = 0, due_is_date_column_ = 0, term_column_ = 0,
              holds_column_ = 0, restricted_column_ = 0, result_date_column_ = 0, attributes_column_ = 0;
  std::optional<BulkItems> bulk_;  // ends after the statements below
  std::optional<Upsert> upsert_;
  DocumentIds documents_;
  std::unordered_set<std::string> unknown_procedures_;

  // Of the present row.
  std::string code_;
  std::string source_;
  std::optional<rules::State> new_state_;
  std::optional<rules::Instant> received_, finished_, updated_;
};

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
  if (fresh_ && document_ == Table::kAbsent) bulk_.emplace(run.database, run.source);
  upsert_.emplace(run.database, "items", columns_, fresh_);
}

void ItemImporter::finish() {
  if (bulk_ && run_.writing()) bulk_->finish(run_.request.now);
}

std::size_t ItemImporter::add(const char* column, Upsert::Use use) {
  columns_.push_back({column, use});
  return columns_.size() - 1;
}

void ItemImporter::add_texts() {
  for (const char* name : {"title", "priority", "product", "parent", "progress", "result_document"}) {
    const Table::Field field = table_.field(name);
    if (field != Table::kAbsent) texts_.emplace_back(field, add(name, Upsert::Use::value));
  }
  const auto column_for = [this](const char* name, std::size_t& column, const char* stored = nullptr) {
    const Table::Field field = table_.field(name);
    if (field != Table::kAbsent) column = add(stored != nullptr ? stored : name, Upsert::Use::value);
    return field;
  };
  agency_ = column_for("agency", agency_column_);
  officer_ = column_for("officer", officer_column_);
  if (officer_ != Table::kAbsent) officer_name_column_ = add("officer_name", Upsert::Use::value);
  procedure_ = column_for("procedure", procedure_column_);
  document_ = column_for("document", document_column_);
  term_ = column_for("term", term_column_);
  holds_ = column_for("holds", holds_column_);
  restricted_ = column_for("restricted", restricted_column_);
  result_date_ = column_for("result_date", result_date_column_);
  document_date_ = table_.field("document_date");
  document_title_ = table_.field("document_title");
  document_issuer_ = table_.field("document_issuer");
  coordinators_ = table_.field("coordinators");
  if (!table_.family("attributes").empty()) attributes_column_ = add("attributes", Upsert::Use::attributes);
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
    const Table::Field field = table_.field(spec.name);
    if (field != Table::kAbsent)
      times_.push_back({field, add(spec.name, Upsert::Use::value), spec.means, spec.happened});
  }
  due_ = table_.field("due_at");
  if (due_ != Table::kAbsent) {
    due_column_ = add("due_at", Upsert::Use::value);
    due_is_date_column_ = add("due_is_date", Upsert::Use::value);
  }
  finished_field_ = table_.field("finished_at");
  received_field_ = table_.field("received_at");
  updated_field_ = table_.field("updated_at");
  held_ = table_.field("held_at");
}

void ItemImporter::add_state() {
  kind_ = table_.field("kind");
  if (!updates_) kind_column_ = add("kind", kind_ == Table::kAbsent ? Upsert::Use::insert_only : Upsert::Use::value);
  state_ = table_.field("state");
  if (state_ != Table::kAbsent) {
    state_column_ = add("state", Upsert::Use::value);
  } else if (finished_field_ != Table::kAbsent) {
    state_column_ = add("state", Upsert::Use::state);
  }
}

void ItemImporter::take_row() {
  code_ = updates_ ? table_.required_code(code_field_) : run_.new_code(code_field_);
  if (updates_) {
    const auto source = source_of(code_);
    source_ = source.value_or("");
    const auto first = run_.seen.add(source_ + "\n" + code_, table_.line());
    if (first && source) table_.error("DD2029", code_field_, {{"code", code_}, {"line", std::to_string(*first)}});
  }
  Upsert& row = *upsert_;
  row[0].set(source_);
  row[1].set(code_);
  if (!read_times()) {
    ++run_.report.left_out;
    return;
  }
  for (const auto& [field, column] : texts_) row[column].set(table_.text(field));
  read_due();
  read_state();
  read_references();
  read_document();
  read_attributes();
  if (!run_.writing()) return;
  const std::string before = state_ == Table::kAbsent || fresh_ ? std::string{} : stored_state();
  const bool parts_first = write_parts(before);
  const Written written = row.write();
  run_.count(written == Written::unchanged && parts_first ? Written::updated : written);
}

// False where the row had not happened yet.
bool ItemImporter::read_times() {
  received_.reset();
  finished_.reset();
  updated_.reset();
  for (const Time& time : times_) {
    std::optional<rules::Instant> at = table_.instant(time.field, time.means);
    if (time.happened && after_cut(at)) {
      if (time.field == received_field_) return false;
      at.reset();
    }
    (*upsert_)[time.column].set(at);
    if (time.field == received_field_) received_ = at;
    if (time.field == finished_field_) finished_ = at;
    if (time.field == updated_field_) updated_ = at;
  }
  if (result_date_ != Table::kAbsent) (*upsert_)[result_date_column_].set(table_.day(result_date_));
  check_order();
  return true;
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
  if (due_ != Table::kAbsent) {
    bool is_date = false;
    row[due_column_].set(table_.instant(due_, Means::end_of_day, &is_date));
    row[due_is_date_column_].set(is_date ? 1 : 0);
  }
  if (term_ != Table::kAbsent) {
    const auto term = table_.amount(term_);
    row[term_column_].set(term ? std::string_view(rules::format_amount(*term)) : std::string_view{});
  }
  if (holds_ != Table::kAbsent) {
    const std::string_view text = table_.text(holds_);
    if (!text.empty() && text != "shift")
      table_.error("DD2026", holds_, {{"text", std::string(text)}, {"expected", "shift"}});
    row[holds_column_].set(text);
  }
  if (restricted_ != Table::kAbsent) row[restricted_column_].set(table_.flag(restricted_).value_or(false) ? 1 : 0);
}

void ItemImporter::read_state() {
  Upsert& row = *upsert_;
  new_state_.reset();
  if (state_ != Table::kAbsent) {
    const std::string_view text = table_.text(state_);
    new_state_ = text.empty() ? rules::State::open : imports::state_from_words(text);
    if (!new_state_) {
      table_.error(
          "DD2026", state_,
          {{"text", std::string(text)}, {"expected", "open, reported, suspended, done, withdrawn, cancelled, merged"}});
    }
    const bool not_finished_yet =
        cut_ && !finished_ && finished_field_ != Table::kAbsent && new_state_ == rules::State::done;
    if (not_finished_yet) new_state_ = rules::State::open;
    row[state_column_].set(rules::state_name(new_state_.value_or(rules::State::open)));
  } else if (finished_field_ != Table::kAbsent) {
    row[state_column_].set(finished_ ? "done" : "open");
  }
  if (updates_) return;
  const std::string_view text = table_.text(kind_);
  const auto kind = text.empty() ? std::optional(rules::Kind::dossier) : imports::kind_from_words(text);
  if (!kind) table_.error("DD2026", kind_, {{"text", std::string(text)}, {"expected", "task, dossier, occurrence"}});
  row[kind_column_].set(rules::kind_name(kind.value_or(rules::Kind::dossier)));
}

void ItemImporter::read_references() {
  Upsert& row = *upsert_;
  if (agency_ != Table::kAbsent) {
    const std::string_view agency = run_.agency(agency_);
    agency.empty() ? row[agency_column_].clear() : row[agency_column_].set(agency);
  }
  if (officer_ != Table::kAbsent) {
    const std::string_view officer = table_.text(officer_);
    const bool known = run_.references.has_person(officer);
    known ? row[officer_column_].set(officer) : row[officer_column_].clear();
    row[officer_name_column_].set(known ? std::string_view{} : officer);
  }
  if (procedure_ == Table::kAbsent) return;
  const std::string_view procedure = table_.text(procedure_);
  row[procedure_column_].set(procedure);
  if (procedure.empty() || run_.references.has_procedure(procedure)) return;
  if (lost_zeros(procedure)) {
    const std::string text(procedure);
    table_.error(
        "DD2023", procedure_,
        {{"text", text}, {"expected", text.substr(0, 1) + "." + text.substr(2) + std::string(8 - text.size(), '0')}});
  } else if (unknown_procedures_.insert(std::string(procedure)).second) {
    table_.warn("DD2049", procedure_, {{"code", std::string(procedure)}});
  }
}

void ItemImporter::read_document() {
  if (document_ == Table::kAbsent) return;
  imports::ImportDocument document;
  document.number = table_.text(document_);
  document.title = table_.text(document_title_);
  document.issuer = table_.text(document_issuer_);
  document.date = table_.day(document_date_);
  Upsert& row = *upsert_;
  if (document.number.empty() || !run_.writing()) {
    row[document_column_].clear();
  } else {
    row[document_column_].set(documents_.id_of(document));
  }
}

void ItemImporter::read_attributes() {
  if (table_.family("attributes").empty()) return;
  AttributeWriter attributes;
  for (const auto& [key, field] : table_.family("attributes")) attributes.add(key, table_.text(field));
  (*upsert_)[attributes_column_].set(std::string_view(attributes.finish()));
}

// The source of an item that exists: the one named, else the only one that has the code.
std::optional<std::string> ItemImporter::source_of(std::string_view code) {
  if (code.empty()) return std::nullopt;
  const auto source = find_item_source(run_, code);
  if (!source) table_.error(source.error(), code_field_, {{"code", std::string(code)}, {"source", run_.source}});
  return source ? std::optional(*source) : std::nullopt;
}

std::string ItemImporter::stored_state() {
  return run_.database.read_text("SELECT state FROM items WHERE source = ? AND code = ?", source_, code_).value_or("");
}

rules::Instant ItemImporter::hold_time() {
  if (held_ != Table::kAbsent) {
    if (const auto at = table_.instant(held_, Means::start_of_day)) return *at;
  }
  if (updated_) return *updated_;
  return run_.request.as_of.value_or(run_.request.now);
}

// Coordinators and holds stand before the row is written, so that the history of a new item begins with them.
bool ItemImporter::write_parts(std::string_view before) {
  bool changed = false;
  if (coordinators_ != Table::kAbsent) {
    std::vector<std::string> agencies = table_.list(coordinators_);
    const std::string_view own = table_.text(agency_);
    agencies.erase(std::remove(agencies.begin(), agencies.end(), own), agencies.end());
    for (const std::string& agency : agencies) {
      if (run_.references.agency(agency) != nullptr) continue;
      run_.unknown_agency(coordinators_, agency);
    }
    changed |= run_.writing() && write_coordinators(run_.database, source_, code_, std::move(agencies));
  }
  if (!new_state_ || !run_.writing()) return changed;
  if (*new_state_ == rules::State::suspended) {
    changed |= open_hold(run_.database, source_, code_, hold_time(), run_.request.actor);
  } else if (before == "suspended") {
    changed |=
        close_holds(run_.database, source_, code_, updated_.value_or(run_.request.as_of.value_or(run_.request.now)));
  }
  return changed;
}

}  // namespace

std::unique_ptr<RowImporter> import_items(ImportRun& run) { return std::make_unique<ItemImporter>(run, false); }
std::unique_ptr<RowImporter> import_updates(ImportRun& run) { return std::make_unique<ItemImporter>(run, true); }

}  // namespace dondoc::integrations::sqlite

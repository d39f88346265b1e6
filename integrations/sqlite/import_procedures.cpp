#include <algorithm>

#include "integrations/imports/wording.hpp"
#include "integrations/sqlite/import_run.hpp"
#include "rules/zone.hpp"

namespace dondoc::integrations::sqlite {
namespace {

using imports::Table;

class ProcedureImporter : public RowImporter {
 public:
  explicit ProcedureImporter(ImportRun& run);
  void take_row() override;

 private:
  void read_term();
  std::string read_cut_off();
  std::string_view read_roll();
  void read_max_extensions();
  std::string read_note();

  ImportRun& run_;
  Table& table_;
  Upsert upsert_;
};

// What the file has no column for stays as it is.
Upsert::Column kept_without(const Table& table, const char* name) {
  return {name, table.field(name) == Table::kAbsent ? Upsert::Use::insert_only : Upsert::Use::value};
}

ProcedureImporter::ProcedureImporter(ImportRun& run)
    : run_(run),
      table_(run.table),
      upsert_(run.database, "procedures",
              {{"code", Upsert::Use::key},
               {"valid_from", Upsert::Use::key},
               {"name", Upsert::Use::value},
               {"term", Upsert::Use::value},
               kept_without(run.table, "calendar"),
               kept_without(run.table, "cut_off"),
               kept_without(run.table, "valid_until"),
               {"note", Upsert::Use::value},
               kept_without(run.table, "reception_calendar"),
               kept_without(run.table, "roll"),
               kept_without(run.table, "max_extensions")}) {}

void ProcedureImporter::read_term() {
  upsert_[3].set("");
  if (const auto term = table_.amount(table_.field("term")))
    upsert_[3].set(std::string_view(rules::format_amount(*term)));
  const std::string_view limit = table_.text(table_.field("limit"));
  const std::string_view unit = table_.text(table_.field("limit_unit"));
  if (limit.empty() && unit.empty()) return;
  const auto amount = imports::limit_from_words(limit, unit);
  if (amount) {
    upsert_[3].set(std::string_view(rules::format_amount(*amount)));
  } else {
    table_.error("DD2032", table_.field(limit.empty() ? "limit_unit" : "limit"),
                 {{"text", std::string(limit) + " " + std::string(unit)}});
  }
}

std::string ProcedureImporter::read_cut_off() {
  const std::string text(table_.text(table_.field("cut_off")));
  if (text.empty()) return {};
  const auto clock = rules::parse_clock(text.size() == 4 && text[1] == ':' ? "0" + text : text);
  if (!clock) table_.error("DD2081", table_.field("cut_off"), {{"text", text}});
  return clock ? rules::format_clock(*clock) : std::string{};
}

std::string_view ProcedureImporter::read_roll() {
  const std::string_view text = table_.text(table_.field("roll"));
  if (text.empty()) return {};
  const auto roll = imports::roll_from_words(text);
  if (!roll) table_.error("DD2082", table_.field("roll"), {{"text", std::string(text)}});
  return roll ? rules::roll_name(*roll) : std::string_view{};
}

void ProcedureImporter::read_max_extensions() {
  upsert_[10].clear();
  const std::string_view text = table_.text(table_.field("max_extensions"));
  if (text.empty()) return;
  const bool digits = text.size() <= 6 && text.find_first_not_of("0123456789") == std::string_view::npos;
  if (!digits) {
    table_.error("DD2083", table_.field("max_extensions"), {{"text", std::string(text)}});
  } else {
    upsert_[10].set(std::int64_t{std::stoi(std::string(text))});
  }
}

// The catalogue's free texts. A time after which dossiers count as received the next day is acted on only where it has
// a column of its own; one that is only mentioned here is pointed out.
std::string ProcedureImporter::read_note() {
  std::string note;
  for (const char* name : {"agency", "note", "reference"}) {
    const Table::Field field = table_.field(name);
    const std::string text(table_.text(field));
    if (text.empty()) continue;
    note += (note.empty() ? "" : "; ") + text;
    const std::string key = imports::heading_key(text);
    const std::size_t after = std::min(key.find("after "), key.find("sau "));
    if (after != std::string::npos && table_.text(table_.field("cut_off")).empty()) {
      const std::size_t digit = key.find_first_of("0123456789", after);
      if (digit != std::string::npos && digit - after <= 6) table_.warn("DD2042", field, {{"text", text}});
    }
  }
  const Table::Field agency = table_.field("agency");
  const std::string_view text = table_.text(agency);
  if (!text.empty() && run_.references.agency(text) == nullptr)
    table_.warn("DD2041", agency, {{"text", std::string(text)}});
  return note;
}

void ProcedureImporter::take_row() {
  const Table::Field code_field = table_.field("code");
  const std::string code(table_.required_code(code_field));
  if (lost_zeros(code)) {
    table_.error("DD2023", code_field, {{"text", code}, {"expected", with_zeros(code)}});
  }
  const auto from = table_.day(table_.field("valid_from"));
  const auto until = table_.day(table_.field("valid_until"));
  if (from && until && *until < *from) table_.error("DD2034", table_.field("valid_until"));
  const std::string key = code + "\n" + (from ? rules::format_day(*from) : "");
  if (const auto first = run_.seen.add(key, table_.line()); first && !code.empty()) {
    table_.error("DD2029", code_field, {{"code", code}, {"line", std::to_string(*first)}});
  }
  upsert_[0].set(code);
  upsert_[1].set(from);
  upsert_[2].set(table_.text(table_.field("name")));
  read_term();
  upsert_[4].set(table_.text(table_.field("calendar")));
  upsert_[5].set(std::string_view(read_cut_off()));
  upsert_[6].set(until);
  upsert_[7].set(std::string_view(read_note()));
  upsert_[8].set(table_.text(table_.field("reception_calendar")));
  upsert_[9].set(read_roll());
  read_max_extensions();
  if (run_.writing()) run_.count(upsert_.write());
}

}  // namespace

std::unique_ptr<RowImporter> import_procedures(ImportRun& run) { return std::make_unique<ProcedureImporter>(run); }

}  // namespace dondoc::integrations::sqlite

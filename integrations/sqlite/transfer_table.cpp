#include "integrations/sqlite/transfer_table.hpp"

#include <algorithm>

#include "integrations/imports/wording.hpp"
#include "rules/zone.hpp"

namespace dondoc::integrations::sqlite {
namespace {

using imports::Table;

class MapReader {
 public:
  MapReader(Database& database, Table& table, const References& references, rules::Day as_of)
      : database_(database),
        table_(table),
        references_(references),
        as_of_(as_of),
        from_(table.field("from")),
        to_(table.field("to")),
        kind_(table.field("kind")),
        procedure_(table.field("procedure")),
        item_(table.field("item")) {}

  std::vector<rules::TransferRow> run() {
    while (table_.next()) take_row();
    return std::move(rows_);
  }

 private:
  void take_row() {
    rules::TransferRow row;
    row.line = table_.line();
    row.from = agency(from_);
    row.to = agency(to_);
    row.kind = kind();
    row.procedure = table_.text(procedure_);
    row.item = table_.text(item_);
    check_procedure(row.procedure);
    check_item(row.item);
    if (!row.to.empty()) check_in_force(row.to);
    if (!row.from.empty() && row.from == row.to) table_.error("DD2101", to_, {{"code", row.to}});
    const auto same =
        std::ranges::find_if(rows_, [&](const rules::TransferRow& other) { return rules::same_subject(row, other); });
    if (same != rows_.end() && !row.from.empty()) {
      table_.error("DD2102", from_, {{"code", row.from}, {"line", std::to_string(same->line)}});
    }
    rows_.push_back(std::move(row));
  }

  std::string agency(Table::Field field) {
    std::string code{table_.required_code(field)};
    if (code.empty() || references_.agency(code) != nullptr) return code;
    const auto problem = references_.unknown_agency(code);
    table_.error(problem.code.c_str(), field, problem.args);
    return {};
  }

  std::optional<rules::Kind> kind() {
    const std::string text{table_.text(kind_)};
    if (text.empty()) return std::nullopt;
    const auto kind = imports::kind_from_words(text);
    if (!kind) table_.error("DD2103", kind_, {{"text", text}});
    return kind;
  }

  void check_in_force(const std::string& code) {
    if (references_.agency(code)->valid_on(as_of_)) return;
    table_.error("DD2104", to_, {{"code", code}, {"day", rules::format_day(as_of_)}});
  }

  void check_procedure(const std::string& code) {
    if (code.empty() || code.find('*') != std::string::npos) return;
    if (lost_zeros(code)) {
      table_.error("DD2023", procedure_, {{"text", code}, {"expected", with_zeros(code)}});
    } else if (!references_.has_procedure(code) &&
               !database_.read_integer("SELECT 1 FROM items WHERE procedure = ? LIMIT 1", code)) {
      table_.error("DD2105", procedure_, {{"code", code}});
    }
  }

  // Whose it is now does not matter: a second run finds it moved.
  void check_item(const std::string& code) {
    if (code.empty() || code.find('*') != std::string::npos) return;
    if (!database_.read_integer("SELECT 1 FROM items WHERE code = ? LIMIT 1", code)) {
      table_.error("DD2106", item_, {{"code", code}});
    }
  }

  Database& database_;
  Table& table_;
  const References& references_;
  const rules::Day as_of_;
  Table::Field from_, to_, kind_, procedure_, item_;
  std::vector<rules::TransferRow> rows_;
};

}  // namespace

std::vector<rules::TransferRow> read_transfer_map(Database& database, Table& table, const References& references,
                                                  rules::Day as_of) {
  return MapReader{database, table, references, as_of}.run();
}

}  // namespace dondoc::integrations::sqlite

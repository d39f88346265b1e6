#include "integrations/sqlite/import_run.hpp"

namespace dondoc::integrations::sqlite {
namespace {

using imports::Table;
using Means = Table::DateMeans;

// Intervals in which an item's clock stood still, found again by the instant they began. A hold that is closed by a
// bare date lasts until the end of that day.
class HoldImporter : public RowImporter {
 public:
  explicit HoldImporter(ImportRun& run)
      : run_(run),
        table_(run.table),
        code_(table_.field("code")),
        from_(table_.field("from")),
        until_(table_.field("until")),
        reason_(table_.field("reason")),
        author_(table_.field("author")),
        upsert_(run.database, "holds",
                {{"source", Upsert::Use::key},
                 {"code", Upsert::Use::key},
                 {"from_at", Upsert::Use::key},
                 {"until_at", Upsert::Use::value},
                 {"reason", reason_ == Table::kAbsent ? Upsert::Use::insert_only : Upsert::Use::value},
                 {"author", author_ == Table::kAbsent ? Upsert::Use::insert_only : Upsert::Use::value}}) {}

  void take_row() override {
    const std::string code(table_.required_code(code_));
    const auto from = table_.instant(from_, Means::start_of_day);
    const auto until = table_.instant(until_, Means::end_of_day);
    if (table_.text(from_).empty()) table_.error("DD2020", from_);
    if (from && until && *until < *from) table_.error("DD2034", until_);
    if (code.empty()) return;
    const auto source = find_item_source(run_, code);
    if (!source) table_.error(source.error(), code_, {{"code", code}, {"source", run_.source}});
    if (!source || !from) return;
    const std::string key = *source + "\n" + code + "\n" + std::to_string(rules::to_millis(*from));
    if (const auto first = run_.seen.add(key, table_.line())) {
      table_.error("DD2029", code_, {{"code", code}, {"line", std::to_string(*first)}});
    }
    if (!run_.writing()) return;
    upsert_[0].set(*source);
    upsert_[1].set(code);
    upsert_[2].set(from);
    upsert_[3].set(until);
    upsert_[4].set(table_.text(reason_));
    upsert_[5].set(table_.text(author_));
    run_.count(upsert_.write());
  }

 private:
  ImportRun& run_;
  Table& table_;
  Table::Field code_, from_, until_, reason_, author_;
  Upsert upsert_;
};

}  // namespace

std::unique_ptr<RowImporter> import_holds(ImportRun& run) { return std::make_unique<HoldImporter>(run); }

}  // namespace dondoc::integrations::sqlite

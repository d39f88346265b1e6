#include "integrations/sqlite/import_series.hpp"

#include <boost/json.hpp>

#include "rules/zone.hpp"

namespace dondoc::integrations::sqlite {
namespace {

using Use = Upsert::Use;

enum Column : std::size_t { kId, kOrigin, kKind, kTitle, kRrule, kStart, kZone, kSettings, kLoadedAt };

boost::json::array array_of(const std::vector<std::string>& codes) {
  boost::json::array out;
  for (const std::string& code : codes) out.emplace_back(code);
  return out;
}

// The code becomes part of the codes of its occurrences, ID/AGENCY/DAY.
bool is_series_id(std::string_view code) {
  return std::all_of(code.begin(), code.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
           c == '.';
  });
}

}  // namespace

SeriesRows::SeriesRows(ImportRun& run)
    : run_(run),
      code_(run.table.field("code")),
      title_(run.table.field("title")),
      product_(run.table.field("product")),
      row_(run.database, "series",
           {{"id", Use::key},
            {"origin", Use::insert_only},
            {"kind", Use::value},
            {"title", Use::value},
            {"rrule", Use::value},
            {"start", Use::value},
            {"zone", Use::value},
            {"settings", Use::value},
            {"loaded_at", Use::insert_only}}) {}

std::optional<SeriesRows::Stored> SeriesRows::stored(const std::string& code) {
  CachedStatement row =
      run_.database.cached("SELECT origin, ifnull(json_extract(settings, '$.document'), '') FROM series WHERE id = ?");
  row->bind(code);
  return row->step() ? std::optional(Stored{row->text(0), row->text(1)}) : std::nullopt;
}

std::string SeriesRows::settings(const LeadReader::Agencies& leads, const LeadReader::Agencies& coordinators) {
  return boost::json::serialize(boost::json::object{{"agencies", array_of(leads.codes)},
                                                    {"if_day_off", "keep"},
                                                    {"completion", "report"},
                                                    {"document", run_.request.document.number},
                                                    {"product", run_.table.text(product_)},
                                                    {"coordinators", array_of(coordinators.codes)}});
}

bool SeriesRows::may_write(const std::string& code) {
  if (!is_series_id(code)) run_.table.error("DD2094", code_, {{"code", code}});
  const auto known = stored(code);
  if (known && (known->origin != "import" || known->document != run_.request.document.number)) {
    run_.table.error("DD2074", code_, {{"code", code}, {"origin", known->origin}, {"document", known->document}});
  }
  return run_.writing();
}

void SeriesRows::write(const std::string& code, const rules::RecurringWording& recurring, rules::Day first,
                       const LeadReader::Agencies& leads, const LeadReader::Agencies& coordinators) {
  seen_.insert(code);
  if (!may_write(code)) return;
  row_[kId].set(code);
  row_[kOrigin].set("import");
  row_[kKind].set("report");
  row_[kTitle].set(run_.table.text(title_));
  row_[kRrule].set(rules::rrule_of(recurring));
  row_[kStart].set(rules::format_day(first));
  row_[kZone].set(run_.request.zone->name());
  row_[kSettings].set(settings(leads, coordinators));
  row_[kLoadedAt].set(std::optional(run_.request.now));
  run_.count(row_.write());
}

std::vector<std::string> SeriesRows::missing() {
  std::vector<std::string> out;
  Statement rows = run_.database.prepare(
      "SELECT id FROM series WHERE origin = 'import' AND json_extract(settings, '$.document') = ? ORDER BY id");
  rows.bind(run_.request.document.number);
  while (rows.step()) {
    if (!seen_.contains(rows.text(0))) out.push_back(rows.text(0));
  }
  return out;
}

}  // namespace dondoc::integrations::sqlite

#include "integrations/sqlite/import_series.hpp"

#include <algorithm>
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

}  // namespace

SeriesRows::SeriesRows(ImportRun& run)
    : run_(run),
      code_(run.table.field("code")),
      title_(run.table.field("title")),
      product_(run.table.field("product")),
      wording_(run.table.field("deadline_text")),
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
      run_.database.cached("SELECT origin, ifnull(json_extract(settings, '$.source'), '') FROM series WHERE id = ?");
  row->bind(code);
  return row->step() ? std::optional(Stored{row->text(0), row->text(1)}) : std::nullopt;
}

std::string SeriesRows::settings(const LeadReader::Agencies& leads, const LeadReader::Agencies& coordinators) {
  std::vector<std::string> others = coordinators.codes;
  if (leads.codes.size() == 1) others.erase(std::remove(others.begin(), others.end(), leads.codes[0]), others.end());
  return boost::json::serialize(boost::json::object{{"agencies", array_of(leads.codes)},
                                                    {"if_day_off", "keep"},
                                                    {"completion", "report"},
                                                    {"document", run_.request.document.number},
                                                    {"product", run_.table.text(product_)},
                                                    {"coordinators", array_of(others)},
                                                    {"source", run_.source},
                                                    {"wording", run_.table.text(wording_)}});
}

void SeriesRows::write(const std::string& code, const rules::RecurringWording& recurring, rules::Day first,
                       const LeadReader::Agencies& leads, const LeadReader::Agencies& coordinators) {
  seen_.insert(code);
  if (const auto known = stored(code); known && (known->origin != "import" || known->source != run_.source)) {
    run_.table.error("DD2074", code_, {{"code", code}, {"origin", known->origin}, {"source", known->source}});
  }
  if (!run_.writing()) return;
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
      "SELECT id FROM series WHERE origin = 'import' AND json_extract(settings, '$.source') = ? ORDER BY id");
  rows.bind(run_.source);
  while (rows.step()) {
    if (!seen_.contains(rows.text(0))) out.push_back(rows.text(0));
  }
  return out;
}

}  // namespace dondoc::integrations::sqlite

#include "integrations/sqlite/importer.hpp"

#include <algorithm>
#include <utility>

#include "integrations/sqlite/import_run.hpp"
#include "integrations/sqlite/transaction.hpp"
#include "rules/zone.hpp"

namespace dondoc::integrations::sqlite {
namespace {

using imports::ImportKind;
using imports::ImportReport;
using imports::ImportRequest;

constexpr std::size_t kProgressRows = 10'000;

std::string source_of(const ImportRequest& request) {
  if (!request.source.empty()) return request.source;
  const bool mapped = request.mapping != nullptr && !request.mapping->source.empty();
  return mapped ? request.mapping->source : "local";
}

std::unique_ptr<RowImporter> importer_of(ImportKind kind, ImportRun& run) {
  switch (kind) {
    case ImportKind::agencies:
      return import_agencies(run);
    case ImportKind::people:
      return import_people(run);
    case ImportKind::procedures:
      return import_procedures(run);
    case ImportKind::tasks:
      return import_tasks(run);
    case ImportKind::items:
      return import_items(run);
    case ImportKind::holds:
      return import_holds(run);
    case ImportKind::updates:
      return import_updates(run);
  }
  return nullptr;
}

bool brings_items(ImportKind kind) { return kind == ImportKind::items || kind == ImportKind::tasks; }

void take_rows(ImportRun& run, RowImporter& importer) {
  const auto tell = [&run] {
    if (!run.request.progress) return;
    run.request.progress({run.table.input().bytes_read(), run.table.input().size(), run.report.rows});
  };
  while (run.table.next()) {
    importer.take_row();
    if (run.report.rows % kProgressRows == 0) tell();
  }
  importer.finish();
  tell();
}

// A file much smaller than the one before is probably cut off.
void check_size(ImportRun& run, ImportKind kind) {
  const auto last =
      run.database.read_integer("SELECT total FROM imports WHERE source = ? AND kind = ? ORDER BY id DESC LIMIT 1",
                                run.source, imports::import_kind_name(kind));
  const auto rows = static_cast<std::int64_t>(run.report.rows);
  if (!last || rows * 10 > *last * 8) return;
  const std::map<std::string, std::string> args = {{"rows", std::to_string(rows)}, {"last", std::to_string(*last)}};
  if (run.request.full && !run.request.force) {
    run.table.file_error("DD2052", args);
  } else if (brings_items(kind) && !run.request.force) {
    run.table.file_warning("DD2046", args);
  }
}

void list_missing(ImportRun& run, ImportKind kind) {
  Statement statement = run.database.prepare(
      "SELECT code FROM items WHERE source = ?1 AND state IN ('open', 'reported', 'suspended')"
      " AND (?2 = '' OR kind = ?2) ORDER BY code");
  statement.bind(run.source, kind == ImportKind::tasks ? "task" : "");
  while (statement.step()) {
    if (run.seen.contains(statement.view(0))) continue;
    if (++run.report.missing_count <= imports::kMaxMissing) run.report.missing.push_back(statement.text(0));
  }
}

void record_freshness(ImportRun& run, ImportKind kind) {
  run.database.run("INSERT INTO sources (id) SELECT ?1 WHERE NOT EXISTS (SELECT 1 FROM sources WHERE id = ?1)",
                   run.source);
  const auto before = run.database.read_integer("SELECT fresh_as_of FROM sources WHERE id = ?", run.source);
  if (!run.request.as_of) {
    if (!brings_items(kind) || before || run.source == "local") return;
    run.table.file_warning("DD2045", {{"source", run.source}});
    return;
  }
  const std::int64_t as_of = rules::to_millis(*run.request.as_of);
  if (before && *before > as_of) {
    run.table.file_warning("DD2047",
                           {{"source", run.source},
                            {"before", rules::format_iso(rules::instant_from_millis(*before), *run.request.zone)}});
  } else if (!before || *before < as_of) {
    run.database.run("UPDATE sources SET fresh_as_of = ? WHERE id = ?", as_of, run.source);
  }
}

void record_import(ImportRun& run, ImportKind kind) {
  const ImportReport& report = run.report;
  run.database.run(
      "INSERT INTO imports (source, kind, file, digest, as_of, at, actor, inserted, updated, unchanged, total)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      run.source, imports::import_kind_name(kind), run.request.file, report.digest, run.request.as_of, run.request.now,
      run.request.actor, report.inserted, report.updated, report.unchanged, report.rows);
}

}  // namespace

ImportReport Importer::run(ImportKind kind, const ImportRequest& request) {
  ImportReport report;
  const auto table = imports::Table::open(kind, request, report);
  if (!table) return report;
  Transaction transaction(database_, {.actor = request.actor, .at = request.now, .reason = "import " + request.file});
  ImportRun run{
      .database = database_,
      .table = *table,
      .request = request,
      .report = report,
      .source = source_of(request),
      .source_named = !request.source.empty() || (request.mapping != nullptr && !request.mapping->source.empty()),
      .references = References(database_),
      .seen = {}};
  const auto importer = importer_of(kind, run);
  take_rows(run, *importer);
  report.digest = table->input().digest();
  if (run.writing()) check_size(run, kind);
  if (run.writing()) {
    if (request.full && brings_items(kind)) list_missing(run, kind);
    if (brings_items(kind) || kind == ImportKind::updates || kind == ImportKind::holds) record_freshness(run, kind);
    record_import(run, kind);
  }
  if (!run.writing() || request.dry_run) return report;
  transaction.commit();
  report.committed = true;
  return report;
}

}  // namespace dondoc::integrations::sqlite

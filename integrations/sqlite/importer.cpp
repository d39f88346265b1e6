#include "integrations/sqlite/importer.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <utility>

#include "integrations/sqlite/import_run.hpp"
#include "integrations/sqlite/state_by_hand.hpp"
#include "integrations/sqlite/transaction.hpp"
#include "rules/zone.hpp"

namespace dondoc::integrations::sqlite {
namespace {

using imports::ImportKind;
using imports::ImportReport;
using imports::ImportRequest;

constexpr std::size_t kProgressRows = 10'000;

// As long as a table is taken in: an index larger than the cache has its pages written again and again.
class LargeCache {
 public:
  explicit LargeCache(Database& database) : database_(database), pages_(read()) {
    database_.execute("PRAGMA cache_size = -262144");  // KiB
  }
  ~LargeCache() { sqlite3_exec(database_.handle(), pages_.c_str(), nullptr, nullptr, nullptr); }
  LargeCache(const LargeCache&) = delete;
  LargeCache& operator=(const LargeCache&) = delete;

 private:
  std::string read() {
    return "PRAGMA cache_size = " + std::to_string(database_.read_integer("PRAGMA cache_size").value_or(0));
  }

  Database& database_;
  const std::string pages_;  // the size before, as a statement
};

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
    case ImportKind::plan:
      return import_plan(run);
    case ImportKind::items:
      return import_items(run);
    case ImportKind::holds:
      return import_holds(run);
    case ImportKind::updates:
      return import_updates(run);
    case ImportKind::transfer_map:
      break;
  }
  return nullptr;
}

bool brings_tasks(ImportKind kind) { return kind == ImportKind::tasks || kind == ImportKind::plan; }
bool brings_items(ImportKind kind) { return kind == ImportKind::items || brings_tasks(kind); }

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

// How many rows the file had that this one is held against. One that holds everything is compared with the last that
// did, whatever parts came in between; before there was one, with the largest.
std::optional<std::int64_t> rows_before(ImportRun& run, ImportKind kind) {
  const std::string_view name = imports::import_kind_name(kind);
  if (!run.request.full) {
    return run.database.read_integer("SELECT total FROM imports WHERE source = ? AND kind = ? ORDER BY id DESC LIMIT 1",
                                     run.source, name);
  }
  if (auto last = run.database.read_integer(
          "SELECT total FROM imports WHERE source = ? AND kind = ? AND is_full ORDER BY id DESC LIMIT 1", run.source,
          name)) {
    return last;
  }
  return run.database.read_integer("SELECT max(total) FROM imports WHERE source = ? AND kind = ?", run.source, name);
}

// A file much smaller than the one before is probably cut off.
void check_size(ImportRun& run, ImportKind kind) {
  const auto last = rows_before(run, kind);
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
      " AND (?2 = '' OR kind = ?2) AND (?3 = '' OR document = (SELECT id FROM documents WHERE number = ?3))"
      " ORDER BY code");
  statement.bind(run.source, brings_tasks(kind) ? "task" : "",
                 kind == ImportKind::plan ? run.request.document.number : std::string{});
  while (statement.step()) {
    if (run.seen.contains(statement.view(0))) continue;
    if (++run.report.missing_count <= imports::kMaxMissing) run.report.missing.push_back(statement.text(0));
  }
}

// Whose data the file brought: of the source named, else of the items that its rows found.
std::set<std::string> sources_of(const ImportRun& run, ImportKind kind) {
  if (brings_items(kind) || run.source_named) return {run.source};
  return run.touched;
}

bool has_freshness(ImportKind kind) {
  return brings_items(kind) || kind == ImportKind::updates || kind == ImportKind::holds;
}

void record_as_of(ImportRun& run, const std::string& source, rules::Instant as_of) {
  run.database.run("INSERT INTO sources (id) SELECT ?1 WHERE NOT EXISTS (SELECT 1 FROM sources WHERE id = ?1)", source);
  const auto before = run.database.read_integer("SELECT fresh_as_of FROM sources WHERE id = ?", source);
  if (!before || *before < rules::to_millis(as_of)) {
    run.database.run("UPDATE sources SET fresh_as_of = ? WHERE id = ?", as_of, source);
  } else if (*before > rules::to_millis(as_of)) {
    const std::map<std::string, std::string> args = {
        {"source", source}, {"before", rules::format_iso(rules::instant_from_millis(*before), *run.request.zone)}};
    // What is older would set back what came later.
    run.request.force ? run.table.file_warning("DD2047", args) : run.table.file_error("DD2058", args);
  }
}

void record_freshness(ImportRun& run, ImportKind kind) {
  for (const std::string& source : sources_of(run, kind)) {
    if (run.request.as_of) {
      record_as_of(run, source, *run.request.as_of);
      continue;
    }
    const bool unknown = !run.database.read_integer("SELECT fresh_as_of FROM sources WHERE id = ?", source);
    if (unknown && brings_items(kind) && source != "local") run.table.file_warning("DD2045", {{"source", source}});
  }
}

void record_import(ImportRun& run, ImportKind kind) {
  const ImportReport& report = run.report;
  run.database.run(
      "INSERT INTO imports (source, kind, file, digest, as_of, at, actor, inserted, updated, unchanged, total, is_full)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      report.source, imports::import_kind_name(kind), run.request.file, report.digest, run.request.as_of,
      run.request.now, run.request.actor, report.inserted, report.updated, report.unchanged, report.rows,
      run.request.full);
}

// A time that has not come yet would make the source look fresh until then.
void check_as_of(const ImportRequest& request, ImportReport& report) {
  constexpr std::chrono::hours kClocksDiffer{24};
  if (!request.as_of || *request.as_of <= request.now + kClocksDiffer) return;
  rules::Problem problem;
  problem.code = "DD2054";
  problem.args["as_of"] = rules::format_iso(*request.as_of, *request.zone);
  problem.path = {"--as-of"};
  imports::add_problem(report, std::move(problem));
}

void finish_run(ImportRun& run, ImportKind kind) {
  if (run.writing()) check_size(run, kind);
  if (!run.writing()) return;
  const std::set<std::string> sources = sources_of(run, kind);
  run.report.source = sources.size() == 1 ? *sources.begin() : run.source;
  const bool is_whole = run.request.full || kind == ImportKind::plan;
  if (is_whole && brings_items(kind)) list_missing(run, kind);
  if (has_freshness(kind)) record_freshness(run, kind);
  record_import(run, kind);
}

}  // namespace

ImportReport Importer::run(ImportKind kind, const ImportRequest& request) {
  ImportReport report;
  const auto table = imports::Table::open(kind, request, report);
  if (!table) return report;
  check_as_of(request, report);
  const LargeCache cache(database_);
  Transaction transaction(
      database_, {.actor = request.actor, .at = request.now, .reason = std::string(kImportReason) + request.file});
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
  if (!request.expected.empty() && request.expected != report.digest) table->file_error("DD2076");
  finish_run(run, kind);
  if (!run.writing() || request.dry_run) return report;
  transaction.commit();
  report.committed = true;
  return report;
}

}  // namespace dondoc::integrations::sqlite

#include <ostream>

#include "config/import_mapping.hpp"
#include "config/zones.hpp"
#include "daemon/cli/command.hpp"
#include "daemon/cli/context.hpp"
#include "integrations/imports/request.hpp"
#include "integrations/sqlite/importer.hpp"

namespace dondoc::daemon::cli {
namespace {

namespace imports = integrations::imports;

struct ImportOptions {
  std::string kind;
  std::string file;
  std::optional<std::string> source;
  std::optional<std::string> as_of;
  std::optional<std::string> map;
  std::optional<std::string> document;
  std::optional<std::string> document_title;
  std::optional<std::string> issuer;
  std::optional<std::string> date;
  std::optional<std::string> monitor;
  bool full = false;
  bool force = false;
  bool dry_run = false;
};

// One line on the terminal, rewritten as the file goes by; nothing where the output is no terminal.
class Progress {
 public:
  explicit Progress(Context& context) : context_(context), shown_(context.terminal().width > 0) {}
  ~Progress() {
    if (percent_ >= 0) context_.err() << "\r\x1b[K" << std::flush;
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(const imports::ImportProgress& progress) {
    if (!shown_ || progress.size == 0) return;
    const int percent = static_cast<int>(progress.bytes * 100 / progress.size);
    if (percent == percent_) return;
    percent_ = percent;
    context_.err() << '\r'
                   << context_.text("cli.import.progress",
                                    {{"percent", std::to_string(percent)}, {"rows", std::to_string(progress.rows)}})
                   << std::flush;
  }

 private:
  Context& context_;
  bool shown_;
  int percent_ = -1;
};

std::optional<rules::ImportMapping> mapping_of(const ImportOptions& options) {
  if (!options.map) return std::nullopt;
  auto mapping = config::load_import_mapping(*options.map);
  if (!mapping) throw CommandError{Exit::configuration, std::move(mapping.error())};
  return std::move(*mapping);
}

std::shared_ptr<const rules::Zone> zone_of(Context& context, const std::optional<rules::ImportMapping>& mapping) {
  if (!mapping || mapping->zone.empty()) return context.zone();
  auto zone = config::load_zone(mapping->zone);
  if (!zone) throw CommandError{Exit::configuration, problem("DD5008", {{"what", zone.error()}})};
  return *zone;
}

imports::ImportRequest request_of(Context& context, const ImportOptions& options) {
  imports::ImportRequest request;
  request.file = options.file;
  request.source = options.source.value_or("");
  if (options.as_of) request.as_of = context.parse_time(*options.as_of).instant;
  request.full = options.full;
  request.force = options.force;
  request.dry_run = options.dry_run;
  request.now = context.now();
  request.actor = context.actor();
  request.document = {
      options.document.value_or(""), options.document_title.value_or(""), options.issuer.value_or(""), {}};
  if (options.date) request.document.date = context.parse_time(*options.date).day;
  request.monitor = options.monitor.value_or("");
  return request;
}

void print_report(Context& context, const imports::ImportReport& report) {
  context.print_problems(report.problems);
  const std::size_t found = report.errors + report.warnings;
  if (found > report.problems.size()) {
    context.err() << context.text("cli.import.more_problems",
                                  {{"count", std::to_string(found - report.problems.size())}})
                  << '\n';
  }
  if (!report.not_understood.empty()) {
    context.say("cli.import.not_understood", {{"count", std::to_string(report.not_understood.size())}});
    for (const rules::Problem& row : report.not_understood) {
      context.out() << "  " << config::format_problem(context.language(), row) << '\n';
    }
  }
  if (report.missing_count > 0) {
    context.say("cli.import.missing", {{"count", std::to_string(report.missing_count)}});
    for (const std::string& code : report.missing) context.out() << "  " << code << '\n';
  }
}

Exit summary(Context& context, const imports::ImportReport& report, const ImportOptions& options) {
  if (report.errors > 0) {
    throw CommandError{Exit::data,
                       problem("DD5060", {{"file", options.file}, {"count", std::to_string(report.errors)}})};
  }
  context.say(options.dry_run ? "cli.import.dry_run" : "cli.import.done",
              {{"file", options.file},
               {"rows", std::to_string(report.rows)},
               {"inserted", std::to_string(report.inserted)},
               {"updated", std::to_string(report.updated)},
               {"unchanged", std::to_string(report.unchanged)}});
  if (report.left_out > 0) context.say("cli.import.left_out", {{"count", std::to_string(report.left_out)}});
  return Exit::ok;
}

Exit run_import(Context& context, const ImportOptions& options) {
  const auto kind = imports::parse_import_kind(options.kind);
  if (!kind) {
    throw CommandError{Exit::usage, problem("DD5044", {{"value", options.kind},
                                                       {"known",
                                                        "agencies, people, procedures, tasks, items, holds,"
                                                        " updates"}})};
  }
  if (!std::filesystem::exists(options.file)) {
    throw CommandError{Exit::data, problem("DD5061", {{"file", options.file}})};
  }
  const auto mapping = mapping_of(options);
  const auto zone = zone_of(context, mapping);
  imports::ImportRequest request = request_of(context, options);
  request.mapping = mapping ? &*mapping : nullptr;
  request.zone = zone.get();
  imports::ImportReport report;
  {
    Progress progress{context};
    request.progress = [&progress](const imports::ImportProgress& now) { progress.show(now); };
    report = integrations::sqlite::Importer{context.database(true)}.run(*kind, request);
  }
  print_report(context, report);
  return summary(context, report, options);
}

}  // namespace

void add_import_command(Command& root) {
  const auto options = std::make_shared<ImportOptions>();
  Command import = root.add("import");
  import.required("KIND", options->kind, "KIND")
      .required("FILE", options->file, "FILE.csv")
      .option("--source", options->source, "ID")
      .option("--as-of", options->as_of, "TIME")
      .flag("--full", options->full)
      .flag("--force", options->force)
      .option("--map", options->map, "FILE.toml")
      .flag("--dry-run", options->dry_run)
      .option("--document", options->document, "NUMBER")
      .option("--document-title", options->document_title, "TEXT")
      .option("--issuer", options->issuer, "TEXT")
      .option("--date", options->date, "DATE")
      .option("--monitor", options->monitor, "CODE");
  import.action([options](Context& context) { return run_import(context, *options); });
}

}  // namespace dondoc::daemon::cli

#include <ostream>

#include "config/import_mapping.hpp"
#include "config/zones.hpp"
#include "daemon/cli/command.hpp"
#include "daemon/cli/context.hpp"
#include "daemon/cli/json_lines.hpp"
#include "daemon/cli/plan_text.hpp"
#include "daemon/cli/problem_row.hpp"
#include "daemon/cli/question.hpp"
#include "integrations/imports/fields.hpp"
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
  bool include_monitor = false;
  bool skip_unknown = false;
  bool yes = false;
  bool json = false;
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

// Those of the source first.
imports::StatusWords statuses_of(Context& context, const std::string& source) {
  imports::StatusWords statuses;
  const config::Configuration* configuration = context.configuration_if_any();
  if (configuration == nullptr) return statuses;
  const auto add = [&statuses](const std::map<std::string, rules::State>& given) {
    for (const auto& [word, state] : given) statuses.emplace(imports::heading_key(word), state);
  };
  for (const config::SourceConfig& configured : configuration->sources) {
    if (configured.id == source) add(configured.statuses);
  }
  add(configuration->statuses);
  return statuses;
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
  request.include_monitor = options.include_monitor;
  request.skip_unknown = options.skip_unknown;
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

boost::json::object json_not_understood(const rules::Problem& row) {
  return {{"type", "not_understood"},
          {"code", row.args.at("code")},
          {"title", row.args.at("title")},
          {"deadline", json_text(row.args.at("text"))},
          {"why", row.args.at("why")},
          {"line", row.line},
          {"column", row.column > 0 ? boost::json::value(row.column) : nullptr}};
}

boost::json::object json_summary(Context& context, const imports::ImportReport& report,
                                 const imports::ImportRequest& request, const ImportOptions& options) {
  return {{"type", "summary"},
          {"file", options.file},
          {"kind", options.kind},
          {"source", json_text(report.source)},
          {"as_of", json_time(context, request.as_of)},
          {"dry_run", options.dry_run},
          {"committed", report.committed},
          {"rows", report.rows},
          {"inserted", report.inserted},
          {"updated", report.updated},
          {"unchanged", report.unchanged},
          {"left_out", report.left_out},
          {"kept_by_hand", report.kept_by_hand},
          {"overruled", report.overruled},
          {"not_understood", report.not_understood.size()},
          {"missing", report.missing_count},
          {"errors", report.errors},
          {"warnings", report.warnings},
          {"digest", json_text(report.digest)}};
}

// Lines of four types: problem, not_understood, missing and, last, summary. Its counts are of all there were; of
// problems and missing items only the first are listed.
void print_json_report(Context& context, const imports::ImportReport& report, const imports::ImportRequest& request,
                       const ImportOptions& options) {
  for (const rules::Problem& problem : report.problems) print_json(context, table_problem_row(context, problem));
  for (const rules::Problem& row : report.not_understood) print_json(context, json_not_understood(row));
  for (const std::string& code : report.missing) print_json(context, {{"type", "missing"}, {"code", code}});
  print_json(context, json_summary(context, report, request, options));
}

void refuse_errors(const imports::ImportReport& report, const ImportOptions& options) {
  if (report.errors == 0) return;
  throw CommandError{Exit::data, problem("DD5060", {{"file", options.file}, {"count", std::to_string(report.errors)}})};
}

void print_summary(Context& context, const imports::ImportReport& report, const ImportOptions& options) {
  context.say(options.dry_run ? "cli.import.dry_run" : "cli.import.done",
              {{"file", options.file},
               {"rows", std::to_string(report.rows)},
               {"inserted", std::to_string(report.inserted)},
               {"updated", std::to_string(report.updated)},
               {"unchanged", std::to_string(report.unchanged)}});
  const auto say_count = [&context](const char* key, std::size_t count) {
    if (count > 0) context.say(key, {{"count", std::to_string(count)}});
  };
  say_count("cli.import.left_out", report.left_out);
  say_count("cli.import.kept_by_hand", report.kept_by_hand);
  say_count("cli.import.overruled", report.overruled);
}

imports::ImportReport imported(Context& context, imports::ImportKind kind, imports::ImportRequest& request) {
  Progress progress{context};
  request.progress = [&progress](const imports::ImportProgress& now) { progress.show(now); };
  return integrations::sqlite::Importer{context.database(true)}.run(kind, request);
}

// The last word on an import: what was wrong, and what it came to.
void finish(Context& context, const imports::ImportReport& report, const imports::ImportRequest& request,
            const ImportOptions& options) {
  if (options.json) {
    print_json_report(context, report, request, options);
    refuse_errors(report, options);
    return;
  }
  print_report(context, report);
  refuse_errors(report, options);
  print_summary(context, report, options);
}

// What stands above the question already.
void forget_shown(imports::ImportReport& report) {
  std::erase_if(report.problems, [](const rules::Problem& problem) { return problem.warning; });
  report.warnings = 0;
  report.not_understood.clear();
  report.missing_count = 0;
  report.missing.clear();
}

// On which day a level's agencies are counted, and from when what recurs is due: a plan has a date, and a number.
void need_document(const ImportOptions& options) {
  if (!options.document) throw CommandError{Exit::usage, problem("DD5002", {{"option", "--document"}})};
  if (!options.date) throw CommandError{Exit::usage, problem("DD5002", {{"option", "--date"}})};
  if (options.json && !options.yes && !options.dry_run) throw CommandError{Exit::usage, problem("DD5053")};
}

// First what was understood, without a word written; then, if the person agrees, the very file that was shown.
Exit run_plan(Context& context, imports::ImportRequest& request, const ImportOptions& options) {
  need_document(options);
  request.dry_run = true;
  const imports::ImportReport shown = imported(context, imports::ImportKind::plan, request);
  options.json ? print_json_plan(context, shown, *request.document.date) : print_plan(context, shown);
  if (options.dry_run || shown.errors > 0) {
    finish(context, shown, request, options);
    return Exit::ok;
  }
  if (!options.json) print_report(context, shown);
  if (!agreed(context, "cli.plan.question", options.yes)) {
    context.say("cli.golive.left");
    return Exit::no;
  }
  request.dry_run = false;
  request.expected = shown.digest;
  imports::ImportReport written = imported(context, imports::ImportKind::plan, request);
  if (!options.json) forget_shown(written);
  finish(context, written, request, options);
  return Exit::ok;
}

// What another kind of table would pass over in silence.
void refuse_options_of_others(imports::ImportKind kind, const ImportOptions& options) {
  const bool plan = kind == imports::ImportKind::plan;
  const auto refuse = [](const char* option, bool given, const char* kinds) {
    if (given) throw CommandError{Exit::usage, problem("DD5070", {{"option", option}, {"kinds", kinds}})};
  };
  if (!plan) {
    refuse("--skip-unknown", options.skip_unknown, "plan");
    refuse("--yes", options.yes, "plan");
  }
  if (plan || kind == imports::ImportKind::tasks) return;
  const char* kinds = "tasks, plan";
  refuse("--document", options.document.has_value(), kinds);
  refuse("--document-title", options.document_title.has_value(), kinds);
  refuse("--issuer", options.issuer.has_value(), kinds);
  refuse("--date", options.date.has_value(), kinds);
  refuse("--monitor", options.monitor.has_value(), kinds);
  refuse("--include-monitor", options.include_monitor, kinds);
}

Exit run_import(Context& context, const ImportOptions& options) {
  const auto kind = imports::parse_import_kind(options.kind);
  if (!kind) {
    throw CommandError{Exit::usage, problem("DD5044", {{"value", options.kind},
                                                       {"known",
                                                        "agencies, people, procedures, tasks, plan, items,"
                                                        " holds, updates"}})};
  }
  refuse_options_of_others(*kind, options);
  if (!std::filesystem::exists(options.file)) {
    throw CommandError{Exit::data, problem("DD5061", {{"file", options.file}})};
  }
  const auto mapping = mapping_of(options);
  const auto zone = zone_of(context, mapping);
  imports::ImportRequest request = request_of(context, options);
  request.mapping = mapping ? &*mapping : nullptr;
  request.statuses = statuses_of(context, request.source.empty() && mapping ? mapping->source : request.source);
  request.zone = zone.get();
  if (*kind == imports::ImportKind::plan) return run_plan(context, request, options);
  const imports::ImportReport report = imported(context, *kind, request);
  finish(context, report, request, options);
  return Exit::ok;
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
      .option("--monitor", options->monitor, "CODE")
      .flag("--include-monitor", options->include_monitor)
      .flag("--skip-unknown", options->skip_unknown)
      .flag("--yes", options->yes)
      .flag("--json", options->json);
  import.action([options](Context& context) { return run_import(context, *options); });
}

}  // namespace dondoc::daemon::cli

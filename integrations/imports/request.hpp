#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/import_mapping.hpp"
#include "rules/item.hpp"
#include "rules/plan_wording.hpp"
#include "rules/problem.hpp"
#include "rules/time.hpp"
#include "rules/zone.hpp"

namespace dondoc::integrations::imports {

// What a table can be: of one `dondoc import` kind, or the map of `dondoc org transfer`, which is no import.
enum class ImportKind { agencies, people, procedures, tasks, plan, items, holds, updates, transfer_map };
[[nodiscard]] std::string_view import_kind_name(ImportKind kind);
// Not of the map.
[[nodiscard]] std::optional<ImportKind> parse_import_kind(std::string_view name);

// The document that a table of tasks is the appendix of.
struct ImportDocument {
  std::string number;
  std::string title;
  std::string issuer;
  std::optional<rules::Day> date;
};

struct ImportProgress {
  std::uint64_t bytes = 0;
  std::uint64_t size = 0;  // 0: unknown
  std::size_t rows = 0;
};

// What states of a source mean, before the words and national codes that are known anyway; by heading_key() of the
// word.
using StatusWords = std::map<std::string, rules::State, std::less<>>;

struct ImportRequest {
  std::string file;
  std::string source;                   // empty: the mapping's, else "local"
  std::optional<rules::Instant> as_of;  // what the file reflects
  bool full = false;                    // the file holds everything the source has
  bool force = false;
  bool dry_run = false;
  StatusWords statuses;
  const rules::ImportMapping* mapping = nullptr;
  const rules::Zone* zone = nullptr;  // REQUIRES: set. The mapping's zone, else the installation's.
  rules::Instant now{};
  std::string actor = "import";
  // Tasks and plans only.
  ImportDocument document;
  std::string monitor;           // agency that watches; "*LEVEL" in a list does not mean it
  bool include_monitor = false;  // unless this is set
  // Plans only.
  bool skip_unknown = false;  // rows whose deadline is not understood are left out; otherwise they are errors
  std::string expected;       // digest of the file that was shown; another file is an error. Empty: any
  std::function<void(const ImportProgress&)> progress;
};

// A row of a plan as it was understood, in the order of the file.
struct PlanRow {
  int line = 0;
  std::string code;
  std::string title;
  std::string wording;
  tl::expected<rules::PlanWording, rules::PlanWordingError> meaning;
  std::optional<rules::Day> first;        // recurring: the first due
  std::vector<std::string> leads;         // agencies: each has an item, or occurrences, of its own
  std::vector<std::string> coordinators;  // agencies
};
// What "*LEVEL" stands for in a plan.
struct PlanLevel {
  std::string word;                   // "*so"
  std::vector<std::string> agencies;  // names
};

struct ImportReport {
  bool committed = false;  // false: errors, or a dry run; the database is as it was
  std::size_t rows = 0;    // in the file
  std::size_t inserted = 0;
  std::size_t updated = 0;
  std::size_t unchanged = 0;
  std::size_t left_out = 0;      // by the mapping's as_they_stood
  std::size_t kept_by_hand = 0;  // states that somebody gave by hand and the file, not known to be newer, left alone
  std::size_t overruled = 0;     // such states that a newer file changed
  std::string source;            // whose data it was
  rules::Problems problems;      // errors and warnings in the order found, at most kMaxProblems of each
  std::size_t errors = 0;        // all of them
  std::size_t warnings = 0;
  rules::Problems not_understood;                   // tasks without a date that a machine may use: not imported
  std::vector<PlanRow> plan;                        // plans: all rows
  std::vector<PlanLevel> levels;                    // plans: each word once
  std::map<std::string, std::string> agency_names;  // plans: of leads and coordinators, by code
  // With `full`: active items of the source that the file does not have; of plans: those of the document, and series.
  std::vector<std::string> missing;
  std::size_t missing_count = 0;
  std::string digest;  // SHA-256 of the file
};

inline constexpr std::size_t kMaxProblems = 100;
inline constexpr std::size_t kMaxMissing = 1000;

}  // namespace dondoc::integrations::imports

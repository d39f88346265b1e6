#pragma once

#include "daemon/cli/context.hpp"
#include "integrations/sqlite/overdue_report.hpp"
#include "integrations/sqlite/reports.hpp"
#include "rules/effective_deadline.hpp"

namespace dondoc::daemon::cli {

// An item, what is known of it as of `now`, and what the rules make of it: what `explain` prints, in words or as JSON.
struct Explained {
  rules::World world;
  integrations::StoredItem stored;
  rules::Evaluation evaluation;
  std::vector<integrations::sqlite::VersionRow> versions;  // known by then
  std::vector<integrations::sqlite::ExtensionRow> extensions;
  std::vector<integrations::sqlite::Responsibility> parts;  // that ended by then
  rules::Instant now{};
  bool past = false;                                                        // an earlier time was asked for
  std::map<rules::NoticeId, integrations::sqlite::AlertRow> changed_since;  // notices in another state since then

  [[nodiscard]] const rules::Item& item() const { return stored.item; }
  [[nodiscard]] const rules::History& history() const { return stored.history; }
  // In force: as evaluated, else as stored.
  [[nodiscard]] std::optional<rules::Instant> due() const {
    return evaluation.due ? evaluation.due : stored.history.due;
  }
  [[nodiscard]] bool due_is_date() const;
  [[nodiscard]] bool applies(const rules::Rule& rule) const;
  // The last notice of a step, up to the number of `outcome`, to that person; null where there is none.
  [[nodiscard]] const rules::NoticeRecord* notice_of(const rules::StepOutcome& outcome,
                                                     const rules::Recipient& recipient) const;
};

// How the due comes about.
struct Basis {
  enum class Kind { term, fixed, appointment, none, missing_year, no_calendar };
  Kind kind = Kind::none;
  const rules::WorkCalendar* calendar = nullptr;
  rules::TermInput term;
  std::optional<rules::DeadlineResult> result;
  std::optional<rules::MissingYear> missing;
  std::optional<rules::MissingProcedure> missing_procedure;  // why there is none
  const rules::Procedure* procedure = nullptr;               // whose term it is; null: the item's own
  std::vector<rules::WalkDay> days;                          // of a term
};
// That of hand-overs, with its titles in the operator's language.
[[nodiscard]] rules::Rule transfer_rule_in_words(const Context& context);

[[nodiscard]] Basis basis_of(const Explained& explained);

void print_explained(Context& context, const Explained& explained);
void print_json_explained(Context& context, const Explained& explained);
// Of an occurrence its series, shifts and meeting with the invitations; of a task the meeting that decided it.
void print_occurrence(Context& context, const Explained& explained);
void print_json_occurrence(Context& context, const Explained& explained);
// The due, day by day, with the notice that made each special day, and the item's holds.
void print_deadline(Context& context, const Explained& explained);

}  // namespace dondoc::daemon::cli

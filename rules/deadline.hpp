#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rules/amount.hpp"
#include "rules/roll.hpp"
#include "rules/time.hpp"
#include "rules/work_calendar.hpp"

// From receipt to due. Order: cut-off, start, term, holds, roll.

namespace dondoc::rules {

// An interval in which the clock of an item stands still.
struct Hold {
  Instant from;
  std::optional<Instant> until;  // nothing: still open
  std::string reason;
  std::string author;
};

// What the due is computed from. Either `fixed` (an instant somebody set) or `received` and `budget`.
struct TermInput {
  std::optional<Instant> received;
  std::optional<Amount> budget;
  std::optional<Instant> fixed;
  std::optional<ClockTime> cut_off;  // received at or after this clock time counts as received at the next working
                                     // day's opening
  // The calendar by which receipt counts: its working days for the cut-off, and what arrives outside its hours counts
  // as received when it next opens. Null: the calendar of the term, by which terms in d, h, min and s start at receipt.
  const WorkCalendar* reception = nullptr;
  bool holds_shift_fixed = false;  // holds = "shift": fixed instants move too (by working time)
  Roll roll = Roll::none;          // of budgets in d, h, min and s; those in working time never end on a day off
  Roll roll_fixed = Roll::none;    // of `fixed`
  std::vector<Hold> holds;
};

struct DeadlineResult {
  Instant due;
  Instant start;              // where the term begins to run; for fixed instants the receipt, or the due without one
  Instant due_without_holds;  // before the roll
  Instant due_before_roll;
  Instant counted_receipt;   // by the cut-off and the calendar of reception; for fixed instants as `start`
  bool provisional = false;  // a provisional year was walked through
};

// MissingYear where the walk leaves the calendar. Nothing (inner optional) where the item has no deadline.
// Open holds do not move the due: it stays where the closed ones put it.
[[nodiscard]] Covered<std::optional<DeadlineResult>> compute_deadline(const TermInput& input,
                                                                      const WorkCalendar& calendar);

// The hold that is open at `now`, the earliest if several are: it has begun, and has no end yet or one that lies ahead.
[[nodiscard]] const Hold* open_hold(const std::vector<Hold>& holds, Instant now);

// True while a hold is open that began before the due: the item is not late until it ends. One that began later mutes,
// and changes nothing about being late.
[[nodiscard]] bool stands_still(const std::vector<Hold>& holds, Instant due, Instant now);

// The holds as they count at `now`: those that begin later left out, and those whose end lies ahead still open.
[[nodiscard]] std::vector<Hold> holds_at(const std::vector<Hold>& holds, Instant now);

// The instant at which `percent` (1 … 100) of the unheld time from start to due has passed: working time, or elapsed
// time for budgets in d, h, min and s.
[[nodiscard]] Covered<Instant> percent_moment(const TermInput& input, const DeadlineResult& deadline, int percent,
                                              const WorkCalendar& calendar);

// One line of the day-by-day walk to a deadline, for `explain`.
struct WalkDay {
  Day day;
  bool working = false;
  Millis counted{0};             // time of this day that counted towards the term: working time, or elapsed time for
                                 // budgets in d, h, min and s
  Millis held{0};                // time of this day that a hold took out, likewise
  std::int64_t working_day = 0;  // wd terms: which working day of the term; the day of the start is 0 unless the term
                                 // has all of it; a day wholly held has the number of the one before
  const SpecialDay* special = nullptr;
};
// From the day the term starts to the day of the due, both included.
[[nodiscard]] Covered<std::vector<WalkDay>> walk_to_deadline(const TermInput& input, const DeadlineResult& deadline,
                                                             const WorkCalendar& calendar);

}  // namespace dondoc::rules

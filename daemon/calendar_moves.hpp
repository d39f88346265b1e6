#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/configuration.hpp"
#include "integrations/store.hpp"
#include "rules/world.hpp"

// What another set of calendars would do to the dues of open items. Changes nothing.

namespace dondoc::daemon {

// A day on which work is done at other hours than before, and why it is or was a special one.
struct ChangedDay {
  rules::Day day;
  std::optional<rules::SpecialDay> before;
  std::optional<rules::SpecialDay> after;
};
// Of the years that both calendars have, in order.
[[nodiscard]] std::vector<ChangedDay> changed_days(const rules::WorkCalendar& before, const rules::WorkCalendar& after);

// A due by the term or the series, or the year its calendar lacks; neither: no calendar, or an occurrence that the
// series then leaves out.
struct DueBy {
  std::optional<rules::Instant> due;
  std::optional<int> missing_year;
  bool provisional = false;
  friend bool operator==(const DueBy&, const DueBy&) = default;
};

struct Move {
  rules::Item item;
  DueBy before;
  DueBy after;
  std::int64_t days = 0;            // civil days from one due's date to the other's; 0 where one is unknown
  bool promised = false;            // an appointment was issued: it stays, and the term's due moves away from it
  std::vector<ChangedDay> because;  // the changed days between start and due
};

// `found` gets every open item whose due by its term moves, in order of id. Both worlds differ in their calendars
// alone.
void find_moves(integrations::Store& store, const rules::World& before, const rules::World& after, rules::Instant now,
                const std::function<void(const Move&)>& found);

// The same of open occurrences of series, as dondocd would bring them up to date; of the item its code, source, agency
// and title are given. REQUIRES: both worlds are of this configuration.
void find_occurrence_moves(integrations::Store& store, const config::Configuration& configuration,
                           const rules::World& before, const rules::World& after, rules::Instant now,
                           const std::function<void(const Move&)>& found);

}  // namespace dondoc::daemon

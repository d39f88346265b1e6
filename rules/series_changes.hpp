#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rules/series.hpp"

namespace dondoc::rules {

// An occurrence that became an item, or about which somebody decided before it did.
struct KnownOccurrence {
  std::string code;
  std::string agency;  // of the code; the item itself may have gone to another one since
  Day day{};
  std::optional<State> state;  // of the item; nothing: there is none
  std::string title;
  std::optional<Instant> start;
  std::optional<Instant> due;
  bool due_is_date = false;
  bool told = false;                // somebody was told of it
  bool withdrawn = false;           // cancelled because the series no longer has it, not by a person
  bool cancelled = false;           // by a person, with `dondoc series cancel`
  std::optional<Instant> moved_to;  // the due that a person gave it
  bool moved_to_date = false;
};

struct OccurrenceChange {
  enum class What {
    make,      // becomes an item
    change,    // its times or its title are others
    withdraw,  // the series no longer has it
    restore,   // the series has it again
    close      // its time has come, and it closes by itself
  };
  What what = What::make;
  Occurrence occurrence;
  friend bool operator==(const OccurrenceChange&, const OccurrenceChange&) = default;
};

struct SeriesChanges {
  std::vector<OccurrenceChange> changes;
  std::vector<Finding> findings;
  std::optional<Instant> next;  // when time alone changes something: the next occurrence comes into the horizon, or one
                                // closes
};

// What has to be done so that the items agree with the series. Occurrences from loaded_at (or since) on become items as
// the horizon reaches them. What has begun stays as it is, except that it closes by itself; what somebody was told of
// is never withdrawn. REQUIRES: series.loaded_at; `known` holds all occurrences of the series.
[[nodiscard]] SeriesChanges changes_of(const Series& series, const World& world, const Zone& zone,
                                       const std::vector<KnownOccurrence>& known, Instant now);

// The same for a series that is no more: what lies ahead is withdrawn unless somebody was told of it.
[[nodiscard]] SeriesChanges changes_at_end(const Series& series, const World& world, const Zone& zone,
                                           const std::vector<KnownOccurrence>& known, Instant now);

// An occurrence as a person moved it: of a meeting the start too.
[[nodiscard]] Occurrence moved(const Series& series, Occurrence occurrence, Instant to, bool is_date);

}  // namespace dondoc::rules

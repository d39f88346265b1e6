#pragma once

#include "rules/history.hpp"
#include "rules/judged.hpp"

// What somebody was told before, and what counts as told (design §5.2, §5.3, §5.6, §5.7).

namespace dondoc::rules {

// True where the notice was told, or counts as told in the present mode.
[[nodiscard]] bool is_spent(const NoticeRecord& notice, DeliveryMode mode);

// True where an alert of this episode speaks for the step's present episode: the same one, or an earlier version of the
// deadline that counts as told.
[[nodiscard]] bool same_timeline(const ScheduledStep& entry, std::int64_t alert_episode,
                                 const EffectiveDeadline& deadline);

// True where the notice was for this agency, or for one it has succeeded, in everything or in this item: what was told
// there was told here.
[[nodiscard]] bool speaks_for(const NoticeRecord& notice, std::string_view agency, const ItemClock& clock);

// One person a step names.
struct Telling {
  const JudgedRule& rule;
  const JudgedStep& step;
  const NamedPerson& person;
};

// Whether this number (or a later one) of the step was told to the person, or to whoever held the role then; or another
// number on the civil day on which this one would be told. Reason none: it was not.
[[nodiscard]] Reason told_before(const Telling& telling, const ItemClock& clock, const History& history);

// A step of which the person has no row is a catch-up: told only where nothing higher was told. A step the rule no
// longer has ranks by what was told of it.
[[nodiscard]] bool catches_up_below(const Telling& telling, const ItemClock& clock, const History& history);

}  // namespace dondoc::rules

#pragma once

#include "config/configuration.hpp"
#include "integrations/store.hpp"
#include "rules/agenda.hpp"

namespace dondoc::daemon {

// What a meeting has before it as of `now`: since the one before, until the next one, as far as its series and what
// people named tell. The first of a series looks back to when the item was stored.
// REQUIRES: item is an occurrence with a meeting.
[[nodiscard]] rules::Agenda agenda_of(const config::Configuration& configuration, const rules::World& world,
                                      integrations::Store& store, const rules::Item& item, rules::Instant now);

}  // namespace dondoc::daemon

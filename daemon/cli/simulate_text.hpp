#pragma once

#include <vector>

#include "daemon/cli/context.hpp"
#include "daemon/replay/alert_diff.hpp"
#include "daemon/replay/simulation.hpp"

namespace dondoc::daemon::cli {

// How a simulation is shown on a terminal.
enum class Grouping { person, day, message };

void print_simulation(Context& context, const replay::Simulation& simulation, const replay::Period& period,
                      Grouping grouping);
// One object for each message.
void print_json_messages(Context& context, const replay::Simulation& simulation);

struct Comparison {
  replay::Simulation before;
  replay::Simulation after;
  std::vector<replay::AlertChange> changes;
};
void print_comparison(Context& context, const Comparison& comparison, const replay::Period& period);
// One object for each change.
void print_json_changes(Context& context, const Comparison& comparison);

}  // namespace dondoc::daemon::cli

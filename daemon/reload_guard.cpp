#include "daemon/reload_guard.hpp"

namespace dondoc::daemon {

rules::Problems refusals(const config::Configuration& next, const ServiceOptions& options,
                         const config::Configuration* running) {
  rules::Problems problems;
  if (options.demo_clock && !next.demo_clock_allowed) problems.push_back({"DD5903", {}, {}, 0, 0, {}});
  if (running && !options.database && next.database != running->database) {
    problems.push_back(
        {"DD5904", {{"old", running->database.string()}, {"new", next.database.string()}}, {}, 0, 0, {}});
  }
  return problems;
}

}  // namespace dondoc::daemon

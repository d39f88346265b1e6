#pragma once

#include <memory>
#include <string>

#include "daemon/engine.hpp"
#include "daemon/service.hpp"
#include "integrations/answer_store.hpp"

namespace dondoc::daemon {

// The event loop: sleeps until something is due, another program wrote, an answer came or a signal arrived. Returns an
// ExitCode after SIGTERM or SIGINT; a second one leaves the process at once.
[[nodiscard]] int run_loop(integrations::Store& store, integrations::AnswerStore& answers, const Clock& clock,
                           std::shared_ptr<const Setup> setup, const ServiceOptions& options,
                           const std::string& database);

}  // namespace dondoc::daemon

#pragma once

#include <memory>

#include "daemon/engine.hpp"
#include "integrations/answer_store.hpp"

namespace dondoc::daemon {

// One full tick: everything marked is evaluated and claimed, the outbox drained, dead destinations not waited for.
[[nodiscard]] int run_once(integrations::Store& store, integrations::AnswerStore& answers, const Clock& clock,
                           std::shared_ptr<const Setup> setup);

}  // namespace dondoc::daemon

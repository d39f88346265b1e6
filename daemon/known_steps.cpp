#include <algorithm>

#include "daemon/engine.hpp"
#include "daemon/impact.hpp"

namespace dondoc::daemon {
namespace {

using KnownStep = integrations::Store::KnownStep;

std::vector<KnownStep> steps_of(const config::Configuration& configuration) {
  std::vector<KnownStep> steps;
  for (const auto& rule : configuration.rules) {
    for (const auto& step : rule.steps) {
      steps.push_back({rule.id, step.id, config::step_fingerprint(rule, step), std::nullopt});
    }
  }
  return steps;
}

const KnownStep* find_known(const std::vector<KnownStep>& known, const config::Configuration& configuration,
                            const KnownStep& step) {
  const auto rule = std::ranges::find(configuration.rules, step.rule, &rules::Rule::id);
  const auto found = std::ranges::find_if(known, [&](const KnownStep& old) {
    return old.step == step.step && rule->is_called(old.rule) && old.fingerprint == step.fingerprint;
  });
  return found == known.end() ? nullptr : &*found;
}

}  // namespace

// Steps that are new or say something else since the last configuration speak at once only if that causes few messages,
// or if somebody confirmed it (design §5.7).
void Engine::learn_steps(const config::Configuration& configuration, bool confirmed, rules::Instant now) {
  const auto known = store_.known_steps();
  auto steps = steps_of(configuration);
  bool news = false;
  for (auto& step : steps) {
    const auto* old = find_known(known, configuration, step);
    if (confirmed || known.empty()) continue;
    if (old) {
      step.unconfirmed_since = old->unconfirmed_since;
    } else {
      step.unconfirmed_since = now;
      news = true;
    }
  }
  const std::string codes[] = {"DD6801"};
  if (!news) {
    store_.set_known_steps(steps, now);
    const bool waiting =
        std::ranges::any_of(steps, [](const KnownStep& step) { return step.unconfirmed_since.has_value(); });
    if (!waiting) store_.report_findings(codes, {}, now);
    return;
  }
  auto world = build_world(configuration, store_, now);
  world.unconfirmed_steps.clear();
  const auto impact = measure_impact(store_, world, now, progress_);
  const bool much = impact.messages > static_cast<std::size_t>(configuration.reload_max_new);
  if (!much) {
    for (auto& step : steps) {
      if (step.unconfirmed_since == now) step.unconfirmed_since.reset();
    }
  }
  // Written once, with the verdict: a crash while measuring leaves the news to be found again.
  store_.set_known_steps(steps, now);
  std::vector<rules::Finding> findings;
  if (much) {
    findings.push_back({"DD6801",
                        "reload",
                        {{"messages", std::to_string(impact.messages)},
                         {"people", std::to_string(impact.people)},
                         {"limit", std::to_string(configuration.reload_max_new)}}});
  }
  store_.report_findings(codes, findings, now);
}

}  // namespace dondoc::daemon

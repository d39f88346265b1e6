#include "daemon/engine.hpp"

#include <algorithm>

#include "daemon/bundle.hpp"
#include "rules/recipients.hpp"

namespace dondoc::daemon {
namespace {

// Raised when decisions change for the same rules and data: then everything is evaluated once more.
constexpr std::string_view kEngineVersion = "1";
constexpr std::string_view kFingerprintKey = "fingerprint";
constexpr std::string_view kPausedKey = "paused";
constexpr rules::Millis kOuterBound = std::chrono::minutes{1};
// The operator gets at most one message in this time, whatever happens: also when it is his own address that fails.
constexpr rules::Millis kOperatorPause = std::chrono::minutes{15};
// The same for the owner of a late source.
constexpr rules::Millis kOwnerPause = std::chrono::hours{4};

// Findings about people and agencies; all of them are found again, where they still hold, when everything is evaluated.
const std::string kPeopleCodes[] = {"DD6201", "DD6202", "DD6203", "DD6204", "DD6205"};
const std::string kCalendarCodes[] = {"DD6101"};

bool is_about_people(const std::string& code) {
  return std::ranges::find(kPeopleCodes, code) != std::end(kPeopleCodes);
}

}  // namespace

Engine::Engine(integrations::Store& store, const Clock& clock, std::shared_ptr<const Setup> setup)
    : store_(store), clock_(clock), setup_(std::move(setup)), random_(std::random_device{}()) {}

void Engine::start() {
  const auto now = clock_.now();
  store_.recover_in_flight(now);
  learn_steps(false, now);
  world_ = build_world(setup_->configuration, store_, now);
  reference_revision_ = store_.reference_revision();
  refresh_freshness(now);
  somebody_missing_ = std::ranges::any_of(store_.findings(), [](const integrations::StandingFinding& standing) {
    return is_about_people(standing.finding.code);
  });
  evaluate_everything_if(false, now);
}

// A fingerprint of rules, calendars, zone data and engine version is kept; if it differs, everything is evaluated.
void Engine::evaluate_everything_if(bool wanted, rules::Instant now) {
  const std::string fingerprint = setup_->configuration.fingerprint + "/" + std::string{kEngineVersion};
  if (!wanted && store_.meta(std::string{kFingerprintKey}) == fingerprint) return;
  store_.report_findings(kCalendarCodes, {}, now);
  store_.mark_all(now);
  store_.set_meta(std::string{kFingerprintKey}, fingerprint);
}

void Engine::reload(std::shared_ptr<const Setup> setup, bool confirmed) {
  const auto now = clock_.now();
  const bool mode_changed = setup->configuration.delivery.mode != setup_->configuration.delivery.mode;
  setup_ = std::move(setup);
  learn_steps(confirmed, now);
  world_ = build_world(setup_->configuration, store_, now);
  refresh_freshness(now);
  parked_.clear();
  misconfigured_.clear();
  report_misconfigured(now);
  evaluate_everything_if(confirmed || mode_changed, now);
}

void Engine::refresh(rules::Instant now) {
  const auto revision = store_.reference_revision();
  if (revision != reference_revision_) {
    const auto silences = world_.silences.size();
    world_ = build_world(setup_->configuration, store_, now);
    reference_revision_ = revision;
    if (somebody_missing_ || world_.silences.size() < silences) {
      store_.report_findings(kPeopleCodes, {}, now);
      store_.mark_all(now);
      somebody_missing_ = false;
    }
    refresh_freshness(now);
  } else if (freshness_.next_late && *freshness_.next_late <= now) {
    refresh_freshness(now);
  }
}

// A source that is fresh again: what waited for it is looked at.
void Engine::refresh_freshness(rules::Instant now) {
  auto fresh = check_freshness(setup_->configuration, *world_.directory, now);
  for (const auto& [source, since] : freshness_.late) {
    if (!fresh.late.contains(source)) store_.mark_source(source);
  }
  freshness_ = std::move(fresh);
  world_.late_sources.clear();
  std::vector<rules::Finding> findings;
  for (const auto& [source, since] : freshness_.late) {
    world_.late_sources.insert(source);
    const auto when = since ? rules::format_iso(*since, *setup_->configuration.zone) : std::string{"–"};
    findings.push_back({"DD6301", "source:" + source, {{"source", source}, {"since", when}}});
    if (const auto owner = owner_of(source); !owner.empty()) {
      findings.push_back({"DD6302", "source:" + source, {{"source", source}, {"owner", owner}}});
    }
  }
  const std::string codes[] = {"DD6301", "DD6302"};
  store_.report_findings(codes, findings, now);
}

std::vector<rules::Evaluation> Engine::evaluate_all(const std::vector<integrations::StoredItem>& items,
                                                    rules::Instant now, std::vector<std::int64_t>& revisions) const {
  std::vector<rules::Evaluation> evaluations;
  evaluations.reserve(items.size());
  for (const auto& stored : items) {
    evaluations.push_back(stored.exists ? rules::evaluate(world_, stored.item, stored.history, now)
                                        : rules::evaluate_gone(stored.item.id, stored.history));
    revisions.push_back(stored.revision);
  }
  return evaluations;
}

TickCounts Engine::tick() {
  const auto now = clock_.now();
  refresh(now);
  const auto items = store_.due_items(now, kBatch);
  TickCounts counts;
  counts.evaluated = items.size();
  if (items.empty()) return counts;
  std::vector<std::int64_t> revisions;
  auto evaluations = evaluate_all(items, now, revisions);
  for (const auto& evaluation : evaluations) {
    somebody_missing_ =
        somebody_missing_ || std::ranges::any_of(evaluation.findings, is_about_people, &rules::Finding::code);
  }
  const auto claims = bundle(world_, store_, std::move(evaluations), revisions, now);
  const auto claimed = store_.claim(claims, now);
  counts.alerts = claimed.alerts;
  counts.notices = claimed.notices;
  counts.more = items.size() == kBatch || claimed.lost > 0;
  return counts;
}

rules::Recipient Engine::owner_of(const std::string& source) const {
  const auto& sources = setup_->configuration.sources;
  const auto configured = std::ranges::find(sources, source, &config::SourceConfig::id);
  if (configured != sources.end() && !configured->owner.empty()) return configured->owner;
  const auto* stored = world_.directory->source(source);
  return stored ? stored->owner : rules::Recipient{};
}

void Engine::tell_findings() {
  tell_operator();
  const auto now = clock_.now();
  for (const auto& [source, since] : freshness_.late) {
    const auto owner = owner_of(source);
    if (const auto told = owner_told_.find(owner); told != owner_told_.end() && now < told->second + kOwnerPause)
      continue;
    const auto routes = owner.empty() ? std::vector<rules::Route>{} : rules::routes_to(world_, owner, {}, now);
    const auto* calendar = world_.calendar_of_recipient(owner, now);
    if (routes.empty() || !calendar) continue;
    const auto window = rules::next_window(world_.windows, rules::MessageClass::operations, now, now, *calendar);
    if (!window) continue;
    if (store_.queue_findings(owner, routes.front().channel, *window, *window + world_.windows.group_wait)) {
      owner_told_[owner] = now;
    }
  }
}

void Engine::tell_operator() {
  const auto& operators = setup_->configuration.operators;
  if (operators.empty()) return;
  const auto now = clock_.now();
  if (operator_told_ && now < *operator_told_ + kOperatorPause) return;
  const auto& to = operators[operator_index_ % operators.size()];
  if (store_.queue_findings("operator", to.channel, now, now + world_.windows.group_wait)) operator_told_ = now;
}

rules::Instant Engine::next_wake() {
  const auto now = clock_.now();
  rules::Instant wake = now + kOuterBound;
  const auto sooner = [&wake](std::optional<rules::Instant> at) {
    if (at && *at < wake) wake = *at;
  };
  sooner(store_.next_check());
  sooner(freshness_.next_late);
  if (!paused() && world_.mode != rules::DeliveryMode::off) {
    if (const auto ready = store_.next_ready()) {
      // What cannot go yet, because its channel is parked or full, is not waited for here.
      const bool blocked = *ready <= now;
      sooner(blocked ? std::optional{now + std::chrono::seconds{1}} : ready);
    }
  }
  return wake;
}

bool Engine::paused() { return store_.meta(std::string{kPausedKey}).value_or("") != ""; }

std::shared_ptr<integrations::Channel> Engine::channel(const std::string& id) const {
  const auto found = setup_->channels.find(id);
  return found == setup_->channels.end() ? nullptr : found->second;
}

}  // namespace dondoc::daemon

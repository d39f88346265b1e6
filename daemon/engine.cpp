#include "daemon/engine.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "config/catalogue.hpp"
#include "daemon/bundle.hpp"
#include "daemon/log.hpp"
#include "rules/recipients.hpp"

namespace dondoc::daemon {
namespace {

constexpr std::string_view kFingerprintKey = "fingerprint";
constexpr std::string_view kReferenceKey = "evaluated_reference_revision";
constexpr std::string_view kGenerationKey = "evaluation_generation";
constexpr std::string_view kPausedKey = "paused";
constexpr rules::Millis kOuterBound = std::chrono::minutes{1};
// The operator gets at most one message in this time, whatever happens: also when it is his own address that fails.
constexpr rules::Millis kOperatorPause = std::chrono::minutes{15};
// The same for the owner of a late source.
constexpr rules::Millis kOwnerPause = std::chrono::hours{4};

const std::string kRefusedReload[] = {"DD6802"};

// Findings of one code that a round writes into the log one by one.
constexpr std::size_t kLoggedOfAKind = 5;

// By how much a clock may go back before it counts as set back.
constexpr rules::Millis kClockTolerance = std::chrono::minutes{1};

}  // namespace

Engine::Engine(integrations::Store& store, const Clock& clock, std::shared_ptr<const Setup> setup)
    : store_(store),
      clock_(clock),
      setup_(std::move(setup)),
      side_(store),
      due_(store, side_),
      series_(store),
      random_(std::random_device{}()) {}

void Engine::start() {
  const auto now = clock_.now();
  last_finding_ = store_.last_finding();
  store_.recover_in_flight(now);
  store_.report_findings(kRefusedReload, {}, now);
  learn_steps(setup_->configuration, false, now);
  // Before the world is read: what is committed in between is found by the first tick.
  reference_revision_ = store_.reference_revision();
  world_ = read_world(setup_->configuration, now);
  refresh_freshness(now);
  latest_claim_ = store_.latest_claim();
  remember_channels(now);
  full_evaluation_ = store_.full_evaluation();
  progress_said_ = std::chrono::steady_clock::now();
  // Who there is may have changed while nobody watched.
  const bool changed = store_.meta(std::string{kReferenceKey}) != std::to_string(reference_revision_);
  evaluate_everything_if(changed);
  if (changed) store_.set_meta(std::string{kReferenceKey}, std::to_string(reference_revision_));
}

// A fingerprint of rules, calendars, zone data and engine version is kept; if it differs, everything is evaluated.
void Engine::evaluate_everything_if(bool wanted) {
  const std::string fingerprint = setup_->configuration.fingerprint + "/" + std::string{engine_version()};
  if (!wanted && store_.meta(std::string{kFingerprintKey}) == fingerprint) return;
  begin_full_evaluation();
  store_.set_meta(std::string{kFingerprintKey}, fingerprint);
}

// What remains to be evaluated is noted before anything is changed that makes it so, and setup and world are exchanged
// together: a failure or a crash anywhere leaves the rest to be done again.
void Engine::reload(std::shared_ptr<const Setup> setup, bool confirmed) {
  const auto now = clock_.now();
  const auto& configuration = setup->configuration;
  const bool mode_changed = configuration.delivery.mode != setup_->configuration.delivery.mode;
  if (confirmed || mode_changed) begin_full_evaluation();
  store_.report_findings(kRefusedReload, {}, now);
  learn_steps(configuration, confirmed, now);
  const auto revision = store_.reference_revision();
  auto next = read_world(configuration, now);
  if (decides_otherwise(next)) begin_full_evaluation();
  setup_ = std::move(setup);
  world_ = std::move(next);
  series_.look_again();
  resting_.clear();
  troubled_.clear();
  report_troubled(now);
  refresh_freshness(now);
  note_reference(revision);
  evaluate_everything_if(false);
}

// The configuration on disk was refused: the one in force stays, and the operator learns of it.
void Engine::note_refused_reload(const std::string& why) {
  const rules::Finding finding{std::string{kRefusedReload[0]}, "reload", {{"problem", why}}};
  store_.report_findings(kRefusedReload, {&finding, 1}, clock_.now());
}

// Silences that cannot be read are reported only here: whoever else builds a world only reads.
rules::World Engine::read_world(const config::Configuration& configuration, rules::Instant now) {
  const std::string codes[] = {"DD2902"};
  store_.report_findings(codes, store_.unreadable_silences(), now);
  return build_world(configuration, store_, now);
}

bool Engine::decides_otherwise(const rules::World& next) const {
  return !next.directory->decides_like(*world_.directory) || next.silences != world_.silences;
}

// Last of all: a failure before leaves the difference to be found again.
void Engine::note_reference(std::int64_t revision) {
  store_.set_meta(std::string{kReferenceKey}, std::to_string(revision));
  reference_revision_ = revision;
}

void Engine::refresh(rules::Instant now) {
  look_at_clock(now);
  const auto revision = store_.reference_revision();
  if (revision != reference_revision_) {
    auto next = read_world(setup_->configuration, now);
    if (decides_otherwise(next)) begin_full_evaluation();
    world_ = std::move(next);
    series_.look_again();
    refresh_freshness(now);
    note_reference(revision);
  } else if (freshness_.next_late && *freshness_.next_late <= now) {
    refresh_freshness(now);
  }
}

// A clock that was ahead has put items to sleep until a wrong time, and its own waits lie in the future.
void Engine::look_at_clock(rules::Instant now) {
  if (!latest_claim_ || now + kClockTolerance >= *latest_claim_) return;
  log_warning("clock_back");
  begin_full_evaluation();
  store_.set_meta(std::string{kGenerationKey},
                  std::to_string(rules::to_millis(*latest_claim_)) + '/' + std::to_string(rules::to_millis(now)));
  store_.clock_set_back(now);
  latest_claim_ = now;
  series_.look_again();
  resting_.clear();
  sent_.clear();
  operator_told_.reset();
  owner_told_.clear();
  refresh_freshness(now);
}

// A source that is fresh again: what waited for it is looked at.
void Engine::refresh_freshness(rules::Instant now) {
  // Whatever exchanges the world ends here: what is late is the last part of it.
  inputs_.reset();
  due_.forget();
  auto fresh = check_freshness(setup_->configuration, *world_.directory, now);
  const bool fresh_again =
      std::ranges::any_of(freshness_.late, [&](const auto& late) { return !fresh.late.contains(late.first); });
  if (fresh_again) begin_full_evaluation();
  freshness_ = std::move(fresh);
  world_.late_sources.clear();
  std::vector<rules::Finding> findings;
  for (const auto& [source, since] : freshness_.late) {
    world_.late_sources.insert(source);
    const auto when = since ? rules::format_iso(*since, *setup_->configuration.zone) : std::string{"–"};
    findings.push_back({"DD6301", "source:" + source, {{"source", source}, {"since", when}}});
    if (const auto owner = owner_of(source, now); !owner.empty()) {
      findings.push_back({"DD6302", "source:" + source, {{"source", source}, {"owner", owner}}});
    }
  }
  const std::string codes[] = {"DD6301", "DD6302"};
  store_.report_findings(codes, findings, now);
}

// Made anew after whatever it is made of was exchanged.
DecisionInputs& Engine::inputs() {
  if (!inputs_) {
    inputs_.emplace(setup_->configuration, world_, store_.meta(std::string{kGenerationKey}).value_or(std::string{}));
  }
  return *inputs_;
}

TickCounts Engine::tick(std::size_t most) {
  const auto now = clock_.now();
  refresh(now);
  // Before the items are looked at: what closes by itself is never overdue.
  if (series_.is_due(now)) series_.bring_up_to_date(setup_->configuration, world_, now);
  auto batch = due_.next(world_, now, std::min(batch_, most));
  TickCounts counts;
  counts.evaluated = batch.items.size();
  counts.more = batch.more;
  batch_ = counts.more ? std::min(2 * std::min(batch_, most), kLargestBatch) : kFirstBatch;
  if (!batch.items.empty()) {
    due_.claim_and_read_on(world_, batch, now, std::min(batch_, most),
                           [&] { claim(batch.items, std::move(batch.evaluations), batch.now, counts); });
  }
  if (full_evaluation_ && !counts.more) go_on_with_full_evaluation(now, counts);
  return counts;
}

// REQUIRES: one evaluation for each of the items, in their order.
std::vector<integrations::ItemClaim> Engine::claims_for(std::span<const integrations::StoredItem> items,
                                                        std::vector<rules::Evaluation> evaluations,
                                                        rules::Instant now) {
  std::vector<std::int64_t> revisions;
  for (const auto& stored : items) revisions.push_back(stored.revision);
  auto claims = bundle(world_, store_, std::move(evaluations), revisions, now);
  for (std::size_t i = 0; i < claims.size(); ++i) {
    claims[i].inputs = inputs_for(items[i], claims[i].evaluation);
    claims[i].profile = profile_for(items[i], claims[i].evaluation);
  }
  return claims;
}

// Findings are renewed by every full evaluation: what has one is never passed over.
std::optional<std::int64_t> Engine::inputs_for(const integrations::StoredItem& stored,
                                               const rules::Evaluation& evaluation) {
  if (!stored.exists || !evaluation.findings.empty()) return std::nullopt;
  return inputs().of(stored.item);
}

rules::ItemProfile Engine::profile_for(const integrations::StoredItem& stored, const rules::Evaluation& evaluation) {
  const bool over = !stored.exists || rules::is_over(stored.item);
  return over && !evaluation.next_check ? rules::kSettledProfile : inputs().profile(stored.item);
}

void Engine::claim(std::span<const integrations::StoredItem> items, std::vector<rules::Evaluation> evaluations,
                   rules::Instant now, TickCounts& counts) {
  const auto claimed = store_.claim(claims_for(items, std::move(evaluations), now), now);
  if (!latest_claim_ || *latest_claim_ < now) latest_claim_ = now;
  counts.alerts += claimed.alerts;
  counts.notices += claimed.notices;
  counts.more = counts.more || claimed.lost > 0;
}

rules::Recipient Engine::owner_of(const std::string& source, rules::Instant now) const {
  const auto& sources = setup_->configuration.sources;
  const auto configured = std::ranges::find(sources, source, &config::SourceConfig::id);
  rules::Recipient named = configured != sources.end() ? configured->owner : rules::Recipient{};
  if (const auto* stored = world_.directory->source(source); named.empty() && stored) named = stored->owner;
  const auto reached = rules::resolve_contact(world_, named, now);
  return reached.empty() ? named : reached;
}

void Engine::tell_findings() {
  log_new_findings();
  tell_operator();
  const auto now = clock_.now();
  for (const auto& [source, since] : freshness_.late) {
    const auto owner = owner_of(source, now);
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
  choose_operator(now);
  if (operator_told_ && now < *operator_told_ + kOperatorPause) return;
  const auto& to = operators[operator_index_ % operators.size()];
  if (store_.queue_findings("operator", to.channel, now, now + world_.windows.group_wait)) operator_told_ = now;
}

// While the operator's channel is down the next one speaks, also for what waits already.
void Engine::choose_operator(rules::Instant now) {
  const auto& operators = setup_->configuration.operators;
  const auto is_down = [&](std::size_t index) {
    return width_at_rest(operators[index % operators.size()].channel, 1, now) == 0;
  };
  if (!is_down(operator_index_)) return;
  for (std::size_t further = 1; further < operators.size(); ++further) {
    if (is_down(operator_index_ + further)) continue;
    operator_index_ += further;
    store_.move_operations("operator", operators[operator_index_ % operators.size()].channel);
    return;
  }
}

// Each finding once in the log, in the operator's language; of many of a kind the first ones, and how many more.
void Engine::log_new_findings() {
  const auto last = store_.last_finding();
  if (last == last_finding_) return;
  const auto language = log_language();
  std::map<std::string, std::size_t> of_kind;
  for (const auto& standing : store_.findings()) {
    const auto& finding = standing.finding;
    if (standing.id <= last_finding_ || ++of_kind[finding.code] > kLoggedOfAKind) continue;
    spdlog::warn("{} [{}]", config::text(language, finding.code, config::args_in_words(language, finding.args)),
                 finding.code);
  }
  for (const auto& [code, count] : of_kind) {
    if (count <= kLoggedOfAKind) continue;
    const auto more = std::to_string(count - kLoggedOfAKind);
    spdlog::warn("{} [{}]", config::text(language, "dondocd.more_findings", {{"count", more}}), code);
  }
  last_finding_ = last;
}

std::optional<rules::Instant> Engine::next_work() {
  const auto now = clock_.now();
  std::optional<rules::Instant> wake;
  const auto sooner = [&wake](std::optional<rules::Instant> at) {
    if (at && (!wake || *at < *wake)) wake = at;
  };
  sooner(store_.next_check());
  sooner(freshness_.next_late);
  sooner(series_.next());
  if (!paused() && world_.mode != rules::DeliveryMode::off) {
    if (const auto ready = store_.next_ready()) {
      // What cannot go yet, because its channel is parked or full, is not waited for here.
      const bool blocked = *ready <= now;
      sooner(blocked ? std::optional{now + std::chrono::seconds{1}} : ready);
    }
  }
  return wake;
}

rules::Instant Engine::next_wake() {
  const auto bound = clock_.now() + kOuterBound;
  return std::min(next_work().value_or(bound), bound);
}

bool Engine::paused() { return !store_.meta(std::string{kPausedKey}).value_or("").empty(); }

std::shared_ptr<integrations::Channel> Engine::channel(const std::string& id) const {
  const auto found = setup_->channels.find(id);
  return found == setup_->channels.end() ? nullptr : found->second;
}

}  // namespace dondoc::daemon

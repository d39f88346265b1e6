// What follows an attempt: told, tried again, another way, or a dead letter that the operator hears of.

#include <algorithm>

#include "daemon/engine.hpp"
#include "daemon/log.hpp"
#include "rules/recipients.hpp"

namespace dondoc::daemon {
namespace {

using integrations::ReadyMessage;
using integrations::Rejected;
using integrations::RetryLater;
using integrations::Settlement;

constexpr std::string_view kRefusedCode = "DD6502";
constexpr std::string_view kFailingCode = "DD6503";
// A destination that has failed for so long is worth the operator's time.
constexpr rules::Millis kFailingLong = std::chrono::minutes{30};
// A destination that fails rests no longer than this before the next probe; one that refuses us needs a person.
constexpr rules::Millis kLongestRest = std::chrono::minutes{15};
constexpr rules::Millis kRestRefused = std::chrono::hours{1};

// The provider only asked for time.
bool is_throttled(const RetryLater& later) {
  return later.scope == RetryLater::Scope::destination && later.after.count() > 0;
}

bool refuses_us(const integrations::Outcome& outcome) {
  const auto* rejected = std::get_if<Rejected>(&outcome);
  return rejected && rejected->scope == Rejected::Scope::destination;
}

// What the operator hears of as a finding is in the log as that.
void log_settlement(const ReadyMessage& message, const Settlement& settlement) {
  const auto words = [&]() -> config::TextArgs {
    return {{"id", message.public_id},
            {"recipient", message.recipient},
            {"channel", message.channel},
            {"reply", settlement.reply}};
  };
  switch (settlement.next) {
    case Settlement::Next::delivered:
    case Settlement::Next::withdrawn:
      return;
    case Settlement::Next::open:
      return log_info("message_again", words());
    case Settlement::Next::unknown:
      return log_warning("message_unknown", words());
    case Settlement::Next::dead:
      if (!settlement.findings.empty()) return;
      return log_error(settlement.reroutes.empty() ? "message_dead" : "message_rerouted", words());
  }
}

}  // namespace

// ±20 % of jitter keeps a crowd of messages from coming back in step.
rules::Millis Engine::backoff(int failures) {
  const auto& schedule = setup_->configuration.delivery.backoff;
  if (schedule.empty()) return std::chrono::minutes{5};
  const auto index = std::min<std::size_t>(failures > 0 ? failures - 1 : 0, schedule.size() - 1);
  const auto base = schedule[index].count();
  std::uniform_int_distribution<std::int64_t> spread(-base / 5, base / 5);
  return rules::Millis{base + spread(random_)};
}

// When this message goes again: as long as the provider asked for, else by its own failures, so that an old message
// leaves the probes of a failing channel to others. Nothing: not again.
std::optional<rules::Millis> Engine::message_retry(const ReadyMessage& message, const Answer& answer) {
  if (const auto* later = std::get_if<RetryLater>(&answer.outcome); later && is_throttled(*later)) return later->after;
  const auto& delivery = setup_->configuration.delivery;
  const bool too_old = message.first_failure && answer.finished_at - *message.first_failure > delivery.give_up_after;
  if (too_old) return std::nullopt;
  const auto wait = backoff(message.failures + 1);
  if (refuses_us(answer.outcome)) return std::max(wait, kRestRefused);
  if (const auto* later = std::get_if<RetryLater>(&answer.outcome)) return std::max<rules::Millis>(wait, later->after);
  if (std::holds_alternative<integrations::Unknown>(answer.outcome)) {
    const auto used = channel(answer.channel);
    if (!used || !used->repeats_cost()) return wait;
  }
  return std::nullopt;
}

// How long the whole channel rests, by its failures in a row; afterwards one message probes it (free_width) until one
// is delivered. The first refusal of us may yet be about one recipient: the next message is tried soon.
void Engine::rest_channel(const Answer& answer) {
  if (std::holds_alternative<integrations::Delivered>(answer.outcome)) {
    resting_.erase(answer.channel);
    troubled_.erase(answer.channel);
    return;
  }
  const auto* later = std::get_if<RetryLater>(&answer.outcome);
  const bool refused = refuses_us(answer.outcome);
  if (!refused && !(later && later->scope == RetryLater::Scope::destination)) return;
  auto& resting = resting_[answer.channel];
  if (resting.since == rules::Instant{}) resting.since = answer.finished_at;
  note_trouble(answer, resting.since);
  if (later && is_throttled(*later)) {
    resting.until = std::max(resting.until, answer.finished_at + later->after);
    return;
  }
  // Others that were under way tell the same trouble.
  if (answer.finished_at < resting.until) return;
  ++resting.failures;
  const auto rest = refused && resting.failures > 1 ? kRestRefused : std::min(backoff(resting.failures), kLongestRest);
  resting.until = answer.finished_at + rest;
}

// What may be under way at once over a channel that has failed.
std::size_t Engine::width_at_rest(const std::string& channel, std::size_t width, rules::Instant now) const {
  const auto found = resting_.find(channel);
  if (found == resting_.end()) return width;
  if (now < found->second.until) return 0;
  return found->second.failures > 0 ? 1 : width;
}

// A destination that refuses us, or that has failed for long, stands as a finding until it accepts something again.
void Engine::note_trouble(const Answer& answer, rules::Instant since) {
  const auto& reply = integrations::outcome_reply(answer.outcome);
  const bool refused = refuses_us(answer.outcome);
  if (!refused && answer.finished_at - since < kFailingLong) return;
  auto& finding = troubled_[answer.channel];
  finding = {std::string{refused ? kRefusedCode : kFailingCode},
             "channel:" + answer.channel,
             {{"channel", answer.channel}, {"reply", reply}}};
  if (!refused) finding.args["since"] = rules::format_iso(since, *setup_->configuration.zone);
}

void Engine::report_troubled(rules::Instant now) {
  std::vector<rules::Finding> findings;
  findings.reserve(troubled_.size());
  for (const auto& [channel, finding] : troubled_) findings.push_back(finding);
  if (findings == reported_troubled_) return;
  const std::string codes[] = {std::string{kRefusedCode}, std::string{kFailingCode}};
  store_.report_findings(codes, findings, now);
  reported_troubled_ = std::move(findings);
}

// What the last run knew of its channels: which refuse us or fail, and what of their hour is used up.
void Engine::remember_channels(rules::Instant now) {
  for (auto& standing : store_.findings()) {
    if (standing.finding.code != kRefusedCode && standing.finding.code != kFailingCode) continue;
    const auto id = standing.finding.args["channel"];
    if (channel(id)) troubled_[id] = standing.finding;
    reported_troubled_.push_back(std::move(standing.finding));
  }
  report_troubled(now);
  for (const auto& [id, times] : store_.attempts_since(now - kHour)) sent_[id].assign(times.begin(), times.end());
}

Settlement Engine::settlement_of(const ReadyMessage& message, const Answer& answer) {
  using Next = Settlement::Next;
  Settlement result;
  result.message = answer.message;
  result.outcome = integrations::outcome_name(answer.outcome);
  result.reply = integrations::outcome_reply(answer.outcome);
  result.finished_at = answer.finished_at;
  if (const auto* delivered = std::get_if<integrations::Delivered>(&answer.outcome)) {
    result.remote_id = delivered->remote_id;
    return result;
  }
  const auto* later = std::get_if<RetryLater>(&answer.outcome);
  if (later && is_throttled(*later)) result.outcome = "throttled";
  const auto* rejected = std::get_if<Rejected>(&answer.outcome);
  result.address_failing =
      rejected && rejected->scope == Rejected::Scope::recipient && world_.mode == rules::DeliveryMode::live;
  const auto wait = message_retry(message, answer);
  if (!wait) {
    result.next = Next::dead;
    give_up(message, message.mode == "redirect", result);
    return result;
  }
  result.next = std::holds_alternative<integrations::Unknown>(answer.outcome) ? Next::unknown : Next::open;
  result.ready_at = answer.finished_at + *wait;
  return result;
}

// Nothing here outlives a failure of the store: the answers come again then.
void Engine::settle(const std::vector<Answer>& answers) {
  if (answers.empty()) return;
  const auto now = clock_.now();
  std::vector<Settled> settled;
  for (const auto& answer : answers) {
    const auto message = under_way_.find(answer.message);
    if (message != under_way_.end()) settled.push_back({&message->second, settlement_of(message->second, answer)});
  }
  record(settled, now);
  for (const auto& answer : answers) {
    if (under_way_.erase(answer.message) == 0) continue;
    --in_flight_;
    --in_flight_of_[answer.channel];
    rest_channel(answer);
  }
  report_troubled(now);
}

void Engine::record(const std::vector<Settled>& settled, rules::Instant now) {
  if (settled.empty()) return;
  std::vector<Settlement> settlements;
  settlements.reserve(settled.size());
  for (const auto& one : settled) settlements.push_back(one.settlement);
  store_.settle(settlements, now);
  for (const auto& [message, settlement] : settled) {
    log_settlement(*message, settlement);
    if (settlement.next == Settlement::Next::dead && message->recipient == "operator") ++operator_index_;
  }
}

// The person's next channel; without one the notice is dead, and its item is looked at again: the address may have been
// marked as failing, and then somebody stands in. In a rehearsal all channels lead to the same mailbox. Settled in one
// transaction with the message: a crash must not leave a notice that no message carries.
void Engine::give_up(const ReadyMessage& message, bool rehearsal, Settlement& settlement) const {
  const auto now = settlement.finished_at;
  settlement.rehearsal = rehearsal;
  for (const auto& notice : message.notices) {
    const auto tried = store_.tried_channels(notice.id);
    const auto routes = rehearsal ? std::vector<rules::Route>{} : rules::routes_to(world_, message.recipient, {}, now);
    const auto next = std::ranges::find_if(
        routes, [&](const rules::Route& route) { return std::ranges::find(tried, route.channel) == tried.end(); });
    if (next == routes.end()) {
      settlement.without_way.push_back(notice.id);
    } else {
      settlement.reroutes.push_back(
          {notice.id, next->channel, message.message_class, now, now + world_.windows.group_wait, message.event});
    }
  }
  if (settlement.without_way.empty()) return;
  settlement.findings.push_back({"DD6501",
                                 "message:" + message.public_id,
                                 {{"message", message.public_id},
                                  {"recipient", rules::recipient_words(world_, message.recipient, now)},
                                  {"channel", message.channel},
                                  {"reply", settlement.reply},
                                  {"notices", std::to_string(settlement.without_way.size())}}});
}

}  // namespace dondoc::daemon

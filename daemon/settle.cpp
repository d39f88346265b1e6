// What follows an attempt: told, tried again, another way, or a dead letter that the operator hears of.

#include <algorithm>

#include "daemon/engine.hpp"
#include "rules/recipients.hpp"

namespace dondoc::daemon {
namespace {

using integrations::Rejected;
using integrations::RetryLater;
using integrations::Settlement;

constexpr rules::Millis kParkMisconfigured = std::chrono::hours{1};

}  // namespace

// ±20 % of jitter keeps a crowd of messages from coming back in step.
rules::Millis Engine::backoff(int attempts) {
  const auto& schedule = setup_->configuration.delivery.backoff;
  if (schedule.empty()) return std::chrono::minutes{5};
  const auto index = std::min<std::size_t>(attempts > 0 ? attempts - 1 : 0, schedule.size() - 1);
  const auto base = schedule[index].count();
  std::uniform_int_distribution<std::int64_t> spread(-base / 5, base / 5);
  return rules::Millis{base + spread(random_)};
}

void Engine::park(const std::string& channel, rules::Instant until) {
  auto& parked = parked_[channel];
  parked = std::max(parked, until);
}

Settlement Engine::settlement_of(const Answer& answer, int attempts) {
  using Next = Settlement::Next;
  const auto now = answer.finished_at;
  Settlement result;
  result.message = answer.message;
  result.outcome = integrations::outcome_name(answer.outcome);
  result.reply = integrations::outcome_reply(answer.outcome);
  result.finished_at = now;
  const auto& message = under_way_.at(answer.message);
  const bool too_old = now - message.send_at > setup_->configuration.delivery.give_up_after;
  const auto again = [&](Next next, rules::Millis at_least) {
    result.next = too_old ? Next::dead : next;
    result.ready_at = now + std::max(at_least, backoff(attempts));
  };
  if (const auto* delivered = std::get_if<integrations::Delivered>(&answer.outcome)) {
    result.next = Next::delivered;
    result.remote_id = delivered->remote_id;
  } else if (const auto* later = std::get_if<RetryLater>(&answer.outcome)) {
    again(Next::open, later->after);
    if (later->scope == RetryLater::Scope::destination) park(answer.channel, *result.ready_at);
  } else if (const auto* rejected = std::get_if<Rejected>(&answer.outcome)) {
    if (rejected->scope == Rejected::Scope::destination) {
      again(Next::open, kParkMisconfigured);
      park(answer.channel, *result.ready_at);
    } else {
      result.next = Next::dead;
      result.address_failing =
          rejected->scope == Rejected::Scope::recipient && world_.mode == rules::DeliveryMode::live;
    }
  } else {
    const auto used = channel(answer.channel);
    again(used && used->repeats_cost() ? Next::dead : Next::unknown, rules::Millis{0});
  }
  return result;
}

// A destination that refuses us for good stands as a finding until it accepts something again.
void Engine::note_destination(const Answer& answer) {
  const auto* rejected = std::get_if<Rejected>(&answer.outcome);
  if (rejected && rejected->scope == Rejected::Scope::destination) {
    misconfigured_[answer.channel] = {
        "DD6502", "channel:" + answer.channel, {{"channel", answer.channel}, {"reply", rejected->reply}}};
  } else if (std::holds_alternative<integrations::Delivered>(answer.outcome)) {
    misconfigured_.erase(answer.channel);
  }
}

void Engine::report_misconfigured(rules::Instant now) {
  std::vector<rules::Finding> findings;
  for (const auto& [channel, finding] : misconfigured_) findings.push_back(finding);
  if (findings == reported_misconfigured_) return;
  const std::string codes[] = {"DD6502"};
  store_.report_findings(codes, findings, now);
  reported_misconfigured_ = std::move(findings);
}

void Engine::settle(std::vector<Answer> answers) {
  if (answers.empty()) return;
  const auto now = clock_.now();
  std::vector<Settlement> settlements;
  for (const auto& answer : answers) {
    const auto message = under_way_.find(answer.message);
    if (message == under_way_.end()) continue;
    settlements.push_back(settlement_of(answer, message->second.attempts + 1));
    if (settlements.back().next == Settlement::Next::dead) give_up(message->second, settlements.back(), now);
    note_destination(answer);
  }
  store_.settle(settlements, now);
  report_misconfigured(now);
  for (const auto& answer : answers) {
    if (under_way_.erase(answer.message) == 0) continue;
    --in_flight_;
    --in_flight_of_[answer.channel];
  }
}

// The person's next channel; without one the notice is dead, and its item is looked at again: the address may have been
// marked as failing, and then somebody stands in. Settled in one transaction with the message: a crash must not leave a
// notice that no message carries.
void Engine::give_up(const integrations::ReadyMessage& message, Settlement& settlement, rules::Instant now) {
  if (message.recipient == "operator") ++operator_index_;
  for (const auto& notice : message.notices) {
    const auto tried = store_.tried_channels(notice.id);
    const auto routes = rules::routes_to(world_, message.recipient, {}, now);
    const auto next = std::ranges::find_if(
        routes, [&](const rules::Route& route) { return std::ranges::find(tried, route.channel) == tried.end(); });
    if (next == routes.end()) {
      settlement.without_way.push_back(notice.id);
    } else {
      settlement.reroutes.push_back(
          {notice.id, next->channel, message.message_class, now, now + world_.windows.group_wait});
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

// From an open message to sealed bytes in flight: recheck, gather, render, seal (design §2, §5.9, §5.12).

#include <algorithm>
#include <iterator>
#include <set>

#include "config/catalogue.hpp"
#include "daemon/agenda.hpp"
#include "daemon/bundle.hpp"
#include "daemon/draft.hpp"
#include "daemon/engine.hpp"
#include "daemon/http/link_token.hpp"
#include "rules/answer.hpp"
#include "rules/meeting_letter.hpp"
#include "rules/recipients.hpp"

namespace dondoc::daemon {
namespace {

using integrations::ReadyMessage;
using integrations::StoredItem;

constexpr std::string_view kOperator = "operator";

std::vector<rules::ItemId> items_of(std::span<const ReadyMessage> messages) {
  std::set<rules::ItemId> ids;
  for (const auto& message : messages) {
    for (const auto& notice : message.notices) ids.insert(notice.item);
  }
  return {ids.begin(), ids.end()};
}

bool changed(const rules::Evaluation& evaluation, rules::NoticeId notice) {
  return std::ranges::any_of(evaluation.changes, [notice](const auto& change) { return change.notice == notice; });
}

// Where a step goes over several channels, what one of them has told the others still bring, while the step stands.
bool still_told(const rules::Evaluation& evaluation, const rules::Recipient& recipient,
                const ReadyMessage::Notice& notice) {
  return std::ranges::any_of(evaluation.outcomes, [&](const rules::StepOutcome& outcome) {
    return outcome.rule == notice.alert.rule && outcome.step == notice.alert.step &&
           outcome.number == notice.alert.number && std::ranges::any_of(outcome.people, [&](const auto& person) {
             return person.recipient == recipient && person.reason == rules::Reason::already_told;
           });
  });
}

bool stands(const rules::Evaluation& evaluation, const rules::Recipient& recipient,
            const ReadyMessage::Notice& notice) {
  if (notice.told_elsewhere) return still_told(evaluation, recipient, notice);
  return notice.state == rules::NoticeState::queued && !changed(evaluation, notice.id);
}

// Templates get findings as sentences of the catalogue.
std::vector<rules::Finding> in_words(std::vector<rules::Finding> findings, const std::string& language) {
  for (auto& finding : findings) {
    const auto spoken = config::parse_language(language);
    finding.args["text"] = config::text(spoken, finding.code, config::args_in_words(spoken, finding.args));
  }
  return findings;
}

std::string mode_word(rules::DeliveryMode mode) { return mode == rules::DeliveryMode::live ? "live" : "redirect"; }

}  // namespace

std::map<std::string, std::size_t> Engine::free_width(rules::Instant now) {
  std::map<std::string, std::size_t> room;
  for (const auto& [id, channel] : setup_->channels) {
    const auto width = width_at_rest(id, channel->width(), now);
    std::size_t free = width - std::min(width, in_flight_of_[id]);
    if (const auto limit = channel->max_per_hour(); limit > 0) {
      auto& sent = sent_[id];
      while (!sent.empty() && sent.front() + kHour <= now) sent.pop_front();
      free = std::min(free, limit - std::min(limit, sent.size()));
    }
    room[id] = free;
  }
  return room;
}

// In a rehearsal what is for any channel goes over one, but for what the operator gets.
std::map<std::string, std::size_t> Engine::width_to_read(rules::Instant now) {
  auto room = free_width(now);
  if (world_.mode != rules::DeliveryMode::redirect) return room;
  const auto redirect = room[setup_->configuration.delivery.redirect_channel];
  for (auto& [id, free] : room) free = std::max(free, redirect);
  return room;
}

// After an unknown outcome the same bytes go the same way. What went to the redirect mailbox in a rehearsal is not what
// a person is told.
bool Engine::goes_again(const ReadyMessage& message) const {
  return message.unknown && message.mode == mode_word(world_.mode);
}

std::optional<Engine::Destination> Engine::destination_of(const ReadyMessage& message, rules::Instant now) const {
  const auto& configuration = setup_->configuration;
  if (goes_again(message)) return Destination{channel(message.sealed_channel), message.address, {}};
  if (message.recipient == kOperator) {
    const auto to = std::ranges::find(configuration.operators, message.channel, &config::OperatorAddress::channel);
    if (to == configuration.operators.end()) return std::nullopt;
    return Destination{channel(to->channel), to->address, {}};
  }
  std::optional<std::string> address;
  for (const auto& route : rules::routes_to(world_, message.recipient, {}, now)) {
    if (route.channel == message.channel) address = route.address;
  }
  if (configuration.delivery.mode == rules::DeliveryMode::redirect) {
    const std::string real =
        rules::recipient_words(world_, message.recipient, now) + " (" + address.value_or("–") + ")";
    return Destination{channel(configuration.delivery.redirect_channel), configuration.delivery.redirect_to, real};
  }
  if (!address) return std::nullopt;
  return Destination{channel(message.channel), *address, {}};
}

std::vector<Engine::Checked> Engine::recheck(std::span<ReadyMessage> messages, const EvaluatedItems& standing) {
  const auto& [items, evaluations] = standing;
  std::map<rules::ItemId, std::size_t> place;
  for (std::size_t i = 0; i < items.size(); ++i) place[items[i].item.id] = i;
  std::vector<Checked> result;
  for (auto& message : messages) {
    Checked checked;
    for (const auto& notice : message.notices) {
      const auto found = place.find(notice.item);
      if (found == place.end()) continue;
      const auto& evaluation = evaluations[found->second];
      if (!stands(evaluation, message.recipient, notice)) continue;
      checked.ids.push_back(notice.id);
      checked.notices.push_back({&items[found->second].item, &items[found->second].history, &evaluation, notice.alert,
                                 notice.severity, notice.role, notice.copy});
    }
    checked.message = std::move(message);
    result.push_back(std::move(checked));
  }
  return result;
}

rules::MessageFacts Engine::facts_of(const Checked& checked, const std::string& rehearsal_for, rules::Instant now,
                                     Agendas& agendas) {
  const auto& message = checked.message;
  const rules::MessageHead head{message.public_id, message.message_class, message.recipient, rehearsal_for};
  auto facts = rules::gather_message(world_, sender_of(setup_->configuration), head, checked.notices,
                                     in_words(message.findings, setup_->configuration.language), now);
  if (setup_->links && rules::asks_for_answer(facts)) {
    const auto person = std::string{rules::person_behind(*world_.directory, message.recipient)};
    facts.answer_link = setup_->links->link({message.public_id, message.recipient, person, facts.rehearsal}, now);
  }
  if (message.event == 0 || checked.notices.empty()) return facts;
  const auto& notice = checked.notices.back();
  auto agenda = agendas.find(message.event);
  if (agenda == agendas.end()) {
    auto made = agenda_of(setup_->configuration, world_, store_, *notice.item, now);
    agenda = agendas.emplace(message.event, std::move(made)).first;
  }
  facts.meeting = std::make_shared<const rules::MeetingLetter>(
      rules::meeting_letter(world_, notice, message.recipient, agenda->second, now));
  return facts;
}

// The items of a message about which its recipient may have had another one.
std::vector<rules::ItemId> Engine::told_before(const Checked& checked) {
  const auto was_told = [&](const rules::NoticeRecord& notice) {
    return notice.recipient == checked.message.recipient &&
           (notice.state == rules::NoticeState::told || notice.state == rules::NoticeState::dead);
  };
  std::vector<rules::ItemId> ids;
  for (const auto& finding : checked.message.findings) {
    if (const auto item = finding.args.find("item_id"); item != finding.args.end())
      ids.push_back(std::stoll(item->second));
  }
  for (const auto& facts : checked.notices) {
    const bool told = std::ranges::any_of(facts.history->alerts, [&](const rules::AlertRecord& alert) {
      return std::ranges::any_of(alert.notices, was_told);
    });
    if (told) ids.push_back(facts.item->id);
  }
  return ids;
}

Draft Engine::draft_of(const Checked& checked, Destination destination, rules::Instant now, Agendas& agendas) {
  const auto& message = checked.message;
  Draft draft;
  draft.message = &message;
  draft.channel = std::move(destination.channel);
  auto& record = draft.record;
  record.message = message.id;
  record.mode = mode_word(world_.mode);
  record.channel = draft.channel->id();
  record.address = std::move(destination.address);
  record.notices = checked.ids;
  record.same_bytes = goes_again(message);
  if (record.same_bytes) {
    record.bytes = message.bytes;
    return draft;
  }
  draft.facts = facts_of(checked, destination.rehearsal_for, now, agendas);
  if (const auto ids = told_before(checked); !ids.empty()) draft.thread = store_.thread_of(message.recipient, ids);
  return draft;
}

Engine::Settled Engine::refused(const ReadyMessage& message, const std::string& why, rules::Instant now) const {
  integrations::Settlement settlement;
  settlement.message = message.id;
  settlement.outcome = "rejected";
  settlement.reply = why;
  settlement.finished_at = now;
  settlement.next = integrations::Settlement::Next::dead;
  give_up(message, world_.mode == rules::DeliveryMode::redirect, settlement);
  return {&message, std::move(settlement)};
}

// The order of the way out: what is ready, in its window, still true, with room on its channel; then sealed.
Prepared Engine::prepare(bool gathered, std::size_t most) {
  const auto now = clock_.now();
  if (paused() || world_.mode == rules::DeliveryMode::off) return {};
  auto messages = collect(gathered, most, now);
  if (messages.empty()) return {};
  if (late_ones_placed_anew(messages, now)) return {{}, true};
  return send_in_parts(messages, now);
}

// While one part is sealed the items of the next are read again. What is sealed goes, whatever happens to the rest.
Prepared Engine::send_in_parts(std::span<ReadyMessage> messages, rules::Instant now) {
  Prepared prepared;
  const auto take = [&messages] {
    const auto part = messages.first(std::min(messages.size(), kSealedAtOnce));
    messages = messages.subspan(part.size());
    return part;
  };
  auto part = take();
  std::optional<Rereading> reading(std::in_place, store_, side_, world_, items_of(part), now);
  try {
    while (!part.empty()) {
      const auto standing = reading->finish();
      // Something changed under us, or joined a message that is about to be sealed: the next round sees it.
      if (claimed_news(standing, now)) {
        prepared.look_again = true;
        return prepared;
      }
      const auto next = take();
      reading.emplace(store_, side_, world_, items_of(next), now);
      auto sealed = send_off(recheck(part, standing), now);
      std::ranges::move(sealed, std::back_inserter(prepared.messages));
      part = next;
    }
  } catch (const std::exception&) {  // whatever it is, the next round meets it again
    if (prepared.messages.empty()) throw;
    prepared.look_again = true;
  }
  return prepared;
}

// While marked items remain a message waits for them, up to group_wait_max; when nothing can join any more it need not
// wait at all.
std::vector<ReadyMessage> Engine::collect(bool gathered, std::size_t most, rules::Instant now) {
  const auto& windows = world_.windows;
  const auto marked = store_.next_check();
  const bool gathering = full_evaluation_ || (marked && *marked <= now);
  const auto as_of = gathered    ? now + windows.group_wait
                     : gathering ? now - (windows.group_wait_max - windows.group_wait)
                                 : now;
  auto room = width_to_read(now);
  for (auto& [id, free] : room) free = std::min(free, most);
  auto messages = store_.ready_messages(as_of, room, world_.mode == rules::DeliveryMode::redirect);
  std::erase_if(messages, [now](const ReadyMessage& m) { return now < m.send_at && m.attempts == 0; });
  return messages;
}

bool Engine::claimed_news(const EvaluatedItems& standing, rules::Instant now) {
  const auto& [items, evaluations] = standing;
  std::vector<StoredItem> changed;
  std::vector<rules::Evaluation> news;
  for (std::size_t i = 0; i < evaluations.size(); ++i) {
    if (evaluations[i].quiet()) continue;
    changed.push_back(items[i]);
    news.push_back(evaluations[i]);
  }
  if (news.empty()) return false;
  const auto claims = claims_for(changed, std::move(news), now);
  const bool joined = std::ranges::any_of(claims, [](const auto& claim) { return !claim.placements.empty(); });
  return store_.claim(claims, now).lost > 0 || joined;
}

std::vector<integrations::SealedMessage> Engine::send_off(const std::vector<Checked>& checked, rules::Instant now) {
  std::vector<Settled> without_way;
  std::vector<integrations::MessageChange> untrue;
  std::vector<Draft> drafts;
  std::map<std::string, std::size_t> room = free_width(now);
  Agendas agendas;
  for (const auto& one : checked) {
    if (one.notices.empty() && one.message.findings.empty()) {
      untrue.push_back({one.message.id, now, true});
      continue;
    }
    auto destination = destination_of(one.message, now);
    if (!destination || !destination->channel) {
      without_way.push_back(refused(one.message, "no address or channel any more", now));
      continue;
    }
    // Left unknown by a crash: message_retry() had no say.
    if (goes_again(one.message) && destination->channel->repeats_cost()) {
      without_way.push_back(refused(one.message, "it may have been sent, and to repeat it costs: not again", now));
      continue;
    }
    auto& free = room[destination->channel->id()];
    if (free == 0) continue;
    --free;
    drafts.push_back(draft_of(one, std::move(*destination), now, agendas));
  }
  write_all(*setup_->renderer, drafts);
  if (!untrue.empty()) store_.change_messages(untrue, now);
  return send_off(std::move(drafts), std::move(without_way), now);
}

std::vector<integrations::SealedMessage> Engine::send_off(std::vector<Draft> drafts, std::vector<Settled> refusals,
                                                          rules::Instant now) {
  for (const auto& draft : drafts) {
    if (!draft.refusal.empty()) refusals.push_back(refused(*draft.message, draft.refusal, now));
  }
  record(refusals, now);
  std::erase_if(drafts, [](const Draft& draft) { return !draft.refusal.empty(); });
  std::vector<integrations::SealRecord> records;
  std::vector<integrations::SealedMessage> sealed;
  for (auto& draft : drafts) {
    sealed.push_back(
        {draft.message->id, draft.message->public_id, draft.record.channel, draft.record.address, draft.record.bytes});
    records.push_back(std::move(draft.record));
  }
  // Last, and counted only when it is durable: after a failure above or here nothing has left and all of it is ready
  // again.
  if (!records.empty()) store_.seal(records, now);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    ++in_flight_;
    ++in_flight_of_[sealed[i].channel];
    sent_[sealed[i].channel].push_back(now);
    auto& under_way = under_way_[sealed[i].id] = *drafts[i].message;
    under_way.mode = records[i].mode;
  }
  return sealed;
}

}  // namespace dondoc::daemon

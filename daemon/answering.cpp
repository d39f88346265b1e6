#include "daemon/answering.hpp"

#include <algorithm>
#include <set>

#include "daemon/cli/time_text.hpp"
#include "daemon/log.hpp"
#include "daemon/world.hpp"
#include "integrations/render/wording.hpp"
#include "rules/recipients.hpp"

namespace dondoc::daemon {
namespace {

rules::Problem problem(std::string code, std::map<std::string, std::string> args = {}) {
  return {std::move(code), std::move(args), {}, 0, 0, {}};
}

LinkedItem shown(const integrations::StoredItem& stored, const integrations::render::Wording& wording,
                 rules::Instant now) {
  const auto& item = stored.item;
  LinkedItem out;
  out.id = item.id;
  out.code = item.code;
  if (!item.restricted) out.title = item.title;
  out.state = item.state;
  if (!stored.history.due) return out;
  out.due = wording.short_due(*stored.history.due, item.due_is_date);
  out.overdue = out.open() && *stored.history.due < now;
  return out;
}

}  // namespace

void Answering::note_served(const std::string& address, const std::string& why, rules::Instant now) {
  const std::string codes[] = {"DD6022"};
  std::vector<rules::Finding> findings;
  if (!why.empty()) findings.push_back({codes[0], "answers", {{"address", address}, {"what", why}}});
  store_.report_findings(codes, findings, now);
}

// By the roles for which the message was sent: whoever holds them now is asked (design §5.13).
bool Answering::still_asked(const integrations::LinkedMessage& message, const rules::Item& item,
                            rules::Instant now) const {
  return std::ranges::any_of(message.notices, [&](const auto& notice) {
    if (notice.item != item.id || !rules::answers_for_item(notice.role, notice.copy)) return false;
    const auto spec = rules::parse_recipient_spec(notice.role);
    if (!spec) return false;
    const auto resolved = rules::resolve_recipients(*spec, 1, engine_.world(), item, now);
    return std::ranges::any_of(resolved.recipients,
                               [&](const auto& found) { return found.recipient == message.recipient; });
  });
}

std::optional<Answering::Behind> Answering::behind(const LinkSigner& signer, const LinkClaim& claim,
                                                   rules::Instant now) {
  auto message = answers_.linked_message(claim.message);
  if (!message) return std::nullopt;
  Behind out;
  out.person = rules::person_behind(*engine_.world().directory, message->recipient);
  if (out.person.empty() || !signer.made_for(claim, message->recipient, out.person)) return std::nullopt;
  std::set<rules::ItemId> ids;
  for (const auto& notice : message->notices) ids.insert(notice.item);
  const std::vector<rules::ItemId> wanted{ids.begin(), ids.end()};
  for (auto& stored : store_.load_items(wanted)) {
    if (stored.exists && still_asked(*message, stored.item, now)) out.items.push_back(std::move(stored));
  }
  if (out.items.empty()) return std::nullopt;
  const auto order = [](const integrations::StoredItem& s) {
    return std::pair{s.history.due.value_or(rules::kLatestInstant), s.item.code};
  };
  std::ranges::stable_sort(out.items, {}, order);
  out.message = std::move(*message);
  return out;
}

std::optional<LinkedPage> Answering::open(const LinkSigner& signer, const LinkClaim& claim, rules::Instant now) {
  const auto found = behind(signer, claim, now);
  if (!found) return std::nullopt;
  const auto& world = engine_.world();
  const auto& configuration = engine_.setup().configuration;
  const auto* person = world.directory->person(found->person);
  LinkedPage page;
  page.language = person->language.empty() ? configuration.language : person->language;
  page.reader = rules::recipient_words(world, found->message.recipient, now);
  page.contact = configuration.sender.contact;
  page.banner = configuration.sender.banner;
  page.rehearsal = claim.rehearsal;
  page.zone = configuration.zone;
  page.now = now;
  const integrations::render::Wording wording{page.language, *page.zone};
  for (const auto& stored : found->items) page.items.push_back(shown(stored, wording, now));
  return page;
}

std::vector<ItemOutcome> Answering::take(const LinkSigner& signer, const LinkClaim& claim,
                                         const std::vector<rules::ItemId>& items, const rules::GivenAnswer& given,
                                         const std::string& digest, rules::Instant now) {
  std::vector<ItemOutcome> outcomes;
  const auto found = behind(signer, claim, now);
  if (!found) return outcomes;
  for (const auto& stored : found->items) {
    if (std::ranges::find(items, stored.item.id) == items.end()) continue;
    ItemOutcome outcome{stored.item.id, stored.item.code, false, {}};
    if (!claim.rehearsal) {
      auto kept = record(*found, stored, given, digest, now);
      if (kept) {
        outcome.before = !*kept;
      } else {
        outcome.refusal = std::move(kept.error());
      }
    }
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

tl::expected<bool, rules::Problem> Answering::record(const Behind& behind, const integrations::StoredItem& stored,
                                                     const rules::GivenAnswer& given, const std::string& digest,
                                                     rules::Instant now) {
  const auto& world = engine_.world();
  const auto& configuration = engine_.setup().configuration;
  const auto language = config::parse_language(configuration.language);
  const auto* calendar = world.calendar_of(stored.item);
  const auto& zone = calendar ? calendar->zone() : *configuration.zone;
  integrations::AnswerToStore answer;
  answer.item = stored.item.id;
  answer.actor = config::text(language, "answers.actor", {{"person", world.directory->person(behind.person)->name}});
  answer.given = given;
  answer.person = behind.person;
  answer.message = behind.message.id;
  answer.digest = digest;
  answer.most_extensions = most_extensions(configuration, world, stored.item);
  if (given.until) {
    if (!calendar) return tl::unexpected{problem("DD5103")};
    const auto until = rules::end_of_acknowledged_day(*calendar, *given.until);
    const auto latest = rules::latest_acknowledgement(*calendar, world.acknowledge_max, now);
    if (!until || !latest) return tl::unexpected{problem("DD5103")};
    answer.until = *until;
    answer.latest = *latest;
  }
  if (given.proposed) answer.new_due = zone.span_of(*given.proposed).until;
  const auto& due = stored.history.due;
  if (answer.new_due && due && *answer.new_due <= *due) return tl::unexpected{problem("DD5104")};
  auto kept = answers_.record(answer, now);
  if (!kept) {
    const auto& spoken = world.directory->person(behind.person)->language;
    kept.error().args["latest"] =
        cli::write_time(answer.latest, zone, spoken.empty() ? language : config::parse_language(spoken));
    kept.error().args["until"] =
        cli::write_time(answer.until, zone, spoken.empty() ? language : config::parse_language(spoken));
    return kept;
  }
  if (*kept) {
    log_info("answered", {{"actor", answer.actor},
                          {"code", stored.item.code},
                          {"kind", config::text(language, "answers.kind." + std::string{answer_kind_name(given.kind)})},
                          {"name", given.name},
                          {"position", given.position}});
  }
  return kept;
}

}  // namespace dondoc::daemon

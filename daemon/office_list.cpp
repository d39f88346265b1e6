#include "daemon/office_list.hpp"

#include <array>

#include "daemon/cli/time_text.hpp"
#include "rules/recipients.hpp"

namespace dondoc::daemon {
namespace {

// The civil day of the last list, so that a restart makes no second one.
constexpr std::string_view kDayKey = "office_list";
constexpr std::string_view kDone = "DD6001";
constexpr std::string_view kDifficulty = "DD6002";
constexpr std::string_view kNotMine = "DD6003";
constexpr std::string_view kUnreached = "DD6021";

std::string_view code_of(rules::AnswerKind kind) {
  if (kind == rules::AnswerKind::done) return kDone;
  return kind == rules::AnswerKind::difficulty ? kDifficulty : kNotMine;
}

std::string or_dash(std::string text) { return text.empty() ? "–" : std::move(text); }

}  // namespace

bool OfficeList::is_time(const rules::WorkCalendar& calendar, rules::Instant now) const {
  const auto& zone = calendar.zone();
  const auto day = zone.day_of(now);
  const auto& slots = engine_.world().windows.slots;
  const auto working = calendar.is_working_day(day);
  if (slots.empty() || !working || !*working) return false;
  return zone.to_local(now) - rules::LocalTime{day} >= slots.front();
}

rules::Finding OfficeList::finding_of(const integrations::StoredAnswer& answer, const rules::Recipient& office,
                                      const rules::Zone& zone, const std::string& day) const {
  const auto language = config::parse_language(engine_.setup().configuration.language);
  const auto& given = answer.given;
  const auto* agency = engine_.world().directory->agency(answer.agency);
  const auto date = [&](std::optional<rules::Day> of) { return of ? cli::write_day(*of, language) : std::string{"–"}; };
  return {std::string{code_of(given.kind)},
          "answer:" + std::to_string(answer.id) + ":" + day,
          {{"owner", office},
           {"code", answer.code},
           {"title", answer.restricted ? "–" : or_dash(answer.title)},
           {"agency", agency ? agency->name : or_dash(answer.agency)},
           {"name", given.name},
           {"position", or_dash(given.position)},
           {"document", or_dash(given.document)},
           {"date", date(given.document_date)},
           {"what", or_dash(given.text)},
           {"proposed", answer.proposed_due ? date(zone.day_before_end(*answer.proposed_due)) : "–"},
           {"at", cli::write_time(answer.given_at, zone, language)}}};
}

void OfficeList::tell(rules::Instant now) {
  const auto& answers = engine_.setup().configuration.answers;
  const auto& world = engine_.world();
  const auto& named = answers.office.empty() ? world.fallback_contact : answers.office;
  const auto* calendar = world.calendar_of_recipient(named, now);
  if (!calendar) calendar = world.calendar({});
  if (!calendar) return;
  const auto today = calendar->zone().day_of(now);
  if (looked_at_ == today || !is_time(*calendar, now)) return;
  const auto day = rules::format_day(today);
  if (store_.meta(std::string{kDayKey}) != day && !make_list(named, calendar->zone(), day, now)) return;
  looked_at_ = today;
}

// False where nobody can be reached: it is tried again with the next round, since somebody may be mending the
// addresses.
bool OfficeList::make_list(const rules::Recipient& named, const rules::Zone& zone, const std::string& day,
                           rules::Instant now) {
  const auto& world = engine_.world();
  const auto office = named.empty() ? named : rules::resolve_contact(world, named, now);
  const auto routes = office.empty() ? std::vector<rules::Route>{} : rules::routes_to(world, office, {}, now);
  const auto waiting = answers_.waiting();
  const bool unreached = routes.empty() && !waiting.empty();
  std::vector<rules::Finding> findings;
  if (unreached) findings.push_back({std::string{kUnreached}, "office", {{"office", or_dash(named)}}});
  for (const auto& answer : waiting) {
    if (!unreached) findings.push_back(finding_of(answer, office, zone, day));
  }
  const std::array<std::string, 4> codes{std::string{kDone}, std::string{kDifficulty}, std::string{kNotMine},
                                         std::string{kUnreached}};
  store_.report_findings(codes, findings, now);
  if (unreached) return false;
  if (!findings.empty()) store_.queue_findings(office, routes.front().channel, now, now + world.windows.group_wait);
  store_.set_meta(std::string{kDayKey}, day);
  return true;
}

}  // namespace dondoc::daemon

#include <algorithm>
#include <map>

#include "daemon/cli/deadline_reasons.hpp"
#include "daemon/cli/explained.hpp"
#include "daemon/cli/item_options.hpp"
#include "daemon/cli/json_lines.hpp"
#include "daemon/cli/meeting_choice.hpp"
#include "daemon/cli/words.hpp"
#include "integrations/render/wording.hpp"
#include "integrations/sqlite/series_edits.hpp"
#include "rules/meeting_letter.hpp"
#include "rules/zone.hpp"

namespace dondoc::daemon::cli {
namespace {

namespace json = boost::json;
namespace sqlite = integrations::sqlite;

// How an occurrence came about; nothing of a series that is no more.
struct Origin {
  AllSeries::One one;
  rules::KnownOccurrence known;
  std::optional<rules::Occurrence> planned;  // as the series has it today
  const rules::SpecialDay* off = nullptr;    // why it was shifted, where that is more than a weekend
  std::string reason;                        // of a person's decision
};

std::optional<Origin> origin_of(Context& context, const Explained& explained) {
  const auto all = series_of(context);
  const auto one = std::ranges::find_if(
      all.series, [&](const AllSeries::One& other) { return other.series.source() == explained.item().source; });
  if (one == all.series.end()) return std::nullopt;
  auto known = context.store().occurrences(one->series.id);
  const auto row = std::ranges::find(known, explained.item().code, &rules::KnownOccurrence::code);
  if (row == known.end()) return std::nullopt;
  Origin origin{*one, *row, std::nullopt, nullptr, sqlite::reason_of(context.database(), row->code)};
  const auto plan = rules::plan_series(one->series, explained.world, *one->zone, one->zone->span_of(row->day));
  const auto planned = std::ranges::find(plan.occurrences, row->code, &rules::Occurrence::code);
  if (planned != plan.occurrences.end()) origin.planned = *planned;
  const auto* calendar = explained.world.calendar_of(explained.item());
  if (calendar != nullptr) origin.off = calendar->special_day(row->day);
  return origin;
}

std::string why_off(const Origin& origin) {
  if (origin.off == nullptr) return {};
  std::string why = ", " + origin.off->name;
  if (!origin.off->notice.empty()) why += " [" + origin.off->notice + "]";
  return why;
}

rules::Day planned_day(const Origin& origin) { return origin.one.zone->day_of(origin.planned->start); }

void print_origin(Context& context, const Origin& origin) {
  const auto& series = origin.one.series;
  const auto day = day_name(context, origin.known.day);
  context.say("cli.explain.occurrence", {{"day", day}, {"series", series.id}, {"rrule", series.rrule}});
  if (origin.planned && origin.planned->shifted) {
    context.say("cli.explain.shifted", {{"day", day},
                                        {"why", why_off(origin)},
                                        {"to", day_name(context, planned_day(origin))},
                                        {"rule", std::string{rules::if_day_off_name(series.if_day_off)}}});
  }
  if (origin.known.cancelled) {
    context.say("cli.explain.occurrence_cancelled", {{"reason", origin.reason}});
  } else if (origin.known.moved_to) {
    context.say("cli.explain.occurrence_moved",
                {{"at", origin.known.moved_to_date ? context.show_due(origin.known.moved_to)
                                                   : context.show(origin.known.moved_to)},
                 {"reason", origin.reason}});
  }
}

std::string meeting_time(Context& context, const Explained& explained) {
  const auto& item = explained.item();
  const auto start = rules::meeting_start(item);
  if (!start) return "–";
  const auto zone = context.zone();
  const integrations::render::Wording wording(context.language() == config::Language::en ? "en" : "vi", *zone);
  return wording.meeting_time(*start, *start + item.meeting->length);
}

// What was told, and what stands to be told: each alert with its people.
struct Sent {
  rules::AlertKey key;
  struct Person {
    rules::Recipient recipient;
    std::string role;
    std::string state;  // of the notice; empty: not claimed yet
    rules::Reason reason = rules::Reason::none;
    std::optional<rules::Instant> at;
  };
  std::vector<Person> people;
};

std::vector<Sent> invitations_of(const Explained& explained) {
  std::vector<Sent> out;
  for (const auto& alert : explained.history().alerts) {
    if (alert.key.rule != rules::kMeetingRule) continue;
    Sent sent{alert.key, {}};
    for (const auto& notice : alert.notices) {
      sent.people.push_back({notice.recipient, notice.role, std::string{rules::notice_state_name(notice.state)},
                             notice.reason, notice.settled_at});
    }
    out.push_back(std::move(sent));
  }
  for (const auto& alert : explained.evaluation.alerts) {
    if (alert.key.rule != rules::kMeetingRule || alert.existing != 0) continue;
    Sent sent{alert.key, {}};
    for (const auto& notice : alert.notices) {
      sent.people.push_back({notice.recipient, notice.role, {}, rules::Reason::reached, {}});
    }
    out.push_back(std::move(sent));
  }
  std::ranges::stable_sort(out, {}, [](const Sent& sent) { return sent.key.number; });
  return out;
}

void print_sent(Context& context, const Explained& explained, const Sent& sent) {
  context.say("cli.explain." + sent.key.step, {{"number", std::to_string(sent.key.number)}});
  for (const auto& person : sent.people) {
    std::string said = word(context, "reason", std::string{rules::reason_name(person.reason)});
    if (!person.state.empty()) said = word(context, "notice", person.state);
    if (person.at) said += " " + context.show(person.at);
    context.line("    → " + recipient_name(context, *explained.world.directory, person.recipient) + " (" +
                 word(context, "role", person.role) + "): " + said);
  }
}

void print_meeting(Context& context, const Explained& explained) {
  const auto& item = explained.item();
  if (!item.meeting) {
    context.say("cli.explain.meeting_unset", {{"code", item.code}});
    return;
  }
  const auto& meeting = *item.meeting;
  const auto chair = rules::chair_words(explained.world, meeting, explained.now);
  context.say("cli.explain.meeting", {{"time", meeting_time(context, explained)},
                                      {"place", meeting.place.empty() ? "–" : meeting.place},
                                      {"chair", chair.empty() ? "–" : chair}});
  if (meeting.cancelled) context.say("cli.explain.meeting_off", {{"reason", meeting.reason}});
  for (const auto& sent : invitations_of(explained)) print_sent(context, explained, sent);
}

// A series of reports may ask for a meeting too: those whose occurrences somebody settled one for, and all of meetings.
bool is_about_meeting(const Explained& explained, const std::optional<Origin>& origin) {
  return explained.item().meeting || (origin && origin->one.series.kind == rules::SeriesKind::meeting);
}

std::optional<sqlite::ItemReport> meeting_behind(Context& context, const Explained& explained) {
  const auto& parent = explained.item().parent;
  const auto source =
      context.database().read_text("SELECT 'series:' || series FROM occurrences WHERE code = ?", parent);
  if (parent.empty() || !source) return std::nullopt;
  const auto key = sqlite::find_item(context.database(), *source + "/" + parent);
  if (!key) return std::nullopt;
  sqlite::ItemQuery query;
  query.now = explained.now;
  return sqlite::read_item(context.database(), *key, query, [&](const rules::Item& item) {
    return deadline_by_term(explained.world, item, explained.now);
  });
}

json::value day_json(rules::Day day) { return json::value(rules::format_day(day)); }

void print_json_sent(Context& context, const Sent& sent) {
  for (const auto& person : sent.people) {
    print_json(context, {{"type", "invitation"},
                         {"step", sent.key.step},
                         {"sequence", sent.key.number},
                         {"recipient", person.recipient},
                         {"role", json_text(person.role)},
                         {"state", json_text(person.state)},
                         {"reason", json_text(std::string{rules::reason_name(person.reason)})},
                         {"settled_at", json_time(context, person.at)}});
  }
}

}  // namespace

void print_occurrence(Context& context, const Explained& explained) {
  if (const auto from = meeting_behind(context, explained)) {
    const auto& document = from->item.result_document;
    context.say("cli.explain.from_meeting",
                {{"code", from->item.code},
                 {"title", from->item.title},
                 {"minutes",
                  document.empty() ? std::string{} : context.text("cli.explain.minutes", {{"document", document}})}});
  }
  if (explained.item().kind != rules::Kind::occurrence) return;
  const auto origin = origin_of(context, explained);
  if (origin) print_origin(context, *origin);
  if (!explained.past && is_about_meeting(explained, origin)) print_meeting(context, explained);
}

void print_json_occurrence(Context& context, const Explained& explained) {
  if (const auto from = meeting_behind(context, explained)) {
    print_json(context, {{"type", "from_meeting"},
                         {"code", from->item.code},
                         {"title", from->item.title},
                         {"minutes", json_text(from->item.result_document)}});
  }
  if (explained.item().kind != rules::Kind::occurrence) return;
  if (const auto origin = origin_of(context, explained)) {
    const bool shifted = origin->planned && origin->planned->shifted;
    print_json(context, {{"type", "occurrence"},
                         {"series", origin->one.series.id},
                         {"rrule", json_text(origin->one.series.rrule)},
                         {"day", day_json(origin->known.day)},
                         {"shifted_to", shifted ? day_json(planned_day(*origin)) : json::value{}},
                         {"day_off", shifted && origin->off ? json_text(origin->off->name) : json::value{}},
                         {"notice", shifted && origin->off ? json_text(origin->off->notice) : json::value{}},
                         {"moved_to", json_time(context, origin->known.moved_to)},
                         {"cancelled", origin->known.cancelled},
                         {"decision_reason", json_text(origin->reason)}});
  }
  const auto& meeting = explained.item().meeting;
  if (!meeting || explained.past) return;
  const auto start = rules::meeting_start(explained.item());
  print_json(context, {{"type", "meeting"},
                       {"at", json_time(context, start)},
                       {"until", json_time(context, start ? std::optional{*start + meeting->length} : std::nullopt)},
                       {"place", json_text(meeting->place)},
                       {"chair", json_text(rules::chair_words(explained.world, *meeting, explained.now))},
                       {"cancelled", rules::is_called_off(explained.item())},
                       {"uid", meeting->uid},
                       {"sequence", meeting->sequence}});
  for (const auto& sent : invitations_of(explained)) print_json_sent(context, sent);
}

}  // namespace dondoc::daemon::cli

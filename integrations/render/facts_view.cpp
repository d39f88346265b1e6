#include "integrations/render/facts_view.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <span>
#include <utility>

#include "integrations/render/meeting_view.hpp"
#include "integrations/render/view_fields.hpp"
#include "integrations/render/wording.hpp"

namespace dondoc::integrations::render {

namespace {

using rules::Kind;
using rules::MessageFacts;
using rules::MessageLine;

using Lines = std::vector<const MessageLine*>;

std::string letter(const Wording& wording, const std::optional<rules::Instant>& instant) {
  return instant ? wording.letter_time(*instant) : std::string{};
}

void set_line_times(View& view, const MessageLine& line, const Wording& wording) {
  set(view, "due", line.due ? wording.letter_due(*line.due, line.due_is_date) : "");
  set(view, "due_short", line.due ? wording.short_due(*line.due, line.due_is_date) : "");
  set(view, "standing", wording.standing(line));
  set(view, "standing_after_due", wording.standing_after_due(line));
  set(view, "overdue", line.overdue);
  set(view, "today", line.due_today);
  set_number(view, "working_days", line.working_days);
  set(view, "time_left", line.working_time_left ? wording.span(*line.working_time_left) : "");
  set(view, "received", letter(wording, line.received_at));
  set_number(view, "urged_times", line.urged_times);
  set(view, "last_urged", letter(wording, line.last_urged));
  set_short(view, "last_urged_how", line.last_urged_how);
  set(view, "next_at", letter(wording, line.next_at));
  set(view, "next_who", line.next_who);
  set(view, "provisional", line.provisional);
}

void set_line_waiting(View& view, const MessageLine& line, const Wording& wording) {
  set(view, "is_submitted", line.ladder == rules::Ladder::submitted);
  set(view, "is_held", line.ladder == rules::Ladder::held);
  set(view, "is_finished", line.ladder == rules::Ladder::finished);
  set(view, "is_updated", line.ladder == rules::Ladder::updated);
  set(view, "never_updated", line.never_updated);
  set(view, "since", letter(wording, line.since));
  set(view, "since_short", line.since ? wording.short_time(*line.since) : "");
  set_number(view, "days_since", line.days_since);
}

// Of a restricted item nothing but its number and its time; in a room nothing personal: a dossier's title names the
// applicant, its progress and officer name people.
void set_line_words(View& view, const MessageLine& line, const Wording& wording, bool room) {
  const std::string none;
  const bool open = !line.restricted;
  const bool personal = open && !room;
  const bool title_is_personal = line.kind == Kind::dossier;
  const auto& title = title_is_personal && room ? line.procedure_name : line.title;
  set(view, "restricted", line.restricted);
  set_short(view, "title", open ? title : none);
  set_short(view, "procedure", open ? line.procedure_name : none);
  set_short(view, "officer", personal ? line.officer_name : none);
  set_short(view, "progress", personal ? line.progress : none);
  set(view, "progress_date", personal && line.progress_at ? wording.date(*line.progress_at) : none);
  set_short(view, "document", open && line.document ? wording.document(*line.document) : none);
  set_short(view, "document_title", open && line.document ? line.document->title : none);
  set_short(view, "product", open ? line.product : none);
  set_short(view, "coordinators", open ? line.coordinators : none);
  set_short(view, "handed_from", open ? line.handed_from : none);
  set_short(view, "line_agency", open ? line.agency_name : none);
  set_short(view, "line_agency_short", open ? line.agency_short : none);
}

View line_view(const MessageLine& line, std::size_t index, const Wording& wording, bool room) {
  View view;
  set_number(view, "index", static_cast<std::int64_t>(index));
  set_short(view, "code", line.code);
  set(view, "kind", wording.kind(line.kind));
  set(view, "kind_capital", wording.kind_capital(line.kind));
  set(view, "is_task", line.kind == Kind::task);
  set(view, "is_dossier", line.kind == Kind::dossier);
  set(view, "is_occurrence", line.kind == Kind::occurrence);
  set(view, "is_critical", line.severity == rules::Severity::critical);
  set(view, "is_copy", line.copy);
  set(view, "step", line.step_title);
  set(view, "source", line.source_name);
  set(view, "line_as_of", letter(wording, line.as_of));
  set_line_words(view, line, wording, room);
  set_line_times(view, line, wording);
  set_line_waiting(view, line, wording);
  return view;
}

std::vector<View> line_views(std::span<const MessageLine* const> lines, std::size_t first, const Wording& wording,
                             bool room) {
  std::vector<View> out;
  for (const auto* line : lines) out.push_back(line_view(*line, first++, wording, room));
  return out;
}

std::size_t count_of(const Lines& lines, Kind kind) {
  return static_cast<std::size_t>(std::ranges::count(lines, kind, [](const auto* line) { return line->kind; }));
}

// "2 nhiệm vụ, 3 hồ sơ"; what is zero is left out.
std::string summary(const Lines& lines, const Wording& wording, std::string_view last_joint) {
  std::vector<std::string> parts;
  for (const auto kind : {Kind::task, Kind::dossier, Kind::occurrence}) {
    if (const auto number = count_of(lines, kind)) parts.push_back(wording.count(kind, number));
  }
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += i + 1 == parts.size() ? last_joint : std::string_view{", "};
    out += parts[i];
  }
  return out;
}

void set_counts(View& view, const std::string& prefix, const Lines& lines, const Wording& wording) {
  set_number(view, prefix + "_count", static_cast<std::int64_t>(lines.size()));
  set_number(view, prefix + "_tasks", static_cast<std::int64_t>(count_of(lines, Kind::task)));
  set_number(view, prefix + "_dossiers", static_cast<std::int64_t>(count_of(lines, Kind::dossier)));
  set(view, prefix + "_numbers", summary(lines, wording, ", "));
  set(view, prefix + "_words", summary(lines, wording, wording.pick(" và ", " and ")));
}

Lines select(const MessageFacts& facts, const std::function<bool(const MessageLine&)>& wanted) {
  Lines out;
  for (const auto& line : facts.lines) {
    if (wanted(line)) out.push_back(&line);
  }
  return out;
}

Lines overdue_lines(const MessageFacts& facts) { return select(facts, &MessageLine::overdue); }

// The lists of a message in their order: what is overdue, what was handed over, what is due, and what waits in one
// state for long.
struct List {
  std::string name;
  rules::Ladder ladder;
  bool overdue;
};
const std::array<List, 7> kLists{{{"overdue", rules::Ladder::deadline, true},
                                  {"handed", rules::Ladder::transferred, false},
                                  {"due", rules::Ladder::deadline, false},
                                  {"submitted", rules::Ladder::submitted, false},
                                  {"held", rules::Ladder::held, false},
                                  {"finished", rules::Ladder::finished, false},
                                  {"updated", rules::Ladder::updated, false}}};

std::vector<View> first_lines(const Lines& lines, std::size_t most, const Wording& wording, bool room) {
  return line_views(std::span(lines).first(std::min(most, lines.size())), 1, wording, room);
}

void set_lists(View& view, const MessageFacts& facts, const Wording& wording) {
  std::size_t shown = 0;
  std::size_t waiting = 0;
  std::string waiting_numbers;
  for (const auto& list : kLists) {
    const auto lines = select(
        facts, [&](const MessageLine& line) { return line.ladder == list.ladder && line.overdue == list.overdue; });
    set_counts(view, list.name, lines, wording);
    const auto here = std::min(lines.size(), kMaxShownLines - shown);
    view.fields[list.name + "_lines"] = line_views(std::span(lines).first(here), shown + 1, wording, facts.room);
    shown += here;
    const bool by_due = list.ladder == rules::Ladder::deadline || list.ladder == rules::Ladder::transferred;
    if (by_due || lines.empty()) continue;
    waiting += lines.size();
    waiting_numbers += (waiting_numbers.empty() ? "" : ", ") + summary(lines, wording, ", ") +
                       std::string(wording.waiting(list.ladder));
  }
  set_number(view, "waiting_count", static_cast<std::int64_t>(waiting));
  set(view, "waiting_numbers", waiting_numbers);
  set_number(view, "more", static_cast<std::int64_t>(facts.lines.size() - shown));
}

// Those that a letter names in its sentences.
void set_named_lines(View& view, const MessageFacts& facts, const Wording& wording) {
  const auto all = select(facts, [](const MessageLine&) { return true; });
  const auto overdue = overdue_lines(facts);
  set_counts(view, "total", all, wording);
  const auto named = [&](const Lines& lines, bool wanted, std::size_t most) {
    return wanted ? first_lines(lines, most, wording, facts.room) : std::vector<View>{};
  };
  view.fields["only"] = named(all, all.size() == 1, 1);
  view.fields["only_overdue"] = named(overdue, overdue.size() == 1, 1);
  view.fields["worst"] = named(overdue, overdue.size() > 1, 1);
  view.fields["worst_three"] = named(overdue, overdue.size() > 1, 3);
}

// Steps with this template ask for an apology to the applicant, whatever else the message tells.
constexpr std::string_view kApology = "apology";
constexpr std::size_t kMaxLetters = 3;

// Those for which the message drafts a letter; in a room, and of a restricted item, none.
void set_letters(View& view, const MessageFacts& facts, const Wording& wording) {
  const auto wanted = select(facts, [&](const MessageLine& line) {
    return line.template_name == kApology && line.due && !line.restricted && !facts.room;
  });
  view.fields["letters"] = first_lines(wanted, kMaxLetters, wording, facts.room);
}

// What the figures reflect: the oldest state of any source, and all their names.
void set_sources(View& view, const MessageFacts& facts, const Wording& wording) {
  std::optional<rules::Instant> oldest;
  std::set<std::string> seen;
  std::string names;
  for (const auto& line : facts.lines) {
    if (line.as_of && (!oldest || *line.as_of < *oldest)) oldest = line.as_of;
    if (line.source_name.empty() || !seen.insert(line.source_name).second) continue;
    names += (names.empty() ? "" : ", ") + line.source_name;
  }
  set(view, "as_of", wording.letter_time(oldest.value_or(facts.now)));
  set(view, "sources", names);
}

constexpr std::size_t kMaxNamed = 3;

// What another agency handed over: from whom, since when, and until when reminders rest.
void set_transfer(View& view, const MessageFacts& facts, const Wording& wording) {
  const auto lines = select(facts, &MessageLine::handed_over);
  set_counts(view, "taken", lines, wording);
  std::set<std::string> names;
  for (const auto* line : lines) names.insert(line->handed_from);
  std::string named;
  for (const auto& name : names) {
    if (names.size() <= kMaxNamed) named += (named.empty() ? "" : "; ") + name;
  }
  const auto first = std::ranges::min_element(
      lines, {}, [](const auto* line) { return line->handed_as_of.value_or(rules::kLatestInstant); });
  const auto last = std::ranges::max_element(
      lines, {}, [](const auto* line) { return line->rests_until.value_or(rules::kEarliestInstant); });
  set(view, "taken_from", named);
  set_number(view, "taken_from_count", names.size() > kMaxNamed ? static_cast<std::int64_t>(names.size()) : 0);
  set(view, "taken_since", first != lines.end() && (*first)->handed_as_of ? wording.date(*(*first)->handed_as_of) : "");
  set(view, "rests_until", last != lines.end() && (*last)->rests_until ? wording.until(*(*last)->rests_until) : "");
}

// What happens first if nothing is done, and who will be told.
void set_next(View& view, const MessageFacts& facts, const Wording& wording) {
  const MessageLine* next = nullptr;
  for (const auto& line : facts.lines) {
    if (!line.next_at || line.next_who.empty()) continue;
    if (!next || *line.next_at < *next->next_at) next = &line;
  }
  set(view, "then_at", next ? wording.letter_time(*next->next_at) : "");
  set(view, "then_who", next ? next->next_who : "");
}

// Whose the items are that the letter speaks of: the overdue ones, else all. Never the reader's own agency instead.
void set_agencies(View& view, const MessageFacts& facts) {
  auto lines = overdue_lines(facts);
  if (lines.empty()) lines = select(facts, [](const MessageLine&) { return true; });
  std::set<std::string> names;
  for (const auto* line : lines) names.insert(line->agency_name);
  const bool one = names.size() == 1;
  set(view, "agency", one ? lines.front()->agency_name : lines.empty() ? facts.agency_name : std::string{});
  set(view, "agency_short", one ? lines.front()->agency_short : lines.empty() ? facts.agency_short : std::string{});
  set_number(view, "agencies_count", names.size() > 1 ? static_cast<std::int64_t>(names.size()) : 0);
}

// The office the reader stands in for, where all of the message is there for that reason.
std::string stands_in_for(const MessageFacts& facts) {
  if (facts.lines.empty()) return {};
  const auto& first = facts.lines.front().stands_in_for;
  const bool common = std::ranges::all_of(facts.lines, [&](const auto& line) { return line.stands_in_for == first; });
  return common ? first : std::string{};
}

void set_people(View& view, const MessageFacts& facts) {
  set(view, "addressee", facts.addressee);
  set(view, "recipient_name", facts.recipient_name);
  set(view, "recipient_title", facts.recipient_title);
  set(view, "is_person", facts.person);
  set(view, "has_addressee", !facts.room && !(facts.addressee.empty() && facts.recipient_name.empty()));
  set(view, "stands_in_for", stands_in_for(facts));
  set(view, "sender", facts.sender);
  set(view, "sender_contact", facts.sender_contact);
  set(view, "rehearsal", facts.rehearsal);
  set(view, "rehearsal_for", facts.rehearsal_for);
  set(view, "banner", facts.banner);
  set(view, "room", facts.room);
  set(view, "message_id", facts.public_id);
}

void set_tone(View& view, rules::Tone tone) {
  set(view, "cap_duoi", tone == rules::Tone::cap_duoi);
  set(view, "ngang_cap", tone == rules::Tone::ngang_cap);
  set(view, "nganh_doc", tone == rules::Tone::nganh_doc);
  set(view, "cap_tren", tone == rules::Tone::cap_tren);
}

// The sentence of a finding comes with it, as argument "text", from whoever knows the catalogue.
std::vector<View> finding_views(const MessageFacts& facts) {
  std::vector<View> out;
  std::int64_t index = 1;
  for (const auto& finding : facts.findings) {
    View view;
    set_number(view, "index", index++);
    set(view, "code", finding.code);
    set(view, "subject", finding.subject);
    const auto text = finding.args.find("text");
    set(view, "text", text == finding.args.end() ? finding.subject : text->second);
    out.push_back(std::move(view));
  }
  return out;
}

// How often the agencies were urged, and how late the least late is.
void set_urging(View& view, const MessageFacts& facts, const Wording& wording) {
  const auto overdue = overdue_lines(facts);
  const MessageLine* last = nullptr;
  std::int64_t most = 0;
  std::int64_t least = overdue.empty() ? 0 : overdue.front()->urged_times;
  std::int64_t days = overdue.empty() ? 0 : overdue.front()->working_days;
  for (const auto* line : overdue) {
    most = std::max<std::int64_t>(most, line->urged_times);
    least = std::min<std::int64_t>(least, line->urged_times);
    days = std::min(days, line->working_days);
    if (line->last_urged && (!last || *last->last_urged < *line->last_urged)) last = line;
  }
  set_number(view, "urged_most", most);
  set_number(view, "urged_least", least < most ? least : 0);
  set_number(view, "overdue_least", days);
  set(view, "last_urged", last ? letter(wording, last->last_urged) : "");
  set_short(view, "last_urged_how", last ? last->last_urged_how : std::string{});
}

void set_whole(View& view, const MessageFacts& facts) {
  const auto any = [&](auto member) { return std::ranges::any_of(facts.lines, member); };
  const auto all = [&](auto member) { return !facts.lines.empty() && std::ranges::all_of(facts.lines, member); };
  set(view, "any_provisional", any(&MessageLine::provisional));
  set(view, "for_information", all(&MessageLine::copy));
  set(view, "only_dossiers", all([](const MessageLine& line) { return line.kind == Kind::dossier; }));
  set(view, "critical", facts.message_class == rules::MessageClass::critical);
}

}  // namespace

View make_view(const MessageFacts& facts) {
  const Wording wording(facts.language, *facts.zone);
  View view;
  set_people(view, facts);
  set_agencies(view, facts);
  set_tone(view, facts.tone);
  set_lists(view, facts, wording);
  set_named_lines(view, facts, wording);
  set_letters(view, facts, wording);
  set_sources(view, facts, wording);
  set_transfer(view, facts, wording);
  set_next(view, facts, wording);
  set_urging(view, facts, wording);
  set_whole(view, facts);
  set_meeting(view, facts, wording);
  set(view, "now", wording.letter_time(facts.now));
  set(view, "today_date", wording.date(facts.now));
  set(view, "reply_by", facts.reply_by ? wording.until(*facts.reply_by) : "");
  set_number(view, "findings_count", static_cast<std::int64_t>(facts.findings.size()));
  view.fields["findings"] = finding_views(facts);
  return view;
}

const View& sample_view() {
  static const View sample = [] {
    const rules::Zone zone("UTC", {{rules::kEarliestInstant, std::chrono::seconds{0}}});
    MessageFacts facts;
    facts.zone = &zone;
    facts.findings.resize(1);
    facts.lines.resize(kLists.size());
    for (std::size_t i = 0; i < kLists.size(); ++i) {
      facts.lines[i].ladder = kLists.at(i).ladder;
      facts.lines[i].overdue = kLists.at(i).overdue;
    }
    auto view = make_view(facts);
    set_sample_meeting(view, Wording("vi", zone));
    const auto& line = view.fields.at("overdue_lines");
    for (const auto* name : {"only", "only_overdue", "worst", "worst_three", "letters"}) view.fields[name] = line;
    return view;
  }();
  return sample;
}

}  // namespace dondoc::integrations::render

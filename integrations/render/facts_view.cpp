#include "integrations/render/facts_view.hpp"

#include <algorithm>
#include <set>
#include <span>
#include <utility>

#include "integrations/render/wording.hpp"

namespace dondoc::integrations::render {

namespace {

using rules::Kind;
using rules::MessageFacts;
using rules::MessageLine;

using Lines = std::vector<const MessageLine*>;

// No control characters, so that a value can never become a line of its own in a text.
std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool blank = byte <= 0x20 || byte == 0x7f;
    if (!blank) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

void set(View& view, const std::string& name, std::string_view text) {
  auto value = one_line(text);
  view.fields[name] = value.empty() ? View::Value{false} : View::Value{std::move(value)};
}
void set(View& view, const std::string& name, const std::string& text) { set(view, name, std::string_view{text}); }
// A literal would turn into `true`.
void set(View& view, const std::string& name, const char* text) = delete;
void set(View& view, const std::string& name, bool value) { view.fields[name] = value; }
void set_number(View& view, const std::string& name, std::int64_t number) {
  view.fields[name] = number == 0 ? View::Value{false} : View::Value{std::to_string(number)};
}

std::string letter(const Wording& wording, const std::optional<rules::Instant>& instant) {
  return instant ? wording.letter_time(*instant) : std::string{};
}

void set_line_times(View& view, const MessageLine& line, const Wording& wording) {
  set(view, "due", line.due ? wording.letter_due(*line.due, line.due_is_date) : "");
  set(view, "due_short", line.due ? wording.short_due(*line.due, line.due_is_date) : "");
  set(view, "standing", line.due ? wording.standing(line.overdue, line.working_days) : "");
  set(view, "overdue", line.overdue);
  set(view, "today", line.due && !line.overdue && line.working_days == 0);
  set_number(view, "working_days", line.working_days);
  const bool counts_down = line.working_time_left && !line.overdue;
  set(view, "time_left", counts_down ? wording.span(*line.working_time_left) : "");
  set(view, "received", letter(wording, line.received_at));
  set_number(view, "told_times", line.told_times);
  set(view, "last_told", letter(wording, line.last_told));
  set(view, "next_at", line.next_who.empty() ? "" : letter(wording, line.next_at));
  set(view, "next_who", line.next_at ? line.next_who : "");
  set(view, "provisional", line.provisional);
}

// Of a restricted item nothing but its number and its time; in a room nothing personal: a dossier's title names the
// applicant, its progress and officer name people.
void set_line_words(View& view, const MessageLine& line, const Wording& wording, bool room) {
  const bool open = !line.restricted;
  const bool personal = open && !room;
  const bool title_is_personal = line.kind == Kind::dossier;
  const auto& title = title_is_personal && room ? line.procedure_name : line.title;
  set(view, "restricted", line.restricted);
  set(view, "title", open ? title : std::string{});
  set(view, "procedure", open ? line.procedure_name : "");
  set(view, "officer", personal ? line.officer_name : "");
  set(view, "progress", personal ? line.progress : "");
  set(view, "progress_date", personal && line.progress_at ? wording.date(*line.progress_at) : "");
  set(view, "document", open && line.document ? wording.document(*line.document) : "");
  set(view, "document_title", open && line.document ? line.document->title : "");
  set(view, "product", open ? line.product : "");
  set(view, "coordinators", open ? line.coordinators : "");
  set(view, "line_agency", open ? line.agency_name : "");
  set(view, "line_agency_short", open ? line.agency_short : "");
}

View line_view(const MessageLine& line, std::size_t index, const Wording& wording, bool room) {
  View view;
  set_number(view, "index", static_cast<std::int64_t>(index));
  set(view, "code", line.code);
  set(view, "kind", wording.kind(line.kind));
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

Lines select(const MessageFacts& facts, bool overdue) {
  Lines out;
  for (const auto& line : facts.lines) {
    if (line.overdue == overdue) out.push_back(&line);
  }
  return out;
}

void set_lists(View& view, const MessageFacts& facts, const Wording& wording) {
  const auto overdue = select(facts, true);
  const auto ahead = select(facts, false);
  Lines all = overdue;
  all.insert(all.end(), ahead.begin(), ahead.end());
  set_counts(view, "overdue", overdue, wording);
  set_counts(view, "due", ahead, wording);
  set_counts(view, "total", all, wording);
  const auto shown_overdue = std::min(overdue.size(), kMaxShownLines);
  const auto shown_ahead = std::min(ahead.size(), kMaxShownLines - shown_overdue);
  view.fields["overdue_lines"] = line_views(std::span(overdue).first(shown_overdue), 1, wording, facts.room);
  view.fields["due_lines"] = line_views(std::span(ahead).first(shown_ahead), shown_overdue + 1, wording, facts.room);
  view.fields["only"] = all.size() == 1 ? line_views(all, 1, wording, facts.room) : std::vector<View>{};
  view.fields["worst"] =
      line_views(std::span(overdue).first(std::min<std::size_t>(1, overdue.size())), 1, wording, facts.room);
  const auto top = std::min<std::size_t>(3, overdue.size());
  view.fields["worst_three"] = line_views(std::span(overdue).first(top), 1, wording, facts.room);
  set_number(view, "more", static_cast<std::int64_t>(all.size() - shown_overdue - shown_ahead));
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

// The agency all lines have in common, else the reader's own.
std::string office(const MessageFacts& facts, std::string MessageLine::* of_line, const std::string& own) {
  if (facts.lines.empty()) return own;
  const auto& first = facts.lines.front().*of_line;
  const bool common = std::ranges::all_of(facts.lines, [&](const auto& line) { return line.*of_line == first; });
  return common && !first.empty() ? first : own;
}

void set_people(View& view, const MessageFacts& facts) {
  set(view, "addressee", facts.addressee);
  set(view, "recipient_name", facts.recipient_name);
  set(view, "recipient_title", facts.recipient_title);
  set(view, "agency", office(facts, &MessageLine::agency_name, facts.agency_name));
  set(view, "agency_short", office(facts, &MessageLine::agency_short, facts.agency_short));
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

void set_whole(View& view, const MessageFacts& facts) {
  const auto any = [&](auto member) { return std::ranges::any_of(facts.lines, member); };
  const auto all = [&](auto member) { return !facts.lines.empty() && std::ranges::all_of(facts.lines, member); };
  set(view, "any_provisional", any(&MessageLine::provisional));
  set(view, "for_information", all(&MessageLine::copy));
  set(view, "critical", facts.message_class == rules::MessageClass::critical);
  std::int64_t told = 0;
  std::optional<rules::Instant> last;
  for (const auto& line : facts.lines) {
    told = std::max<std::int64_t>(told, line.told_times);
    if (line.last_told && (!last || *line.last_told > *last)) last = line.last_told;
  }
  set_number(view, "most_told", told);
  view.fields["most_recently_told"] = false;
  if (last) set(view, "most_recently_told", Wording(facts.language, *facts.zone).letter_time(*last));
}

}  // namespace

View make_view(const MessageFacts& facts) {
  const Wording wording(facts.language, *facts.zone);
  View view;
  set_people(view, facts);
  set_tone(view, facts.tone);
  set_lists(view, facts, wording);
  set_sources(view, facts, wording);
  set_next(view, facts, wording);
  set_whole(view, facts);
  set(view, "now", wording.letter_time(facts.now));
  set(view, "today_date", wording.date(facts.now));
  set(view, "reply_by", letter(wording, facts.reply_by));
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
    facts.lines.resize(2);
    facts.lines.front().overdue = true;
    auto view = make_view(facts);
    view.fields["only"] = view.fields["worst"];
    return view;
  }();
  return sample;
}

}  // namespace dondoc::integrations::render

#include "integrations/render/meeting_view.hpp"

#include <array>

#include "integrations/render/view_fields.hpp"
#include "rules/meeting_letter.hpp"

namespace dondoc::integrations::render {
namespace {

using rules::Agenda;
using rules::AgendaLine;
using rules::AgendaList;

// In the order of the letter, with what their number means: "2 đã quá hạn".
struct Kind {
  std::string_view name;
  AgendaList Agenda::* list;
  std::string_view vietnamese;
  std::string_view english;
};
constexpr std::array<Kind, 5> kKinds{
    {{"decisions", &Agenda::decisions, " kết luận chưa hoàn thành", " decisions still open"},
     {"overdue", &Agenda::overdue, " đã quá hạn", " overdue"},
     {"due", &Agenda::due, " đến hạn trước kỳ họp sau", " due before the next meeting"},
     {"difficulties", &Agenda::difficulties, " có khó khăn, vướng mắc", " with difficulties"},
     {"done", &Agenda::done, " đã hoàn thành từ kỳ họp trước", " done since the last meeting"}}};

View agenda_line(const AgendaLine& line, std::int64_t index, const Wording& wording) {
  rules::MessageLine standing;
  standing.due = line.due;
  standing.overdue = line.overdue;
  standing.working_days = line.working_days;
  standing.due_today = line.due_today;
  View view;
  set_number(view, "index", index);
  set_short(view, "code", line.code);
  set(view, "kind_capital", wording.kind_capital(line.kind));
  set_short(view, "title", line.title);
  set(view, "restricted", line.restricted);
  set(view, "due_short", line.due ? wording.short_due(*line.due, line.due_is_date) : std::string{});
  set(view, "standing", line.finished_at ? std::string{} : wording.standing(standing));
  set(view, "finished_date", line.finished_at ? wording.date(*line.finished_at) : std::string{});
  set_short(view, "result", line.result);
  set_short(view, "note", line.note);
  set_short(view, "from_meeting", line.meeting);
  return view;
}

View agenda_list(const Kind& kind, const AgendaList& list, const Wording& wording) {
  View view;
  for (const auto& other : kKinds) set(view, "is_" + std::string{other.name}, other.name == kind.name);
  set_number(view, "list_count", list.total);
  std::vector<View> lines;
  for (const auto& line : list.lines) {
    lines.push_back(agenda_line(line, static_cast<std::int64_t>(lines.size()) + 1, wording));
  }
  set_number(view, "list_more", list.total - static_cast<std::int64_t>(lines.size()));
  view.fields["lines"] = std::move(lines);
  return view;
}

void set_agenda(View& view, const Agenda& agenda, const Wording& wording) {
  std::string numbers;
  std::vector<View> lists;
  for (const auto& kind : kKinds) {
    const auto& list = agenda.*kind.list;
    if (list.total == 0) continue;
    numbers += (numbers.empty() ? "" : ", ") + std::to_string(list.total) +
               std::string{wording.pick(kind.vietnamese, kind.english)};
    lists.push_back(agenda_list(kind, list, wording));
  }
  set(view, "agenda_numbers", numbers);
  view.fields["agenda"] = std::move(lists);
}

void set_letter(View& view, const rules::MeetingLetter& letter, const Wording& wording) {
  set(view, "meeting", true);
  set_short(view, "meeting_title", letter.title);
  set(view, "meeting_start", wording.short_time(letter.from));
  set(view, "meeting_time", wording.meeting_time(letter.from, letter.until));
  set_short(view, "meeting_place", letter.place);
  set_short(view, "meeting_chair", letter.chair);
  set_short(view, "meeting_reason", letter.reason);
  set(view, "meeting_changed", letter.changed);
  set(view, "meeting_called_off", letter.called_off);
  const auto& period = letter.agenda.period;
  const bool placed = period.until > period.since;
  set(view, "meeting_since", placed ? wording.last_day(period.since) : std::string{});
  set(view, "meeting_next", placed ? wording.last_day(period.until) : std::string{});
  set_agenda(view, letter.agenda, wording);
}

}  // namespace

void set_meeting(View& view, const rules::MessageFacts& facts, const Wording& wording) {
  if (facts.meeting) return set_letter(view, *facts.meeting, wording);
  set_letter(view, {}, wording);
  set(view, "meeting", false);
  set(view, "meeting_start", false);
  set(view, "meeting_time", false);
}

void set_sample_meeting(View& view, const Wording& wording) {
  rules::MeetingLetter letter;
  for (const auto& kind : kKinds) (letter.agenda.*kind.list) = {2, {AgendaLine{}}};
  set_letter(view, letter, wording);
}

}  // namespace dondoc::integrations::render

#include "integrations/render/meeting_view.hpp"

#include <array>

namespace dondoc::integrations::render {
namespace {

using rules::Agenda;
using rules::AgendaLine;
using rules::AgendaList;
using rules::MeetingLetter;

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

struct Line {
  const AgendaLine& facts;
  std::size_t index;
  const Wording& wording;
};

std::string standing(const Line& line) {
  rules::MessageLine facts;
  facts.due = line.facts.due;
  facts.overdue = line.facts.overdue;
  facts.working_days = line.facts.working_days;
  facts.due_today = line.facts.due_today;
  return line.wording.standing(facts);
}

const Fields<Line>& line_fields() {
  static const Fields<Line> all{
      {"index", [](const Line& line) { return number_of(line.index); }},
      {"code", [](const Line& line) { return short_words(line.facts.code); }},
      {"kind_capital", [](const Line& line) { return words(line.wording.kind_capital(line.facts.kind)); }},
      {"title", [](const Line& line) { return short_words(line.facts.title); }},
      {"restricted", [](const Line& line) { return line.facts.restricted; }},
      {"due_short",
       [](const Line& line) -> View::Value {
         const auto& due = line.facts.due;
         return due ? words(line.wording.short_due(*due, line.facts.due_is_date)) : false;
       }},
      {"standing",
       [](const Line& line) -> View::Value { return line.facts.finished_at ? false : words(standing(line)); }},
      {"finished_date",
       [](const Line& line) -> View::Value {
         const auto& finished = line.facts.finished_at;
         return finished ? words(line.wording.date(*finished)) : false;
       }},
      {"result", [](const Line& line) { return short_words(line.facts.result); }},
      {"note", [](const Line& line) { return short_words(line.facts.note); }},
      {"from_meeting", [](const Line& line) { return short_words(line.facts.meeting); }}};
  return all;
}

struct NamedList {
  const Kind& kind;
  const AgendaList& list;
  const Wording& wording;
};

View::List agenda_lines(const NamedList& list) {
  View::List out;
  for (const auto& line : list.list.lines) {
    out.push_back(std::make_shared<FieldsView<Line>>(line_fields(), Line{line, out.size() + 1, list.wording}));
  }
  return out;
}

const Fields<NamedList>& list_fields() {
  static const auto all = [] {
    Fields<NamedList> fields;
    for (const auto& kind : kKinds) {
      fields["is_" + std::string{kind.name}] = [&kind](const NamedList& list) { return &list.kind == &kind; };
    }
    fields["list_count"] = [](const NamedList& list) { return number(list.list.total); };
    fields["list_more"] = [](const NamedList& list) { return number(list.list.total - std::ssize(list.list.lines)); };
    fields["lines"] = [](const NamedList& list) { return agenda_lines(list); };
    return fields;
  }();
  return all;
}

View::List agenda_lists(const Agenda& agenda, const Wording& wording) {
  View::List out;
  for (const auto& kind : kKinds) {
    const auto& list = agenda.*kind.list;
    if (list.total == 0) continue;
    out.push_back(std::make_shared<FieldsView<NamedList>>(list_fields(), NamedList{kind, list, wording}));
  }
  return out;
}

std::string agenda_numbers(const Agenda& agenda, const Wording& wording) {
  std::string out;
  for (const auto& kind : kKinds) {
    const auto& list = agenda.*kind.list;
    if (list.total == 0) continue;
    out += (out.empty() ? "" : ", ") + std::to_string(list.total) +
           std::string{wording.pick(kind.vietnamese, kind.english)};
  }
  return out;
}

// The last day before a moment of the agenda's period, where it has one.
View::Value last_day(const MeetingLetter& letter, const Wording& wording, rules::Instant moment) {
  const auto& period = letter.agenda.period;
  return period.until > period.since ? words(wording.last_day(moment)) : false;
}

// `false` of a message that is about no meeting.
using Make = View::Value (*)(const MeetingLetter& letter, const Wording& wording);
auto of_letter(Make make) {
  return [make](const Meeting& meeting) { return meeting.letter ? make(*meeting.letter, meeting.wording) : false; };
}

using L = const MeetingLetter&;
using W = const Wording&;

}  // namespace

const Fields<Meeting>& meeting_fields() {
  static const Fields<Meeting> all{
      {"meeting", of_letter([](L, W) -> View::Value { return true; })},
      {"meeting_title", of_letter([](L letter, W) { return short_words(letter.title); })},
      {"meeting_start", of_letter([](L letter, W wording) { return words(wording.short_time(letter.from)); })},
      {"meeting_time",
       of_letter([](L letter, W wording) { return words(wording.meeting_time(letter.from, letter.until)); })},
      {"meeting_place", of_letter([](L letter, W) { return short_words(letter.place); })},
      {"meeting_chair", of_letter([](L letter, W) { return short_words(letter.chair); })},
      {"meeting_reason", of_letter([](L letter, W) { return short_words(letter.reason); })},
      {"meeting_changed", of_letter([](L letter, W) -> View::Value { return letter.changed; })},
      {"meeting_called_off", of_letter([](L letter, W) -> View::Value { return letter.called_off; })},
      {"meeting_since",
       of_letter([](L letter, W wording) { return last_day(letter, wording, letter.agenda.period.since); })},
      {"meeting_next",
       of_letter([](L letter, W wording) { return last_day(letter, wording, letter.agenda.period.until); })},
      {"agenda_numbers", of_letter([](L letter, W wording) { return words(agenda_numbers(letter.agenda, wording)); })},
      {"agenda", of_letter([](L letter, W wording) -> View::Value { return agenda_lists(letter.agenda, wording); })}};
  return all;
}

std::shared_ptr<const MeetingLetter> sample_meeting() {
  auto letter = std::make_shared<MeetingLetter>();
  for (const auto& kind : kKinds) (letter->agenda.*kind.list) = {2, {AgendaLine{}}};
  return letter;
}

}  // namespace dondoc::integrations::render

#include "integrations/render/line_view.hpp"

#include "integrations/render/view_fields.hpp"

namespace dondoc::integrations::render {
namespace {

using rules::Kind;
using rules::Ladder;
using rules::MessageLine;

struct Line {
  const MessageLine& facts;
  std::size_t index;
  const Wording& wording;
  bool room;

  // Of a restricted item nothing is told but its number and its time; in a room nothing personal: a dossier's title
  // names the applicant, its progress and officer name people.
  [[nodiscard]] bool open() const { return !facts.restricted; }
  [[nodiscard]] bool personal() const { return open() && !room; }
  [[nodiscard]] const std::string& title() const {
    return facts.kind == Kind::dossier && room ? facts.procedure_name : facts.title;
  }
  [[nodiscard]] View::Value time(const std::optional<rules::Instant>& instant) const {
    return instant ? words(wording.letter_time(*instant)) : View::Value{false};
  }
};

View::Value words_if(bool condition, std::string_view text) { return condition ? short_words(text) : false; }

void add_identity(Fields<Line>& fields) {
  fields["index"] = [](const Line& line) { return number_of(line.index); };
  fields["code"] = [](const Line& line) { return short_words(line.facts.code); };
  fields["kind"] = [](const Line& line) { return words(line.wording.kind(line.facts.kind)); };
  fields["kind_capital"] = [](const Line& line) { return words(line.wording.kind_capital(line.facts.kind)); };
  fields["is_task"] = [](const Line& line) { return line.facts.kind == Kind::task; };
  fields["is_dossier"] = [](const Line& line) { return line.facts.kind == Kind::dossier; };
  fields["is_occurrence"] = [](const Line& line) { return line.facts.kind == Kind::occurrence; };
  fields["is_critical"] = [](const Line& line) { return line.facts.severity == rules::Severity::critical; };
  fields["is_copy"] = [](const Line& line) { return line.facts.copy; };
  fields["step"] = [](const Line& line) { return words(line.facts.step_title); };
  fields["source"] = [](const Line& line) { return words(line.facts.source_name); };
  fields["line_as_of"] = [](const Line& line) { return line.time(line.facts.as_of); };
}

void add_words(Fields<Line>& fields) {
  fields["restricted"] = [](const Line& line) { return line.facts.restricted; };
  fields["title"] = [](const Line& line) { return words_if(line.open(), line.title()); };
  fields["procedure"] = [](const Line& line) { return words_if(line.open(), line.facts.procedure_name); };
  fields["officer"] = [](const Line& line) { return words_if(line.personal(), line.facts.officer_name); };
  fields["progress"] = [](const Line& line) { return words_if(line.personal(), line.facts.progress); };
  fields["progress_date"] = [](const Line& line) -> View::Value {
    const auto& at = line.facts.progress_at;
    return line.personal() && at ? words(line.wording.date(*at)) : false;
  };
  fields["document"] = [](const Line& line) -> View::Value {
    const auto& document = line.facts.document;
    return line.open() && document ? short_words(line.wording.document(*document)) : false;
  };
  fields["document_title"] = [](const Line& line) -> View::Value {
    const auto& document = line.facts.document;
    return line.open() && document ? short_words(document->title) : false;
  };
  fields["product"] = [](const Line& line) { return words_if(line.open(), line.facts.product); };
  fields["coordinators"] = [](const Line& line) { return words_if(line.open(), line.facts.coordinators); };
  fields["handed_from"] = [](const Line& line) { return words_if(line.open(), line.facts.handed_from); };
  fields["line_agency"] = [](const Line& line) { return words_if(line.open(), line.facts.agency_name); };
  fields["line_agency_short"] = [](const Line& line) { return words_if(line.open(), line.facts.agency_short); };
}

void add_times(Fields<Line>& fields) {
  fields["due"] = [](const Line& line) -> View::Value {
    const auto& facts = line.facts;
    return facts.due ? words(line.wording.letter_due(*facts.due, facts.due_is_date)) : false;
  };
  fields["due_short"] = [](const Line& line) -> View::Value {
    const auto& facts = line.facts;
    return facts.due ? words(line.wording.short_due(*facts.due, facts.due_is_date)) : false;
  };
  fields["standing"] = [](const Line& line) { return words(line.wording.standing(line.facts)); };
  fields["standing_after_due"] = [](const Line& line) { return words(line.wording.standing_after_due(line.facts)); };
  fields["overdue"] = [](const Line& line) { return line.facts.overdue; };
  fields["today"] = [](const Line& line) { return line.facts.due_today; };
  fields["working_days"] = [](const Line& line) { return number(line.facts.working_days); };
  fields["time_left"] = [](const Line& line) -> View::Value {
    const auto& left = line.facts.working_time_left;
    return left ? words(line.wording.span(*left)) : false;
  };
  fields["received"] = [](const Line& line) { return line.time(line.facts.received_at); };
  fields["urged_times"] = [](const Line& line) { return number(line.facts.urged_times); };
  fields["last_urged"] = [](const Line& line) { return line.time(line.facts.last_urged); };
  fields["last_urged_how"] = [](const Line& line) { return short_words(line.facts.last_urged_how); };
  fields["next_at"] = [](const Line& line) { return line.time(line.facts.next_at); };
  fields["next_who"] = [](const Line& line) { return words(line.facts.next_who); };
  fields["provisional"] = [](const Line& line) { return line.facts.provisional; };
}

void add_waiting(Fields<Line>& fields) {
  fields["is_submitted"] = [](const Line& line) { return line.facts.ladder == Ladder::submitted; };
  fields["is_held"] = [](const Line& line) { return line.facts.ladder == Ladder::held; };
  fields["is_finished"] = [](const Line& line) { return line.facts.ladder == Ladder::finished; };
  fields["is_updated"] = [](const Line& line) { return line.facts.ladder == Ladder::updated; };
  fields["never_updated"] = [](const Line& line) { return line.facts.never_updated; };
  fields["since"] = [](const Line& line) { return line.time(line.facts.since); };
  fields["since_short"] = [](const Line& line) -> View::Value {
    return line.facts.since ? words(line.wording.short_time(*line.facts.since)) : false;
  };
  fields["days_since"] = [](const Line& line) { return number(line.facts.days_since); };
}

const Fields<Line>& line_fields() {
  static const auto all = [] {
    Fields<Line> fields;
    add_identity(fields);
    add_words(fields);
    add_times(fields);
    add_waiting(fields);
    return fields;
  }();
  return all;
}

}  // namespace

View::List line_views(std::span<const MessageLine* const> lines, std::size_t first, const Wording& wording, bool room) {
  View::List out;
  for (const auto* line : lines) {
    out.push_back(std::make_shared<FieldsView<Line>>(line_fields(), Line{*line, first++, wording, room}));
  }
  return out;
}

}  // namespace dondoc::integrations::render

#include "integrations/render/facts_view.hpp"

#include <algorithm>
#include <set>
#include <span>

#include "integrations/render/letter_lists.hpp"
#include "integrations/render/meeting_view.hpp"
#include "integrations/render/view_fields.hpp"
#include "integrations/render/wording.hpp"

namespace dondoc::integrations::render {

namespace {

using rules::Kind;
using rules::MessageFacts;
using rules::MessageLine;

View::Value time_of(const Letter& letter, const std::optional<rules::Instant>& instant) {
  return instant ? words(letter.wording.letter_time(*instant)) : false;
}

// What the figures reflect: the oldest state of any source, and all their names.
rules::Instant as_of(const Letter& letter) {
  const auto* oldest = first_by(letter.all, &MessageLine::as_of);
  return oldest ? *oldest->as_of : letter.facts.now;
}

std::string sources(const Letter& letter) {
  std::set<std::string> seen;
  std::string names;
  for (const auto& line : letter.facts.lines) {
    if (line.source_name.empty() || !seen.insert(line.source_name).second) continue;
    names += (names.empty() ? "" : ", ") + line.source_name;
  }
  return names;
}

void add_sources(Fields<Letter>& fields) {
  fields["as_of"] = [](const Letter& letter) { return words(letter.wording.letter_time(as_of(letter))); };
  fields["sources"] = [](const Letter& letter) { return words(sources(letter)); };
}

// What happens first if nothing is done, and who will be told.
const MessageLine* next_line(const Letter& letter) {
  return first_by(select(letter.facts, [](const MessageLine& line) { return !line.next_who.empty(); }),
                  &MessageLine::next_at);
}

void add_next(Fields<Letter>& fields) {
  fields["then_at"] = [](const Letter& letter) -> View::Value {
    const auto* next = next_line(letter);
    return next ? time_of(letter, next->next_at) : false;
  };
  fields["then_who"] = [](const Letter& letter) -> View::Value {
    const auto* next = next_line(letter);
    return next ? words(next->next_who) : false;
  };
}

// Whose the items are that the letter speaks of: the overdue ones, else all. Never the reader's own agency instead.
struct Agencies {
  std::string name;
  std::string short_name;
  std::size_t count = 0;
};

Agencies agencies(const Letter& letter) {
  const auto& lines = letter.overdue.empty() ? letter.all : letter.overdue;
  if (lines.empty()) return {letter.facts.agency_name, letter.facts.agency_short, 0};
  std::set<std::string> names;
  for (const auto* line : lines) names.insert(line->agency_name);
  if (names.size() > 1) return {{}, {}, names.size()};
  return {lines.front()->agency_name, lines.front()->agency_short, 0};
}

void add_agencies(Fields<Letter>& fields) {
  fields["agency"] = [](const Letter& letter) { return words(agencies(letter).name); };
  fields["agency_short"] = [](const Letter& letter) { return words(agencies(letter).short_name); };
  fields["agencies_count"] = [](const Letter& letter) { return number_of(agencies(letter).count); };
}

// The office the reader stands in for, where all of the message is there for that reason.
std::string stands_in_for(const MessageFacts& facts) {
  if (facts.lines.empty()) return {};
  const auto& first = facts.lines.front().stands_in_for;
  const bool common = std::ranges::all_of(facts.lines, [&](const auto& line) { return line.stands_in_for == first; });
  return common ? first : std::string{};
}

void add_people(Fields<Letter>& fields) {
  const auto text = [&](const char* name, std::string MessageFacts::* member) {
    fields[name] = [member](const Letter& letter) { return words(letter.facts.*member); };
  };
  text("addressee", &MessageFacts::addressee);
  text("recipient_name", &MessageFacts::recipient_name);
  text("recipient_title", &MessageFacts::recipient_title);
  text("sender", &MessageFacts::sender);
  text("sender_contact", &MessageFacts::sender_contact);
  text("rehearsal_for", &MessageFacts::rehearsal_for);
  text("banner", &MessageFacts::banner);
  text("message_id", &MessageFacts::public_id);
  fields["is_person"] = [](const Letter& letter) { return letter.facts.person; };
  fields["has_addressee"] = [](const Letter& letter) {
    const auto& facts = letter.facts;
    return !facts.room && !(facts.addressee.empty() && facts.recipient_name.empty());
  };
  fields["stands_in_for"] = [](const Letter& letter) { return words(stands_in_for(letter.facts)); };
  fields["rehearsal"] = [](const Letter& letter) { return letter.facts.rehearsal; };
  fields["room"] = [](const Letter& letter) { return letter.facts.room; };
}

void add_tone(Fields<Letter>& fields) {
  const auto tone = [&](const char* name, rules::Tone wanted) {
    fields[name] = [wanted](const Letter& letter) { return letter.facts.tone == wanted; };
  };
  tone("cap_duoi", rules::Tone::cap_duoi);
  tone("ngang_cap", rules::Tone::ngang_cap);
  tone("nganh_doc", rules::Tone::nganh_doc);
  tone("cap_tren", rules::Tone::cap_tren);
}

void add_answer(Fields<Letter>& fields) {
  fields["answer_link"] = [](const Letter& letter) -> View::Value {
    const auto& link = letter.facts.answer_link;
    return link.empty() ? View::Value{false} : View::Value{link};
  };
}

struct IndexedFinding {
  const rules::Finding& finding;
  std::size_t index;
};

// The sentence of a finding comes with it, as argument "text", from whoever knows the catalogue.
const Fields<IndexedFinding>& finding_fields() {
  static const Fields<IndexedFinding> all{
      {"index", [](const IndexedFinding& of) { return number_of(of.index); }},
      {"code", [](const IndexedFinding& of) { return words(of.finding.code); }},
      {"subject", [](const IndexedFinding& of) { return words(of.finding.subject); }},
      {"text", [](const IndexedFinding& of) {
         const auto text = of.finding.args.find("text");
         return words(text == of.finding.args.end() ? of.finding.subject : text->second);
       }}};
  return all;
}

View::List finding_views(const MessageFacts& facts) {
  View::List out;
  for (const auto& finding : std::span(facts.findings).first(std::min(facts.findings.size(), kMaxShownLines))) {
    out.push_back(
        std::make_shared<FieldsView<IndexedFinding>>(finding_fields(), IndexedFinding{finding, out.size() + 1}));
  }
  return out;
}

void add_findings(Fields<Letter>& fields) {
  fields["findings_count"] = [](const Letter& letter) { return number_of(letter.facts.findings.size()); };
  fields["findings"] = [](const Letter& letter) { return finding_views(letter.facts); };
  fields["findings_more"] = [](const Letter& letter) {
    const auto count = letter.facts.findings.size();
    return number_of(count - std::min(count, kMaxShownLines));
  };
}

// How often the agencies were urged, and how late the least late is.
std::int64_t urged_most(const Letter& letter) {
  std::int64_t most = 0;
  for (const auto* line : letter.overdue) most = std::max<std::int64_t>(most, line->urged_times);
  return most;
}

std::int64_t urged_least(const Letter& letter) {
  auto least = urged_most(letter);
  for (const auto* line : letter.overdue) least = std::min<std::int64_t>(least, line->urged_times);
  return least;
}

std::int64_t overdue_least(const Letter& letter) {
  if (letter.overdue.empty()) return 0;
  return (*std::ranges::min_element(letter.overdue, {}, &MessageLine::working_days))->working_days;
}

void add_urging(Fields<Letter>& fields) {
  fields["urged_most"] = [](const Letter& letter) { return number(urged_most(letter)); };
  fields["urged_least"] = [](const Letter& letter) {
    const auto least = urged_least(letter);
    return number(least < urged_most(letter) ? least : 0);
  };
  fields["overdue_least"] = [](const Letter& letter) { return number(overdue_least(letter)); };
  fields["last_urged"] = [](const Letter& letter) -> View::Value {
    const auto* last = last_by(letter.overdue, &MessageLine::last_urged);
    return last ? time_of(letter, last->last_urged) : false;
  };
  fields["last_urged_how"] = [](const Letter& letter) -> View::Value {
    const auto* last = last_by(letter.overdue, &MessageLine::last_urged);
    return last ? short_words(last->last_urged_how) : false;
  };
}

void add_whole(Fields<Letter>& fields) {
  fields["any_provisional"] = [](const Letter& letter) {
    return std::ranges::any_of(letter.facts.lines, &MessageLine::provisional);
  };
  fields["for_information"] = [](const Letter& letter) {
    return !letter.all.empty() && std::ranges::all_of(letter.facts.lines, &MessageLine::copy);
  };
  fields["only_dossiers"] = [](const Letter& letter) {
    return !letter.all.empty() && count_of(letter.all, Kind::dossier) == letter.all.size();
  };
  fields["critical"] = [](const Letter& letter) { return letter.facts.message_class == rules::MessageClass::critical; };
  fields["now"] = [](const Letter& letter) { return time_of(letter, letter.facts.now); };
  fields["today_date"] = [](const Letter& letter) { return words(letter.wording.date(letter.facts.now)); };
  fields["reply_by"] = [](const Letter& letter) -> View::Value {
    return letter.facts.reply_by ? words(letter.wording.until(*letter.facts.reply_by)) : false;
  };
}

void add_meeting(Fields<Letter>& fields) {
  for (const auto& [name, make] : meeting_fields()) {
    fields[name] = [make](const Letter& letter) { return make(Meeting{letter.facts.meeting.get(), letter.wording}); };
  }
}

const Fields<Letter>& letter_fields() {
  static const auto all = [] {
    Fields<Letter> fields;
    add_people(fields);
    add_agencies(fields);
    add_tone(fields);
    add_list_fields(fields);
    add_sources(fields);
    add_next(fields);
    add_urging(fields);
    add_whole(fields);
    add_meeting(fields);
    add_findings(fields);
    add_answer(fields);
    return fields;
  }();
  return all;
}

// One message that has everything at least once; a list that cannot have a line beside the others' has one here.
class SampleView final : public View {
 public:
  SampleView() {
    facts_.zone = &zone_;
    facts_.meeting = sample_meeting();
    facts_.findings.resize(1);
    facts_.answer_link = "https://example.org/a/x";
    facts_.lines.resize(kLists.size());
    for (std::size_t i = 0; i < kLists.size(); ++i) {
      facts_.lines[i].ladder = kLists.at(i).ladder;
      facts_.lines[i].overdue = kLists.at(i).overdue;
    }
    view_ = make_view(facts_);
  }

  [[nodiscard]] std::optional<Value> value(std::string_view name) const override {
    auto out = view_->value(name);
    const auto* list = out ? std::get_if<List>(&*out) : nullptr;
    return list && list->empty() ? view_->value("overdue_lines") : out;
  }
  [[nodiscard]] std::vector<std::string> names() const override { return view_->names(); }

 private:
  rules::Zone zone_{"UTC", {{rules::kEarliestInstant, std::chrono::seconds{0}}}};
  MessageFacts facts_;
  std::unique_ptr<const View> view_;
};

}  // namespace

std::unique_ptr<const View> make_view(const MessageFacts& facts) {
  return std::make_unique<FieldsView<Letter>>(letter_fields(), Letter{facts});
}

std::shared_ptr<const View> sample_view() {
  static const auto sample = std::make_shared<const SampleView>();
  return sample;
}

}  // namespace dondoc::integrations::render

#include "integrations/render/facts_view.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <span>
#include <utility>

#include "integrations/render/line_view.hpp"
#include "integrations/render/meeting_view.hpp"
#include "integrations/render/view_fields.hpp"
#include "integrations/render/wording.hpp"

namespace dondoc::integrations::render {

namespace {

using rules::Kind;
using rules::Ladder;
using rules::MessageFacts;
using rules::MessageLine;

using Lines = std::vector<const MessageLine*>;

// The lists of a message in their order: what is overdue, what was handed over, what is due, and what waits in one
// state for long.
struct ListKind {
  std::string_view name;
  Ladder ladder;
  bool overdue;
};
constexpr std::array<ListKind, 7> kLists{{{"overdue", Ladder::deadline, true},
                                          {"handed", Ladder::transferred, false},
                                          {"due", Ladder::deadline, false},
                                          {"submitted", Ladder::submitted, false},
                                          {"held", Ladder::held, false},
                                          {"finished", Ladder::finished, false},
                                          {"updated", Ladder::updated, false}}};

struct List {
  Lines lines;
  std::size_t first = 0;  // how many lines the lists before it show
  std::size_t shown = 0;
};

Lines select(const MessageFacts& facts, const std::function<bool(const MessageLine&)>& wanted) {
  Lines out;
  for (const auto& line : facts.lines) {
    if (wanted(line)) out.push_back(&line);
  }
  return out;
}

// A message with its lines as they are listed.
struct Letter {
  explicit Letter(const MessageFacts& of)
      : facts(of),
        wording(of.language, *of.zone),
        all(select(of, [](const MessageLine&) { return true; })),
        overdue(select(of, &MessageLine::overdue)),
        taken(select(of, &MessageLine::handed_over)) {
    for (std::size_t i = 0; i < kLists.size(); ++i) {
      auto& list = lists.at(i);
      const auto& kind = kLists.at(i);
      list.lines = select(
          of, [&](const MessageLine& line) { return line.ladder == kind.ladder && line.overdue == kind.overdue; });
      list.first = shown;
      list.shown = std::min(list.lines.size(), kMaxShownLines - shown);
      shown += list.shown;
    }
  }

  const MessageFacts& facts;
  Wording wording;
  Lines all;
  Lines overdue;
  Lines taken;  // from another agency
  std::array<List, kLists.size()> lists;
  std::size_t shown = 0;
};

View::Value time_of(const Letter& letter, const std::optional<rules::Instant>& instant) {
  return instant ? words(letter.wording.letter_time(*instant)) : false;
}

View::List first_lines(const Letter& letter, const Lines& lines, std::size_t most) {
  return line_views(std::span(lines).first(std::min(most, lines.size())), 1, letter.wording, letter.facts.room);
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

// NAME_count, NAME_tasks, NAME_dossiers; NAME_numbers "2 nhiệm vụ, 3 hồ sơ"; NAME_words "2 nhiệm vụ và 3 hồ sơ".
void add_counts(Fields<Letter>& fields, const std::string& name,
                const std::function<const Lines&(const Letter&)>& lines_of) {
  fields[name + "_count"] = [lines_of](const Letter& letter) { return number_of(lines_of(letter).size()); };
  fields[name + "_tasks"] = [lines_of](const Letter& letter) {
    return number_of(count_of(lines_of(letter), Kind::task));
  };
  fields[name + "_dossiers"] = [lines_of](const Letter& letter) {
    return number_of(count_of(lines_of(letter), Kind::dossier));
  };
  fields[name + "_numbers"] = [lines_of](const Letter& letter) {
    return words(summary(lines_of(letter), letter.wording, ", "));
  };
  fields[name + "_words"] = [lines_of](const Letter& letter) {
    return words(summary(lines_of(letter), letter.wording, letter.wording.pick(" và ", " and ")));
  };
}

bool waits(const ListKind& kind) { return kind.ladder != Ladder::deadline && kind.ladder != Ladder::transferred; }

std::string waiting_numbers(const Letter& letter) {
  std::string out;
  for (std::size_t i = 0; i < kLists.size(); ++i) {
    const auto& lines = letter.lists.at(i).lines;
    if (!waits(kLists.at(i)) || lines.empty()) continue;
    out += (out.empty() ? "" : ", ") + summary(lines, letter.wording, ", ") +
           std::string(letter.wording.waiting(kLists.at(i).ladder));
  }
  return out;
}

std::size_t waiting_count(const Letter& letter) {
  std::size_t out = 0;
  for (std::size_t i = 0; i < kLists.size(); ++i) {
    if (waits(kLists.at(i))) out += letter.lists.at(i).lines.size();
  }
  return out;
}

void add_lists(Fields<Letter>& fields) {
  for (std::size_t i = 0; i < kLists.size(); ++i) {
    const std::string name{kLists.at(i).name};
    add_counts(fields, name, [i](const Letter& letter) -> const Lines& { return letter.lists.at(i).lines; });
    fields[name + "_lines"] = [i](const Letter& letter) {
      const auto& list = letter.lists.at(i);
      return line_views(std::span(list.lines).first(list.shown), list.first + 1, letter.wording, letter.facts.room);
    };
  }
  add_counts(fields, "total", [](const Letter& letter) -> const Lines& { return letter.all; });
  fields["waiting_count"] = [](const Letter& letter) { return number_of(waiting_count(letter)); };
  fields["waiting_numbers"] = [](const Letter& letter) { return words(waiting_numbers(letter)); };
  fields["more"] = [](const Letter& letter) { return number_of(letter.all.size() - letter.shown); };
}

// Steps with this template ask for an apology to the applicant, whatever else the message tells.
constexpr std::string_view kApology = "apology";
constexpr std::size_t kMaxLetters = 3;

// Those for which the message drafts a letter; in a room, and of a restricted item, none.
Lines to_apologise_for(const Letter& letter) {
  return select(letter.facts, [&](const MessageLine& line) {
    return line.template_name == kApology && line.due && !line.restricted && !letter.facts.room;
  });
}

// Those that a letter names in its sentences.
void add_named_lines(Fields<Letter>& fields) {
  fields["only"] = [](const Letter& letter) { return first_lines(letter, letter.all, letter.all.size() == 1 ? 1 : 0); };
  fields["only_overdue"] = [](const Letter& letter) {
    return first_lines(letter, letter.overdue, letter.overdue.size() == 1 ? 1 : 0);
  };
  fields["worst"] = [](const Letter& letter) {
    return first_lines(letter, letter.overdue, letter.overdue.size() > 1 ? 1 : 0);
  };
  fields["worst_three"] = [](const Letter& letter) {
    return first_lines(letter, letter.overdue, letter.overdue.size() > 1 ? 3 : 0);
  };
  fields["letters"] = [](const Letter& letter) { return first_lines(letter, to_apologise_for(letter), kMaxLetters); };
}

// What the figures reflect: the oldest state of any source, and all their names.
rules::Instant as_of(const Letter& letter) {
  std::optional<rules::Instant> oldest;
  for (const auto& line : letter.facts.lines) {
    if (line.as_of && (!oldest || *line.as_of < *oldest)) oldest = line.as_of;
  }
  return oldest.value_or(letter.facts.now);
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

constexpr std::size_t kMaxNamed = 3;

std::set<std::string> taken_from(const Letter& letter) {
  std::set<std::string> names;
  for (const auto* line : letter.taken) names.insert(line->handed_from);
  return names;
}

View::Value taken_from_named(const Letter& letter) {
  const auto names = taken_from(letter);
  std::string named;
  for (const auto& name : names) {
    if (names.size() <= kMaxNamed) named += (named.empty() ? "" : "; ") + name;
  }
  return words(named);
}

View::Value taken_since(const Letter& letter) {
  std::optional<rules::Instant> first;
  for (const auto* line : letter.taken) {
    if (line->handed_as_of && (!first || *line->handed_as_of < *first)) first = line->handed_as_of;
  }
  return first ? words(letter.wording.date(*first)) : false;
}

View::Value rests_until(const Letter& letter) {
  std::optional<rules::Instant> last;
  for (const auto* line : letter.taken) {
    if (line->rests_until && (!last || *last < *line->rests_until)) last = line->rests_until;
  }
  return last ? words(letter.wording.until(*last)) : false;
}

// What another agency handed over: from whom, since when, and until when reminders rest.
void add_transfer(Fields<Letter>& fields) {
  add_counts(fields, "taken", [](const Letter& letter) -> const Lines& { return letter.taken; });
  fields["taken_from"] = taken_from_named;
  fields["taken_from_count"] = [](const Letter& letter) {
    const auto names = taken_from(letter).size();
    return number_of(names > kMaxNamed ? names : 0);
  };
  fields["taken_since"] = taken_since;
  fields["rests_until"] = rests_until;
}

// What happens first if nothing is done, and who will be told.
const MessageLine* next_line(const Letter& letter) {
  const MessageLine* next = nullptr;
  for (const auto& line : letter.facts.lines) {
    if (!line.next_at || line.next_who.empty()) continue;
    if (!next || *line.next_at < *next->next_at) next = &line;
  }
  return next;
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
  for (const auto& finding : facts.findings) {
    out.push_back(
        std::make_shared<FieldsView<IndexedFinding>>(finding_fields(), IndexedFinding{finding, out.size() + 1}));
  }
  return out;
}

void add_findings(Fields<Letter>& fields) {
  fields["findings_count"] = [](const Letter& letter) { return number_of(letter.facts.findings.size()); };
  fields["findings"] = [](const Letter& letter) { return finding_views(letter.facts); };
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

const MessageLine* last_urged(const Letter& letter) {
  const MessageLine* last = nullptr;
  for (const auto* line : letter.overdue) {
    if (line->last_urged && (!last || *last->last_urged < *line->last_urged)) last = line;
  }
  return last;
}

void add_urging(Fields<Letter>& fields) {
  fields["urged_most"] = [](const Letter& letter) { return number(urged_most(letter)); };
  fields["urged_least"] = [](const Letter& letter) {
    const auto least = urged_least(letter);
    return number(least < urged_most(letter) ? least : 0);
  };
  fields["overdue_least"] = [](const Letter& letter) { return number(overdue_least(letter)); };
  fields["last_urged"] = [](const Letter& letter) -> View::Value {
    const auto* last = last_urged(letter);
    return last ? time_of(letter, last->last_urged) : false;
  };
  fields["last_urged_how"] = [](const Letter& letter) -> View::Value {
    const auto* last = last_urged(letter);
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
    add_lists(fields);
    add_named_lines(fields);
    add_sources(fields);
    add_transfer(fields);
    add_next(fields);
    add_urging(fields);
    add_whole(fields);
    add_meeting(fields);
    add_findings(fields);
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

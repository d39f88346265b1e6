#include "rules/message.hpp"

#include <algorithm>

#include "rules/message_line.hpp"

namespace dondoc::rules {
namespace {

const std::string& first_set(const std::string& a, const std::string& b) { return a.empty() ? b : a; }

// Whom a recipient's code means.
struct Reader {
  const Agency* agency = nullptr;  // the mailbox's, or that of the first office a person holds
  bool mailbox = false;
  const Person* person = nullptr;
  const Position* position = nullptr;
  std::string name;

  [[nodiscard]] bool heads_agency() const {
    return position && (position->role == Role::head || position->role == Role::acting_head);
  }
  [[nodiscard]] std::string title() const {
    if (!person) return {};
    if (heads_agency() && agency && !agency->addressee.empty()) return agency->addressee;
    return person->title.empty() && position ? position->title : person->title;
  }
};

Reader reader_of(const World& world, const Recipient& recipient, Instant now) {
  const Directory& directory = *world.directory;
  Reader reader;
  reader.agency = world.agency_of_recipient(recipient, now);
  reader.mailbox = recipient.starts_with(kMailboxPrefix);
  std::string_view code = code_after(kPersonPrefix, recipient);
  if (const auto* contact = directory.contact(code_after(kContactPrefix, recipient))) {
    reader.name = contact->name;
    code = contact->person;
  }
  if (const auto* room = directory.room(code_after(kRoomPrefix, recipient))) reader.name = room->name;
  reader.person = directory.person(code);
  if (!reader.person) return reader;
  reader.name = reader.person->name;
  const auto* calendar = world.calendar({});
  const auto offices = directory.offices_of(code, calendar ? calendar->zone().day_of(now) : Day{});
  if (!offices.empty()) reader.position = offices.front();
  return reader;
}

void take_transfer(MessageLine& line, const MessageLine& from) {
  line.handed_over = true;
  line.handed_from = from.handed_from;
  line.handed_as_of = from.handed_as_of;
  line.rests_until = from.rests_until;
}

// The line of one item that stands for all its notices: one because of its deadline before one because of its state,
// then the more severe.
void take_in(MessageLine& line, MessageLine other) {
  const Severity severity = std::max(line.severity, other.severity);
  const bool copy = line.copy && other.copy;
  const bool escalated = line.escalated || other.escalated;
  const auto rank = [](const MessageLine& l) { return std::pair{l.ladder == Ladder::deadline, l.severity}; };
  if (other.handed_over) take_transfer(line, other);
  if (line.handed_over) take_transfer(other, line);
  if (rank(line) < rank(other)) line = std::move(other);
  line.severity = severity;
  line.copy = copy;
  line.escalated = escalated;
}

MessageTopic topic_of(const std::vector<Finding>& findings) {
  const auto is = [](std::string_view beginning) {
    return [beginning](const Finding& finding) { return finding.code.starts_with(beginning); };
  };
  if (!findings.empty() && std::ranges::all_of(findings, is(kCorrectionFindings))) return MessageTopic::correction;
  const auto for_people = [&](const Finding& finding) {
    return is(kAnswerFindings)(finding) || is(kCorrectionFindings)(finding);
  };
  return !findings.empty() && std::ranges::all_of(findings, for_people) ? MessageTopic::answers
                                                                        : MessageTopic::findings;
}

class Gatherer {
 public:
  Gatherer(const World& world, const Sender& sender, Instant now) : world_(world), sender_(sender), now_(now) {}

  MessageFacts run(const MessageHead& head, std::span<const NoticeFacts> notices, std::span<const Finding> findings) {
    facts_.public_id = head.public_id;
    facts_.message_class = head.message_class;
    facts_.now = now_;
    facts_.recipient = head.recipient;
    facts_.sender = sender_.name;
    facts_.sender_contact = sender_.contact;
    facts_.banner = sender_.banner;
    facts_.rehearsal = !head.rehearsal_for.empty();
    facts_.rehearsal_for = head.rehearsal_for;
    facts_.room = head.recipient.starts_with(kRoomPrefix);
    facts_.findings.assign(findings.begin(), findings.end());
    facts_.language = sender_.language;
    for (const auto& notice : notices) add_line(notice);
    sort_lines();
    choose_topic();
    describe_reader(reader_of(world_, head.recipient, now_));
    ask_for_answer();
    return std::move(facts_);
  }

 private:
  const WorkCalendar* calendar() const {
    const auto* own = world_.calendar_of_recipient(facts_.recipient, now_);
    return own ? own : world_.calendar({});
  }

  void describe_reader(const Reader& reader) {
    if (const auto* zone_of = calendar()) facts_.zone = &zone_of->zone();
    if (reader.agency) {
      facts_.agency_name = reader.agency->name;
      facts_.agency_short = first_set(reader.agency->short_name, reader.agency->name);
    }
    facts_.person = reader.person != nullptr;
    facts_.recipient_name = reader.name;
    facts_.recipient_title = reader.title();
    if (reader.person && !reader.person->language.empty()) facts_.language = reader.person->language;
    // Reports name the person they go to; other letters go to the office.
    const bool to_office = reader.mailbox || (reader.heads_agency() && facts_.topic != MessageTopic::report_up);
    if (reader.agency && to_office) {
      facts_.addressee =
          reader.mailbox ? first_set(reader.agency->addressee, reader.agency->name) : reader.agency->addressee;
    }
    facts_.tone = tone(reader.agency);
  }

  void add_line(const NoticeFacts& notice) {
    auto line = message_line(world_, notice, facts_.recipient, now_);
    const auto same = std::ranges::find(facts_.lines, line.item, &MessageLine::item);
    if (same == facts_.lines.end()) {
      facts_.lines.push_back(std::move(line));
    } else {
      take_in(*same, std::move(line));
    }
  }

  void sort_lines() {
    const auto first = [](const MessageLine& line) {
      return line.due ? *line.due : line.since.value_or(kLatestInstant);
    };
    std::ranges::stable_sort(facts_.lines, [&](const MessageLine& a, const MessageLine& b) {
      if (a.overdue != b.overdue) return a.overdue;
      if (a.ladder != b.ladder) return a.ladder < b.ladder;
      if (first(a) != first(b)) return first(a) < first(b);
      return a.code < b.code;
    });
  }

  void choose_topic() {
    const auto waits = [](const MessageLine& line) { return line.ladder != Ladder::deadline; };
    if (facts_.lines.empty()) {
      facts_.topic = topic_of(facts_.findings);
    } else if (std::ranges::any_of(facts_.lines, &MessageLine::handed_over)) {
      facts_.topic = MessageTopic::hand_over;
    } else if (std::ranges::any_of(facts_.lines,
                                   [](const MessageLine& line) { return line.escalated && line.overdue; })) {
      facts_.topic = MessageTopic::report_up;
    } else if (facts_.lines.front().overdue) {
      facts_.topic = MessageTopic::overdue;
    } else {
      facts_.topic = std::ranges::all_of(facts_.lines, waits) ? MessageTopic::waiting : MessageTopic::reminder;
    }
  }

  Tone tone(const Agency* agency) const {
    if (facts_.topic == MessageTopic::report_up) return Tone::cap_tren;
    if (!agency) return Tone::ngang_cap;
    for (const Tone value : {Tone::cap_duoi, Tone::ngang_cap, Tone::nganh_doc, Tone::cap_tren}) {
      if (agency->tone == tone_name(value)) return value;
    }
    if (agency->level == "nganh_doc") return Tone::nganh_doc;
    if (agency->level == "tinh") return sender_.level == "tinh" ? Tone::ngang_cap : Tone::cap_tren;
    return sender_.level == "tinh" ? Tone::cap_duoi : Tone::ngang_cap;
  }

  // An answer is asked for before the next level is told.
  void ask_for_answer() {
    if (facts_.topic != MessageTopic::overdue) return;
    const MessageLine* first = nullptr;
    for (const auto& line : facts_.lines) {
      if (line.overdue && line.next_at && (!first || *line.next_at < *first->next_at)) first = &line;
    }
    if (first) facts_.reply_by = first->answer_by;
    const auto* hours = calendar();
    if (first || !hours) return;
    Moment within;
    within.anchor = Anchor::received;
    within.amount = sender_.reply_within;
    if (const auto at = resolve_moment(within, now_, *hours)) facts_.reply_by = *at;
  }

  const World& world_;
  const Sender& sender_;
  const Instant now_;
  MessageFacts facts_;
};

}  // namespace

MessageFacts gather_message(const World& world, const Sender& sender, const MessageHead& head,
                            std::span<const NoticeFacts> notices, std::span<const Finding> findings, Instant now) {
  return Gatherer{world, sender, now}.run(head, notices, findings);
}

std::string recipient_words(const World& world, const Recipient& recipient, Instant now) {
  const Reader reader = reader_of(world, recipient, now);
  if (reader.mailbox && reader.agency) return reader.agency->name;
  if (reader.name.empty()) return recipient;
  const auto title = reader.title();
  return title.empty() ? reader.name : reader.name + ", " + title;
}

}  // namespace dondoc::rules

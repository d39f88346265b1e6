#include "rules/message.hpp"

#include <algorithm>

#include "rules/told.hpp"

namespace dondoc::rules {
namespace {

constexpr std::string_view kSuperior = "superior";

std::string_view after(std::string_view recipient, std::string_view prefix) {
  return recipient.starts_with(prefix) ? recipient.substr(prefix.size()) : std::string_view{};
}

std::string first_set(const std::string& a, const std::string& b) { return a.empty() ? b : a; }

// The office, as one writes to it: "Chánh Văn phòng Ủy ban nhân dân tỉnh".
std::string office_name(const Directory& directory, const EscalationPlace& place) {
  if (const auto* person = directory.person(place.person)) return first_set(person->title, person->name);
  const auto* agency = directory.agency(place.target_agency);
  if (!agency) return {};
  return place.role == Role::head ? first_set(agency->addressee, agency->name) : agency->name;
}

class Gatherer {
 public:
  Gatherer(const World& world, const Sender& sender, Instant now)
      : world_(world), directory_(*world.directory), sender_(sender), now_(now) {}

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
    facts_.room = head.recipient.starts_with("room:");
    facts_.findings.assign(findings.begin(), findings.end());
    facts_.language = sender_.language;
    describe_recipient(head.recipient, notices);
    for (const auto& notice : notices) add_line(notice);
    sort_lines();
    choose_topic();
    facts_.tone = tone();
    ask_for_answer();
    return std::move(facts_);
  }

 private:
  const WorkCalendar* calendar() const {
    const auto* own = world_.calendar_of_recipient(facts_.recipient, now_);
    return own ? own : world_.calendar({});
  }

  void describe_recipient(const Recipient& recipient, std::span<const NoticeFacts> notices) {
    if (const auto* zone_of = calendar()) facts_.zone = &zone_of->zone();
    agency_ = world_.agency_of_recipient(recipient, now_);
    if (agency_) {
      facts_.agency_name = agency_->name;
      facts_.agency_short = first_set(agency_->short_name, agency_->name);
    }
    std::string_view code = after(recipient, "person:");
    if (const auto* contact = directory_.contact(after(recipient, "contact:"))) {
      facts_.recipient_name = contact->name;
      code = contact->person;
    }
    if (const auto* room = directory_.room(after(recipient, "room:"))) facts_.recipient_name = room->name;
    if (const auto* person = directory_.person(code)) {
      facts_.recipient_name = person->name;
      facts_.recipient_title = person->title;
      if (!person->language.empty()) facts_.language = person->language;
    }
    const bool to_the_office = std::ranges::any_of(notices, [](const NoticeFacts& n) {
      return n.role == "head" || n.role == kSuperior || n.role.starts_with("agency:");
    });
    if (agency_ && (to_the_office || recipient.starts_with("agency:"))) facts_.addressee = agency_->addressee;
  }

  void add_line(const NoticeFacts& notice) {
    const auto same = std::ranges::find(facts_.lines, notice.item->id, &MessageLine::item);
    if (same != facts_.lines.end()) {
      if (notice.severity > same->severity) *same = line_of(notice);
      return;
    }
    facts_.lines.push_back(line_of(notice));
  }

  MessageLine line_of(const NoticeFacts& notice) {
    const Item& item = *notice.item;
    MessageLine line;
    line.item = item.id;
    line.code = item.code;
    line.title = item.title;
    line.kind = item.kind;
    line.severity = notice.severity;
    line.rule = notice.alert.rule;
    line.step = notice.alert.step;
    line.number = notice.alert.number;
    line.copy = notice.copy;
    line.escalated = notice.role == kSuperior;
    line.restricted = item.restricted;
    line.document = item.document;
    line.product = item.product;
    line.received_at = item.received_at;
    if (!facts_.room) {
      line.progress = item.progress;
      line.progress_at = item.updated_at;
    }
    describe_parties(line, item);
    describe_deadline(line, notice);
    describe_step(line, notice);
    describe_source(line, item);
    return line;
  }

  void describe_parties(MessageLine& line, const Item& item) {
    if (const auto* agency = directory_.in_force(item.agency, today(item))) {
      line.agency_name = agency->name;
      line.agency_short = first_set(agency->short_name, agency->name);
    } else if (const auto* former = directory_.agency(item.agency)) {
      line.agency_name = former->name;
      line.agency_short = first_set(former->short_name, former->name);
    }
    if (!facts_.room) {
      const auto* officer = directory_.person(item.officer);
      line.officer_name = officer ? officer->name : item.officer_name;
    }
    if (const auto* procedure = directory_.procedure(item.procedure, today(item))) {
      line.procedure_name = procedure->name;
    }
    for (const auto& code : item.coordinators) {
      const auto* agency = directory_.agency(code);
      if (!line.coordinators.empty()) line.coordinators += "; ";
      line.coordinators += agency ? first_set(agency->short_name, agency->name) : code;
    }
  }

  Day today(const Item& item) const {
    const auto* of_item = world_.calendar_of(item);
    return of_item ? of_item->zone().day_of(now_) : Day{};
  }

  void describe_step(MessageLine& line, const NoticeFacts& notice) {
    const auto* rule = world_.rule(notice.alert.rule);
    if (!rule) return;
    int superior_level = 0;
    for (const auto& step : rule->steps) {
      if (step.escalates()) ++superior_level;
      if (step.id == notice.alert.step) {
        line.step_title = step.title;
        line.template_name = step.template_name;
      }
      if (step.escalates() && step.id != notice.alert.step && !line.next_at) {
        announce(line, notice, *rule, step.id, superior_level);
      }
    }
  }

  // What happens next and who will be told: the first step above that has not been told, at the earliest when its
  // moment has come, the head has had notice since now, and the grace of what was overdue at going live is over.
  void announce(MessageLine& line, const NoticeFacts& notice, const Rule& rule, const std::string& step,
                int superior_level) {
    for (const auto& outcome : notice.evaluation->outcomes) {
      if (outcome.rule != rule.id || outcome.step != step) continue;
      const bool ahead = outcome.reason == Reason::not_reached || outcome.reason == Reason::min_notice ||
                         outcome.reason == Reason::backlog_grace;
      if (!ahead || !outcome.scheduled_at) return;
      line.next_at = std::max(*outcome.scheduled_at, notice.history->backlog_until.value_or(*outcome.scheduled_at));
      const auto release = after_notice(rule, *notice.item);
      if (line.told_times == 0 && release) line.next_at = std::max(*line.next_at, *release);
      line.next_who = superior_name(*notice.item, superior_level);
      return;
    }
  }

  std::optional<Instant> after_notice(const Rule& rule, const Item& item) const {
    const auto* of_item = world_.calendar_of(item);
    if (!of_item) return std::nullopt;
    Moment after_now;
    after_now.anchor = Anchor::received;
    after_now.amount = rule.min_notice;
    const auto at = resolve_moment(after_now, now_, *of_item);
    return at ? std::optional{*at} : std::nullopt;
  }

  std::string superior_name(const Item& item, int level) const {
    const Day day = today(item);
    const auto* agency = directory_.in_force(item.agency, day);
    if (!agency) return {};
    if (const auto* place = directory_.escalation_place(agency->code, level, day)) {
      return office_name(directory_, *place);
    }
    const auto* above = directory_.agency(agency->parent);
    return above ? first_set(above->addressee, above->name) : std::string{};
  }

  void describe_deadline(MessageLine& line, const NoticeFacts& notice) {
    const Item& item = *notice.item;
    line.due = notice.evaluation->due;
    line.due_is_date = item.due_is_date && !item.appointment_at && line.due == item.due_at;
    line.provisional = notice.evaluation->provisional;
    const auto* of_item = world_.calendar_of(item);
    if (!line.due || !of_item) return;
    line.overdue = *line.due <= now_;
    const Day due_day = of_item->zone().day_before_end(*line.due);
    const Day now_day = of_item->zone().day_of(now_);
    const auto days = line.overdue ? of_item->working_days_between(due_day, now_day)
                                   : of_item->working_days_between(now_day, due_day);
    line.working_days = days.value_or(0);
    if (!line.overdue) {
      if (const auto left = of_item->working_time({now_, *line.due})) line.working_time_left = *left;
    }
    count_told(line, notice);
  }

  void count_told(MessageLine& line, const NoticeFacts& notice) const {
    for (const auto& alert : notice.history->alerts) {
      if (alert.scheduled_at < *line.due) continue;
      const auto told = std::ranges::find_if(
          alert.notices, [&](const NoticeRecord& n) { return n.settled_at && is_spent(n, world_.mode); });
      if (told == alert.notices.end()) continue;
      ++line.told_times;
      if (!line.last_told || *line.last_told < *told->settled_at) line.last_told = told->settled_at;
    }
  }

  void describe_source(MessageLine& line, const Item& item) const {
    line.source_name = item.source;
    if (const auto* source = directory_.source(item.source)) {
      line.source_name = first_set(source->name, source->id);
      line.as_of = source->fresh_as_of;
    }
  }

  void sort_lines() {
    std::ranges::stable_sort(facts_.lines, [](const MessageLine& a, const MessageLine& b) {
      if (a.overdue != b.overdue) return a.overdue;
      if (a.due != b.due) return a.due.value_or(kLatestInstant) < b.due.value_or(kLatestInstant);
      return a.code < b.code;
    });
  }

  void choose_topic() {
    if (facts_.lines.empty()) {
      facts_.topic = MessageTopic::findings;
    } else if (std::ranges::any_of(facts_.lines, &MessageLine::escalated)) {
      facts_.topic = MessageTopic::report_up;
    } else {
      facts_.topic = facts_.lines.front().overdue ? MessageTopic::overdue : MessageTopic::reminder;
    }
  }

  Tone tone() const {
    if (facts_.topic == MessageTopic::report_up) return Tone::cap_tren;
    if (!agency_) return Tone::ngang_cap;
    for (const Tone value : {Tone::cap_duoi, Tone::ngang_cap, Tone::nganh_doc, Tone::cap_tren}) {
      if (agency_->tone == tone_name(value)) return value;
    }
    if (agency_->level == "nganh_doc") return Tone::nganh_doc;
    if (agency_->level == "tinh") return sender_.level == "tinh" ? Tone::ngang_cap : Tone::cap_tren;
    return sender_.level == "tinh" ? Tone::cap_duoi : Tone::ngang_cap;
  }

  // An answer is asked for before the next level is told.
  void ask_for_answer() {
    if (facts_.topic != MessageTopic::overdue) return;
    for (const auto& line : facts_.lines) {
      if (line.next_at && (!facts_.reply_by || *line.next_at < *facts_.reply_by)) facts_.reply_by = line.next_at;
    }
    if (facts_.reply_by) return;
    const auto* hours = calendar();
    if (!hours) return;
    Moment within;
    within.anchor = Anchor::received;
    within.amount = sender_.reply_within;
    if (const auto at = resolve_moment(within, now_, *hours)) facts_.reply_by = *at;
  }

  const World& world_;
  const Directory& directory_;
  const Sender& sender_;
  const Instant now_;
  const Agency* agency_ = nullptr;
  MessageFacts facts_;
};

}  // namespace

MessageFacts gather_message(const World& world, const Sender& sender, const MessageHead& head,
                            std::span<const NoticeFacts> notices, std::span<const Finding> findings, Instant now) {
  return Gatherer{world, sender, now}.run(head, notices, findings);
}

}  // namespace dondoc::rules

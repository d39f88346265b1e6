#include "rules/message_line.hpp"

#include <algorithm>

#include "rules/meeting.hpp"
#include "rules/message_next.hpp"
#include "rules/message_urged.hpp"
#include "rules/recipients.hpp"
#include "rules/transfer.hpp"

namespace dondoc::rules {
namespace {

const std::string& first_set(const std::string& a, const std::string& b) { return a.empty() ? b : a; }

class LineMaker {
 public:
  LineMaker(const World& world, const NoticeFacts& notice, const Recipient& reader, Instant now)
      : world_(world),
        directory_(*world.directory),
        notice_(notice),
        item_(*notice.item),
        reader_(reader),
        now_(now),
        rule_(world.rule(notice.alert.rule)),
        calendar_(world.calendar_of(item_)) {}

  MessageLine run() {
    describe_item();
    describe_step();
    describe_parties();
    describe_source();
    if (calendar_) {
      const bool by_due = line_.ladder == Ladder::deadline || line_.ladder == Ladder::transferred;
      by_due ? describe_deadline() : describe_waiting();
    }
    if (line_.overdue) {
      const auto urged = count_urgings(world_, notice_, *line_.due, *calendar_);
      line_.urged_times = urged.times;
      line_.last_urged = urged.last;
      line_.last_urged_how = urged.how;
    }
    if (const auto next = rule_ ? next_level(world_, notice_, *rule_, reader_, now_) : std::nullopt) {
      line_.next_at = next->at;
      line_.next_who = next->who;
      line_.answer_by = next->answer_by;
    }
    return std::move(line_);
  }

 private:
  bool in_room() const { return reader_.starts_with(kRoomPrefix); }
  Day day_of(Instant instant) const { return calendar_ ? calendar_->zone().day_of(instant) : Day{}; }

  void describe_item() {
    line_.item = item_.id;
    line_.code = item_.code;
    line_.kind = item_.kind;
    line_.severity = notice_.severity;
    line_.copy = notice_.copy;
    line_.restricted = item_.restricted;
    line_.document = item_.document;
    line_.product = item_.product;
    line_.received_at = item_.received_at;
    if (const auto* procedure =
            directory_.procedure(item_.procedure, day_of(item_.received_at.value_or(item_.first_stored)))) {
      line_.procedure_name = procedure->name;
    }
    line_.title = item_.kind == Kind::dossier ? first_set(item_.title, line_.procedure_name) : item_.title;
    if (in_room()) return;
    line_.progress = item_.progress;
    line_.progress_at = item_.updated_at;
  }

  void describe_step() {
    line_.rule = notice_.alert.rule;
    line_.step = notice_.alert.step;
    line_.number = notice_.alert.number;
    const auto spec = parse_recipient_spec(notice_.role);
    if (notice_.alert.rule == kMeetingRule) {
      line_.template_name = notice_.alert.step == kCancelStep ? "meeting_cancelled" : "invitation";
    }
    line_.escalated = spec && spec->who == RecipientSpec::Who::superior;
    const auto* step = rule_ ? rule_->step(notice_.alert.step) : nullptr;
    if (!step) return;
    line_.step_title = step->title;
    line_.template_name = step->template_name;
    line_.ladder = ladder_of(step->at);
    if (spec) describe_stand_in(*spec);
    if (line_.ladder == Ladder::transferred) describe_transfer();
  }

  void describe_transfer() {
    const auto* transfer = last_transfer(item_);
    if (!transfer) return;
    const auto* from = directory_.agency(transfer->from);
    line_.handed_over = true;
    line_.handed_from = from ? first_set(from->short_name, from->name) : transfer->from;
    // Departments of a province that is no more have the names of those that follow.
    const auto* above = from ? directory_.agency(from->parent) : nullptr;
    const auto* to = directory_.agency(transfer->to);
    if (above && to && from->name == to->name) {
      line_.handed_from += " (" + first_set(above->short_name, above->name) + ")";
    }
    line_.handed_as_of = transfer->as_of;
    line_.rests_until = transfer->grace_until;
  }

  void describe_stand_in(const RecipientSpec& spec) {
    const auto* outcome = notice_.evaluation->outcome(rule_->id, notice_.alert.step);
    const auto found = resolve_recipients(spec, outcome ? outcome->superior_level : 0, world_, item_, now_);
    if (found.stood_in) line_.stands_in_for = office_name(found.office);
  }

  void describe_parties() {
    const auto* agency = directory_.in_force(item_.agency, day_of(now_));
    if (!agency) agency = directory_.agency(item_.agency);
    line_.agency_name = agency ? agency->name : item_.agency;
    line_.agency_short = agency ? first_set(agency->short_name, agency->name) : item_.agency;
    if (!in_room()) {
      const auto* officer = directory_.person(item_.officer);
      line_.officer_name = officer ? officer->name : item_.officer_name;
    }
    for (const auto& code : item_.coordinators) {
      const auto* coordinator = directory_.agency(code);
      if (!line_.coordinators.empty()) line_.coordinators += "; ";
      line_.coordinators += coordinator ? first_set(coordinator->short_name, coordinator->name) : code;
    }
  }

  void describe_source() {
    const auto configured = world_.source_names.find(item_.source);
    const auto* source = directory_.source(item_.source);
    line_.source_name = item_.source;
    if (source) {
      line_.source_name = first_set(source->name, source->id);
      line_.as_of = source->fresh_as_of;
    }
    if (configured != world_.source_names.end()) line_.source_name = configured->second;
  }

  void describe_deadline() {
    line_.due = notice_.evaluation->due;
    if (!line_.due) return;
    line_.due_is_date = item_.due_is_date && !item_.appointment_at && line_.due == item_.due_at;
    line_.provisional = notice_.evaluation->provisional;
    line_.overdue = *line_.due <= now_ && is_active(item_.state) && !open_hold(item_.holds, now_);
    if (line_.overdue) line_.ladder = Ladder::deadline;
    const Day due_day = calendar_->zone().day_before_end(*line_.due);
    const Day today = day_of(now_);
    line_.due_today = !line_.overdue && due_day == today;
    const auto days = line_.overdue ? calendar_->working_days_between(due_day, today)
                                    : calendar_->working_days_between(today, due_day);
    line_.working_days = days.value_or(0);
    if (line_.overdue || item_.kind != Kind::dossier) return;
    if (const auto left = calendar_->working_time({now_, *line_.due})) line_.working_time_left = *left;
  }

  // The episode of these ladders is the instant they count from.
  void describe_waiting() {
    line_.since = instant_from_millis(notice_.alert.episode);
    line_.days_since = calendar_->working_days_between(day_of(*line_.since), day_of(now_)).value_or(0);
    line_.never_updated = line_.ladder == Ladder::updated && !item_.updated_at;
  }

  const World& world_;
  const Directory& directory_;
  const NoticeFacts& notice_;
  const Item& item_;
  const Recipient& reader_;
  const Instant now_;
  const Rule* rule_;
  const WorkCalendar* calendar_;
  MessageLine line_;
};

}  // namespace

MessageLine message_line(const World& world, const NoticeFacts& notice, const Recipient& reader, Instant now) {
  return LineMaker{world, notice, reader, now}.run();
}

}  // namespace dondoc::rules

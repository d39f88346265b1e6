#pragma once

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/evaluate.hpp"
#include "tests/rules/calendars.hpp"

// A small province for the tests of decisions, and an Evaluation written as one readable text.
//
//   UBND  provincial committee (tinh): head chu-tich, deputy pho-ct; single items never go there
//   VP    its office (so, below UBND): head chanh-vp
//   STC   department of finance (so, below UBND), 07:00-11:30, 13:30-17:00: head binh, deputy phuong, focal chi,
//         officers an and dung; escalation path 1 VP's head, 2 UBND's deputy
//   CL    a town (thi xa, huyen, below UBND) without a path of its own: head lan
//   XA    a commune below CL: head nam

namespace dondoc::rules {

inline void add_agency(Directory& directory, std::string code, std::string level, std::string parent) {
  Agency agency;
  agency.name = "Cơ quan " + code;
  agency.code = std::move(code);
  agency.level = std::move(level);
  agency.parent = std::move(parent);
  directory.agencies.push_back(std::move(agency));
}

inline void add_mail(Directory& directory, Recipient owner) {
  std::string value = owner.substr(owner.find(':') + 1) + "@tinh.gov.vn";
  directory.addresses.push_back({std::move(owner), "email", std::move(value), 0, false, {}, {}});
}

// With an address; an office where the agency is given.
inline void add_person(Directory& directory, const std::string& code, std::string agency = {}, Role role = Role::head) {
  Person person;
  person.code = code;
  person.name = "Ông/bà " + code;
  directory.people.push_back(std::move(person));
  add_mail(directory, "person:" + code);
  if (!agency.empty()) directory.positions.push_back({std::move(agency), role, code, {}, {}, {}});
}

// Not finished: a test may change it and then call world_with().
inline Directory small_directory() {
  Directory directory;
  add_agency(directory, "UBND", "tinh", "");
  add_agency(directory, "VP", "so", "UBND");
  add_agency(directory, "STC", "so", "UBND");
  add_agency(directory, "CL", "huyen", "UBND");
  add_agency(directory, "XA", "xa", "CL");
  add_person(directory, "chu-tich", "UBND", Role::head);
  add_person(directory, "pho-ct", "UBND", Role::deputy);
  add_person(directory, "chanh-vp", "VP", Role::head);
  add_person(directory, "binh", "STC", Role::head);
  add_person(directory, "phuong", "STC", Role::deputy);
  add_person(directory, "chi", "STC", Role::focal);
  add_person(directory, "an", "STC", Role::officer);
  add_person(directory, "dung", "STC", Role::officer);
  add_person(directory, "lan", "CL", Role::head);
  add_person(directory, "nam", "XA", Role::head);
  for (const char* code : {"UBND", "VP", "STC", "CL", "XA"}) add_mail(directory, std::string{"agency:"} + code);
  directory.contacts.push_back({"truc-ban", "Trực ban", ""});
  add_mail(directory, "contact:truc-ban");
  directory.rooms.push_back({"phong-chung", "Phòng chung"});
  directory.addresses.push_back({"room:phong-chung", "zalo", "nhom-1", 0, false, {}, {}});
  directory.escalation.push_back({"STC", 1, "VP", Role::head, "", {}, {}});
  directory.escalation.push_back({"STC", 2, "UBND", Role::deputy, "", {}, {}});
  return directory;
}

inline void set_directory(World& world, Directory directory) {
  auto shared = std::make_shared<Directory>(std::move(directory));
  shared->finish();
  world.directory = std::move(shared);
}

inline World world_with(std::vector<Rule> rules, Directory directory = small_directory()) {
  World world;
  world.rules = std::move(rules);
  world.calendars["vn"] = std::shared_ptr<const WorkCalendar>(&vietnam(), [](const WorkCalendar*) {});
  world.default_calendar = "vn";
  world.channels = {{"mail", true, true}, {"zalo", false, true}};
  world.mode = DeliveryMode::live;
  world.fallback_contact = "contact:truc-ban";
  world.digest_only_levels = {"tinh"};
  set_directory(world, std::move(directory));
  return world;
}

inline RecipientSpec who(std::string_view text) {
  const auto spec = parse_recipient_spec(text);
  if (!spec) throw std::invalid_argument("no such recipient: " + std::string{text});
  return *spec;
}

inline Amount amount(std::string_view text) {
  const auto parsed = parse_amount(text);
  if (!parsed) throw std::invalid_argument("no such amount: " + std::string{text});
  return *parsed;
}

// A step as one writes it in a rule: make("qua-han", "due").notify("head").repeat("1wd 07:30", 3).critical()
class StepMaker {
 public:
  StepMaker(std::string id, std::string_view moment) {
    step_.id = std::move(id);
    const auto parsed = parse_moment(moment);
    if (!parsed) throw std::invalid_argument(parsed.error());
    step_.at = *parsed;
  }
  StepMaker& notify(std::string_view spec) { return step_.notify.push_back(who(spec)), *this; }
  StepMaker& copy(std::string_view spec) { return step_.copy.push_back(who(spec)), *this; }
  StepMaker& critical() { return step_.severity = Severity::critical, *this; }
  StepMaker& late_send() { return step_.late_send = true, *this; }
  StepMaker& every(std::string_view interval) {
    const auto parsed = parse_repeat_interval(interval);
    if (!parsed) throw std::invalid_argument(parsed.error());
    if (!step_.repeat) step_.repeat.emplace();
    step_.repeat->every.push_back(*parsed);
    return *this;
  }
  StepMaker& max(int repeats) { return step_.repeat->max = repeats, *this; }
  StepMaker& unless(std::string_view word) {
    using What = Unless::What;
    if (word == "acknowledged") return step_.unless.push_back({What::acknowledged, {}}), *this;
    if (word == "reported") return step_.unless.push_back({What::reported, {}}), *this;
    if (word == "extended") return step_.unless.push_back({What::extended, {}}), *this;
    return step_.unless.push_back({What::field, std::string{word}}), *this;
  }
  operator Step() const { return step_; }  // NOLINT(google-explicit-constructor): reads as a list of steps

 private:
  Step step_;
};

inline StepMaker make(std::string id, std::string_view moment) { return {std::move(id), moment}; }

inline Rule rule_of(std::string id, std::vector<Step> steps) {
  Rule rule;
  rule.id = std::move(id);
  rule.steps = std::move(steps);
  return rule;
}

// A task of STC with officer an, received on Tue 01/11/2022 at 08:00; without `due` it has no deadline.
inline Item task(std::string_view due = {}) {
  Item item;
  item.id = 1;
  item.source = "ke-hoach";
  item.code = "NV01";
  item.agency = "STC";
  item.officer = "an";
  item.received_at = at("Tue 2022-11-01T08:00+07:00");
  item.first_stored = *item.received_at;
  if (!due.empty()) item.due_at = at(due);
  return item;
}

// Notices by number, as a store keeps them.
struct Row {
  const AlertRecord* alert = nullptr;
  NoticeRecord* notice = nullptr;
};
inline Row find_row(History& history, NoticeId id) {
  for (auto& alert : history.alerts) {
    for (auto& notice : alert.notices) {
      if (notice.id == id) return {&alert, &notice};
    }
  }
  throw std::logic_error("no notice " + std::to_string(id));
}

// Adds a row that is there already, for tests that do not play the time before.
inline NoticeRecord& add_notice(History& history, AlertKey key, std::string_view scheduled, Recipient recipient,
                                std::string role, NoticeState state, std::string_view settled = {}) {
  auto found = std::ranges::find(history.alerts, key, &AlertRecord::key);
  if (found == history.alerts.end()) {
    AlertRecord alert;
    alert.id = static_cast<AlertId>(history.alerts.size()) + 1;
    alert.key = std::move(key);
    alert.scheduled_at = at(scheduled);
    found = history.alerts.insert(history.alerts.end(), std::move(alert));
  }
  NoticeId last = 0;
  for (const auto& alert : history.alerts) last += static_cast<NoticeId>(alert.notices.size());
  NoticeRecord notice;
  notice.id = last + 1;
  notice.recipient = std::move(recipient);
  notice.role = std::move(role);
  notice.state = state;
  notice.agency = "STC";
  if (!settled.empty()) notice.settled_at = at(settled);
  found->notices.push_back(std::move(notice));
  return found->notices.back();
}

// "qua-han", "qua-han#2" for its second repeat.
inline std::string step_name(std::string_view step, int number) {
  return std::string{step} + (number > 0 ? "#" + std::to_string(number) : "");
}
// A person's code alone; other recipients in full.
inline std::string short_name(const Recipient& recipient) {
  return recipient.starts_with("person:") ? recipient.substr(7) : recipient;
}
inline std::string said(Instant instant) { return said(instant, vietnam().zone()); }

// The whole decision, a line each:
//   version 2 later: due Wed 2022-11-30T17:00+07:00
//   queue qua-han#1 binh (head)                  "again" where a row is queued again, "from …" where the window may lie
//                                                before the moment
//   qua-han an superseded higher_step            a row that is no longer what it was
//   finding DD6201 agency:STC/head
//   next Thu 2022-12-01T07:30+07:00              or "next none held"
inline std::string written(const Evaluation& evaluation, History history) {
  std::string text;
  if (const auto& change = evaluation.deadline) {
    text += "version " + std::to_string(change->version) + " " + change->direction + ": due " +
            (change->due ? said(*change->due) : "none") + "\n";
  }
  for (const auto& alert : evaluation.alerts) {
    for (const auto& notice : alert.notices) {
      text += "queue " + step_name(alert.key.step, alert.key.number) + " " + short_name(notice.recipient) + " (" +
              (notice.copy ? "copy, " : "") + notice.role + ")" + (notice.existing != 0 ? " again" : "") +
              (notice.window_from != alert.scheduled_at ? " from " + said(notice.window_from) : "") + "\n";
    }
  }
  for (const auto& change : evaluation.changes) {
    const Row row = find_row(history, change.notice);
    text += step_name(row.alert->key.step, row.alert->key.number) + " " + short_name(row.notice->recipient) + " " +
            std::string{notice_state_name(change.state)} + " " + std::string{reason_name(change.reason)} + "\n";
  }
  for (const auto& finding : evaluation.findings) text += "finding " + finding.code + " " + finding.subject + "\n";
  return text + "next " +
         (evaluation.next_check ? said(*evaluation.next_check)
                                : "none " + std::string{reason_name(evaluation.no_next_check)}) +
         "\n";
}

// What was decided of every step: "nhac: term_too_short", "qua-han#1: reached: binh reached, chi higher_step".
inline std::string reasons(const Evaluation& evaluation) {
  std::string text;
  for (const auto& outcome : evaluation.outcomes) {
    text += (outcome.step.empty() ? outcome.rule : step_name(outcome.step, outcome.number)) + ": " +
            std::string{reason_name(outcome.reason)};
    std::string separator = ": ";
    for (const auto& person : outcome.people) {
      text += separator + short_name(person.recipient) + " " + std::string{reason_name(person.reason)};
      separator = ", ";
    }
    text += "\n";
  }
  return text;
}

}  // namespace dondoc::rules

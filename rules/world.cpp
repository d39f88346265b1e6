#include "rules/world.hpp"

#include <algorithm>

#include "rules/transfer.hpp"

namespace dondoc::rules {
namespace {

const WorkCalendar* find_calendar(const CalendarMap& calendars, std::string_view id) {
  const auto found = calendars.find(id);
  return found == calendars.end() ? nullptr : found->second.get();
}

}  // namespace

const WorkCalendar* World::calendar(std::string_view id) const {
  return find_calendar(calendars, id.empty() ? std::string_view{default_calendar} : id);
}

const Procedure* World::procedure_of(const Item& item) const {
  if (item.procedure.empty()) return nullptr;
  const auto received = item.received_at.value_or(item.first_stored);
  const auto* standard = calendar({});
  return directory->procedure(item.procedure, standard ? standard->zone().day_of(received) : Day{});
}

World::CalendarName World::calendar_name_of(const Item& item) const {
  if (const auto* procedure = procedure_of(item)) {
    const std::string_view reception = procedure->reception_calendar;
    if (!reception.empty() && !calendar(reception)) return {reception, procedure->code};
    if (!procedure->calendar.empty()) return {procedure->calendar, procedure->code};
  }
  const auto* agency = directory->agency(item.term_agency.empty() ? item.agency : item.term_agency);
  if (agency && !agency->calendar.empty()) return {agency->calendar, agency->code};
  return {default_calendar, {}};
}

const WorkCalendar* World::calendar_of(const Item& item) const { return calendar(calendar_name_of(item).id); }

const Agency* World::agency_of_recipient(const Recipient& recipient, Instant now) const {
  const auto* standard = calendar({});
  if (!standard) return nullptr;
  const Day day = standard->zone().day_of(now);
  if (const auto code = code_after(kMailboxPrefix, recipient); !code.empty()) return directory->agency(code);
  std::string_view person = code_after(kPersonPrefix, recipient);
  if (const auto id = code_after(kContactPrefix, recipient); !id.empty()) {
    const auto* contact = directory->contact(id);
    if (contact) person = contact->person;
  }
  if (person.empty()) return nullptr;  // rooms; and vacant offices have no person either
  const auto offices = directory->offices_of(person, day);
  return offices.empty() ? nullptr : directory->agency(offices.front()->agency);
}

const WorkCalendar* World::calendar_of_recipient(const Recipient& recipient, Instant now) const {
  const auto* agency = agency_of_recipient(recipient, now);
  const auto* own = calendar(agency ? std::string_view{agency->calendar} : std::string_view{});
  return own ? own : calendar({});
}

const Rule* World::rule(std::string_view id) const {
  const auto found = std::ranges::find_if(rules, [id](const Rule& rule) { return rule.is_called(id); });
  if (found != rules.end()) return &*found;
  return id == kTransferRule ? &transfer_rule() : nullptr;
}

}  // namespace dondoc::rules

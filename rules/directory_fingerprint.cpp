#include "rules/directory.hpp"
#include "rules/fingerprint.hpp"

// Every field is bound by name: one that is added later does not compile until somebody has decided about it here.

namespace dondoc::rules {
namespace {

void add(Fingerprint& out, const Agency& agency) {
  const auto& [code, name, short_name, addressee, level, parent, head_title, calendar, tone, valid_from, valid_until,
               successors] = agency;
  out.add(code).add(name).add(short_name).add(addressee).add(level).add(parent).add(head_title).add(calendar).add(tone);
  out.add(valid_from).add(valid_until).add(static_cast<std::int64_t>(successors.size()));
  for (const auto& successor : successors) out.add(successor);
}

void add(Fingerprint& out, const Person& person) {
  const auto& [code, name, title, phone, language] = person;
  out.add(code).add(name).add(title).add(phone).add(language);
}

void add(Fingerprint& out, const Position& position) {
  const auto& [agency, role, person, title, from, until] = position;
  out.add(agency).add(static_cast<std::int64_t>(role)).add(person).add(title).add(from).add(until);
}

void add(Fingerprint& out, const Address& address) {
  const auto& [owner, channel, value, preference, failing, from, until] = address;
  static_cast<void>(failing);
  out.add(owner).add(channel).add(value).add(std::int64_t{preference}).add(from).add(until);
}

void add(Fingerprint& out, const EscalationPlace& place) {
  const auto& [agency, level, target_agency, role, person, from, until] = place;
  out.add(agency).add(std::int64_t{level}).add(target_agency).add(static_cast<std::int64_t>(role)).add(person);
  out.add(from).add(until);
}

void add(Fingerprint& out, const Delegation& delegation) {
  const auto& [from_person, to_person, from, until, copy_to_delegator] = delegation;
  out.add(from_person).add(to_person).add(from).add(until).add(std::int64_t{copy_to_delegator});
}

void add(Fingerprint& out, const Contact& contact) {
  const auto& [id, name, person] = contact;
  out.add(id).add(name).add(person);
}

void add(Fingerprint& out, const Room& room) {
  const auto& [id, name] = room;
  out.add(id).add(name);
}

void add(Fingerprint& out, const Procedure& procedure) {
  const auto& [code, name, term, calendar, cut_off, from, until, reception_calendar, roll, max_extensions] = procedure;
  static_cast<void>(max_extensions);  // no rule sees it
  out.add(code).add(name).add(term ? format_amount(*term) : std::string{}).add(calendar);
  out.add(cut_off ? std::int64_t{cut_off->count()} : std::int64_t{-1}).add(from).add(until);
  out.add(reception_calendar).add(roll ? roll_name(*roll) : std::string_view{});
}

void add(Fingerprint& out, const Source& source) {
  const auto& [id, name, owner, fresh_as_of] = source;
  static_cast<void>(fresh_as_of);
  out.add(id).add(name).add(owner);
}

template <class T>
void add_all(Fingerprint& out, const std::vector<T>& entries) {
  out.add(static_cast<std::int64_t>(entries.size()));
  for (const auto& entry : entries) add(out, entry);
}

}  // namespace

std::uint64_t Directory::fingerprint() const {
  Fingerprint out;
  add_all(out, agencies);
  add_all(out, people);
  add_all(out, positions);
  add_all(out, addresses);
  add_all(out, escalation);
  add_all(out, delegations);
  add_all(out, contacts);
  add_all(out, rooms);
  add_all(out, procedures);
  add_all(out, sources);
  return out.value();
}

}  // namespace dondoc::rules

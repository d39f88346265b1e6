#include "rules/directory.hpp"

#include <algorithm>
#include <set>

namespace dondoc::rules {
namespace {

bool in_force_on(const std::optional<Day>& from, const std::optional<Day>& until, Day day) {
  return (!from || *from <= day) && (!until || day <= *until);
}

template <class T>
const T* find_in(const std::unordered_map<std::string_view, const T*>& index, std::string_view key) {
  const auto found = index.find(key);
  return found == index.end() ? nullptr : found->second;
}

template <class T>
const std::vector<const T*>& all_in(const std::unordered_map<std::string_view, std::vector<const T*>>& index,
                                    std::string_view key) {
  static const std::vector<const T*> kNone;
  const auto found = index.find(key);
  return found == index.end() ? kNone : found->second;
}

}  // namespace

void Directory::finish() {
  for (const auto& agency : agencies) agency_index_.emplace(agency.code, &agency);
  for (const auto& person : people) person_index_.emplace(person.code, &person);
  for (const auto& contact : contacts) contact_index_.emplace(contact.id, &contact);
  for (const auto& room : rooms) room_index_.emplace(room.id, &room);
  for (const auto& source : sources) source_index_.emplace(source.id, &source);
  for (const auto& procedure : procedures) procedure_index_[procedure.code].push_back(&procedure);
  for (const auto& position : positions) {
    position_index_[position.agency].push_back(&position);
    office_index_[position.person].push_back(&position);
  }
  for (const auto& address : addresses) address_index_[address.owner].push_back(&address);
  for (const auto& place : escalation) escalation_index_[place.agency].push_back(&place);
  for (const auto& delegation : delegations) delegation_index_[delegation.from_person].push_back(&delegation);
  std::set<std::string_view> calendars{std::string_view{}};
  for (const auto& agency : agencies) calendars.insert(agency.calendar);
  agency_calendars_.assign(calendars.begin(), calendars.end());
  for (auto& [owner, list] : address_index_) {
    std::ranges::stable_sort(list, {}, [](const Address* address) { return address->preference; });
  }
}

const Agency* Directory::agency(std::string_view code) const { return find_in(agency_index_, code); }
const Person* Directory::person(std::string_view code) const { return find_in(person_index_, code); }
const Contact* Directory::contact(std::string_view id) const { return find_in(contact_index_, id); }
const Room* Directory::room(std::string_view id) const { return find_in(room_index_, id); }
const Source* Directory::source(std::string_view id) const { return find_in(source_index_, id); }

const Procedure* Directory::procedure(std::string_view code, Day day) const {
  const Procedure* best = nullptr;
  for (const auto* entry : all_in(procedure_index_, code)) {
    if (!in_force_on(entry->from, entry->until, day)) continue;
    if (!best || entry->from.value_or(Day::min()) >= best->from.value_or(Day::min())) best = entry;
  }
  return best;
}

std::vector<const Position*> Directory::holders(std::string_view agency, Role role, Day day) const {
  std::vector<const Position*> result;
  for (const auto* position : all_in(position_index_, agency)) {
    if (position->role == role && in_force_on(position->from, position->until, day)) result.push_back(position);
  }
  return result;
}

std::vector<const Position*> Directory::offices_of(std::string_view person, Day day) const {
  std::vector<const Position*> result;
  for (const auto* position : all_in(office_index_, person)) {
    if (in_force_on(position->from, position->until, day)) result.push_back(position);
  }
  return result;
}

std::vector<const Address*> Directory::addresses_of(std::string_view recipient, Day day) const {
  std::vector<const Address*> result;
  for (const auto* address : all_in(address_index_, recipient)) {
    if (!address->failing && in_force_on(address->from, address->until, day)) result.push_back(address);
  }
  return result;
}

const EscalationPlace* Directory::escalation_place(std::string_view agency, int level, Day day) const {
  for (const auto* place : all_in(escalation_index_, agency)) {
    if (place->level == level && in_force_on(place->from, place->until, day)) return place;
  }
  return nullptr;
}

bool Directory::has_escalation_path(std::string_view agency, Day day) const {
  return std::ranges::any_of(all_in(escalation_index_, agency), [day](const EscalationPlace* place) {
    return in_force_on(place->from, place->until, day);
  });
}

const Agency* Directory::in_force(std::string_view code, Day day) const {
  const Agency* named = agency(code);
  if (!named || in_force_on(std::nullopt, named->valid_until, day)) return named;
  std::set<std::string_view> seen;  // successors written in a circle end nowhere
  std::set<const Agency*> heirs;
  collect_heirs(*named, day, seen, heirs);
  return heirs.size() == 1 ? *heirs.begin() : nullptr;
}

void Directory::collect_heirs(const Agency& expired, Day day, std::set<std::string_view>& seen,
                              std::set<const Agency*>& heirs) const {
  if (!seen.insert(expired.code).second) return;
  for (const auto& code : expired.successors) {
    const Agency* successor = agency(code);
    if (!successor) continue;
    if (!in_force_on(std::nullopt, successor->valid_until, day)) {
      collect_heirs(*successor, day, seen, heirs);
    } else if (in_force_on(successor->valid_from, std::nullopt, day)) {
      heirs.insert(successor);
    }
  }
}

const Delegation* Directory::delegation(std::string_view person, Instant at) const {
  for (const auto* delegation : all_in(delegation_index_, person)) {
    if (delegation->from <= at && at < delegation->until) return delegation;
  }
  return nullptr;
}

bool Directory::decides_like(const Directory& before) const {
  std::vector<Address> old_addresses = before.addresses;
  for (std::size_t i = 0; i < old_addresses.size() && i < addresses.size(); ++i) {
    old_addresses[i].failing = old_addresses[i].failing || addresses[i].failing;
  }
  std::vector<Source> old_sources = before.sources;
  for (std::size_t i = 0; i < old_sources.size() && i < sources.size(); ++i) {
    old_sources[i].fresh_as_of = sources[i].fresh_as_of;
  }
  return agencies == before.agencies && people == before.people && positions == before.positions &&
         addresses == old_addresses && escalation == before.escalation && delegations == before.delegations &&
         contacts == before.contacts && rooms == before.rooms && procedures == before.procedures &&
         sources == old_sources;
}

std::optional<Instant> Directory::next_delegation_change(std::string_view person, Instant after) const {
  std::optional<Instant> next;
  const auto sooner = [&](Instant at) {
    if (after < at && (!next || at < *next)) next = at;
  };
  for (const auto& delegation : delegations) {
    if (delegation.from_person != person && delegation.to_person != person) continue;
    sooner(delegation.from);
    sooner(delegation.until);
  }
  return next;
}

bool Directory::left_office(std::string_view person, std::string_view agency, Day day) const {
  bool held = false;
  for (const auto* position : all_in(office_index_, person)) {
    if (position->agency != agency) continue;
    if (in_force_on(position->from, position->until, day)) return false;
    held = held || (position->until && *position->until < day);
  }
  return held;
}

}  // namespace dondoc::rules

#include "rules/recipients.hpp"

#include <algorithm>

#include "rules/message.hpp"

namespace dondoc::rules {
namespace {

using Who = RecipientSpec::Who;

// Resolves one spec for one item at one instant; collects who was found and what was missing on the way.
class Resolver {
 public:
  Resolver(const World& world, const Item& item, Instant now)
      : world_(world), directory_(*world.directory), item_(item), now_(now) {
    const auto* calendar = world.calendar_of(item);
    if (!calendar) calendar = world.calendar({});
    day_ = calendar ? calendar->zone().day_of(now) : Day{};
    const auto* agency = directory_.in_force(item.agency, day_);
    for_agency_ = agency ? agency->code : item.agency;
  }

  Resolution run(const RecipientSpec& spec, int superior_level) {
    switch (spec.who) {
      case Who::officer:
        officer();
        break;
      case Who::head:
        office_of_item(Role::head);
        break;
      case Who::deputy:
        office_of_item(Role::deputy);
        break;
      case Who::focal:
        office_of_item(Role::focal);
        break;
      case Who::superior:
        superior(superior_level);
        break;
      case Who::coordinators:
        coordinators();
        break;
      case Who::contact:
        contact(spec.id);
        break;
      case Who::agency:
        agency_mailbox(spec.id);
        break;
      case Who::room:
        direct(recipient_of(kRoomPrefix, spec.id));
        break;
    }
    if (result_.recipients.empty() && result_.reason == Reason::reached) result_.reason = Reason::no_recipient;
    return std::move(result_);
  }

 private:
  bool add(Recipient recipient) {
    if (routes_to(world_, recipient, {}, now_).empty()) return false;
    if (std::ranges::find(result_.recipients, recipient, &Resolution::Found::recipient) == result_.recipients.end()) {
      result_.recipients.push_back({std::move(recipient), for_agency_, daily_});
    }
    return true;
  }

  // A person, or who stands in by delegation; the delegator too where that was asked for. True where somebody was
  // found, also one who gets digests only.
  bool add_person(std::string_view code) {
    const auto* delegation = directory_.delegation(code, now_);
    if (!delegation || gets_digests_only(delegation->to_person)) return add_final_person(code);
    const bool found = add(recipient_of(kPersonPrefix, delegation->to_person));
    if (!found || delegation->copy_to_delegator) return add_final_person(code) || found;
    return true;
  }

  bool add_final_person(std::string_view code) {
    if (!gets_digests_only(code)) return add(recipient_of(kPersonPrefix, code));
    result_.reason = Reason::digest_only;
    return true;
  }

  bool gets_digests_only(std::string_view person) const {
    return std::ranges::any_of(directory_.offices_of(person, day_), [this](const Position* position) {
      const auto* agency = directory_.agency(position->agency);
      return agency && digests_only(*agency, position->role);
    });
  }

  bool add_holders(const Agency& agency, Role role) {
    bool found = false;
    for (const auto* position : directory_.holders(agency.code, role, day_)) {
      found = add_person(position->person) || found;
    }
    return found;
  }

  void report(std::string code, std::string subject, std::map<std::string, std::string> args) {
    result_.findings.push_back({std::move(code), std::move(subject), std::move(args)});
  }

  void fallback() {
    result_.stood_in = true;
    if (world_.fallback_contact.empty()) return;
    if (!add_contact_person(world_.fallback_contact)) add(world_.fallback_contact);
  }

  const Agency* agency_now(std::string_view code) {
    const auto* agency = directory_.in_force(code, day_);
    if (!agency && !code.empty()) {
      report("DD6203", "agency:" + std::string{code}, {{"agency", std::string{code}}});
    }
    return agency;
  }

  bool digests_only(const Agency& agency, Role role) const {
    return (role == Role::head || role == Role::acting_head || role == Role::deputy) &&
           world_.digest_only_levels.contains(agency.level);
  }

  // Holder, acting holder, mailbox, focal person, fallback contact.
  void office(const Agency& agency, Role role) {
    result_.office = {&agency, role, nullptr};
    if (digests_only(agency, role)) {
      result_.reason = Reason::digest_only;
      return;
    }
    if (add_holders(agency, role)) return;
    if (role == Role::head && add_holders(agency, Role::acting_head)) return;
    report("DD6201", "agency:" + agency.code + "/" + std::string{role_name(role)},
           {{"agency", agency.code}, {"role", std::string{role_name(role)}}});
    if (add(recipient_of(kMailboxPrefix, agency.code))) return;
    if (role != Role::focal && add_holders(agency, Role::focal)) {
      result_.stood_in = true;
      return;
    }
    fallback();
  }

  void office_of_item(Role role) {
    if (const auto* agency = agency_now(item_.agency)) {
      office(*agency, role);
    } else {
      fallback();
    }
  }

  // An officer nobody knows is the business of the agency's focal person; one who cannot be reached has the stand-ins
  // of any office.
  void officer() {
    const bool known = !item_.officer.empty() && directory_.person(item_.officer);
    const bool left = known && directory_.left_office(item_.officer, item_.agency, day_);
    if (known && !left && add_person(item_.officer)) return;
    const auto* agency = agency_now(item_.agency);
    daily_ = !known;
    if (!agency) return fallback();
    if (known) {
      unreachable(recipient_of(kPersonPrefix, item_.officer));
      if (add(recipient_of(kMailboxPrefix, agency->code)) || add_holders(*agency, Role::focal)) return;
    } else {
      report("DD6205", "agency:" + agency->code + "/officers", {{"agency", agency->code}});
      if (add_holders(*agency, Role::focal) || add(recipient_of(kMailboxPrefix, agency->code))) return;
    }
    fallback();
  }

  void superior(int level) {
    const auto* agency = agency_now(item_.agency);
    if (!agency) return fallback();
    if (const auto* place = directory_.escalation_place(agency->code, level, day_)) {
      if (!place->person.empty() && person_above(place->person)) return;
      if (const auto* target = place->target_agency.empty() ? nullptr : agency_now(place->target_agency)) {
        return office(*target, place->role);
      }
      return fallback();
    }
    if (const auto* above = directory_.has_escalation_path(agency->code, day_) ? nullptr : ancestor(*agency, level)) {
      return office(*above, Role::head);
    }
    report("DD6204", "agency:" + agency->code + "/path", {{"agency", agency->code}, {"level", std::to_string(level)}});
  }

  // False where the person cannot be reached, and the place's office is asked instead.
  bool person_above(const std::string& code) {
    result_.office.person = directory_.person(code);
    if (add_person(code)) return true;
    unreachable(recipient_of(kPersonPrefix, code));
    return false;
  }

  const Agency* ancestor(const Agency& agency, int level) {
    const Agency* current = &agency;
    for (int step = 0; step < level && current; ++step) {
      current = current->parent.empty() ? nullptr : agency_now(current->parent);
    }
    return current;
  }

  void coordinators() {
    for (const auto& code : item_.coordinators) {
      const auto* agency = agency_now(code);
      for_agency_ = agency ? agency->code : code;
      if (!agency) {
        fallback();
        continue;
      }
      if (add_holders(*agency, Role::focal)) continue;
      if (add(recipient_of(kMailboxPrefix, agency->code))) continue;
      if (add_holders(*agency, Role::head)) continue;
      unreachable(recipient_of(kMailboxPrefix, agency->code));
      fallback();
    }
  }

  void contact(const std::string& id) {
    const Recipient named = recipient_of(kContactPrefix, id);
    if (!add_contact_person(named)) direct(named);
  }

  // False where the contact has addresses of its own, or its person cannot be reached.
  bool add_contact_person(const Recipient& named) {
    const auto* contact = directory_.contact(code_after(kContactPrefix, named));
    return contact && !contact->person.empty() && add_person(contact->person);
  }

  void agency_mailbox(const std::string& code) {
    const auto* agency = agency_now(code);
    if (!agency) return fallback();
    if (add(recipient_of(kMailboxPrefix, agency->code))) return;
    office(*agency, Role::head);
  }

  void direct(const Recipient& recipient) {
    if (add(recipient)) return;
    unreachable(recipient);
    fallback();
  }

  void unreachable(const Recipient& recipient) {
    report("DD6202", recipient, {{"recipient", recipient_words(world_, recipient, now_)}});
  }

  const World& world_;
  const Directory& directory_;
  const Item& item_;
  const Instant now_;
  Day day_{};
  std::string for_agency_;
  bool daily_ = false;
  Resolution result_;
};

bool carries(const ChannelInfo& channel, const Address& address) {
  if (channel.needs_address && address.value.empty()) return false;
  return address.channel == channel.id || (address.channel == "email" && channel.takes_mail_addresses);
}

}  // namespace

std::string office_name(const Office& office) {
  if (office.person) return office.person->title.empty() ? office.person->name : office.person->title;
  if (!office.agency) return {};
  const bool head = office.role == Role::head && !office.agency->addressee.empty();
  return head ? office.agency->addressee : office.agency->name;
}

Resolution resolve_recipients(const RecipientSpec& spec, int superior_level, const World& world, const Item& item,
                              Instant now) {
  return Resolver{world, item, now}.run(spec, superior_level);
}

Recipient resolve_contact(const World& world, const Recipient& named, Instant now) {
  const auto reached = [&](const Recipient& recipient) { return !routes_to(world, recipient, {}, now).empty(); };
  const auto* contact = world.directory->contact(code_after(kContactPrefix, named));
  if (contact && !contact->person.empty()) {
    const auto* delegation = world.directory->delegation(contact->person, now);
    for (const auto& code : {delegation ? delegation->to_person : contact->person, contact->person}) {
      if (auto person = recipient_of(kPersonPrefix, code); reached(person)) return person;
    }
  }
  return reached(named) ? named : Recipient{};
}

std::vector<Route> routes_to(const World& world, const Recipient& recipient, const std::vector<std::string>& via,
                             Instant now) {
  const auto* calendar = world.calendar_of_recipient(recipient, now);
  const Day day = calendar ? calendar->zone().day_of(now) : Day{};
  std::vector<Route> routes;
  const auto known = [&](std::string_view id) {
    return std::ranges::any_of(routes, [id](const Route& route) { return route.channel == id; });
  };
  for (const auto* address : world.directory->addresses_of(recipient, day)) {
    for (const auto& channel : world.channels) {
      if (carries(channel, *address) && !known(channel.id)) routes.push_back({channel.id, address->value});
    }
  }
  if (via.empty()) return routes;
  std::vector<Route> wanted;
  for (const auto& route : routes) {
    const bool asked = std::ranges::any_of(via, [&](const std::string& word) {
      return word == route.channel || (word == "email" && std::ranges::any_of(world.channels, [&](const auto& channel) {
                                         return channel.id == route.channel && channel.takes_mail_addresses;
                                       }));
    });
    if (asked) wanted.push_back(route);
  }
  if (wanted.empty() && routes.size() > 1) routes.resize(1);
  return wanted.empty() ? routes : wanted;
}

}  // namespace dondoc::rules

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "rules/amount.hpp"
#include "rules/recipient.hpp"
#include "rules/roll.hpp"
#include "rules/time.hpp"

namespace dondoc::rules {

// Who and what the rows of items refer to: agencies, people, offices, addresses, procedures, sources. A snapshot, read
// from the store when its reference tables change; immutable after finish(), shared between threads.

struct Agency {
  std::string code;
  std::string name;
  std::string short_name;
  std::string addressee;  // "Chủ tịch Ủy ban nhân dân thị xã Cai Lậy"
  std::string level;      // tinh, so, huyen, xa, nganh_doc, don_vi_truc_thuoc, or another word
  std::string parent;     // code
  std::string head_title;
  std::string calendar;  // id; empty: the default
  std::string tone;      // cap_duoi, ngang_cap, nganh_doc, cap_tren; empty: follows from the level
  std::optional<Day> valid_from;
  std::optional<Day> valid_until;       // last day in force
  std::vector<std::string> successors;  // codes; more than one: split
  friend bool operator==(const Agency&, const Agency&) = default;
};

struct Person {
  std::string code;
  std::string name;
  std::string title;
  std::string phone;
  std::string language;  // "vi" | "en"; empty: the installation's
  friend bool operator==(const Person&, const Person&) = default;
};

enum class Role { head, acting_head, deputy, division_head, focal, officer };
[[nodiscard]] std::string_view role_name(Role role);
[[nodiscard]] std::optional<Role> parse_role(std::string_view name);

// An office held, both days included.
struct Position {
  std::string agency;
  Role role = Role::head;
  std::string person;
  std::string title;
  std::optional<Day> from;
  std::optional<Day> until;
  friend bool operator==(const Position&, const Position&) = default;
};

// Where a recipient is reached on a channel of the configuration.
struct Address {
  Recipient owner;
  std::string channel;  // id of a [[channel]], or the word "email" for every channel that takes mail addresses
  std::string value;
  int preference = 0;    // lower first
  bool failing = false;  // bounced or rejected for good; counts as not found
  std::optional<Day> from;
  std::optional<Day> until;
  friend bool operator==(const Address&, const Address&) = default;
};

struct EscalationPlace {
  std::string agency;
  int level = 1;              // 1 is the first above the head
  std::string target_agency;  // with `role`; or
  Role role = Role::head;
  std::string person;  // a person, who wins over target_agency and role
  std::optional<Day> from;
  std::optional<Day> until;
  friend bool operator==(const EscalationPlace&, const EscalationPlace&) = default;
};

struct Delegation {
  std::string from_person;
  std::string to_person;
  Instant from;
  Instant until;
  bool copy_to_delegator = false;
  friend bool operator==(const Delegation&, const Delegation&) = default;
};

struct Contact {
  std::string id;
  std::string name;
  std::string person;  // code; empty: reached by addresses of its own
  friend bool operator==(const Contact&, const Contact&) = default;
};

struct Room {
  std::string id;
  std::string name;
  friend bool operator==(const Room&, const Room&) = default;
};

// Validity dates: a term applies to items received from `from` on.
struct Procedure {
  std::string code;
  std::string name;
  std::optional<Amount> term;
  std::string calendar;
  std::optional<ClockTime> cut_off;
  std::optional<Day> from;
  std::optional<Day> until;
  std::string reception_calendar{};              // by which receipt counts; empty: that of the term
  std::optional<Roll> roll{};                    // nothing: as configured
  std::optional<std::int64_t> max_extensions{};  // how many may be granted; nothing: as configured
  friend bool operator==(const Procedure&, const Procedure&) = default;
};

struct Source {
  std::string id;
  std::string name;
  std::string owner;                   // recipient told when the source is late
  std::optional<Instant> fresh_as_of;  // what its data reflect
  friend bool operator==(const Source&, const Source&) = default;
};

class Directory {
 public:
  std::vector<Agency> agencies;
  std::vector<Person> people;
  std::vector<Position> positions;
  std::vector<Address> addresses;
  std::vector<EscalationPlace> escalation;
  std::vector<Delegation> delegations;
  std::vector<Contact> contacts;
  std::vector<Room> rooms;
  std::vector<Procedure> procedures;
  std::vector<Source> sources;

  // Builds the indexes; call once after filling, before any of the functions below.
  void finish();

  [[nodiscard]] const Agency* agency(std::string_view code) const;
  [[nodiscard]] const Person* person(std::string_view code) const;
  [[nodiscard]] const Contact* contact(std::string_view id) const;
  [[nodiscard]] const Room* room(std::string_view id) const;
  [[nodiscard]] const Source* source(std::string_view id) const;
  // The entry in force on the day (the last one that starts not later than it).
  [[nodiscard]] const Procedure* procedure(std::string_view code, Day day) const;
  // Holders of the office on the day, in the order stored.
  [[nodiscard]] std::vector<const Position*> holders(std::string_view agency, Role role, Day day) const;
  // Offices of a person in force on the day, in the order stored.
  [[nodiscard]] std::vector<const Position*> offices_of(std::string_view person, Day day) const;
  // Addresses in force and not failing, best first.
  [[nodiscard]] std::vector<const Address*> addresses_of(std::string_view recipient, Day day) const;
  [[nodiscard]] const EscalationPlace* escalation_place(std::string_view agency, int level, Day day) const;
  [[nodiscard]] bool has_escalation_path(std::string_view agency, Day day) const;
  // The agency in force on the day: itself, or its single successor in force, followed through the years. Nothing
  // where it was split or has none.
  [[nodiscard]] const Agency* in_force(std::string_view agency, Day day) const;
  [[nodiscard]] const Delegation* delegation(std::string_view person, Instant at) const;
  // When a delegation from or to the person next begins or ends.
  [[nodiscard]] std::optional<Instant> next_delegation_change(std::string_view person, Instant after) const;
  // True where the person held an office of the agency and holds none on the day.
  [[nodiscard]] bool left_office(std::string_view person, std::string_view agency, Day day) const;
  // The calendars agencies name, each once; the empty id stands for the default. One of them has the sending hours of
  // any recipient.
  [[nodiscard]] const std::vector<std::string_view>& agency_calendars() const { return agency_calendars_; }

  // Whether decisions may be others than with the directory as it was before. Not by how fresh sources are, nor by an
  // address that fails since: whoever settles such a message looks at its items.
  [[nodiscard]] bool decides_like(const Directory& before) const;
  // The same as a number that can be kept: equal where decisions are. Neither sees which addresses fail: a decision
  // which that has changed comes with a finding.
  [[nodiscard]] std::uint64_t fingerprint() const;

 private:
  void collect_heirs(const Agency& expired, Day day, std::set<std::string_view>& seen,
                     std::set<const Agency*>& heirs) const;

  template <class T>
  using Index = std::unordered_map<std::string_view, const T*>;
  template <class T>
  using MultiIndex = std::unordered_map<std::string_view, std::vector<const T*>>;
  Index<Agency> agency_index_;
  Index<Person> person_index_;
  Index<Contact> contact_index_;
  Index<Room> room_index_;
  Index<Source> source_index_;
  MultiIndex<Procedure> procedure_index_;
  MultiIndex<Position> position_index_;           // by agency
  MultiIndex<Position> office_index_;             // by person
  MultiIndex<Address> address_index_;             // by owner
  MultiIndex<EscalationPlace> escalation_index_;  // by agency
  MultiIndex<Delegation> delegation_index_;       // by from_person
  std::vector<std::string_view> agency_calendars_{std::string_view{}};
};

}  // namespace dondoc::rules

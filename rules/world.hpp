#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/directory.hpp"
#include "rules/item.hpp"
#include "rules/rule.hpp"
#include "rules/window.hpp"
#include "rules/work_calendar.hpp"

namespace dondoc::rules {

enum class DeliveryMode { off, redirect, live };

struct Silence {
  std::int64_t id = 0;
  Filter filter;
  Instant from;
  Instant until;
  friend bool operator==(const Silence&, const Silence&) = default;
};

// A configured channel as far as choosing one needs it; in the configuration's order of preference.
struct ChannelInfo {
  std::string id;
  bool takes_mail_addresses = false;
  bool needs_address = true;
};

// What becomes of a due on a day off, where the procedure says nothing: of terms in d, h, min and s, and of fixed dues.
// An appointment given to a citizen stays as it was given.
struct RollPolicy {
  Roll term = Roll::none;
  Roll fixed = Roll::none;
};

// Everything an evaluation depends on besides the item, its history and now. Immutable while a tick runs.
struct World {
  std::vector<Rule> rules;
  CalendarMap calendars;
  std::string default_calendar;
  std::shared_ptr<const Directory> directory;
  std::vector<Silence> silences;
  std::set<std::string, std::less<>> late_sources;  // their data are older than they should be
  std::vector<ChannelInfo> channels;
  WindowPolicy windows;
  DeliveryMode mode = DeliveryMode::redirect;
  RollPolicy roll;
  Amount acknowledge_max{5, Unit::wd};
  Recipient fallback_contact;                                    // "contact:ID"; empty: none
  std::map<std::string, std::string, std::less<>> source_names;  // as configured, by the source's id
  std::set<std::string, std::less<>> digest_only_levels;
  // Steps that are new since a reload which waits for a confirmation, with the instant of that reload: moments up to it
  // wait.
  std::map<std::pair<std::string, std::string>, Instant> unconfirmed_steps;

  [[nodiscard]] const WorkCalendar* calendar(std::string_view id) const;  // the default for an empty id
  // The entry of the item's procedure in force on the day of receipt, else of the first sight of it.
  [[nodiscard]] const Procedure* procedure_of(const Item& item) const;
  // Whose calendar an item's deadline uses (design §6): the procedure's, else the agency's, else the default, never the
  // rule's. A calendar of reception that is not configured stands in its place, since there is no deadline without it.
  struct CalendarName {
    std::string_view id;
    std::string_view named_by;  // code of the procedure or agency; empty: the default
  };
  [[nodiscard]] CalendarName calendar_name_of(const Item& item) const;
  // That calendar; null where it is not configured: then the item has no deadline anybody could compute.
  [[nodiscard]] const WorkCalendar* calendar_of(const Item& item) const;
  // The agency a recipient belongs to: of a mailbox itself, of a person the first office held on the day.
  [[nodiscard]] const Agency* agency_of_recipient(const Recipient& recipient, Instant now) const;
  // That of the recipient's agency: the sending hours.
  [[nodiscard]] const WorkCalendar* calendar_of_recipient(const Recipient& recipient, Instant now) const;
  [[nodiscard]] const Rule* rule(std::string_view id) const;  // by its id or a former one
};

}  // namespace dondoc::rules

#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "rules/rule.hpp"
#include "rules/time.hpp"
#include "rules/work_calendar.hpp"

// When a message may go to a recipient (design §5.8). Windows change when, never whether.

namespace dondoc::rules {

struct WindowPolicy {
  std::vector<ClockTime> slots{ClockTime{7 * 60 + 30}, ClockTime{13 * 60 + 30}};  // routine messages
  Millis group_wait = std::chrono::seconds{30};     // how long a message stays open after its time
  Millis group_wait_max = std::chrono::minutes{5};  // while marked items remain
  int max_per_day = 2;                              // messages to one recipient over one channel on a civil day
};

enum class MessageClass { routine, critical, operations };
[[nodiscard]] std::string_view message_class_name(MessageClass message_class);
[[nodiscard]] std::optional<MessageClass> parse_message_class(std::string_view name);
// What joins a list of the day is routine whatever its severity.
[[nodiscard]] constexpr MessageClass class_of(Severity severity, bool daily = false) {
  return severity == Severity::critical && !daily ? MessageClass::critical : MessageClass::routine;
}
// A list of the day goes in the first slot.
[[nodiscard]] WindowPolicy windows_of(WindowPolicy policy, bool daily);

// The first window at or after both `moment` and `now`: a slot for routine, an open interval for critical (then `now`
// itself while it is open). A slot counts as ahead until group_wait after its time.
[[nodiscard]] Covered<Instant> next_window(const WindowPolicy& policy, MessageClass message_class, Instant moment,
                                           Instant now, const WorkCalendar& calendar);

// The instant from which a notice is reached. For a reminder before the due whose next window would open at or after
// the due: the last window before its moment. Otherwise the moment itself.
[[nodiscard]] Covered<Instant> reach_instant(const WindowPolicy& policy, MessageClass message_class, Instant moment,
                                             std::optional<Instant> due_if_reminder, const WorkCalendar& calendar);

// Messages already placed for one recipient on one channel: civil day → number, open ones with their times.
struct OutboxLoad {
  std::map<Day, int> per_day;
  struct Open {
    MessageClass message_class;
    Instant send_at;
    bool operator==(const Open&) const = default;
  };
  std::vector<Open> open;
};

// Where a notice goes: an open message whose time fits, else a new one at the next window of a day that still has room
// (unless `bypass_limits`). On a full day it joins the next message that is open, of whatever class. Counts a new
// message into `load`.
struct Place {
  Instant send_at;
  MessageClass message_class;
  friend bool operator==(const Place&, const Place&) = default;
};
[[nodiscard]] Covered<Place> place(const WindowPolicy& policy, MessageClass message_class, Instant moment, Instant now,
                                   bool bypass_limits, const WorkCalendar& calendar, OutboxLoad& load);

}  // namespace dondoc::rules

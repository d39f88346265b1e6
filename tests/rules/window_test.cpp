#include "rules/window.hpp"

#include <gtest/gtest.h>

#include "tests/rules/calendars.hpp"

// Design §5.8: when a message may go.

namespace dondoc::rules {
namespace {

constexpr auto kRoutine = MessageClass::routine;
constexpr auto kCritical = MessageClass::critical;

std::string window(MessageClass message_class, std::string_view moment, std::string_view now,
                   const WindowPolicy& policy = {}, const WorkCalendar& calendar = vietnam()) {
  return said(next_window(policy, message_class, at(moment), at(now), calendar), calendar);
}

struct WindowCase {
  const char* rule;
  const char* moment;
  const char* now;
  const char* expected;
};

// "*Routine*: the first slot not earlier than the moment, or than now when claimed late; a slot stays open `group_wait`
// after its time, so a 07:30 step goes in the 07:30 message."
TEST(Windows, RoutineGoesInTheFirstSlot) {
  for (const auto& [rule, moment, now, expected] : std::vector<WindowCase>{
           {"at a slot", "Thu 2022-12-01T07:30+07:00", "Thu 2022-12-01T07:30+07:00", "Thu 2022-12-01T07:30+07:00"},
           {"seen a little later, the slot is still open", "Thu 2022-12-01T07:30+07:00",
            "Thu 2022-12-01T07:30:29+07:00", "Thu 2022-12-01T07:30+07:00"},
           {"to the end of group_wait", "Thu 2022-12-01T07:30+07:00", "Thu 2022-12-01T07:30:30+07:00",
            "Thu 2022-12-01T07:30+07:00"},
           {"then it is closed", "Thu 2022-12-01T07:30+07:00", "Thu 2022-12-01T07:30:30.001+07:00",
            "Thu 2022-12-01T13:30+07:00"},
           {"a moment after the slot", "Thu 2022-12-01T07:30:01+07:00", "Thu 2022-12-01T07:30:01+07:00",
            "Thu 2022-12-01T13:30+07:00"},
           {"before the first", "Thu 2022-12-01T00:00+07:00", "Thu 2022-12-01T00:00+07:00",
            "Thu 2022-12-01T07:30+07:00"},
           {"after the last of the day", "Thu 2022-12-01T17:00+07:00", "Thu 2022-12-01T17:00+07:00",
            "Fri 2022-12-02T07:30+07:00"},
           {"over a weekend", "Fri 2022-12-02T17:00+07:00", "Fri 2022-12-02T17:00+07:00", "Mon 2022-12-05T07:30+07:00"},
           {"slots on days off are skipped: 1-2/9 and the weekend", "Wed 2022-08-31T17:00+07:00",
            "Wed 2022-08-31T17:00+07:00", "Mon 2022-09-05T07:30+07:00"},
           {"a make-up Saturday has slots", "Fri 2026-08-21T17:00+07:00", "Fri 2026-08-21T17:00+07:00",
            "Sat 2026-08-22T07:30+07:00"},
           {"claimed late: not earlier than now", "Thu 2022-12-01T07:30+07:00", "Mon 2022-12-05T10:00+07:00",
            "Mon 2022-12-05T13:30+07:00"},
           {"claimed early: not earlier than the moment", "Mon 2022-12-05T10:00+07:00", "Thu 2022-12-01T07:30+07:00",
            "Mon 2022-12-05T13:30+07:00"},
           {"a year the calendar lacks", "Fri 2023-12-29T17:00+07:00", "Fri 2023-12-29T17:00+07:00", "missing 2024"},
       }) {
    EXPECT_EQ(window(kRoutine, moment, now), expected) << rule;
  }
}

// "Sending hours are the working hours of the calendar of the recipient's agency (lunch is closed)"
TEST(Windows, ASlotOutsideTheHoursIsAtTheNextOpeningOfThatDay) {
  WindowPolicy policy;
  policy.slots = {clock_time("06:00"), clock_time("12:00"), clock_time("18:00")};
  EXPECT_EQ(window(kRoutine, "Thu 2022-12-01T05:00+07:00", "Thu 2022-12-01T05:00+07:00", policy),
            "Thu 2022-12-01T07:00+07:00");
  EXPECT_EQ(window(kRoutine, "Thu 2022-12-01T08:00+07:00", "Thu 2022-12-01T08:00+07:00", policy),
            "Thu 2022-12-01T13:30+07:00");
  EXPECT_EQ(window(kRoutine, "Thu 2022-12-01T14:00+07:00", "Thu 2022-12-01T14:00+07:00", policy),
            "Fri 2022-12-02T07:00+07:00");
}

// "*Critical*: now if the sending hours are open, else the next opening"
TEST(Windows, CriticalGoesNowOrAtTheNextOpening) {
  for (const auto& [rule, moment, now, expected] : std::vector<WindowCase>{
           {"at work: now", "Thu 2022-12-01T09:12+07:00", "Thu 2022-12-01T09:12:03+07:00",
            "Thu 2022-12-01T09:12:03+07:00"},
           {"lunch is closed", "Thu 2022-12-01T11:30+07:00", "Thu 2022-12-01T11:30+07:00",
            "Thu 2022-12-01T13:30+07:00"},
           {"the last millisecond before lunch", "Thu 2022-12-01T11:29:59.999+07:00",
            "Thu 2022-12-01T11:29:59.999+07:00", "Thu 2022-12-01T11:29:59.999+07:00"},
           {"in the evening", "Fri 2022-12-02T17:00+07:00", "Fri 2022-12-02T17:00+07:00", "Mon 2022-12-05T07:00+07:00"},
           {"claimed late", "Fri 2022-12-02T17:00+07:00", "Tue 2022-12-06T08:00+07:00", "Tue 2022-12-06T08:00+07:00"},
       }) {
    EXPECT_EQ(window(kCritical, moment, now), expected) << rule;
  }
}

// "If the next window opens at or after the due, a reminder before the due goes out in the last window *before* its
// moment."
TEST(Windows, AReminderIsNotLeftForAWindowAfterTheDue) {
  struct Reach {
    const char* rule;
    MessageClass message_class;
    const char* moment;
    const char* due;
    const char* expected;
  };
  for (const auto& [rule, message_class, moment, due, expected] : std::vector<Reach>{
           {"a window lies between: the moment itself", kRoutine, "Thu 2022-12-01T10:00+07:00",
            "Thu 2022-12-01T17:00+07:00", "Thu 2022-12-01T10:00+07:00"},
           {"the next window is the due", kRoutine, "Thu 2022-12-01T10:00+07:00", "Thu 2022-12-01T13:30+07:00",
            "Thu 2022-12-01T07:30+07:00"},
           {"the next window is after the due", kRoutine, "Mon 2022-12-05T06:00+07:00", "Mon 2022-12-05T07:00+07:00",
            "Fri 2022-12-02T13:30+07:00"},
           {"before, not at, the moment", kRoutine, "Thu 2022-12-01T13:30:01+07:00", "Thu 2022-12-01T14:00+07:00",
            "Thu 2022-12-01T13:30+07:00"},
           {"at a slot it goes in that slot", kRoutine, "Thu 2022-12-01T13:30+07:00", "Thu 2022-12-01T14:00+07:00",
            "Thu 2022-12-01T13:30+07:00"},
           {"over days off", kRoutine, "Sun 2022-09-04T08:00+07:00", "Mon 2022-09-05T07:00+07:00",
            "Wed 2022-08-31T13:30+07:00"},
           {"critical: the last open interval", kCritical, "Thu 2022-12-01T12:00+07:00", "Thu 2022-12-01T13:30+07:00",
            "Thu 2022-12-01T07:00+07:00"},
           {"critical in the night", kCritical, "Mon 2022-12-05T05:00+07:00", "Mon 2022-12-05T06:00+07:00",
            "Fri 2022-12-02T13:30+07:00"},
           {"critical at work", kCritical, "Thu 2022-12-01T11:00+07:00", "Thu 2022-12-01T12:00+07:00",
            "Thu 2022-12-01T11:00+07:00"},
           {"no reminder: at the due", kRoutine, "Thu 2022-12-01T17:00+07:00", "Thu 2022-12-01T17:00+07:00",
            "Thu 2022-12-01T17:00+07:00"},
           {"no reminder: after the due", kRoutine, "Fri 2022-12-02T07:30+07:00", "Thu 2022-12-01T17:00+07:00",
            "Fri 2022-12-02T07:30+07:00"},
       }) {
    EXPECT_EQ(said(reach_instant({}, message_class, at(moment), at(due), vietnam()), vietnam()), expected) << rule;
  }
  EXPECT_EQ(said(reach_instant({}, kRoutine, at("Mon 2022-12-05T06:00+07:00"), std::nullopt, vietnam()), vietnam()),
            "Mon 2022-12-05T06:00+07:00")
      << "without a due";
}

// Places notices one after the other for one recipient on one channel; "routine 07:30" opens a message, "+" joins one.
class Outbox {
 public:
  std::string put(MessageClass message_class, std::string_view moment, std::string_view now, bool bypass = false) {
    const std::size_t before = load.open.size();
    const auto placed = place(policy, message_class, at(moment), at(now), bypass, vietnam(), load);
    if (!placed) return "missing " + std::to_string(placed.error().year);
    return (load.open.size() > before ? "" : "+ ") + std::string{message_class_name(placed->message_class)} + " " +
           said(placed->send_at, vietnam().zone());
  }
  std::string put(MessageClass message_class, std::string_view moment) { return put(message_class, moment, moment); }
  void seal_all() { load.open.clear(); }

  WindowPolicy policy;
  OutboxLoad load;
};

TEST(Bundles, NoticesOfOneSlotShareAMessage) {
  Outbox outbox;
  EXPECT_EQ(outbox.put(kRoutine, "Thu 2022-12-01T07:00+07:00"), "routine Thu 2022-12-01T07:30+07:00");
  EXPECT_EQ(outbox.put(kRoutine, "Thu 2022-12-01T07:30+07:00"), "+ routine Thu 2022-12-01T07:30+07:00");
  EXPECT_EQ(outbox.put(kRoutine, "Thu 2022-12-01T08:00+07:00"), "routine Thu 2022-12-01T13:30+07:00");
}

// "plus `group_wait` (30 s, up to 5 min while marked items remain)": a message that is still open takes more.
TEST(Bundles, AMessageStillGatheringTakesMore) {
  Outbox outbox;
  EXPECT_EQ(outbox.put(kCritical, "Thu 2022-12-01T09:00+07:00"), "critical Thu 2022-12-01T09:00+07:00");
  EXPECT_EQ(outbox.put(kCritical, "Thu 2022-12-01T09:04:59+07:00"), "+ critical Thu 2022-12-01T09:00+07:00");
  EXPECT_EQ(outbox.put(kCritical, "Thu 2022-12-01T09:05+07:00"), "critical Thu 2022-12-01T09:05+07:00");
  Outbox routine;
  EXPECT_EQ(routine.put(kRoutine, "Thu 2022-12-01T07:30+07:00"), "routine Thu 2022-12-01T07:30+07:00");
  EXPECT_EQ(routine.put(kRoutine, "Thu 2022-12-01T07:30+07:00", "Thu 2022-12-01T07:34+07:00"),
            "+ routine Thu 2022-12-01T07:30+07:00");
  EXPECT_EQ(routine.put(kRoutine, "Thu 2022-12-01T07:30+07:00", "Thu 2022-12-01T07:35+07:00"),
            "routine Thu 2022-12-01T13:30+07:00");
  EXPECT_EQ(routine.put(kRoutine, "Thu 2022-12-01T07:31+07:00", "Thu 2022-12-01T07:34+07:00"),
            "+ routine Thu 2022-12-01T13:30+07:00")
      << "not earlier than its moment";
}

TEST(Bundles, ClassesDoNotMix) {
  Outbox outbox;
  EXPECT_EQ(outbox.put(kRoutine, "Thu 2022-12-01T07:30+07:00"), "routine Thu 2022-12-01T07:30+07:00");
  EXPECT_EQ(outbox.put(kCritical, "Thu 2022-12-01T07:30+07:00"), "critical Thu 2022-12-01T07:30+07:00");
}

// "Nobody gets more than `max_per_day` (2) messages a channel; the rest join the next"
TEST(Bundles, TheRestJoinTheNextMessageOfAFullDay) {
  Outbox outbox;
  EXPECT_EQ(outbox.put(kCritical, "Thu 2022-12-01T08:00+07:00"), "critical Thu 2022-12-01T08:00+07:00");
  EXPECT_EQ(outbox.put(kRoutine, "Thu 2022-12-01T08:00+07:00"), "routine Thu 2022-12-01T13:30+07:00");
  EXPECT_EQ(outbox.put(kCritical, "Thu 2022-12-01T09:00+07:00"), "+ routine Thu 2022-12-01T13:30+07:00");
  outbox.seal_all();
  EXPECT_EQ(outbox.put(kCritical, "Thu 2022-12-01T14:00+07:00"), "critical Fri 2022-12-02T07:00+07:00");
  EXPECT_EQ(outbox.put(kCritical, "Thu 2022-12-01T15:00+07:00"), "+ critical Fri 2022-12-02T07:00+07:00");
  EXPECT_EQ(outbox.put(kRoutine, "Thu 2022-12-01T15:00+07:00"), "routine Fri 2022-12-02T07:30+07:00");
  EXPECT_EQ(outbox.put(kRoutine, "Fri 2022-12-02T10:00+07:00"), "routine Mon 2022-12-05T07:30+07:00");
}

// "only `bypass_limits = true` on a step passes"
TEST(Bundles, BypassPassesTheLimitAndCounts) {
  Outbox outbox;
  outbox.load.per_day[day("2022-12-01")] = 2;
  EXPECT_EQ(outbox.put(kCritical, "Thu 2022-12-01T14:00+07:00", "Thu 2022-12-01T14:00+07:00", true),
            "critical Thu 2022-12-01T14:00+07:00");
  EXPECT_EQ(outbox.load.per_day[day("2022-12-01")], 3);
  EXPECT_EQ(outbox.put(kCritical, "Thu 2022-12-01T18:00+07:00", "Thu 2022-12-01T18:00+07:00", true),
            "critical Fri 2022-12-02T07:00+07:00")
      << "the limit, not the hours";
}

TEST(Bundles, AnEarlySlotThatHasPassedIsTakenLater) {
  Outbox outbox;
  EXPECT_EQ(outbox.put(kRoutine, "Thu 2022-12-01T07:30+07:00", "Thu 2022-12-01T09:00+07:00"),
            "routine Thu 2022-12-01T13:30+07:00");
}

TEST(Bundles, AYearTheCalendarLacksPlacesNothing) {
  Outbox outbox;
  EXPECT_EQ(outbox.put(kRoutine, "Fri 2023-12-29T17:00+07:00"), "missing 2024");
}

}  // namespace
}  // namespace dondoc::rules

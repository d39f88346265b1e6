#include <gtest/gtest.h>

#include "tests/rules/story.hpp"

// Design §5.3: deadline versions.

namespace dondoc::rules {
namespace {

constexpr std::string_view kDue = "Wed 2022-11-30T17:00+07:00";

Rule remind_then_warn() {
  return rule_of("r", {make("nhac", "due - 1wd 07:30").notify("officer"),
                       make("qua-han", "due").notify("head").every("1wd 07:30").max(5)});
}

Story started(Item item = task(kDue)) {
  Story story{world_with({remind_then_warn()}), std::move(item)};
  story.until("Tue 2022-11-01T08:00+07:00");
  return story;
}

// "Evaluation computes the effective due; if it differs from the stored one, whatever the cause, the claim's
// transaction raises the version and records the cause."
TEST(Versions, AreRaisedWheneverTheEffectiveDueDiffers) {
  struct Case {
    const char* rule;
    void (*change)(Item&);
    const char* expected;
  };
  const std::vector<Case> cases = {
      {"an extension", [](Item& i) { i.due_at = at("Fri 2022-12-09T17:00+07:00"); },
       "version 2 later: due Fri 2022-12-09T17:00+07:00\nnext Thu 2022-12-08T07:30+07:00\n"},
      {"an earlier due", [](Item& i) { i.due_at = at("Mon 2022-11-28T17:00+07:00"); },
       "version 2 earlier: due Mon 2022-11-28T17:00+07:00\nnext Fri 2022-11-25T07:30+07:00\n"},
      {"the due is gone", [](Item& i) { i.due_at.reset(); }, "version 2 removed: due none\nnext none no_deadline\n"},
      {"an issued appointment is what rules watch",
       [](Item& i) { i.appointment_at = at("Fri 2022-12-02T10:00+07:00"); },
       "version 2 later: due Fri 2022-12-02T10:00+07:00\nnext Thu 2022-12-01T07:30+07:00\n"},
      {"a millisecond", [](Item& i) { *i.due_at += Millis{1}; },
       "version 2 later: due Wed 2022-11-30T17:00:00.001+07:00\nnext Tue 2022-11-29T07:30+07:00\n"},
      {"nothing about the due", [](Item& i) { i.progress = "đang trình ký"; }, ""},
  };
  for (const auto& one : cases) {
    Story story = started();
    story.diary();
    one.change(story.item);
    story.until("Wed 2022-11-02T08:00+07:00");
    EXPECT_EQ(story.diary(), one.expected) << one.rule;
    EXPECT_EQ(story.broken(), "") << one.rule;
  }
}

TEST(Versions, ADueThatComesLaterIsAdded) {
  Story story = started(task());
  EXPECT_EQ(story.diary(), "version 1 first: due none\nnext none no_deadline\n");
  story.item.due_at = at(kDue);
  story.until("Wed 2022-11-02T08:00+07:00");
  EXPECT_EQ(story.diary(), "version 2 added: due Wed 2022-11-30T17:00+07:00\nnext Tue 2022-11-29T07:30+07:00\n");
}

TEST(Versions, AConfirmedCalendarChangeMovesAComputedDue) {
  Item item = task();
  item.term = amount("21wd");
  Story story = started(item);
  EXPECT_EQ(story.diary(), "version 1 first: due Wed 2022-11-30T08:00+07:00\nnext Tue 2022-11-29T07:30+07:00\n");
  CalendarSpec spec = vietnam_spec();
  spec.days.push_back(off("2022-11-24", DayKind::swap_off));
  story.world.calendars["vn"] = std::make_shared<WorkCalendar>(spec, zone("Asia/Ho_Chi_Minh"));
  story.until("Wed 2022-11-02T08:00+07:00");
  EXPECT_EQ(story.diary(), "version 2 later: due Thu 2022-12-01T08:00+07:00\nnext Wed 2022-11-30T07:30+07:00\n");
}

// "Later: the timeline starts anew, queued notices of the old version are withdrawn, acknowledgements end."
TEST(Versions, LaterStartsTheTimelineAnew) {
  Story story = started();
  story.until("Fri 2022-12-02T06:00+07:00");
  // the repeat of 07:30 takes the place of the step itself, whose window is the same
  EXPECT_EQ(story.told(), "Tue 2022-11-29T07:30+07:00 an nhac\nThu 2022-12-01T07:30+07:00 binh qua-han#1\n");
  story.item.due_at = at("Mon 2022-12-12T17:00+07:00");
  story.until("Wed 2022-12-14T17:00+07:00");
  EXPECT_EQ(story.told(),
            "Fri 2022-12-09T07:30+07:00 an nhac\n"
            "Tue 2022-12-13T07:30+07:00 binh qua-han#1\n"
            "Wed 2022-12-14T07:30+07:00 binh qua-han#2\n");
  EXPECT_EQ(story.broken(), "");
}

TEST(Versions, LaterWithdrawsWhatIsQueuedAndEndsAcknowledgements) {
  Story story = started();
  story.until("Wed 2022-11-30T17:30+07:00").diary();
  story.acknowledge("binh", "Wed 2022-12-07T17:00+07:00", kDue);
  story.item.due_at = at("Wed 2022-11-30T17:10+07:00");
  story.until("Thu 2022-12-01T09:00+07:00");
  EXPECT_EQ(story.diary(),
            "version 2 later: due Wed 2022-11-30T17:10+07:00\n"
            "queue qua-han binh (head)\n"
            "qua-han binh withdrawn new_version\n"
            "next Thu 2022-12-01T07:30+07:00\n"
            "queue qua-han#1 binh (head)\n"
            "qua-han binh superseded later_repeat\n"
            "next Fri 2022-12-02T07:30+07:00\n"
            "Thu 2022-12-01T07:30+07:00 binh qua-han#1\n");
}

// "Earlier: what was told counts as told."
TEST(Versions, EarlierCountsWhatWasTold) {
  Story story = started();
  story.until("Thu 2022-12-01T08:00+07:00").told();
  story.item.due_at = at("Tue 2022-11-29T17:00+07:00");
  story.until("Thu 2022-12-01T09:00+07:00");
  EXPECT_EQ(reasons(story.last()), "nhac: term_too_short\nqua-han#2: same_day: binh same_day\n");
  story.until("Sat 2022-12-03T09:00+07:00");
  EXPECT_EQ(story.told(), "Fri 2022-12-02T07:30+07:00 binh qua-han#3\n");
}

TEST(Versions, EarlierDoesNotTellAStepAgain) {
  Story story{world_with({rule_of("r", {make("qua-han", "due").notify("head")})}), task(kDue)};
  story.until("Tue 2022-11-01T08:00+07:00").until("Thu 2022-12-01T08:00+07:00").told();
  story.item.due_at = at("Tue 2022-11-29T17:00+07:00");
  EXPECT_EQ(story.until("Fri 2022-12-30T17:00+07:00").told(), "");
  EXPECT_EQ(reasons(story.last()), "qua-han: told_earlier_version: binh told_earlier_version\n");
}

TEST(Versions, EarlierStillTellsWhatWasNotTold) {
  Story story = started();
  story.until("Tue 2022-11-29T12:00+07:00").told();
  story.item.due_at = at("Tue 2022-11-29T17:00+07:00");
  story.until("Wed 2022-11-30T09:00+07:00");
  EXPECT_EQ(story.told(), "Wed 2022-11-30T07:30+07:00 binh qua-han#1\n");
}

TEST(Versions, LaterAfterEarlierForgetsBoth) {
  Story story = started();
  story.until("Thu 2022-12-01T08:00+07:00").told();
  story.item.due_at = at("Tue 2022-11-29T17:00+07:00");
  story.until("Thu 2022-12-01T09:00+07:00");
  story.item.due_at = at("Mon 2022-12-05T17:00+07:00");
  story.until("Tue 2022-12-06T09:00+07:00");
  EXPECT_EQ(story.told(), "Fri 2022-12-02T07:30+07:00 an nhac\nTue 2022-12-06T07:30+07:00 binh qua-han#1\n");
}

TEST(Versions, AReminderWhoseMomentIsPastWhenTheVersionBeginsIsSkipped) {
  Story story = started();
  story.until("Tue 2022-11-29T08:00+07:00").told();
  story.item.due_at = at("Wed 2022-11-30T18:00+07:00");  // later, but its reminder was at 07:30 today
  story.until("Tue 2022-11-29T09:00+07:00");
  EXPECT_EQ(reasons(story.last()), "nhac: term_too_short\nqua-han: not_reached\n");
}

// "While a hold is open, `due` and percent steps sleep (also for fixed instants); the stored due and version stay until
// it closes."
TEST(Versions, AreKeptWhileAHoldIsOpen) {
  Item item = task();
  item.term = amount("5wd");
  Story story{world_with({rule_of("r", {make("nhan", "received + 3wd").notify("focal"),
                                        make("nua", "50%").notify("officer"), make("qua-han", "due").notify("head")})}),
              item};
  story.until("Tue 2022-11-01T08:00+07:00").until("Wed 2022-11-02T08:00+07:00");
  EXPECT_EQ(story.diary(), "version 1 first: due Tue 2022-11-08T08:00+07:00\nnext Thu 2022-11-03T14:00+07:00\n");
  story.open_hold("Wed 2022-11-02T08:00+07:00");
  story.until("Wed 2022-11-09T08:00+07:00");
  EXPECT_EQ(reasons(story.last()),
            "nhan: already_told: chi already_told\nnua: held: an held\nqua-han: held: binh held\n");
  EXPECT_EQ(story.told(), "Fri 2022-11-04T13:30+07:00 chi nhan\n");  // other anchors do not sleep
  story.diary();
  story.close_hold("Wed 2022-11-09T08:00+07:00");
  story.until("Wed 2022-11-09T09:00+07:00");
  EXPECT_EQ(story.diary(),
            "version 2 later: due Tue 2022-11-15T08:00+07:00\n"
            "queue nhan chi (focal)\n"
            "next Thu 2022-11-10T14:00+07:00\n");
  EXPECT_EQ(story.broken(), "");
}

TEST(Versions, AHoldThatDoesNotMoveAFixedDueKeepsTheVersionAndTheRowsAreQueuedAgain) {
  Story story = started();
  story.until("Wed 2022-11-30T17:30+07:00").diary();
  story.open_hold("Wed 2022-11-30T17:20+07:00");
  story.until("Fri 2022-12-02T09:00+07:00");
  EXPECT_EQ(story.diary(),
            "qua-han binh deferred held\nnext none held\n"
            "qua-han binh superseded later_repeat\nnext none held\n");
  story.close_hold("Fri 2022-12-02T09:00+07:00");
  story.until("Fri 2022-12-02T14:00+07:00");
  EXPECT_EQ(story.told(), "Tue 2022-11-29T07:30+07:00 an nhac\nFri 2022-12-02T13:30+07:00 binh qua-han#2\n");
}

// "Reopening keeps version and due."
TEST(Versions, ReopeningKeepsVersionAndDue) {
  Story story = started();
  story.until("Wed 2022-11-30T17:30+07:00").diary();
  story.item.state = State::done;
  story.until("Wed 2022-11-30T18:00+07:00");
  EXPECT_EQ(story.diary(), "qua-han binh withdrawn state_closed\nnext none state_closed\n");
  story.item.due_at = at("Fri 2022-12-30T17:00+07:00");  // a correction of a closed item raises nothing
  story.until("Wed 2022-11-30T18:30+07:00");
  EXPECT_EQ(story.diary(), "");
  story.item.due_at = at(kDue);
  story.item.state = State::open;
  story.until("Wed 2022-11-30T19:00+07:00");
  EXPECT_EQ(story.diary(), "queue qua-han binh (head) again\nnext Thu 2022-12-01T07:30+07:00\n");
  story.until("Thu 2022-12-01T09:00+07:00");
  EXPECT_EQ(story.told(), "Tue 2022-11-29T07:30+07:00 an nhac\nThu 2022-12-01T07:30+07:00 binh qua-han#1\n");
}

TEST(Versions, WhatWasToldBeforeAReopeningIsNotToldAgain) {
  Story story = started();
  story.until("Thu 2022-12-01T09:00+07:00").told();
  story.item.state = State::done;
  story.until("Thu 2022-12-01T10:00+07:00");
  story.item.state = State::open;
  story.until("Thu 2022-12-01T17:00+07:00");
  EXPECT_EQ(story.told(), "");
  EXPECT_EQ(story.broken(), "");
}

// "the claim's transaction raises the version and records the cause"
TEST(Causes, OfAVersionAreWhatChangedSinceTheLast) {
  struct Case {
    const char* cause;
    void (*edit)(Story&);
  };
  const std::vector<Case> cases = {
      {"date", [](Story& s) { s.item.due_at = at("Mon 2022-12-12T17:00+07:00"); }},
      {"extension",
       [](Story& s) {
         s.item.due_at = at("Mon 2022-12-12T17:00+07:00");
         s.history.extension_granted_at = s.now();
       }},
      {"term", [](Story& s) { s.item.term = amount("9wd"); }},
      {"receipt", [](Story& s) { s.item.received_at = at("Wed 2022-11-02T08:00+07:00"); }},
      {"hold",
       [](Story& s) {
         s.item.holds.push_back({at("Wed 2022-11-02T08:00+07:00"), at("Wed 2022-11-02T15:00+07:00"), "", ""});
       }},
      {"calendar",
       [](Story& s) {
         CalendarSpec spec = vietnam_spec();
         spec.hours.fill(work_hours({{700, 1700}}));
         s.world.calendars["vn"] = std::make_shared<WorkCalendar>(spec, zone("Asia/Ho_Chi_Minh"));
       }},
  };
  for (const auto& one : cases) {
    Item item = task();
    item.term = amount("20wd");
    Story story{world_with({}), item};
    story.until("Thu 2022-11-03T08:00+07:00");
    one.edit(story);
    const auto evaluation = evaluate(story.world, story.item, story.history, story.now());
    ASSERT_TRUE(evaluation.deadline) << one.cause;
    EXPECT_EQ(evaluation.deadline->cause, one.cause);
  }
}

// "a calendar edit recomputes computed dates and only reports the difference to issued ones"
TEST(Promises, ACalendarEditThatMovesTheDueAwayFromTheAppointmentIsReported) {
  CalendarSpec spec = vietnam_spec();
  spec.days.push_back({day("2022-11-04"), DayKind::statutory, "Nghỉ", {}, {}, {}});
  const auto edited = std::make_shared<WorkCalendar>(spec, zone("Asia/Ho_Chi_Minh"));
  Item item = task();
  item.term = amount("5wd");
  for (const char* appointment : {"Tue 2022-11-08T08:00+07:00", "Fri 2022-11-11T16:00+07:00"}) {
    item.appointment_at = at(appointment);  // as computed; and later than the term, as the office may promise
    Story story{world_with({}), item};
    story.until("Wed 2022-11-02T08:00+07:00").until("Wed 2022-11-02T09:00+07:00");
    EXPECT_TRUE(story.last().findings.empty()) << appointment;
    story.world.calendars["vn"] = edited;
    story.until("Wed 2022-11-02T10:00+07:00");
    ASSERT_EQ(story.last().findings.size(), 1u) << appointment;
    EXPECT_EQ(story.last().findings.front().code, "DD6104");
    EXPECT_FALSE(story.last().deadline) << "what was promised stands";
    story.item.appointment_at = at("Mon 2022-11-14T16:00+07:00");  // an operator gave another one
    EXPECT_TRUE(story.until("Wed 2022-11-02T11:00+07:00").last().findings.empty()) << appointment;
  }
}
}  // namespace
}  // namespace dondoc::rules

#include <gtest/gtest.h>

#include "tests/rules/story.hpp"

// Design §5.6: repeats.

namespace dondoc::rules {
namespace {

Story warned(Step step, std::string_view due = "Wed 2022-11-30T17:00+07:00") {
  step.notify.push_back(who("head"));
  Story story{world_with({rule_of("r", {step})}), task(due)};
  story.until("Tue 2022-11-01T08:00+07:00");
  return story;
}

// "Repeats are scheduled from the previous repeat's *scheduled* moment: a pure function of item, calendar and rule."
TEST(Repeats, CountFromThePreviousScheduledMoment) {
  struct Case {
    const char* rule;
    StepMaker step;
    const char* due;
    const char* until;
    const char* expected;
  };
  const std::vector<Case> cases = {
      {"the last entry repeats", make("q", "due").critical().every("1wd 07:30").every("2wd 07:30"),
       "Wed 2022-11-30T10:00+07:00", "Fri 2022-12-09T17:00+07:00",
       "Wed 2022-11-30T10:00+07:00 binh q\n"
       "Thu 2022-12-01T07:30+07:00 binh q#1\n"
       "Mon 2022-12-05T07:30+07:00 binh q#2\n"
       "Wed 2022-12-07T07:30+07:00 binh q#3\n"
       "Fri 2022-12-09T07:30+07:00 binh q#4\n"},
      {"told late, scheduled on time", make("q", "due").every("1wd"), "Wed 2022-11-30T10:00+07:00",
       "Fri 2022-12-02T17:00+07:00",
       "Wed 2022-11-30T13:30+07:00 binh q\n"
       "Thu 2022-12-01T13:30+07:00 binh q#1\n"
       "Fri 2022-12-02T13:30+07:00 binh q#2\n"},
      {"working hours walk working time", make("q", "due").critical().every("6wh"), "Wed 2022-11-30T10:00+07:00",
       "Thu 2022-12-01T17:00+07:00",
       "Wed 2022-11-30T10:00+07:00 binh q\n"
       "Thu 2022-12-01T08:00+07:00 binh q#1\n"
       "Thu 2022-12-01T16:00+07:00 binh q#2\n"},
      {"hours repeat on the same day", make("q", "due").critical().every("2h").max(2), "Wed 2022-11-30T08:00+07:00",
       "Thu 2022-12-01T17:00+07:00",
       "Wed 2022-11-30T08:00+07:00 binh q\n"
       "Wed 2022-11-30T10:00+07:00 binh q#1\n"
       "Wed 2022-11-30T13:30+07:00 binh q#2\n"},
  };
  for (const auto& one : cases) {
    Story story = warned(one.step, one.due);
    EXPECT_EQ(story.until(one.until).told(), one.expected) << one.rule;
    EXPECT_EQ(story.broken(), "") << one.rule;
  }
}

// "For repeats the date of the previous moment is that of the instant itself (24:00 belongs to the next day)."
TEST(Repeats, ADueAt24BelongsToTheNextDay) {
  Story story = warned(make("q", "due").every("1wd 07:30"), "Thu 2022-12-01T00:00+07:00");
  EXPECT_EQ(story.until("Mon 2022-12-05T17:00+07:00").told(),
            "Thu 2022-12-01T07:30+07:00 binh q\n"
            "Fri 2022-12-02T07:30+07:00 binh q#1\n"
            "Mon 2022-12-05T07:30+07:00 binh q#2\n");
}

// "A wd or d repeat is not told on a civil day on which that person was already told this step for the item; its number
// counts (`same_day`)."
TEST(Repeats, NotTwiceOnACivilDay) {
  Story story = warned(make("q", "due").critical().every("1wd 07:30").max(2));
  story.until("Thu 2022-12-01T08:00+07:00");
  EXPECT_EQ(story.told(), "Thu 2022-12-01T07:00+07:00 binh q\n");
  EXPECT_EQ(reasons(story.last()), "q#1: same_day: binh same_day\n");
  // the number counts, however late one asks
  story.until("Fri 2022-12-02T00:10+07:00");
  EXPECT_EQ(reasons(story.last()), "q#1: same_day: binh same_day\n");
  EXPECT_EQ(story.until("Fri 2022-12-09T17:00+07:00").told(), "Fri 2022-12-02T07:30+07:00 binh q#2\n");
}

TEST(Repeats, DailyRepeatsOverAWeekendAreToldOnceOnMonday) {
  Story story = warned(make("q", "due").critical().every("1d 07:30"), "Fri 2022-12-02T17:00+07:00");
  EXPECT_EQ(story.until("Tue 2022-12-06T17:00+07:00").told(),
            "Mon 2022-12-05T07:00+07:00 binh q#2\n"
            "Tue 2022-12-06T07:30+07:00 binh q#4\n");
}

// A repeat in the evening is told the next morning: the day that counts is that of the telling.
TEST(Repeats, ARepeatWhoseWindowIsTomorrowIsNotHeldBackByATellingToday) {
  Story story = warned(make("q", "due").every("1wd"), "Wed 2022-11-30T16:00+07:00");
  EXPECT_EQ(story.until("Tue 2022-12-06T07:30+07:00").told(),
            "Thu 2022-12-01T07:30+07:00 binh q\n"
            "Fri 2022-12-02T07:30+07:00 binh q#1\n"
            "Mon 2022-12-05T07:30+07:00 binh q#2\n"
            "Tue 2022-12-06T07:30+07:00 binh q#3\n");
}

// "this step for the item": whatever the version.
TEST(Repeats, ATellingOfTheVersionBeforeCountsForTheDay) {
  Story story = warned(make("q", "due").every("1wd 07:30"));
  story.until("Fri 2022-12-02T08:00+07:00").told();
  story.item.due_at = at("Thu 2022-12-01T17:00+07:00");
  story.until("Fri 2022-12-02T17:00+07:00");
  EXPECT_EQ(story.told(), "");
  EXPECT_EQ(story.until("Mon 2022-12-05T17:00+07:00").told(), "Mon 2022-12-05T07:30+07:00 binh q#2\n");
}

// "`max` counts repeats after the first; deferred and missed numbers count."
TEST(Repeats, DeferredAndMissedNumbersCount) {
  Story story = warned(make("q", "due").every("1wd 07:30").max(4));
  story.until("Fri 2022-12-02T08:00+07:00").told();
  story.open_hold("Fri 2022-12-02T08:00+07:00");
  story.until("Mon 2022-12-05T08:00+07:00");
  story.close_hold("Mon 2022-12-05T08:00+07:00");
  story.until("Mon 2022-12-05T17:00+07:00");
  EXPECT_EQ(story.told(), "Mon 2022-12-05T13:30+07:00 binh q#3\n");
  EXPECT_EQ(story.until("Fri 2022-12-30T17:00+07:00").told(), "Tue 2022-12-06T07:30+07:00 binh q#4\n");
}

// "After a downtime only the latest missed one goes out."
TEST(Repeats, AfterADowntimeOnlyTheLatestMissedOneGoesOut) {
  Story story = warned(make("q", "due").every("1wd 07:30"));
  story.until("Thu 2022-12-01T08:00+07:00").told();
  story.down_until("Wed 2022-12-07T10:00+07:00").until("Thu 2022-12-08T17:00+07:00");
  EXPECT_EQ(story.told(), "Wed 2022-12-07T13:30+07:00 binh q#5\nThu 2022-12-08T07:30+07:00 binh q#6\n");
}

TEST(Repeats, ARowQueuedBeforeADowntimeIsSupersededByTheLatest) {
  Story story = warned(make("q", "due").every("1wd 07:30"));
  story.until("Wed 2022-11-30T17:30+07:00").diary();
  story.down_until("Mon 2022-12-05T10:00+07:00");
  EXPECT_EQ(story.diary(), "queue q#3 binh (head)\nq binh superseded later_repeat\nnext Tue 2022-12-06T07:30+07:00\n");
}

// "At `max` the item stays in digests and the operator is told once."
TEST(Repeats, AtMaxTheOperatorIsTold) {
  Story story = warned(make("q", "due").every("1wd 07:30").max(2));
  story.until("Thu 2022-12-01T17:00+07:00").diary();
  story.until("Fri 2022-12-30T17:00+07:00");
  EXPECT_EQ(story.diary(),
            "queue q#2 binh (head)\n"
            "finding DD6401 item:1/r/q\n"
            "next none max_repeats\n"
            "Fri 2022-12-02T07:30+07:00 binh q#2\n"
            "finding DD6401 item:1/r/q\n"
            "next none max_repeats\n"
            "finding DD6401 item:1/r/q\n"
            "next none max_repeats\n");
}

TEST(Repeats, AStepWithoutAnEndOfRepeatsIsNeverUsedUp) {
  Story story = warned(make("q", "due").every("1d"));
  story.until("Thu 2023-02-02T07:30+07:00");
  EXPECT_TRUE(story.last().findings.empty());
}

}  // namespace
}  // namespace dondoc::rules

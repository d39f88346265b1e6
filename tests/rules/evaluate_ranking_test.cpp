#include <gtest/gtest.h>

#include "tests/rules/story.hpp"

// Design §5.2: which step each person gets.

namespace dondoc::rules {
namespace {

constexpr std::string_view kDue = "Wed 2022-11-30T17:00+07:00";

Rule on_time() {
  return rule_of("dung-han", {make("nhac", "due - 1wd 07:30").notify("officer"),
                              make("qua-han", "due").critical().notify("head").copy("focal").every("1wd 07:30").max(3),
                              make("len-tren", "due + 3wd 07:30").notify("superior")});
}

Filter only_urgent() {
  rules::Test test;
  test.value = std::string{"khan"};
  return {{"priority", test}};
}

std::string decided(const World& world, const Item& item, std::string_view now, const History& history = {}) {
  return written(evaluate(world, item, history, at(now)), history);
}
std::string why(const World& world, const Item& item, std::string_view now, const History& history = {}) {
  return reasons(evaluate(world, item, history, at(now)));
}

TEST(Ranking, ATaskFromReminderToReportIsToldStepByStep) {
  Story story{world_with({on_time()}), task(kDue)};
  story.until("Tue 2022-11-01T08:00+07:00").until("Fri 2022-12-30T17:00+07:00");
  EXPECT_EQ(story.told(),
            "Tue 2022-11-29T07:30+07:00 an nhac\n"
            // the due is at the closing: a critical notice waits for the next opening
            "Thu 2022-12-01T07:00+07:00 binh qua-han\n"
            "Thu 2022-12-01T07:00+07:00 chi qua-han\n"
            // Thu 07:30 would be the first repeat: same day
            "Fri 2022-12-02T07:30+07:00 binh qua-han#2\n"
            "Fri 2022-12-02T07:30+07:00 chi qua-han#2\n"
            "Mon 2022-12-05T07:30+07:00 binh qua-han#3\n"
            "Mon 2022-12-05T07:30+07:00 chi qua-han#3\n"
            "Mon 2022-12-05T07:30+07:00 chanh-vp len-tren\n");
  EXPECT_EQ(story.broken(), "");
}

// "Within one item and rule, each person gets the highest reached step that names them in `notify` or `copy`; lower
// ones are superseded for that person."
TEST(Ranking, EachPersonGetsTheHighestReachedStepThatNamesThem) {
  const World world = world_with({rule_of("r", {make("mot", "due").notify("head").notify("officer").notify("focal"),
                                                make("hai", "due + 1wd").notify("head"),
                                                make("ba", "due + 2wd").copy("officer").notify("room:phong-chung")})});
  EXPECT_EQ(decided(world, task(kDue), "Fri 2022-12-02T17:00+07:00"),
            "version 1 first: due Wed 2022-11-30T17:00+07:00\n"
            "queue mot chi (focal)\n"
            "queue hai binh (head)\n"
            "queue ba room:phong-chung (room:phong-chung)\n"
            "queue ba an (copy, officer)\n"
            "next none already_told\n");
  EXPECT_EQ(why(world, task(kDue), "Fri 2022-12-02T17:00+07:00"),
            "mot: reached: binh higher_step, an higher_step, chi reached\n"
            "hai: reached: binh reached\n"
            "ba: reached: room:phong-chung reached, an reached\n");
}

TEST(Ranking, AQueuedLowerStepIsSupersededForThePersonTheHigherOneNames) {
  const World world = world_with(
      {rule_of("r", {make("mot", "due").notify("head").notify("officer"), make("hai", "due + 1wd").notify("head")})});
  Story story{world, task(kDue)};
  story.until(kDue).diary();
  story.until("Thu 2022-12-01T07:00+07:00").diary();
  History history = story.history;
  history.alerts[0].notices[0].state = NoticeState::queued;
  history.alerts[0].notices[1].state = NoticeState::queued;
  EXPECT_EQ(decided(world, task(kDue), "Thu 2022-12-01T17:00+07:00", history),
            "queue hai binh (head)\n"
            "mot binh superseded higher_step\n"
            "next none already_told\n");
}

// "Steps rank by their scheduled moment in this version (tie: later in the file)."
TEST(Ranking, StepsRankByTheirMomentAndThenByTheirPlaceInTheFile) {
  struct Case {
    const char* rule;
    std::vector<Step> steps;
    const char* expected;
  };
  const std::vector<Case> cases = {
      {"the later moment, wherever it stands in the file",
       {make("sau", "due + 1wd 07:30").notify("head"), make("truoc", "due").notify("head")},
       "sau: reached: binh reached\ntruoc: higher_step: binh higher_step\n"},
      {"tie: later in the file",
       {make("mot", "due + 1d").notify("head"), make("hai", "due + 1wd").notify("head")},
       "mot: higher_step: binh higher_step\nhai: reached: binh reached\n"},
      {"a repeat does not lift a step: it ranks by its own moment",
       {make("lap", "due").notify("head").every("1h"), make("cao", "due + 1h").notify("head")},
       "lap#24: higher_step: binh higher_step\ncao: reached: binh reached\n"},
      {"a percentage ranks by its instant",
       {make("cuoi", "99%").notify("head"), make("dau", "received + 1wd").notify("head")},
       "cuoi: reached: binh reached\ndau: higher_step: binh higher_step\n"},
      {"somebody else's higher step leaves the lower one alone",
       {make("mot", "due").notify("head"), make("hai", "due + 1h").notify("focal")},
       "mot: reached: binh reached\nhai: reached: chi reached\n"},
  };
  for (const auto& one : cases) {
    const World world = world_with({rule_of("r", one.steps)});
    EXPECT_EQ(why(world, task(kDue), "Thu 2022-12-01T17:30+07:00"), one.expected) << one.rule;
  }
}

// "A step that is skipped or whose `unless` holds does not count as reached."
TEST(Ranking, ASkippedOrUnnecessaryStepDoesNotCount) {
  Item item = task(kDue);
  item.attributes["cong_van"] = "12/CV";
  const World world = world_with({rule_of(
      "r", {make("mot", "due").notify("head"), make("hai", "due + 1h").notify("head").unless("item.cong_van")})});
  EXPECT_EQ(why(world, item, "Thu 2022-12-01T17:00+07:00"), "mot: reached: binh reached\nhai: unless_field\n");

  // due - 1h of 08:00 received at 08:00 would be higher than the one before it, but its moment is not later than
  // receipt
  Item late = task("Tue 2022-11-01T09:00+07:00");
  const World reminders = world_with(
      {rule_of("r", {make("bat-dau", "start").notify("officer"), make("nhac", "due - 1h").notify("officer")})});
  EXPECT_EQ(why(reminders, late, "Tue 2022-11-01T08:30+07:00"), "bat-dau: reached: an reached\nnhac: term_too_short\n");
}

TEST(Ranking, AnUnlessThatComesTrueWithdrawsWhatWasQueued) {
  const World world = world_with({rule_of("r", {make("mot", "due").notify("head").unless("item.result_document")})});
  Story story{world, task(kDue)};
  story.until(kDue).diary();
  story.item.result_document = "45/BC-STC";
  story.until("Wed 2022-11-30T18:00+07:00");
  EXPECT_EQ(story.diary(), "mot binh withdrawn unless_field\nnext none unless_field\n");
}

// "Different rules speak for themselves."
TEST(Ranking, DifferentRulesSpeakForThemselves) {
  const World world = world_with(
      {rule_of("a", {make("mot", "due").notify("head")}), rule_of("b", {make("hai", "due + 1h").notify("head")})});
  EXPECT_EQ(why(world, task(kDue), "Thu 2022-12-01T17:00+07:00"),
            "mot: reached: binh reached\nhai: reached: binh reached\n");
}

TEST(Ranking, ARuleWhoseFilterOrKindDoesNotSelectTheItemSaysNothing) {
  Rule dossiers = rule_of("ho-so", {make("mot", "due").notify("head")});
  dossiers.kind = Kind::dossier;
  Rule urgent = rule_of("khan", {make("mot", "due").notify("head")});
  urgent.where = only_urgent();
  EXPECT_EQ(why(world_with({dossiers, urgent}), task(kDue), "Thu 2022-12-01T17:00+07:00"),
            "ho-so: no_match\nkhan: no_match\n");
}

TEST(Ranking, AQueuedNoticeIsWithdrawnWhenTheFilterNoLongerSelectsTheItem) {
  Rule urgent = rule_of("khan", {make("mot", "due").notify("head")});
  urgent.where = only_urgent();
  Item item = task(kDue);
  item.priority = "khan";
  Story story{world_with({urgent}), item};
  story.until(kDue).diary();
  story.item.priority = "thuong";
  story.until("Wed 2022-11-30T17:30+07:00");
  EXPECT_EQ(story.diary(), "mot binh withdrawn not_true\nnext none no_match\n");
}

// A person named twice by one step is told once; and whoever is the head among other things counts as told as the head.
TEST(Ranking, OnePersonNamedTwiceByAStepIsToldOnce) {
  Item item = task(kDue);
  item.officer = "binh";
  const World world = world_with({rule_of("r", {make("mot", "due").notify("officer").notify("head").copy("focal"),
                                                make("hai", "due + 3wd 07:30").notify("superior")})});
  Story story{world, item};
  story.until("Wed 2022-11-30T17:00+07:00");
  EXPECT_EQ(story.diary(),
            "version 1 first: due Wed 2022-11-30T17:00+07:00\n"
            "queue mot binh (head)\n"
            "queue mot chi (copy, focal)\n"
            "next Mon 2022-12-05T07:30+07:00\n");
  story.until("Mon 2022-12-05T12:00+07:00");
  EXPECT_EQ(story.told(),
            "Thu 2022-12-01T07:30+07:00 binh mot\n"
            "Thu 2022-12-01T07:30+07:00 chi mot\n"
            "Mon 2022-12-05T07:30+07:00 chanh-vp hai\n");
}

// "A `due - …` or percent step whose moment is not later than the item's receipt, or than the start of this version, is
// skipped (`term_too_short`) unless `late = "send"`; steps at or after the due, and steps on other anchors, never are."
TEST(TermTooShort, RemindersOfAShortTermAreSkipped) {
  struct Case {
    const char* rule;
    const char* received;
    const char* due;
    StepMaker step;
    const char* expected;
  };
  const std::vector<Case> cases = {
      {"moment before the receipt", "Wed 2022-11-30T08:00+07:00", "Wed 2022-11-30T17:00+07:00",
       make("nhac", "due - 1wd 07:30"), "nhac: term_too_short\n"},
      {"moment at the receipt", "Tue 2022-11-29T07:30+07:00", "Wed 2022-11-30T17:00+07:00",
       make("nhac", "due - 1wd 07:30"), "nhac: term_too_short\n"},
      {"moment a millisecond after the receipt", "Tue 2022-11-29T07:29:59.999+07:00", "Wed 2022-11-30T17:00+07:00",
       make("nhac", "due - 1wd 07:30"), "nhac: reached: an reached\n"},
      {"late = \"send\"", "Wed 2022-11-30T08:00+07:00", "Wed 2022-11-30T17:00+07:00",
       make("nhac", "due - 1wd 07:30").late_send(), "nhac: reached: an reached\n"},
      {"at the due", "Wed 2022-11-30T17:30+07:00", "Wed 2022-11-30T17:00+07:00", make("nhac", "due"),
       "nhac: reached: an reached\n"},
      {"after the due", "Thu 2022-12-01T09:00+07:00", "Wed 2022-11-30T17:00+07:00", make("nhac", "due + 1wd 07:30"),
       "nhac: reached: an reached\n"},
      {"100% is the due", "Wed 2022-11-30T08:00+07:00", "Wed 2022-11-30T17:00+07:00", make("nhac", "100%"),
       "nhac: reached: an reached\n"},
      {"another anchor", "Wed 2022-11-30T08:00+07:00", "Wed 2022-11-30T17:00+07:00", make("nhac", "received"),
       "nhac: reached: an reached\n"},
  };
  for (const auto& one : cases) {
    Item item = task(one.due);
    item.received_at = at(one.received);
    Step step = one.step;
    step.notify.push_back(who("officer"));
    EXPECT_EQ(why(world_with({rule_of("r", {step})}), item, "Thu 2022-12-01T10:00+07:00"), one.expected) << one.rule;
  }
}

// A person asks when it would have been.
TEST(TermTooShort, SaysTheMomentOfTheStep) {
  Item item = task("Wed 2022-11-30T17:00+07:00");
  item.received_at = at("Wed 2022-11-30T08:00+07:00");
  const World world = world_with({rule_of("r", {make("nhac", "due - 1wd 07:30").notify("officer")})});
  const Evaluation evaluation = evaluate(world, item, {}, at("Wed 2022-11-30T10:00+07:00"));
  EXPECT_EQ(reasons(evaluation), "nhac: term_too_short\n");
  ASSERT_TRUE(evaluation.outcomes.at(0).scheduled_at);
  EXPECT_EQ(said(*evaluation.outcomes.at(0).scheduled_at), "Tue 2022-11-29T07:30+07:00");
}

// "Version 1 starts at `received`, else when the row was first stored."
TEST(TermTooShort, WithoutAReceiptVersionOneStartsWhenTheRowWasFirstStored) {
  Item item = task(kDue);
  item.received_at.reset();
  const World world = world_with({rule_of("r", {make("nhac", "due - 1wd 07:30").notify("officer")})});
  item.first_stored = at("Tue 2022-11-29T07:30+07:00");
  EXPECT_EQ(why(world, item, "Tue 2022-11-29T08:00+07:00"), "nhac: term_too_short\n");
  item.first_stored = at("Tue 2022-11-29T07:00+07:00");
  EXPECT_EQ(why(world, item, "Tue 2022-11-29T08:00+07:00"), "nhac: reached: an reached\n");
}

TEST(TermTooShort, APercentageWithoutAStartHasNoMoment) {
  Item item = task(kDue);
  item.received_at.reset();
  EXPECT_EQ(why(world_with({rule_of("r", {make("nua", "50%").notify("officer")})}), item, "Tue 2022-11-29T08:00+07:00"),
            "nua: no_start\n");
}

TEST(Moments, AreNotReachedBeforeTheirTimeAndSayWhenToLookAgain) {
  const World world = world_with({on_time()});
  EXPECT_EQ(decided(world, task(kDue), "Tue 2022-11-29T07:29:59.999+07:00"),
            "version 1 first: due Wed 2022-11-30T17:00+07:00\nnext Tue 2022-11-29T07:30+07:00\n");
  EXPECT_EQ(
      decided(world, task(kDue), "Tue 2022-11-29T07:30+07:00"),
      "version 1 first: due Wed 2022-11-30T17:00+07:00\nqueue nhac an (officer)\nnext Wed 2022-11-30T17:00+07:00\n");
  EXPECT_EQ(decided(world, task(), "Tue 2022-11-29T07:30+07:00"), "version 1 first: due none\nnext none no_deadline\n");
}

// "a missing year defers with a finding. Nothing is guessed."
TEST(Moments, AYearTheCalendarLacksDefersWithAFinding) {
  const World world = world_with({on_time()});
  Item item = task();
  item.received_at = at("Fri 2023-12-29T08:00+07:00");
  item.term = amount("3wd");
  History history;
  add_notice(history, {1, "dung-han", "nhac", 0}, "Thu 2023-12-28T07:30+07:00", "person:an", "officer",
             NoticeState::queued);
  EXPECT_EQ(decided(world, item, "Fri 2023-12-29T09:00+07:00", history),
            "nhac an deferred calendar_missing\nfinding DD6101 calendar:vn/2024\nnext none calendar_missing\n");
}

TEST(Moments, AStepInAYearTheCalendarLacksDoesNotHoldBackTheOthers) {
  Item item = task("Fri 2023-12-29T17:00+07:00");
  item.received_at = at("Fri 2023-12-01T08:00+07:00");
  const World world = world_with({on_time()});
  EXPECT_EQ(why(world, item, "Fri 2023-12-29T17:00+07:00"),
            "nhac: reached: an reached\nqua-han: reached: binh reached, chi reached\nlen-tren: calendar_missing\n");
  EXPECT_EQ(decided(world, item, "Thu 2023-12-28T07:30+07:00"),
            "version 1 first: due Fri 2023-12-29T17:00+07:00\n"
            "queue nhac an (officer)\n"
            "finding DD6101 calendar:vn/2024\n"
            "next Fri 2023-12-29T17:00+07:00\n");
}

}  // namespace
}  // namespace dondoc::rules

#include <gtest/gtest.h>

#include "tests/rules/story.hpp"

// Design §5.7: edits of rules; §5.12: modes.

namespace dondoc::rules {
namespace {

constexpr std::string_view kDue = "Wed 2022-11-30T17:00+07:00";

Rule overdue() { return rule_of("r", {make("qua-han", "due").notify("head").every("1wd 07:30")}); }

// Told once, on Thu 01/12 at 07:30; now it is Thu 10:00.
Story told_once() {
  Story story{world_with({overdue()}), task(kDue)};
  story.until("Tue 2022-11-01T08:00+07:00").until("Thu 2022-12-01T10:00+07:00");
  story.told();
  story.diary();
  return story;
}

// "Changing a rule's text, order or file sends nothing again."
TEST(Edits, TextOrderAndFileSendNothing) {
  Story story = told_once();
  Rule first = rule_of("truoc", {make("nhac", "due + 30wd").notify("head")});
  Rule changed = overdue();
  changed.title = "Quá hạn (mới)";
  changed.file = "rules/khac.toml";
  changed.steps[0].title = "Đã quá hạn";
  changed.steps[0].template_name = "khac";
  story.world.rules = {first, changed};
  story.until("Thu 2022-12-01T17:00+07:00");
  EXPECT_EQ(story.told(), "");
  EXPECT_EQ(story.diary(), "");
}

// "A new step is a catch-up: only where it is the highest reached and nothing higher was told."
TEST(Edits, ANewStepIsACatchUp) {
  struct Case {
    const char* rule;
    std::vector<Step> steps;
    const char* expected;
  };
  const std::vector<Case> cases = {
      {"the highest reached: told",
       {make("qua-han", "due").notify("head"), make("moi", "due + 1h").notify("head")},
       "Thu 2022-12-01T13:30+07:00 binh moi\n"},
      {"below what was told: not told",
       {make("moi", "due - 1wd").notify("head"), make("qua-han", "due").notify("head")},
       ""},
      {"for somebody who was told nothing: told",
       {make("moi", "due - 1wd").notify("officer"), make("qua-han", "due").notify("head")},
       "Thu 2022-12-01T13:30+07:00 an moi\n"},
      {"in the place of the told step, which is gone: not told", {make("moi", "due").notify("head")}, ""},
      {"below a told step that is not necessary any more: not told",
       {make("moi", "due - 1wd").notify("head"), make("qua-han", "due").notify("head").unless("item.officer")},
       ""},
      {"higher than the told step, which is gone: told",
       {make("moi", "due + 15h").notify("head")},
       "Thu 2022-12-01T13:30+07:00 binh moi\n"},
  };
  for (const auto& one : cases) {
    Story story = told_once();
    story.world.rules = {rule_of("r", one.steps)};
    EXPECT_EQ(story.until("Fri 2022-12-30T17:00+07:00").told(), one.expected) << one.rule;
    EXPECT_EQ(story.broken(), "") << one.rule;
  }
}

TEST(Edits, ARenamedStepGoesOnWithItsNextRepeat) {
  Story story = told_once();
  story.world.rules = {rule_of("r", {make("ten-moi", "due").notify("head").every("1wd 07:30")})};
  EXPECT_EQ(story.until("Fri 2022-12-02T17:00+07:00").told(), "Fri 2022-12-02T07:30+07:00 binh ten-moi#2\n");
}

// "Deleting a rule withdraws its untold alerts and keeps the claims."
TEST(Edits, DeletingARuleWithdrawsUntoldAlertsAndKeepsTheClaims) {
  Story story{world_with({overdue()}), task(kDue)};
  story.until("Wed 2022-11-30T17:30+07:00").diary();
  story.world.rules.clear();
  story.until("Wed 2022-11-30T18:00+07:00");
  EXPECT_EQ(story.diary(), "qua-han binh withdrawn rule_gone\nnext none no_match\n");
  story.world.rules = {overdue()};  // restored: the row is queued again
  story.until("Wed 2022-11-30T18:30+07:00");
  EXPECT_EQ(story.diary(), "queue qua-han binh (head) again\nnext Thu 2022-12-01T07:30+07:00\n");
}

TEST(Edits, ARestoredRuleDoesNotTellAgain) {
  Story story = told_once();
  story.world.rules.clear();
  story.until("Thu 2022-12-01T11:00+07:00");
  story.world.rules = {overdue()};
  EXPECT_EQ(story.until("Thu 2022-12-01T17:00+07:00").told(), "");
}

TEST(Edits, DeletingAStepWithdrawsItsUntoldAlerts) {
  Story story{world_with({overdue()}), task(kDue)};
  story.until("Wed 2022-11-30T17:30+07:00").diary();
  story.world.rules = {rule_of("r", {make("khac", "due + 9wd").notify("head")})};
  story.until("Wed 2022-11-30T18:00+07:00");
  EXPECT_EQ(story.diary(), "qua-han binh withdrawn step_gone\nnext Tue 2022-12-13T17:00+07:00\n");
}

// `formerly = ["old-id"]` carries claims over a renaming.
TEST(Edits, FormerlyCarriesClaimsOverARenaming) {
  Rule renamed = overdue();
  renamed.id = "moi";
  renamed.formerly = {"r"};
  Story story = told_once();
  story.world.rules = {renamed};
  EXPECT_EQ(story.until("Fri 2022-12-02T17:00+07:00").told(), "Fri 2022-12-02T07:30+07:00 binh qua-han#2\n");

  Story queued{world_with({overdue()}), task(kDue)};
  queued.until("Wed 2022-11-30T17:30+07:00").diary();
  queued.world.rules = {renamed};
  queued.until("Wed 2022-11-30T18:00+07:00");
  EXPECT_EQ(queued.diary(),
            "queue qua-han binh (head)\nqua-han binh withdrawn rule_gone\nnext Thu 2022-12-01T07:30+07:00\n");
  EXPECT_EQ(queued.until("Thu 2022-12-01T09:00+07:00").told(), "Thu 2022-12-01T07:30+07:00 binh qua-han#1\n");

  Rule stranger = overdue();
  stranger.id = "moi";
  Story without = told_once();
  without.world.rules = {stranger};
  EXPECT_EQ(without.until("Thu 2022-12-01T17:00+07:00").told(), "Thu 2022-12-01T13:30+07:00 binh qua-han#1\n");
}

// "above `reload.max_new` the new part waits for `dondoc reload --confirm`"
TEST(Edits, AnUnconfirmedStepWaitsForWhatWasReachedAtTheReload) {
  Story story = told_once();
  story.world.rules = {rule_of("r", {make("qua-han", "due").notify("head").every("1wd 07:30"),
                                     make("moi", "due + 1h").notify("focal").every("1wd 09:00")})};
  story.world.unconfirmed_steps[{"r", "moi"}] = story.now();
  story.until("Thu 2022-12-01T17:00+07:00");
  EXPECT_EQ(story.told(), "");
  EXPECT_EQ(reasons(story.last()),
            "qua-han#1: already_told: binh already_told\nmoi#1: reload_unconfirmed: chi reload_unconfirmed\n");
  // moments after the reload go out
  EXPECT_EQ(story.until("Fri 2022-12-02T17:00+07:00").told(),
            "Fri 2022-12-02T07:30+07:00 binh qua-han#2\nFri 2022-12-02T13:30+07:00 chi moi#2\n");
  story.world.unconfirmed_steps.clear();
  EXPECT_EQ(story.broken(), "");
}

TEST(Edits, AnUnconfirmedHigherStepDoesNotSilenceTheLowerOne) {
  Story story = told_once();
  story.world.rules = {
      rule_of("r", {make("qua-han", "due").notify("head").every("1wd 07:30"), make("moi", "due + 1h").notify("head")})};
  story.world.unconfirmed_steps[{"r", "moi"}] = story.now();
  EXPECT_EQ(story.until("Fri 2022-12-02T17:00+07:00").told(), "Fri 2022-12-02T07:30+07:00 binh qua-han#2\n");
}

// "`init` writes `redirect`: everything goes to one mailbox, and does not count as sent."
TEST(Modes, ARehearsalDoesNotCountOnceTheModeIsLive) {
  Story story{world_with({overdue()}), task(kDue)};
  story.world.mode = DeliveryMode::redirect;
  story.until("Tue 2022-11-01T08:00+07:00").until("Fri 2022-12-02T17:00+07:00");
  EXPECT_EQ(
      story.told(),
      "Thu 2022-12-01T07:30+07:00 binh qua-han#1 (rehearsed)\nFri 2022-12-02T07:30+07:00 binh qua-han#2 (rehearsed)\n");
  story.diary();
  story.world.mode = DeliveryMode::live;
  story.until("Fri 2022-12-02T17:30+07:00");
  EXPECT_EQ(story.diary(), "queue qua-han#2 binh (head) again\nnext Mon 2022-12-05T07:30+07:00\n");
  EXPECT_EQ(story.until("Mon 2022-12-05T17:00+07:00").told(), "Mon 2022-12-05T07:30+07:00 binh qua-han#3\n");
}

TEST(Modes, ARehearsedNoticeToTheHeadReleasesTheReportOnlyInRehearsal) {
  History history;
  history.version = 1;
  history.due = at(kDue);
  add_notice(history, {1, "r", "qua-han", 0}, kDue, "person:binh", "head", NoticeState::rehearsed,
             "Thu 2022-12-01T07:30+07:00");
  World world = world_with(
      {rule_of("r", {make("qua-han", "due").notify("head"), make("len-tren", "due + 3wd 07:30").notify("superior")})});
  world.mode = DeliveryMode::redirect;
  EXPECT_EQ(written(evaluate(world, task(kDue), history, at("Mon 2022-12-05T07:30+07:00")), history),
            "queue len-tren chanh-vp (superior)\nnext none already_told\n");
  world.mode = DeliveryMode::live;
  EXPECT_EQ(written(evaluate(world, task(kDue), history, at("Mon 2022-12-05T07:30+07:00")), history),
            "queue qua-han binh (head) again\nnext none min_notice\n");
}

TEST(Modes, OffDefersAndLeavesNothingBehind) {
  Story story{world_with({overdue()}), task(kDue)};
  story.until("Wed 2022-11-30T17:30+07:00").diary();
  story.world.mode = DeliveryMode::off;
  story.until("Fri 2022-12-02T17:00+07:00");
  EXPECT_EQ(story.diary(),
            "qua-han binh deferred mode_off\nnext Thu 2022-12-01T07:30+07:00\n"
            "qua-han binh superseded later_repeat\nnext Fri 2022-12-02T07:30+07:00\n");
  story.world.mode = DeliveryMode::live;
  EXPECT_EQ(story.until("Mon 2022-12-05T08:00+07:00").told(), "Mon 2022-12-05T07:30+07:00 binh qua-han#3\n");
}

}  // namespace
}  // namespace dondoc::rules

#include <gtest/gtest.h>

#include "tests/rules/story.hpp"

// Design §5.2: nobody is reported upwards before being told.

namespace dondoc::rules {
namespace {

constexpr std::string_view kDue = "Wed 2022-11-30T17:00+07:00";

Rule head_then_superior(std::string_view above = "due + 3wd 07:30") {
  return rule_of("r", {make("nhac", "due - 1wd 07:30").notify("head"), make("qua-han", "due").notify("head"),
                       make("len-tren", above).notify("superior")});
}

History told_head(std::string_view settled, NoticeState state = NoticeState::told) {
  History history;
  history.version = 1;
  history.due = at(kDue);
  history.version_start = at("Tue 2022-11-01T08:00+07:00");
  add_notice(history, {1, "r", "qua-han", 0}, kDue, "person:binh", "head", state, settled);
  return history;
}

// "A step that goes above the head escalates: it waits until `min_notice` (1wd: same clock time, next working day)
// after a notice to the head at or after the due of this version was delivered or dead-lettered."
TEST(MinNotice, WaitsForOneWorkingDayAfterTheHeadWasTold) {
  struct Case {
    const char* rule;
    const char* settled;
    NoticeState state;
    const char* now;
    const char* expected;
  };
  const std::vector<Case> cases = {
      {"same clock time, next working day", "Mon 2022-12-05T09:10+07:00", NoticeState::told,
       "Tue 2022-12-06T09:09+07:00", "next Tue 2022-12-06T09:10+07:00\n"},
      {"then it goes out", "Mon 2022-12-05T09:10+07:00", NoticeState::told, "Tue 2022-12-06T09:10+07:00",
       "queue len-tren chanh-vp (superior)\nnext none already_told\n"},
      {"over a weekend", "Fri 2022-12-02T15:00+07:00", NoticeState::told, "Mon 2022-12-05T08:00+07:00",
       "next Mon 2022-12-05T15:00+07:00\n"},
      {"a dead letter to the head counts", "Fri 2022-12-02T15:00+07:00", NoticeState::dead,
       "Mon 2022-12-05T15:00+07:00", "queue len-tren chanh-vp (superior)\nnext none already_told\n"},
  };
  for (const auto& one : cases) {
    const History history = told_head(one.settled, one.state);
    const auto evaluation = evaluate(world_with({head_then_superior()}), task(kDue), history, at(one.now));
    EXPECT_EQ(written(evaluation, history), one.expected) << one.rule;
    EXPECT_FALSE(evaluation.waits_for_delivery) << one.rule;
  }
}

TEST(MinNotice, WaitsForTheDeliveryOfAHeadsNoticeThatIsStillQueued) {
  const History history = told_head({}, NoticeState::queued);
  const auto evaluation =
      evaluate(world_with({head_then_superior()}), task(kDue), history, at("Mon 2022-12-05T07:30+07:00"));
  EXPECT_EQ(written(evaluation, history), "next none min_notice\n");
  EXPECT_EQ(reasons(evaluation),
            "nhac: higher_step: binh higher_step\nqua-han: reached: binh reached\nlen-tren: min_notice: chanh-vp "
            "min_notice\n");
  EXPECT_TRUE(evaluation.waits_for_delivery);
}

// "a notice to the head at or after the due": a reminder is none.
TEST(MinNotice, AReminderToTheHeadIsNoNotice) {
  History history;
  history.version = 1;
  history.due = at(kDue);
  add_notice(history, {1, "r", "nhac", 0}, "Tue 2022-11-29T07:30+07:00", "person:binh", "head", NoticeState::told,
             "Tue 2022-11-29T07:30+07:00");
  const auto evaluation =
      evaluate(world_with({head_then_superior()}), task(kDue), history, at("Mon 2022-12-05T07:30+07:00"));
  EXPECT_EQ(written(evaluation, history), "queue qua-han binh (head)\nnext none min_notice\n");
}

// "So nobody is reported before being told": after a downtime over both moments the head comes first.
TEST(MinNotice, AfterADowntimeTheHeadIsToldAndTheReportWaits) {
  Story story{world_with({head_then_superior()}), task(kDue)};
  story.until("Tue 2022-11-29T09:00+07:00").told();
  story.down_until("Wed 2022-12-07T09:00+07:00").until("Fri 2022-12-30T17:00+07:00");
  EXPECT_EQ(story.told(),
            "Wed 2022-12-07T13:30+07:00 binh qua-han\n"
            "Thu 2022-12-08T13:30+07:00 chanh-vp len-tren\n");
}

// "whoever stands in by 5.1 counts as the head"
TEST(MinNotice, AStandInOfTheHeadCountsAsTheHead) {
  Directory directory = small_directory();
  for (auto& address : directory.addresses) address.failing = address.failing || address.owner == "person:binh";
  Story story{world_with({head_then_superior()}, directory), task(kDue)};
  story.until("Mon 2022-11-28T09:00+07:00");
  story.until("Fri 2022-12-30T17:00+07:00");
  EXPECT_EQ(story.told(),
            "Tue 2022-11-29T07:30+07:00 agency:STC nhac\n"
            "Thu 2022-12-01T07:30+07:00 agency:STC qua-han\n"
            "Mon 2022-12-05T07:30+07:00 chanh-vp len-tren\n");
}

// The stand-in of the head may be told as somebody else by the same step (here both fall back to the mailbox).
TEST(MinNotice, AStandInToldInTwoRolesCountsAsTheHead) {
  Directory directory = small_directory();
  for (auto& address : directory.addresses) {
    address.failing = address.owner == "person:binh" || address.owner == "person:chi";
  }
  const World world = world_with({rule_of("r", {make("qua-han", "due").notify("focal").notify("head"),
                                                make("len-tren", "due + 3wd 07:30").notify("superior")})},
                                 directory);
  Story story{world, task(kDue)};
  story.until("Tue 2022-11-29T09:00+07:00").until("Fri 2022-12-30T17:00+07:00");
  EXPECT_EQ(story.told(),
            "Thu 2022-12-01T07:30+07:00 agency:STC qua-han\n"
            "Mon 2022-12-05T07:30+07:00 chanh-vp len-tren\n");
}

// "or one that counts as told by 5.3": the due moved earlier, the head was told in the version before.
TEST(MinNotice, ANoticeOfAnEarlierVersionThatCountsAsToldIsEnough) {
  Story story{world_with({head_then_superior()}), task(kDue)};
  story.until("Tue 2022-11-29T09:00+07:00").until("Thu 2022-12-01T08:00+07:00").told();
  story.item.due_at = at("Tue 2022-11-29T17:00+07:00");
  story.until("Fri 2022-12-30T17:00+07:00");
  EXPECT_EQ(story.told(), "Fri 2022-12-02T07:30+07:00 chanh-vp len-tren\n");
}

// "(for other ladders: of this episode)"
TEST(MinNotice, OnAnotherLadderTheNoticeIsOneOfTheSameEpisode) {
  Item item = task(kDue);
  item.updated_at = at("Tue 2022-11-01T09:00+07:00");
  Story story{world_with({rule_of("r", {make("im", "updated + 5wd 07:30").notify("head"),
                                        make("im-lau", "updated + 6wd 07:30").notify("superior")})}),
              item};
  story.until("Tue 2022-11-01T10:00+07:00").until("Wed 2022-11-09T17:00+07:00");
  EXPECT_EQ(story.told(), "Tue 2022-11-08T07:30+07:00 binh im\nWed 2022-11-09T07:30+07:00 chanh-vp im-lau\n");
  story.item.updated_at = at("Wed 2022-11-09T18:00+07:00");
  story.until("Wed 2022-11-16T20:00+07:00").told();
  story.down_until("Fri 2022-11-18T08:00+07:00").until("Wed 2022-11-23T17:00+07:00");
  EXPECT_EQ(story.told(), "Fri 2022-11-18T13:30+07:00 chanh-vp im-lau\n");
}

// "`superior` follows the escalation path": the first step that names it means the first place, the next the second.
TEST(Escalation, EachStepGoesToTheNextPlaceOfThePath) {
  Directory directory = small_directory();
  directory.escalation.push_back({"STC", 3, "", Role::head, "lan", {}, {}});
  World world = world_with(
      {rule_of("r",
               {make("qua-han", "due").notify("head"), make("mot", "due + 1wd 07:30").notify("superior"),
                make("hai", "due + 3wd 07:30").notify("superior"), make("ba", "due + 4wd 07:30").notify("superior")})},
      directory);
  Story story{world, task(kDue)};
  story.until("Tue 2022-11-29T09:00+07:00").until("Fri 2022-12-30T17:00+07:00");
  EXPECT_EQ(story.told(),
            "Thu 2022-12-01T07:30+07:00 binh qua-han\n"
            "Fri 2022-12-02T07:30+07:00 chanh-vp mot\n"
            // the second place gets digests only
            "Tue 2022-12-06T07:30+07:00 lan ba\n");
  EXPECT_EQ(reasons(story.last()),
            "qua-han: already_told: binh already_told\n"
            "mot: already_told: chanh-vp already_told\n"
            "hai: digest_only\n"
            "ba: already_told: lan already_told\n");
}

// Places are counted within a ladder: a report about silence goes to the first place, whatever the other steps do.
TEST(Escalation, PlacesAreCountedWithinALadder) {
  Item item = task(kDue);
  item.updated_at = at("Tue 2022-11-01T09:00+07:00");
  World world = world_with(
      {rule_of("r", {make("qua-han", "due").notify("head"), make("len-tren", "due + 3wd 07:30").notify("superior"),
                     make("im", "updated + 5wd 07:30").notify("head"),
                     make("im-lau", "updated + 6wd 07:30").notify("superior")})});
  Story story{world, item};
  story.until("Tue 2022-11-01T10:00+07:00").until("Wed 2022-11-09T17:00+07:00");
  EXPECT_EQ(story.told(), "Tue 2022-11-08T07:30+07:00 binh im\nWed 2022-11-09T07:30+07:00 chanh-vp im-lau\n");
}

// 5.12: "marks what is overdue that day as backlog (one message per head, escalated only after a grace)"
TEST(Escalation, ABacklogIsEscalatedOnlyAfterItsGrace) {
  History history = told_head("Thu 2022-12-01T07:30+07:00");
  history.backlog_until = at("Mon 2022-12-12T07:30+07:00");
  const World world = world_with({head_then_superior()});
  EXPECT_EQ(written(evaluate(world, task(kDue), history, at("Fri 2022-12-09T07:30+07:00")), history),
            "next Mon 2022-12-12T07:30+07:00\n");
  EXPECT_EQ(written(evaluate(world, task(kDue), history, at("Mon 2022-12-12T07:30+07:00")), history),
            "queue len-tren chanh-vp (superior)\nnext none already_told\n");
}

// The places of the path go up with the moments, whatever the order in the file.
TEST(Escalation, PlacesFollowTheMomentsAndNotTheFile) {
  const World world = world_with(
      {rule_of("r", {make("sau", "due + 5wd 07:30").notify("superior"),
                     make("truoc", "due + 3wd 07:30").notify("superior"), make("qua-han", "due").notify("head")})});
  History history;
  const auto evaluation = evaluate(world, task(kDue), history, at("Thu 2022-12-01T07:30+07:00"));
  EXPECT_EQ(evaluation.outcome("r", "sau")->superior_level, 2);
  EXPECT_EQ(evaluation.outcome("r", "truoc")->superior_level, 1);
}

TEST(MinNotice, OfNoneAndOfHours) {
  const History history = told_head("Mon 2022-12-05T09:10+07:00", NoticeState::told);
  for (const auto& [notice, release] :
       {std::pair{"0wd", "Mon 2022-12-05T09:10+07:00"}, std::pair{"4wh", "Mon 2022-12-05T15:10+07:00"}}) {
    Rule rule = head_then_superior();
    rule.min_notice = amount(notice);
    const auto evaluation = evaluate(world_with({rule}), task(kDue), history, at(release));
    EXPECT_EQ(written(evaluation, history), "queue len-tren chanh-vp (superior)\nnext none already_told\n") << notice;
  }
}
}  // namespace
}  // namespace dondoc::rules

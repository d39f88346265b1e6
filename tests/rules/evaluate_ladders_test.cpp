#include <gtest/gtest.h>

#include "tests/rules/story.hpp"

// Design §5.2: "`submitted`, `updated`, `held` and `finished` steps are ladders of their own and true only: submitted,
// while there is no `received`; updated, while open; held, while that hold is open (a hold does not defer them);
// finished, from `finished_at` until `handed_over_at` (done does not withdraw them)."

namespace dondoc::rules {
namespace {

constexpr std::string_view kDue = "Wed 2022-11-30T17:00+07:00";

World world_of(std::vector<Step> steps) { return world_with({rule_of("r", std::move(steps))}); }

TEST(Ladders, SubmittedWhileThereIsNoReceipt) {
  Item item = task();
  item.received_at.reset();
  item.submitted_at = at("Tue 2022-11-01T09:00+07:00");
  Story story{world_of({make("tiep-nhan", "submitted + 8wh").critical().notify("focal")}), item};
  story.until("Tue 2022-11-01T10:00+07:00").until("Wed 2022-11-02T17:00+07:00");
  EXPECT_EQ(story.told(), "Wed 2022-11-02T09:00+07:00 chi tiep-nhan\n");

  Story received{world_of({make("tiep-nhan", "submitted + 8wh").notify("focal")}), item};
  received.until("Tue 2022-11-01T10:00+07:00").until("Wed 2022-11-02T10:00+07:00").diary();
  received.item.received_at = at("Wed 2022-11-02T10:00+07:00");
  received.until("Wed 2022-11-02T17:00+07:00");
  EXPECT_EQ(received.diary(), "tiep-nhan chi withdrawn wrong_state\nnext none no_deadline\n");
}

TEST(Ladders, UpdatedWhileOpen) {
  Item item = task(kDue);
  item.updated_at = at("Tue 2022-11-01T09:00+07:00");
  Story story{world_of({make("im", "updated + 2wd 07:30").notify("officer")}), item};
  story.until("Tue 2022-11-01T10:00+07:00").until("Thu 2022-11-03T09:00+07:00");
  EXPECT_EQ(story.told(), "Thu 2022-11-03T07:30+07:00 an im\n");
  story.item.updated_at = at("Thu 2022-11-03T09:00+07:00");  // a new episode
  EXPECT_EQ(story.until("Mon 2022-11-07T09:00+07:00").told(), "Mon 2022-11-07T07:30+07:00 an im\n");
  for (const State state : {State::reported, State::suspended, State::done}) {
    Item other = item;
    other.state = state;
    const auto evaluation = evaluate(story.world, other, History{}, at("Thu 2022-11-03T09:00+07:00"));
    EXPECT_EQ(reasons(evaluation), state == State::done ? "im: state_closed\n" : "im: wrong_state\n");
  }
}

// Where nothing was ever reported, silence counts from where work began.
TEST(Ladders, UpdatedCountsFromTheStartWhereNothingWasReported) {
  Item item = task(kDue);
  Story story{world_of({make("im", "updated + 2wd 07:30").notify("officer")}), item};
  story.until("Tue 2022-11-01T08:00+07:00");
  EXPECT_EQ(story.diary(), "version 1 first: due Wed 2022-11-30T17:00+07:00\nnext Thu 2022-11-03T07:30+07:00\n");
}

TEST(Ladders, AnUpdateWithdrawsWhatWasQueuedAboutTheSilence) {
  Item item = task(kDue);
  item.updated_at = at("Tue 2022-11-01T09:00+07:00");
  Story story{world_of({make("im", "updated + 1wd").notify("officer")}), item};
  story.until("Tue 2022-11-01T10:00+07:00").until("Wed 2022-11-02T10:00+07:00").diary();
  story.item.updated_at = at("Wed 2022-11-02T10:00+07:00");
  story.until("Wed 2022-11-02T10:15+07:00");
  EXPECT_EQ(story.diary(), "im an withdrawn not_true\nnext Thu 2022-11-03T10:00+07:00\n");
}

TEST(Ladders, HeldWhileThatHoldIsOpen) {
  Story story{world_of({make("cho", "held + 2wd 07:30").notify("officer").every("1wd 07:30"),
                        make("qua-han", "due").notify("head")}),
              task(kDue)};
  story.until("Tue 2022-11-29T08:00+07:00");
  story.open_hold("Tue 2022-11-29T08:00+07:00");
  EXPECT_EQ(story.until("Fri 2022-12-02T17:00+07:00").told(),
            "Thu 2022-12-01T07:30+07:00 an cho\nFri 2022-12-02T07:30+07:00 an cho#1\n");
  story.close_hold("Fri 2022-12-02T17:00+07:00");
  EXPECT_EQ(story.until("Wed 2022-12-07T17:00+07:00").told(), "Mon 2022-12-05T07:30+07:00 binh qua-han\n");
  story.open_hold("Wed 2022-12-07T17:00+07:00");  // another hold, another episode
  EXPECT_EQ(story.until("Fri 2022-12-09T17:00+07:00").told(), "Fri 2022-12-09T07:30+07:00 an cho\n");
  EXPECT_EQ(story.broken(), "");
}

TEST(Ladders, FinishedUntilHandedOver) {
  Item item = task(kDue);
  Story story{world_of({make("tra", "finished + 1wd 07:30").notify("focal").every("1wd 07:30"),
                        make("qua-han", "due").notify("head")}),
              item};
  story.until("Tue 2022-11-29T08:00+07:00");
  story.item.state = State::done;
  story.item.finished_at = at("Tue 2022-11-29T08:00+07:00");
  EXPECT_EQ(story.until("Thu 2022-12-01T09:00+07:00").told(),
            "Wed 2022-11-30T07:30+07:00 chi tra\nThu 2022-12-01T07:30+07:00 chi tra#1\n");
  story.item.handed_over_at = at("Thu 2022-12-01T09:00+07:00");
  EXPECT_EQ(story.until("Fri 2022-12-30T09:00+07:00").told(), "");
  EXPECT_EQ(reasons(story.last()), "tra: wrong_state\nqua-han: state_closed\n");
}

// Superseding happens within a ladder.
TEST(Ladders, DoNotSupersedeEachOther) {
  Item item = task(kDue);
  item.updated_at = at("Tue 2022-11-01T09:00+07:00");
  const World world = world_of({make("im", "updated + 2wd").notify("head"), make("qua-han", "due").notify("head")});
  EXPECT_EQ(reasons(evaluate(world, item, {}, at("Thu 2022-12-01T09:00+07:00"))),
            "im: reached: binh reached\nqua-han: reached: binh reached\n");
}

TEST(Ladders, AnAnchorThatIsNotKnownHasNoMoment) {
  Item item = task();
  item.received_at.reset();
  const World world = world_of({make("a", "due").notify("head"), make("b", "received + 1wd").notify("head"),
                                make("c", "start + 1wd").notify("head"), make("d", "held").notify("head"),
                                make("e", "submitted").notify("head"), make("f", "50%").notify("head")});
  EXPECT_EQ(reasons(evaluate(world, item, {}, at("Thu 2022-12-01T09:00+07:00"))),
            "a: no_deadline\nb: no_anchor\nc: no_anchor\nd: wrong_state\ne: wrong_state\nf: no_deadline\n");
}

}  // namespace
}  // namespace dondoc::rules

#include <gtest/gtest.h>

#include "tests/rules/story.hpp"

// Design §5.4, §5.5, §5.11: what waits, and what is queued again.

namespace dondoc::rules {
namespace {

constexpr std::string_view kDue = "Wed 2022-11-30T17:00+07:00";

Rule overdue() {
  return rule_of("r", {make("qua-han", "due").notify("head").copy("focal"),
                       make("lan-hai", "due + 2wd 07:30").notify("head").unless("acknowledged"),
                       make("lan-ba", "due + 3wd 07:30").notify("head")});
}

Rule daily() { return rule_of("r", {make("qua-han", "due").notify("head").copy("focal").every("1wd 07:30")}); }

// Queued at 17:00, not told yet; now it is 17:30.
Story queued(Rule rule) {
  Story story{world_with({std::move(rule)}), task(kDue)};
  story.until("Tue 2022-11-01T08:00+07:00").until("Wed 2022-11-30T17:30+07:00");
  story.diary();
  return story;
}

Silence silence(std::string_view from, std::string_view until) { return {1, {}, at(from), at(until)}; }

// "States of an alert: queued → told | superseded | withdrawn | deferred (…). Only told is spent: any other row is
// queued again when it is once more the highest true step."
TEST(Deferrals, DeferWhatIsQueuedAndQueueItAgain) {
  struct Case {
    const char* reason;
    void (*on)(Story&);
    void (*off)(Story&);
    const char* deferred;
  };
  const std::vector<Case> cases = {
      {"held", [](Story& s) { s.open_hold(kDue); }, [](Story& s) { s.close_hold("Wed 2022-11-30T17:45+07:00"); },
       "qua-han binh deferred held\nqua-han chi deferred held\nnext Fri 2022-12-02T07:30+07:00\n"},
      {"reported, and sent back", [](Story& s) { s.item.state = State::reported; },
       [](Story& s) { s.item.state = State::open; },
       "qua-han binh deferred reported\nqua-han chi deferred reported\nnext Fri 2022-12-02T07:30+07:00\n"},
      {"silenced", [](Story& s) { s.world.silences = {silence(kDue, "Thu 2022-12-01T00:00+07:00")}; },
       [](Story& s) { s.world.silences.clear(); },
       "qua-han binh deferred silenced\nqua-han chi deferred silenced\nnext Thu 2022-12-01T00:00+07:00\n"},
      {"source_late", [](Story& s) { s.world.late_sources = {"ke-hoach"}; },
       [](Story& s) { s.world.late_sources.clear(); },
       "qua-han binh deferred source_late\nqua-han chi deferred source_late\nnext Fri 2022-12-02T07:30+07:00\n"},
      {"mode_off", [](Story& s) { s.world.mode = DeliveryMode::off; },
       [](Story& s) { s.world.mode = DeliveryMode::live; },
       "qua-han binh deferred mode_off\nqua-han chi deferred mode_off\nnext Fri 2022-12-02T07:30+07:00\n"},
  };
  for (const auto& one : cases) {
    Story story = queued(overdue());
    one.on(story);
    story.until("Wed 2022-11-30T17:45+07:00");
    EXPECT_EQ(story.diary(), one.deferred) << one.reason;
    one.off(story);
    story.until("Wed 2022-11-30T18:00+07:00");
    EXPECT_EQ(
        story.diary(),
        "queue qua-han binh (head) again\nqueue qua-han chi (copy, focal) again\nnext Fri 2022-12-02T07:30+07:00\n")
        << one.reason;
    EXPECT_EQ(story.until("Thu 2022-12-01T09:00+07:00").told(),
              "Thu 2022-12-01T07:30+07:00 binh qua-han\nThu 2022-12-01T07:30+07:00 chi qua-han\n")
        << one.reason;
    EXPECT_EQ(story.broken(), "") << one.reason;
  }
}

// "reported (says done, awaits confirmation: alerts are deferred, the due does not move; sent back = open again, same
// due and version)"
TEST(Deferrals, AReportedItemSentBackKeepsDueAndVersion) {
  Story story = queued(overdue());
  story.item.state = State::reported;
  story.until("Fri 2022-12-02T08:00+07:00");
  EXPECT_EQ(story.told(), "");
  story.item.state = State::open;
  EXPECT_EQ(story.until("Fri 2022-12-02T17:00+07:00").told(),
            "Fri 2022-12-02T13:30+07:00 chi qua-han\nFri 2022-12-02T13:30+07:00 binh lan-hai\n");
  EXPECT_EQ(story.history.version, 1);
}

TEST(Deferrals, ASilenceHoldsFromItsStartUntilItsEnd) {
  Story story = queued(daily());
  story.world.silences = {silence("Thu 2022-12-01T00:00+07:00", "Mon 2022-12-05T07:30+07:00")};
  EXPECT_EQ(story.until("Mon 2022-12-05T09:00+07:00").told(),
            "Mon 2022-12-05T07:30+07:00 binh qua-han#3\nMon 2022-12-05T07:30+07:00 chi qua-han#3\n");
  EXPECT_EQ(story.broken(), "");
}

TEST(Deferrals, ASilenceIsForTheItemsItsFilterSelects) {
  Filter other{{"agency", {}}};
  other[0].test.value = std::string{"CL"};
  Story story = queued(overdue());
  story.world.silences = {{1, other, at(kDue), at("Mon 2022-12-05T07:30+07:00")}};
  story.until("Wed 2022-11-30T18:00+07:00");
  EXPECT_EQ(story.diary(), "");
}

// "Every reason at once": the first of them is told; each has to go before the row is queued again.
TEST(Deferrals, AllReasonsHaveToGo) {
  Story story = queued(overdue());
  story.open_hold(kDue);
  story.world.late_sources = {"ke-hoach"};
  story.until("Wed 2022-11-30T18:00+07:00").diary();
  story.close_hold("Wed 2022-11-30T18:00+07:00");
  story.until("Wed 2022-11-30T18:15+07:00");
  EXPECT_EQ(story.diary(),
            "qua-han binh deferred source_late\nqua-han chi deferred source_late\nnext Fri 2022-12-02T07:30+07:00\n");
}

// "withdrawn (done, …)"
TEST(Deferrals, AClosedItemWithdrawsWhateverTheWayItClosed) {
  for (const State state : {State::done, State::withdrawn, State::cancelled, State::merged}) {
    Story story = queued(overdue());
    story.item.state = state;
    story.until("Fri 2022-12-30T17:00+07:00");
    EXPECT_EQ(story.diary(),
              "qua-han binh withdrawn state_closed\nqua-han chi withdrawn state_closed\nnext none state_closed\n")
        << state_name(state);
    EXPECT_EQ(story.told(), "") << state_name(state);
  }
}

TEST(Deferrals, AnItemWhoseRowIsGoneWithdrawsAll) {
  Story story = queued(overdue());
  EXPECT_EQ(written(evaluate_gone(1, story.history), story.history),
            "qua-han binh withdrawn item_gone\nqua-han chi withdrawn item_gone\nnext none item_gone\n");
  story.until("Thu 2022-12-01T09:00+07:00");
  EXPECT_EQ(written(evaluate_gone(1, story.history), story.history), "next none item_gone\n");
}

// "Acknowledgement … defers, for that person, repeats and steps up to the one acknowledged … A higher step without
// `unless` goes out."
TEST(Acknowledgements, DeferForThePersonUpToTheStepAcknowledged) {
  Story story = queued(overdue());
  story.until("Thu 2022-12-01T09:00+07:00").told();
  story.acknowledge("binh", "Wed 2022-12-07T17:00+07:00", kDue);
  EXPECT_EQ(story.until("Fri 2022-12-30T17:00+07:00").told(),
            // lan-hai is unnecessary while the head has acknowledged; lan-ba is higher and goes out
            "Mon 2022-12-05T07:30+07:00 binh lan-ba\n");
}

TEST(Acknowledgements, DeferRepeatsUntilTheyEnd) {
  Story story = queued(daily());
  story.until("Thu 2022-12-01T09:00+07:00").told();
  story.acknowledge("binh", "Mon 2022-12-05T17:00+07:00", kDue);
  EXPECT_EQ(story.until("Tue 2022-12-06T17:00+07:00").told(),
            "Fri 2022-12-02T07:30+07:00 chi qua-han#2\n"
            "Mon 2022-12-05T07:30+07:00 chi qua-han#3\n"
            "Tue 2022-12-06T07:30+07:00 binh qua-han#4\n"
            "Tue 2022-12-06T07:30+07:00 chi qua-han#4\n");
  EXPECT_EQ(story.broken(), "");
}

TEST(Acknowledgements, AreFollowedUpWhenTheyEndWithoutAnythingElseHappening) {
  Story story = queued(rule_of("r", {make("qua-han", "due").critical().notify("head")}));
  story.acknowledge("binh", "Thu 2022-12-01T10:00+07:00", kDue);
  story.until("Thu 2022-12-01T09:00+07:00");
  EXPECT_EQ(story.diary(), "qua-han binh deferred acknowledged\nnext Thu 2022-12-01T00:00+07:00\n");
  EXPECT_EQ(story.until("Thu 2022-12-01T17:00+07:00").told(), "Thu 2022-12-01T10:00+07:00 binh qua-han\n");
}

// "one that ends on a day off is followed up in the next window"
TEST(Acknowledgements, ThatEndOnADayOffAreFollowedUpInTheNextWindow) {
  Story story = queued(rule_of("r", {make("qua-han", "due").notify("head").every("1d 18:00")}));
  story.until("Thu 2022-12-01T09:00+07:00").told();
  story.acknowledge("binh", "Sat 2022-12-03T17:00+07:00", kDue);
  EXPECT_EQ(story.until("Mon 2022-12-05T17:00+07:00").told(), "Mon 2022-12-05T07:30+07:00 binh qua-han#4\n");
}

// "given by the head or a delegate it also satisfies `unless = "acknowledged"` for everyone"
TEST(Acknowledgements, OfTheHeadOrADelegateSatisfyUnlessForEveryone) {
  struct Case {
    const char* rule;
    const char* person;
    const char* expected;
  };
  const std::vector<Case> cases = {
      {"the head", "binh", "q: reached: chi reached\nz: unless_acknowledged\n"},
      {"who acts for the head", "phuong", "q: reached: chi reached\nz: unless_acknowledged\n"},
      {"the head's delegate", "dung", "q: reached: chi reached\nz: unless_acknowledged\n"},
      {"somebody else: for that person only", "chi",
       "q: higher_step: chi higher_step\nz: acknowledged: chi acknowledged\n"},
      {"a head of elsewhere", "lan", "q: higher_step: chi higher_step\nz: reached: chi reached\n"},
  };
  for (const auto& one : cases) {
    Directory directory = small_directory();
    directory.positions.push_back({"STC", Role::acting_head, "phuong", {}, {}, {}});
    directory.delegations.push_back(
        {"binh", "dung", at("Thu 2022-12-01T00:00+07:00"), at("Fri 2022-12-02T00:00+07:00"), false});
    const World world = world_with({rule_of("r", {make("q", "due").notify("focal"),
                                                  make("z", "due + 1h").notify("focal").unless("acknowledged")})},
                                   directory);
    History history;
    history.version = 1;
    history.due = at(kDue);
    history.acknowledgements.push_back({one.person, 1, at("Thu 2022-12-01T09:00+07:00"),
                                        at("Wed 2022-12-07T17:00+07:00"), at("Wed 2022-11-30T18:00+07:00")});
    EXPECT_EQ(reasons(evaluate(world, task(kDue), history, at("Tue 2022-12-06T09:00+07:00"))), one.expected)
        << one.rule;
  }
}

// "Acknowledgement belongs to (item, version, person)", "it always expires".
TEST(Acknowledgements, CountInTheirVersionUntilTheyEnd) {
  const World world = world_with({rule_of("r", {make("q", "due").notify("head")})});
  const auto reason_with = [&](int version, std::string_view until) {
    History history;
    history.version = 2;
    history.due = at(kDue);
    history.acknowledgements.push_back({"binh", version, at(kDue), at(until), at(kDue)});
    return reasons(evaluate(world, task(kDue), history, at("Tue 2022-12-06T09:00+07:00")));
  };
  EXPECT_EQ(reason_with(2, "Tue 2022-12-06T09:00:00.001+07:00"), "q: acknowledged: binh acknowledged\n");
  EXPECT_EQ(reason_with(2, "Tue 2022-12-06T09:00+07:00"), "q: reached: binh reached\n");
  EXPECT_EQ(reason_with(1, "Fri 2022-12-09T09:00+07:00"), "q: reached: binh reached\n");
}

// "`extended` (an extension requested since this version began and not refused)", "`reported`"
TEST(Unless, ExtendedAndReported) {
  const World world = world_with({rule_of("r", {make("q", "due").notify("head").unless("extended"),
                                                make("z", "due + 1h").notify("focal").unless("reported")})});
  History history;
  history.version = 2;
  history.due = at(kDue);
  history.version_start = at("Thu 2022-11-10T08:00+07:00");
  const auto decided = [&](Item item) {
    return reasons(evaluate(world, item, history, at("Tue 2022-12-06T09:00+07:00")));
  };
  EXPECT_EQ(decided(task(kDue)), "q: reached: binh reached\nz: reached: chi reached\n");
  history.extension_requested_at = at("Thu 2022-11-10T07:59+07:00");
  EXPECT_EQ(decided(task(kDue)), "q: reached: binh reached\nz: reached: chi reached\n") << "of the version before";
  history.extension_requested_at = at("Thu 2022-11-10T08:00+07:00");
  EXPECT_EQ(decided(task(kDue)), "q: unless_extended\nz: reached: chi reached\n");
  Item reported = task(kDue);
  reported.state = State::reported;
  EXPECT_EQ(decided(reported), "q: unless_extended\nz: unless_reported\n");
}

// "the stored due and version stay until it closes": a hold that is planned ahead does nothing before it begins.
TEST(PlannedHolds, MuteFromTheirBeginningAndMoveTheDueAtTheirEnd) {
  Item item = task();
  item.term = amount("5wd");  // Tue 08/11 08:00
  item.holds.push_back(
      {at("Mon 2022-11-07T07:00+07:00"), at("Tue 2022-11-08T17:00+07:00"), "bổ sung hồ sơ", "mot-cua"});
  Story story{world_with({rule_of("r", {make("nhac", "due - 1wd 07:30").notify("officer")})}), item};
  story.until("Tue 2022-11-01T08:00+07:00");
  EXPECT_EQ(story.diary(),
            "version 1 first: due Tue 2022-11-08T08:00+07:00\n"
            "next Mon 2022-11-07T07:00+07:00\n");
  story.until("Tue 2022-11-08T16:00+07:00");
  EXPECT_EQ(story.told(), "");
  EXPECT_EQ(story.diary(), "");
  story.until("Wed 2022-11-09T17:00+07:00");
  EXPECT_EQ(story.last().due, at("Thu 2022-11-10T08:00+07:00"));
  EXPECT_EQ(story.told(), "Wed 2022-11-09T07:30+07:00 an nhac\n");
}

TEST(PlannedHolds, OneWithoutAnEndThatBeginsLaterDoesNotMuteYet) {
  Story story{world_with({rule_of("r", {make("qua-han", "due").notify("head")})}), task("Wed 2022-11-30T17:00+07:00")};
  story.item.holds.push_back({at("Fri 2022-12-02T08:00+07:00"), std::nullopt, "", ""});
  story.until("Tue 2022-11-01T08:00+07:00").until("Thu 2022-12-01T17:00+07:00");
  EXPECT_EQ(story.told(), "Thu 2022-12-01T07:30+07:00 binh qua-han\n");
}

// "repeats and steps up to the one acknowledged": a repeat is later than a higher step's moment, and still the lower
// step.
TEST(Acknowledgements, OfARepeatDoesNotMuteAHigherStep) {
  Story story{world_with({rule_of("r", {make("qua-han", "due").notify("head").every("1wd 07:30"),
                                        make("cao", "due + 3wd 07:30").notify("head")})}),
              task("Wed 2022-11-30T17:00+07:00")};
  story.until("Tue 2022-11-01T08:00+07:00").until("Fri 2022-12-02T17:00+07:00").told();
  story.acknowledge("binh", "Fri 2022-12-09T17:00+07:00", "Mon 2022-12-05T07:30+07:00");
  story.until("Mon 2022-12-05T17:00+07:00");
  EXPECT_EQ(story.told(), "Mon 2022-12-05T07:30+07:00 binh cao\n");
}

TEST(NextCheck, SaysWhyThereIsNone) {
  const Rule rule = rule_of("r", {make("qua-han", "due").notify("head")});
  World world = world_with({rule});
  const auto why = [&](Item item, const World& of) {
    History history;
    return reason_name(evaluate(of, item, history, at("Thu 2022-12-01T08:00+07:00")).no_next_check);
  };
  Item item = task("Wed 2022-11-30T17:00+07:00");
  world.late_sources = {"ke-hoach"};
  EXPECT_EQ(why(item, world), "source_late");
  world.late_sources.clear();
  item.agency = "UBND";
  EXPECT_EQ(why(item, world), "digest_only");
  EXPECT_EQ(why(item, world_with({})), "no_match");
  EXPECT_EQ(why(task(), world_with({rule})), "no_deadline");
}
}  // namespace
}  // namespace dondoc::rules

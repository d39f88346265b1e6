#include "rules/meeting.hpp"

#include <gtest/gtest.h>

#include "tests/rules/story.hpp"

// What happens between two looks is seen at the time of the first. Offices open at 07:00.
// Who is invited to a meeting, when the sequence of its event rises, and who is told that they need not come.

namespace dondoc::rules {
namespace {

Item occurrence() {
  Item item = task("Sat 2022-12-31T00:00+07:00");
  item.kind = Kind::occurrence;
  item.code = "gb/STC/2022-12-30";
  item.title = "Họp giao ban tháng 12/2022";
  item.officer.clear();
  item.received_at.reset();
  return item;
}

Meeting meeting(std::vector<const char*> invite = {"head", "deputy"}) {
  Meeting out;
  out.uid = "u-1";
  out.at = at("Wed 2022-12-28T08:00+07:00");
  out.place = "Phòng họp số 1";
  out.chair_name = "Giám đốc";
  for (const auto* spec : invite) out.invite.push_back(who(spec));
  return out;
}

struct MeetingTest : testing::Test {
  Story story{world_with({}), occurrence()};

  void settle(const Meeting& wanted) {
    Meeting next = wanted;
    if (story.item.meeting) {
      next.sequence = story.item.meeting->sequence;
      next.basis = story.item.meeting->basis;
    }
    story.item.meeting = std::make_shared<const Meeting>(std::move(next));
  }
  std::string told_until(const char* instant) {
    story.until(instant);
    EXPECT_EQ(story.broken(), "");
    return story.told();
  }
};

TEST_F(MeetingTest, EveryoneIsInvitedOnce) {
  settle(meeting({"head", "deputy", "focal", "coordinators"}));
  story.item.coordinators = {"CL"};
  EXPECT_EQ(told_until("Mon 2022-12-05T08:00+07:00"),
            "Mon 2022-12-05T08:00+07:00 binh invite\nMon 2022-12-05T08:00+07:00 phuong invite\n"
            "Mon 2022-12-05T08:00+07:00 chi invite\nMon 2022-12-05T08:00+07:00 agency:CL invite\n");
  EXPECT_EQ(told_until("Tue 2023-01-10T08:00+07:00"), "");
  EXPECT_EQ(story.item.meeting->sequence, 0);
}

TEST_F(MeetingTest, AnOfficeThatNobodyHoldsIsNotAskedFor) {
  story.item.agency = "CL";  // neither a deputy nor a focal person
  settle(meeting({"head", "deputy", "focal"}));
  EXPECT_EQ(told_until("Mon 2022-12-05T08:00+07:00"), "Mon 2022-12-05T08:00+07:00 lan invite\n");
  EXPECT_TRUE(story.last().findings.empty());
}

TEST_F(MeetingTest, TheChairAndOthersComeTooAndNobodyTwice) {
  auto wanted = meeting({"head"});
  wanted.chair = "binh";
  wanted.attendees = {"an", "binh", "khong-co-dia-chi"};
  settle(wanted);
  const auto people = invitees(story.world, story.item, at("Mon 2022-12-05T08:00+07:00"));
  ASSERT_EQ(people.size(), 2U);
  EXPECT_EQ(people[0].recipient + " " + people[0].role, "person:binh chair");
  EXPECT_EQ(people[1].recipient + " " + people[1].role, "person:an attendee");
}

TEST_F(MeetingTest, WhateverChangesRaisesTheSequence) {
  const struct {
    const char* what;
    void (*change)(Meeting&, Item&);
  } cases[] = {
      {"time", [](Meeting& m, Item&) { m.at = at("Thu 2022-12-29T14:00+07:00"); }},
      {"length", [](Meeting& m, Item&) { m.length = std::chrono::minutes{30}; }},
      {"place", [](Meeting& m, Item&) { m.place = "Hội trường"; }},
      {"chair", [](Meeting& m, Item&) { m.chair_name = "Phó Giám đốc"; }},
      {"title", [](Meeting&, Item& i) { i.title = "Họp tổng kết"; }},
      {"people", [](Meeting& m, Item&) { m.attendees = {"an"}; }},
  };
  for (const auto& [what, change] : cases) {
    Story fresh{world_with({}), occurrence()};
    fresh.item.meeting = std::make_shared<const Meeting>(meeting());
    fresh.until("Mon 2022-12-05T08:00+07:00");
    EXPECT_EQ(fresh.item.meeting->sequence, 0) << what;
    Meeting next = *fresh.item.meeting;
    change(next, fresh.item);
    fresh.item.meeting = std::make_shared<const Meeting>(next);
    fresh.told();
    fresh.until("Mon 2022-12-05T09:00+07:00");
    EXPECT_EQ(fresh.item.meeting->sequence, 1) << what;
    EXPECT_NE(fresh.told().find("binh invite#1\n"), std::string::npos) << what;
    EXPECT_EQ(fresh.broken(), "") << what;
  }
}

TEST_F(MeetingTest, AReasonAloneChangesNothing) {
  settle(meeting());
  told_until("Mon 2022-12-05T08:00+07:00");
  auto same = meeting();
  same.reason = "ghi lại";
  settle(same);
  EXPECT_EQ(told_until("Mon 2022-12-05T09:00+07:00"), "");
}

TEST_F(MeetingTest, AMovedOccurrenceMovesAMeetingThatBeginsWithIt) {
  auto wanted = meeting({"head"});
  wanted.at.reset();
  settle(wanted);
  EXPECT_EQ(told_until("Mon 2022-12-05T08:00+07:00"), "");  // nobody said when
  story.item.start_at = at("Wed 2022-12-28T08:00+07:00");
  EXPECT_EQ(told_until("Mon 2022-12-05T09:00+07:00"), "Mon 2022-12-05T08:00+07:00 binh invite\n");
  story.item.start_at = at("Thu 2022-12-29T08:00+07:00");
  EXPECT_EQ(told_until("Mon 2022-12-05T10:00+07:00"), "Mon 2022-12-05T09:00+07:00 binh invite#1\n");
}

TEST_F(MeetingTest, AChangeBeforeTheFirstWasSentReplacesIt) {
  settle(meeting({"head"}));
  EXPECT_EQ(told_until("Mon 2022-12-05T19:00+07:00"), "");  // closed
  auto later = meeting({"head"});
  later.place = "Hội trường";
  settle(later);
  EXPECT_EQ(told_until("Tue 2022-12-06T08:00+07:00"), "Tue 2022-12-06T07:00+07:00 binh invite#1\n");
  EXPECT_NE(story.diary().find("invite binh superseded new_version"), std::string::npos);
}

TEST_F(MeetingTest, CalledOffIsToldToWhoeverWasInvitedAndOnce) {
  settle(meeting());
  told_until("Mon 2022-12-05T08:00+07:00");
  auto off = meeting();
  off.cancelled = true;
  settle(off);
  EXPECT_EQ(told_until("Mon 2022-12-05T09:00+07:00"),
            "Mon 2022-12-05T08:00+07:00 binh cancel#1\nMon 2022-12-05T08:00+07:00 phuong cancel#1\n");
  EXPECT_EQ(told_until("Tue 2022-12-06T09:00+07:00"), "");
  settle(meeting());
  EXPECT_EQ(told_until("Tue 2022-12-06T10:00+07:00"),
            "Tue 2022-12-06T09:00+07:00 binh invite#2\nTue 2022-12-06T09:00+07:00 phuong invite#2\n");
}

TEST_F(MeetingTest, CalledOffBeforeAnybodyWasInvitedSaysNothing) {
  settle(meeting());
  told_until("Mon 2022-12-05T19:00+07:00");
  story.item.state = State::cancelled;
  EXPECT_EQ(told_until("Tue 2022-12-06T12:00+07:00"), "");
}

TEST_F(MeetingTest, AnInvitationOnTheWireIsTakenBackWhenItArrives) {
  settle(meeting({"head"}));
  told_until("Mon 2022-12-05T19:00+07:00");
  auto off = meeting({"head"});
  off.cancelled = true;
  settle(off);
  told_until("Mon 2022-12-05T20:00+07:00");
  EXPECT_TRUE(story.last().waits_for_delivery);
  auto& notice = story.history.alerts.front().notices.front();
  notice.state = NoticeState::told;  // its bytes had left
  notice.settled_at = story.now();
  EXPECT_EQ(told_until("Tue 2022-12-06T08:00+07:00"), "Tue 2022-12-06T07:00+07:00 binh cancel#1\n");
}

TEST_F(MeetingTest, WhoeverIsNoLongerAskedIsTold) {
  auto wanted = meeting({"head"});
  wanted.attendees = {"an"};
  settle(wanted);
  told_until("Mon 2022-12-05T08:00+07:00");
  settle(meeting({"head"}));
  EXPECT_EQ(told_until("Mon 2022-12-05T09:00+07:00"),
            "Mon 2022-12-05T08:00+07:00 binh invite#1\nMon 2022-12-05T08:00+07:00 an cancel#1\n");
  auto moved = meeting({"head"});
  moved.place = "Hội trường";
  settle(moved);
  EXPECT_EQ(told_until("Mon 2022-12-05T10:00+07:00"), "Mon 2022-12-05T09:00+07:00 binh invite#2\n");
}

TEST_F(MeetingTest, WhoeverIsReplacedForADayStaysInvitedUntilSomethingChanges) {
  Directory directory = small_directory();
  directory.delegations.push_back(
      {"binh", "an", at("Wed 2022-12-07T00:00+07:00"), at("Fri 2022-12-09T00:00+07:00"), false});
  set_directory(story.world, std::move(directory));
  settle(meeting({"head"}));
  EXPECT_EQ(told_until("Mon 2022-12-05T08:00+07:00"), "Mon 2022-12-05T08:00+07:00 binh invite\n");
  EXPECT_EQ(told_until("Mon 2022-12-12T08:00+07:00"), "Wed 2022-12-07T07:00+07:00 an invite\n");
  auto moved = meeting({"head"});
  moved.place = "Hội trường";
  settle(moved);
  EXPECT_EQ(told_until("Mon 2022-12-12T09:00+07:00"),
            "Mon 2022-12-12T08:00+07:00 binh invite#1\nMon 2022-12-12T08:00+07:00 an cancel#1\n");
}

TEST_F(MeetingTest, WhoeverTakesOfficeIsInvitedThatDay) {
  Directory directory = small_directory();
  add_person(directory, "moi");
  directory.positions.push_back({"STC", Role::deputy, "moi", {}, make_day(2022, 12, 7), {}});
  set_directory(story.world, std::move(directory));
  settle(meeting({"deputy"}));
  EXPECT_EQ(told_until("Mon 2022-12-05T08:00+07:00"), "Mon 2022-12-05T08:00+07:00 phuong invite\n");
  EXPECT_EQ(told_until("Mon 2022-12-19T08:00+07:00"), "Wed 2022-12-07T07:00+07:00 moi invite\n");
}

TEST_F(MeetingTest, SetAgainBeforeTheCancellationWasSentIsOneInvitation) {
  settle(meeting({"head"}));
  told_until("Mon 2022-12-05T08:00+07:00");
  told_until("Mon 2022-12-05T19:00+07:00");
  auto off = meeting({"head"});
  off.cancelled = true;
  settle(off);
  told_until("Mon 2022-12-05T20:00+07:00");
  settle(meeting({"head"}));
  EXPECT_EQ(told_until("Tue 2022-12-06T08:00+07:00"), "Tue 2022-12-06T07:00+07:00 binh invite#2\n");
  EXPECT_NE(story.diary().find("cancel#1 binh withdrawn not_true"), std::string::npos);
}

TEST_F(MeetingTest, OnceItHasBegunOrIsDoneNothingIsSent) {
  settle(meeting());
  EXPECT_EQ(told_until("Wed 2022-12-28T08:00+07:00"), "");
  story.history.alerts.clear();
  add_notice(story.history, {0, std::string{kMeetingRule}, std::string{kInviteStep}, 0}, "Mon 2022-12-05T08:00+07:00",
             "person:binh", "head", NoticeState::told, "Mon 2022-12-05T08:00+07:00");
  story.item.state = State::cancelled;
  EXPECT_EQ(told_until("Wed 2022-12-28T09:00+07:00"), "");
  Story done{world_with({}), occurrence()};
  done.item.meeting = std::make_shared<const Meeting>(meeting());
  done.until("Mon 2022-12-05T19:00+07:00");
  done.item.state = State::done;
  done.until("Tue 2022-12-06T19:00+07:00");
  EXPECT_EQ(done.all_told(), "");
  EXPECT_NE(done.diary().find("invite binh withdrawn state_closed"), std::string::npos);
}

TEST_F(MeetingTest, WhatARehearsalToldIsToldForReal) {
  story.world.mode = DeliveryMode::redirect;
  settle(meeting({"head"}));
  EXPECT_EQ(told_until("Mon 2022-12-05T08:00+07:00"), "Mon 2022-12-05T08:00+07:00 binh invite (rehearsed)\n");
  story.world.mode = DeliveryMode::live;
  EXPECT_EQ(told_until("Mon 2022-12-05T09:00+07:00"), "Mon 2022-12-05T08:00+07:00 binh invite\n");
}

TEST(MeetingLength, IsMinutesOrHoursUpToSevenDays) {
  EXPECT_EQ(parse_meeting_length("90min"), std::chrono::minutes{90});
  EXPECT_EQ(parse_meeting_length("2h"), std::chrono::minutes{120});
  EXPECT_EQ(parse_meeting_length("168h"), kLongestMeeting);
  for (const auto* wrong : {"0min", "169h", "2wh", "1d", "90", "", "-5min"}) {
    EXPECT_EQ(parse_meeting_length(wrong), std::nullopt) << wrong;
  }
}

}  // namespace
}  // namespace dondoc::rules

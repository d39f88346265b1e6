#include <gtest/gtest.h>

#include "tests/rules/story.hpp"

// Design §5.2 and §5.13: an item is given to somebody else. What the head of one agency was told, the head of another
// was not; what a former holder of the same office was told counts.

namespace dondoc::rules {
namespace {

constexpr std::string_view kDue = "Wed 2022-11-30T17:00+07:00";

// SXD (so, below UBND): head hoa, focal mai, path to the head of VP.
Directory with_another_department() {
  Directory directory = small_directory();
  add_agency(directory, "SXD", "so", "UBND");
  add_person(directory, "hoa", "SXD", Role::head);
  add_person(directory, "mai", "SXD", Role::focal);
  add_mail(directory, "agency:SXD");
  directory.escalation.push_back({"SXD", 1, "VP", Role::head, "", {}, {}});
  return directory;
}

Rule head_then_superior() {
  return rule_of("r", {make("qua-han", "due").notify("head"), make("len-tren", "due + 3wd 07:30").notify("superior")});
}

TEST(Reassigned, TheNewAgencysHeadIsToldBeforeTheSuperior) {
  Story story{world_with({head_then_superior()}, with_another_department()), task(kDue)};
  story.until("Tue 2022-11-01T08:00+07:00").until("Fri 2022-12-02T17:00+07:00");
  EXPECT_EQ(story.told(), "Thu 2022-12-01T07:30+07:00 binh qua-han\n");
  story.item.agency = "SXD";
  story.until("Mon 2022-12-05T17:00+07:00");
  EXPECT_EQ(story.told(), "Mon 2022-12-05T07:30+07:00 hoa qua-han\n");
  EXPECT_EQ(story.until("Fri 2022-12-09T17:00+07:00").told(), "Tue 2022-12-06T07:30+07:00 chanh-vp len-tren\n");
}

// Who heads both was told, and the escalation does not wait for a notice that will never come.
TEST(Reassigned, ToAnAgencyWithTheSameHeadEscalatesAllTheSame) {
  Directory directory = with_another_department();
  for (auto& position : directory.positions) {
    if (position.person == "hoa") position.person = "binh";
  }
  Story story{world_with({head_then_superior()}, directory), task(kDue)};
  story.until("Tue 2022-11-01T08:00+07:00").until("Fri 2022-12-02T17:00+07:00").told();
  story.item.agency = "SXD";
  EXPECT_EQ(story.until("Fri 2022-12-09T17:00+07:00").told(), "Mon 2022-12-05T07:30+07:00 chanh-vp len-tren\n");
}

TEST(Reassigned, ToTheSuccessorWhatTheExpiredAgencyWasToldCounts) {
  Directory directory = with_another_department();
  for (auto& agency : directory.agencies) {
    if (agency.code != "STC") continue;
    agency.valid_until = day("2022-12-01");
    agency.successors = {"SXD"};
  }
  Story story{world_with({head_then_superior()}, directory), task(kDue)};
  story.until("Tue 2022-11-01T08:00+07:00").until("Thu 2022-12-01T17:00+07:00");
  EXPECT_EQ(story.told(), "Thu 2022-12-01T07:30+07:00 binh qua-han\n");
  EXPECT_EQ(story.until("Fri 2022-12-09T17:00+07:00").told(), "Mon 2022-12-05T07:30+07:00 chanh-vp len-tren\n");
}

TEST(Reassigned, ACorrectedCoordinatorIsTold) {
  Item item = task(kDue);
  item.coordinators = {"CL"};
  Story story{world_with({rule_of("r", {make("bao", "due").notify("coordinators")})}), item};
  story.until("Tue 2022-11-01T08:00+07:00").until("Thu 2022-12-01T09:00+07:00").told();
  story.item.coordinators = {"XA"};
  EXPECT_EQ(story.until("Thu 2022-12-01T17:00+07:00").told(), "Thu 2022-12-01T13:30+07:00 agency:XA bao\n");
}

TEST(Reassigned, AnotherOfficerIsToldUnlessTheFirstHasLeft) {
  for (const bool left : {false, true}) {
    Directory directory = small_directory();
    for (auto& position : directory.positions) {
      if (left && position.person == "an") position.until = day("2022-12-01");
    }
    Story story{world_with({rule_of("r", {make("qua-han", "due").notify("officer")})}, directory), task(kDue)};
    story.until("Tue 2022-11-01T08:00+07:00").until("Fri 2022-12-02T06:00+07:00");
    EXPECT_EQ(story.told(), "Thu 2022-12-01T07:30+07:00 an qua-han\n");
    story.item.officer = "dung";
    EXPECT_EQ(story.until("Fri 2022-12-02T17:00+07:00").told(),
              left ? "" : "Fri 2022-12-02T07:30+07:00 dung qua-han\n");
  }
}

// "Delegations … are respected": a delegate has acknowledged nothing, from the minute the delegation begins.
TEST(Reassigned, ADelegationThatBeginsWithinTheDayWhileTheHeadHasAcknowledged) {
  Directory directory = small_directory();
  directory.delegations.push_back(
      {"binh", "phuong", at("Thu 2022-12-01T10:00+07:00"), at("Fri 2022-12-09T00:00+07:00"), false});
  Story story{world_with({rule_of("r", {make("qua-han", "due").critical().notify("head").every("5wh")})}, directory),
              task(kDue)};
  story.until("Tue 2022-11-01T08:00+07:00").until("Thu 2022-12-01T07:30+07:00").told();
  story.acknowledge("binh", "Tue 2022-12-06T17:00+07:00", "Thu 2022-12-01T07:30+07:00");
  story.until("Thu 2022-12-01T16:30+07:00");
  EXPECT_NE(story.told().find("phuong qua-han#1"), std::string::npos);
}

// "Unknown officers of an agency go in one daily list to its focal person": whatever the severity, in the first slot.
TEST(UnknownOfficers, GoInTheListOfTheDayToTheFocalPerson) {
  Item item = task("Wed 2022-11-30T10:00+07:00");
  item.officer.clear();
  item.officer_name = "Trần Văn Khuyết";
  Story story{world_with({rule_of("r", {make("qua-han", "due").critical().notify("officer").every("4wh")})}), item};
  story.until("Tue 2022-11-01T08:00+07:00").until("Fri 2022-12-02T17:00+07:00");
  EXPECT_EQ(story.told(), "Thu 2022-12-01T07:30+07:00 chi qua-han#1\nFri 2022-12-02T07:30+07:00 chi qua-han#3\n");
}

}  // namespace
}  // namespace dondoc::rules

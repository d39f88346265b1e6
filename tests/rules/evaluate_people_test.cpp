#include <gtest/gtest.h>

#include "tests/rules/story.hpp"

// Design §5.1 and §5.13 as decisions see them: who holds a role changes while notices wait.

namespace dondoc::rules {
namespace {

constexpr std::string_view kDue = "Wed 2022-11-30T17:00+07:00";

// binh until 30/11, phuong from 01/12.
Directory changing_heads() {
  Directory directory = small_directory();
  for (auto& position : directory.positions) {
    if (position.person == "binh") position.until = day("2022-11-30");
  }
  directory.positions.push_back({"STC", Role::head, "phuong", {}, day("2022-12-01"), {}});
  return directory;
}

Rule daily() { return rule_of("r", {make("qua-han", "due").notify("head").every("1wd 07:30")}); }

// "A notice whose person lost the role moves to the present holder."
TEST(HandOver, AQueuedNoticeMovesToThePresentHolder) {
  Story story{world_with({rule_of("r", {make("qua-han", "due").notify("head")})}, changing_heads()), task(kDue)};
  story.until("Tue 2022-11-01T08:00+07:00").until("Wed 2022-11-30T17:30+07:00").diary();
  story.until("Thu 2022-12-01T09:00+07:00");
  EXPECT_EQ(story.diary(),
            "queue qua-han phuong (head)\n"
            "qua-han binh withdrawn handed_to_holder\n"
            "next none already_told\n"
            "Thu 2022-12-01T07:30+07:00 phuong qua-han\n");
}

// What the former holder was told is not told again to the new one, who gets the next repeat.
TEST(HandOver, ANewHolderIsNotToldAgainWhatTheFormerWasTold) {
  Directory directory = changing_heads();
  Story story{world_with({daily()}, directory), task("Tue 2022-11-29T17:00+07:00")};
  story.until("Tue 2022-11-01T08:00+07:00").until("Thu 2022-12-01T07:00+07:00");
  EXPECT_EQ(story.told(), "Wed 2022-11-30T07:30+07:00 binh qua-han#1\n");
  EXPECT_EQ(reasons(story.last()), "qua-han#1: already_told: phuong already_told\n");
  EXPECT_EQ(story.until("Thu 2022-12-01T09:00+07:00").told(), "Thu 2022-12-01T07:30+07:00 phuong qua-han#2\n");
}

// Nor a number that counted for the former holder's day.
TEST(HandOver, ANumberUsedUpForTheFormerHolderIsUsedUpForTheNewOne) {
  Directory directory = small_directory();
  directory.delegations.push_back(
      {"binh", "phuong", at("Thu 2022-12-01T10:00+07:00"), at("Fri 2022-12-09T00:00+07:00"), false});
  Story story{
      world_with({rule_of("r", {make("qua-han", "due").critical().notify("head").every("1wd 09:00")})}, directory),
      task(kDue)};
  story.until("Tue 2022-11-01T08:00+07:00").until("Thu 2022-12-01T09:30+07:00");
  EXPECT_EQ(story.told(), "Thu 2022-12-01T07:00+07:00 binh qua-han\n");
  story.until("Thu 2022-12-01T11:00+07:00");
  EXPECT_EQ(reasons(story.last()), "qua-han#1: same_day: phuong same_day\n");
  EXPECT_EQ(story.until("Fri 2022-12-02T17:00+07:00").told(), "Fri 2022-12-02T09:00+07:00 phuong qua-han#2\n");
}

TEST(HandOver, AnAcknowledgementIsThatOfThePersonAndNotOfTheNextHolder) {
  Story story{world_with({rule_of("r", {make("qua-han", "due").critical().notify("head")})}, changing_heads()),
              task("Tue 2022-11-29T17:00+07:00")};
  story.until("Tue 2022-11-29T17:30+07:00");
  story.acknowledge("binh", "Tue 2022-12-06T17:00+07:00", "Tue 2022-11-29T17:00+07:00");
  EXPECT_EQ(story.until("Fri 2022-12-02T17:00+07:00").told(), "Thu 2022-12-01T07:00+07:00 phuong qua-han\n");
}

// A second holder beside the first is a person of their own.
TEST(HandOver, AnAgencyThatJoinsTheCoordinatorsIsToldToo) {
  Item item = task(kDue);
  item.coordinators = {"CL"};
  Story story{world_with({rule_of("r", {make("bao", "due").notify("coordinators")})}), item};
  story.until("Tue 2022-11-01T08:00+07:00").until("Thu 2022-12-01T09:00+07:00");
  story.item.coordinators.push_back("XA");
  EXPECT_EQ(story.until("Thu 2022-12-01T17:00+07:00").told(),
            "Thu 2022-12-01T07:30+07:00 agency:CL bao\nThu 2022-12-01T13:30+07:00 agency:XA bao\n");
}

// "Delegations and validity dates are respected", also while a notice waits.
TEST(HandOver, ADelegationThatBeginsWhileANoticeWaits) {
  Directory directory = small_directory();
  directory.delegations.push_back(
      {"binh", "phuong", at("Thu 2022-12-01T00:00+07:00"), at("Fri 2022-12-02T00:00+07:00"), false});
  Story story{world_with({daily()}, directory), task(kDue)};
  story.until("Tue 2022-11-01T08:00+07:00").until("Fri 2022-12-02T17:00+07:00");
  EXPECT_EQ(story.told(), "Thu 2022-12-01T07:30+07:00 phuong qua-han#1\nFri 2022-12-02T07:30+07:00 binh qua-han#2\n");
}

// "nothing fails silently": a step that found nobody is asked again each day, and told when somebody comes.
TEST(HandOver, AStepThatFoundNobodyIsToldWhenSomebodyComes) {
  Directory directory = small_directory();
  directory.agencies.push_back({"MOI", "Cơ quan mới", "", "", "so", "UBND", "", "", "", {}, {}, {}});
  directory.positions.push_back({"MOI", Role::head, "lan", {}, day("2022-12-06"), {}});
  Item item = task(kDue);
  item.agency = "MOI";
  World world = world_with({rule_of("r", {make("qua-han", "due").notify("head")})}, directory);
  world.fallback_contact.clear();
  Story story{world, item};
  story.until("Tue 2022-11-01T08:00+07:00").until("Wed 2022-11-30T17:30+07:00");
  EXPECT_EQ(story.diary(),
            "version 1 first: due Wed 2022-11-30T17:00+07:00\n"
            "next Wed 2022-11-30T17:00+07:00\n"
            "finding DD6201 agency:MOI/head\n"
            "next Thu 2022-12-01T00:00+07:00\n"
            "finding DD6201 agency:MOI/head\n"
            "next Thu 2022-12-01T00:00+07:00\n");
  EXPECT_EQ(reasons(story.last()), "qua-han: no_recipient\n");
  EXPECT_EQ(story.until("Fri 2022-12-09T17:00+07:00").told(), "Tue 2022-12-06T07:30+07:00 lan qua-han\n");
}

TEST(HandOver, AQueuedNoticeWhoseHolderLeftWithoutAnySuccessorIsWithdrawn) {
  Directory directory = small_directory();
  for (auto& position : directory.positions) {
    if (position.person == "binh" || position.person == "chi") position.until = day("2022-11-30");
  }
  for (auto& address : directory.addresses) address.failing = address.owner == "agency:STC";
  World world = world_with({rule_of("r", {make("qua-han", "due").notify("head")})}, directory);
  world.fallback_contact.clear();
  Story story{world, task(kDue)};
  story.until("Tue 2022-11-01T08:00+07:00").until("Wed 2022-11-30T17:30+07:00").diary();
  story.until("Thu 2022-12-01T06:00+07:00").until("Thu 2022-12-01T07:30+07:00");
  EXPECT_EQ(story.told(), "");
  EXPECT_NE(story.diary().find("qua-han binh withdrawn no_recipient\n"), std::string::npos);
}

// "the last two get digests only, never single items"
TEST(People, OfDigestOnlyLevelsGetNoSingleItems) {
  Item item = task(kDue);
  item.agency = "VP";  // without a path: the head of the parent agency, the province
  Story story{world_with({rule_of("r", {make("qua-han", "due").notify("head"),
                                        make("len-tren", "due + 3wd 07:30").notify("superior")})}),
              item};
  story.until("Tue 2022-11-01T08:00+07:00").until("Fri 2022-12-30T17:00+07:00");
  EXPECT_EQ(story.told(), "Thu 2022-12-01T07:30+07:00 chanh-vp qua-han\n");
  EXPECT_EQ(reasons(story.last()), "qua-han: already_told: chanh-vp already_told\nlen-tren: digest_only\n");
}

}  // namespace
}  // namespace dondoc::rules

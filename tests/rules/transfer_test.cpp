#include "rules/transfer.hpp"

#include <gtest/gtest.h>

#include "rules/transfer_map.hpp"
#include "tests/rules/story.hpp"

// Design §5.13: open items go to another agency with their dues and what was told; its head is told once of all of
// them, reminders of what had been reached rest, and nobody is reported upwards before.

namespace dondoc::rules {
namespace {

constexpr std::string_view kDue = "Wed 2022-11-30T17:00+07:00";
constexpr std::string_view kDay = "Fri 2022-12-02T08:00+07:00";
constexpr std::string_view kGrace = "Sat 2022-12-10T00:00+07:00";

// SXD (so, below UBND): head hoa, path to the head of VP.
Directory with_successor() {
  Directory directory = small_directory();
  add_agency(directory, "SXD", "so", "UBND");
  add_person(directory, "hoa", "SXD", Role::head);
  add_mail(directory, "agency:SXD");
  directory.escalation.push_back({"SXD", 1, "VP", Role::head, "", {}, {}});
  return directory;
}

Rule urging() {
  return rule_of("r", {make("mai-den-han", "due - 1wd 07:30").notify("head"),
                       make("qua-han", "due + 1wd 07:30").notify("head").every("1wd 07:30").max(20),
                       make("len-tren", "due + 3wd 07:30").notify("superior")});
}

void hand_over(Story& story, std::string_view when = kDay, std::string_view grace = kGrace) {
  story.until(when);
  story.item.transfers.push_back(
      {story.item.agency, "SXD", false, at("Fri 2022-12-02T00:00+07:00"), at(when), at(grace)});
  story.item.agency = "SXD";
}

Story story_until_the_day(Rule rule, std::string_view due = kDue) {
  Story story{world_with({std::move(rule)}, with_successor()), task(due)};
  story.until("Tue 2022-11-01T08:00+07:00").until("Fri 2022-12-02T07:59+07:00");
  return story;
}

TEST(Transfer, TheNewHeadIsToldOnceAndRemindersGoOnAfterTheGrace) {
  auto story = story_until_the_day(urging());
  EXPECT_EQ(story.told(),
            "Tue 2022-11-29T07:30+07:00 binh mai-den-han\n"
            "Thu 2022-12-01T07:30+07:00 binh qua-han\n"
            "Fri 2022-12-02T07:30+07:00 binh qua-han#1\n");
  hand_over(story);
  const int version = story.history.version;
  EXPECT_EQ(story.until("Fri 2022-12-09T23:59+07:00").told(), "Fri 2022-12-02T13:30+07:00 hoa hand-over\n");
  EXPECT_EQ(story.until("Tue 2022-12-13T17:00+07:00").told(),
            "Mon 2022-12-12T07:30+07:00 chanh-vp len-tren\n"
            "Mon 2022-12-12T07:30+07:00 hoa qua-han#7\n"
            "Tue 2022-12-13T07:30+07:00 hoa qua-han#8\n");
  EXPECT_EQ(story.history.version, version);
  EXPECT_EQ(story.broken(), "");
}

TEST(Transfer, WhatIsReachedAnewGoesOutAsUsual) {
  auto story = story_until_the_day(urging(), "Tue 2022-12-06T17:00+07:00");
  hand_over(story);
  EXPECT_EQ(story.until("Thu 2022-12-08T17:00+07:00").told(),
            "Fri 2022-12-02T13:30+07:00 hoa hand-over\n"
            "Mon 2022-12-05T07:30+07:00 hoa mai-den-han\n"
            "Wed 2022-12-07T07:30+07:00 hoa qua-han\n"
            "Thu 2022-12-08T07:30+07:00 hoa qua-han#1\n");
  EXPECT_EQ(story.until("Fri 2022-12-09T17:00+07:00").told(),
            "Fri 2022-12-09T07:30+07:00 hoa qua-han#2\nFri 2022-12-09T07:30+07:00 chanh-vp len-tren\n");
}

// The grace alone is not enough: a head who was never told is not reported.
TEST(Transfer, TheSuperiorWaitsUntilTheNewHeadWasTold) {
  auto story = story_until_the_day(urging());
  story.world.mode = DeliveryMode::off;
  hand_over(story);
  story.until("Mon 2022-12-12T07:00+07:00");
  EXPECT_EQ(story.told().find("hand-over"), std::string::npos);
  story.world.mode = DeliveryMode::live;
  EXPECT_EQ(story.until("Tue 2022-12-13T06:00+07:00").told(),
            "Mon 2022-12-12T07:30+07:00 hoa hand-over\nMon 2022-12-12T07:30+07:00 hoa qua-han#7\n");
  EXPECT_EQ(story.until("Tue 2022-12-13T17:00+07:00").told(),
            "Tue 2022-12-13T07:30+07:00 hoa qua-han#8\nTue 2022-12-13T07:30+07:00 chanh-vp len-tren\n");
}

// What the head of the old agency had been told does not report the new one, also after the grace.
TEST(Transfer, WhatTheOldHeadWasToldIsNoNoticeToTheNewOne) {
  auto story = story_until_the_day(urging());
  story.told();
  hand_over(story, kDay, "Fri 2022-12-02T09:00+07:00");
  story.until("Mon 2022-12-05T17:00+07:00");
  EXPECT_EQ(story.told(),
            "Fri 2022-12-02T13:30+07:00 hoa hand-over\n"
            "Mon 2022-12-05T07:30+07:00 hoa qua-han#2\n"
            "Mon 2022-12-05T13:30+07:00 chanh-vp len-tren\n");
}

TEST(Transfer, AcknowledgementsOfTheOldAgencyEnd) {
  Rule rule = rule_of("r", {make("qua-han", "due + 1wd 07:30").notify("head"),
                            make("len-tren", "due + 3wd 07:30").notify("superior").unless("acknowledged")});
  auto story = story_until_the_day(std::move(rule));
  story.acknowledge("binh", "Fri 2022-12-16T17:00+07:00", "Thu 2022-12-01T07:30+07:00");
  story.told();
  hand_over(story);
  EXPECT_EQ(story.until("Mon 2022-12-12T17:00+07:00").told(),
            "Fri 2022-12-02T13:30+07:00 hoa hand-over\nMon 2022-12-12T07:30+07:00 chanh-vp len-tren\n");
}

TEST(Transfer, QueuedNoticesToTheOldHeadAreWithdrawn) {
  Story story{world_with({urging()}, with_successor()), task(kDue)};
  story.until("Tue 2022-11-01T08:00+07:00").until("Thu 2022-12-01T07:30+07:00").told();
  story.world.windows.slots = {};
  hand_over(story, "Fri 2022-12-02T07:30+07:00");
  story.diary();
  story.until("Fri 2022-12-02T07:31+07:00");
  EXPECT_EQ(story.diary().find("queue qua-han"), std::string::npos);
}

TEST(Transfer, AnItemThatIsReportedSilencedOrLateInItsSourceIsHandedOverAllTheSame) {
  for (const char* how : {"reported", "late", "held"}) {
    auto story = story_until_the_day(urging());
    story.told();
    hand_over(story);
    if (how == std::string_view{"reported"}) story.item.state = State::reported;
    if (how == std::string_view{"late"}) story.world.late_sources.insert("ke-hoach");
    if (how == std::string_view{"held"}) story.open_hold("Thu 2022-12-01T08:00+07:00");
    EXPECT_EQ(story.until("Fri 2022-12-02T17:00+07:00").told(), "Fri 2022-12-02T13:30+07:00 hoa hand-over\n") << how;
  }
}

TEST(Transfer, WhatIsDoneBeforeTheMessageGoesIsNotInIt) {
  auto story = story_until_the_day(urging());
  story.told();
  hand_over(story);
  story.until("Fri 2022-12-02T09:00+07:00");
  story.item.state = State::done;
  story.until("Fri 2022-12-02T17:00+07:00");
  EXPECT_EQ(story.told(), "");
}

TEST(Transfer, ASecondOneIsToldAnewAndTheFirstNoMore) {
  Directory directory = with_successor();
  add_agency(directory, "SCT", "so", "UBND");
  add_person(directory, "tam", "SCT", Role::head);
  directory.escalation.push_back({"SCT", 1, "VP", Role::head, "", {}, {}});
  Story story{world_with({urging()}, directory), task(kDue)};
  story.until("Tue 2022-11-01T08:00+07:00").until("Fri 2022-12-02T07:59+07:00").told();
  hand_over(story);
  story.until("Mon 2022-12-05T08:00+07:00");
  story.item.transfers.push_back({"SXD", "SCT", false, at("Mon 2022-12-05T00:00+07:00"),
                                  at("Mon 2022-12-05T08:00+07:00"), at("Tue 2022-12-13T00:00+07:00")});
  story.item.agency = "SCT";
  EXPECT_EQ(story.until("Tue 2022-12-13T07:30+07:00").told(),
            "Fri 2022-12-02T13:30+07:00 hoa hand-over\n"
            "Mon 2022-12-05T13:30+07:00 tam hand-over\n"
            "Tue 2022-12-13T07:30+07:00 chanh-vp len-tren\n"
            "Tue 2022-12-13T07:30+07:00 tam qua-han#8\n");
}

// Coordinators that were told of the task are not told again as another agency.
TEST(Transfer, ACoordinatorsSuccessorCountsAsTold) {
  Item item = task(kDue);
  item.coordinators = {"CL"};
  Story story{world_with({rule_of("r", {make("bao", "received").copy("coordinators")})}, with_successor()), item};
  story.until("Tue 2022-11-01T08:00+07:00").until(kDay);
  EXPECT_EQ(story.told(), "Tue 2022-11-01T13:30+07:00 agency:CL bao\n");
  story.item.coordinators = {"SXD"};
  story.item.transfers.push_back({"CL", "SXD", true, at(kDay), at(kDay), at(kGrace)});
  EXPECT_EQ(story.until("Mon 2022-12-12T17:00+07:00").told(), "");
}

TEST(Transfer, TheTermRunsByTheCalendarItBeganWith) {
  Directory directory = with_successor();
  for (auto& agency : directory.agencies) {
    if (agency.code == "SXD") agency.calendar = "khac";
  }
  World world = world_with({}, directory);
  Item item = task(kDue);
  item.agency = "SXD";
  EXPECT_EQ(world.calendar_name_of(item).id, "khac");
  item.term_agency = "STC";
  EXPECT_EQ(world.calendar_name_of(item).id, "vn");
}

TEST(TransferMap, TheRowThatSaysMostIsChosen) {
  const std::vector<TransferRow> rows = {
      {2, "A", "general", {}, "", ""},      {3, "A", "tasks", Kind::task, "", ""},
      {4, "A", "pattern", {}, "1.00*", ""}, {5, "A", "procedure", {}, "1.001234", ""},
      {6, "A", "other", {}, "1.0012*", ""}, {7, "A", "item", {}, "", "HS-7"},
      {8, "A", "items", {}, "", "HS-*"},    {9, "B", "b", Kind::dossier, "", ""},
  };
  const struct {
    const char* what;
    TransferSubject subject;
    const char* to;
  } kCases[] = {
      {"nothing but the general row fits", {"A", Kind::dossier, "", "X1"}, "general"},
      {"a kind goes before all", {"A", Kind::task, "", "X1"}, "tasks"},
      {"a procedure goes before a kind", {"A", Kind::task, "1.001234", "X1"}, "procedure"},
      {"of two patterns the first", {"A", Kind::dossier, "1.001299", "X1"}, "pattern"},
      {"an item goes before a procedure", {"A", Kind::dossier, "1.001234", "HS-7"}, "item"},
      {"a pattern of items too", {"A", Kind::dossier, "1.001234", "HS-8"}, "items"},
      {"another agency has rows of its own", {"B", Kind::dossier, "1.001234", "HS-7"}, "b"},
      {"no row fits", {"B", Kind::task, "", "X1"}, ""},
      {"nobody's", {"C", Kind::task, "", "X1"}, ""},
  };
  for (const auto& one : kCases) {
    const auto* row = choose_transfer(rows, one.subject);
    EXPECT_EQ(row ? row->to : "", one.to) << one.what;
  }
}

}  // namespace
}  // namespace dondoc::rules

#include "rules/recipients.hpp"

#include <gtest/gtest.h>

#include "tests/rules/world_fixture.hpp"

namespace dondoc::rules {
namespace {

constexpr std::string_view kNow = "Thu 2022-12-01T09:00+07:00";

// Directory edits, so that a case reads as a sentence.
void fail(Directory& directory, std::string_view owner) {
  for (auto& address : directory.addresses) address.failing = address.failing || address.owner == owner;
}
void drop_addresses(Directory& directory, std::string_view owner) {
  std::erase_if(directory.addresses, [owner](const Address& address) { return address.owner == owner; });
}
void vacate(Directory& directory, std::string_view person) {
  std::erase_if(directory.positions, [person](const Position& position) { return position.person == person; });
}
void expire(Directory& directory, std::string_view agency, std::vector<std::string> successors) {
  for (auto& one : directory.agencies) {
    if (one.code != agency) continue;
    one.valid_until = day("2022-11-30");
    one.successors = std::move(successors);
  }
}

// "binh, agency:STC; DD6201 agency:STC/head", or "nobody: digest_only".
std::string resolved(const World& world, std::string_view spec, const Item& item = task(), int level = 1,
                     std::string_view now = kNow) {
  const auto resolution = resolve_recipients(who(spec), level, world, item, at(now));
  std::string text;
  for (const auto& found : resolution.recipients) text += (text.empty() ? "" : ", ") + short_name(found.recipient);
  if (text.empty()) text = "nobody: " + std::string{reason_name(resolution.reason)};
  for (const auto& finding : resolution.findings) text += "; " + finding.code + " " + finding.subject;
  return text;
}

struct Case {
  const char* rule;
  const char* spec;
  void (*edit)(Directory&);
  const char* expected;
};

void expect_resolved(const std::vector<Case>& cases, const Item& item = task()) {
  for (const auto& one : cases) {
    Directory directory = small_directory();
    one.edit(directory);
    EXPECT_EQ(resolved(world_with({}, directory), one.spec, item), one.expected) << one.rule;
  }
}

// "holder, else acting holder, else the agency's mailbox, else its focal person, else the fallback contact, and the
// operator learns of it; a missing or failing address counts as not found."
TEST(Recipients, ARoleFallsBackInOrder) {
  expect_resolved({
      {"the holder", "head", [](Directory&) {}, "binh"},
      {"two holders are both told", "head",
       [](Directory& d) { d.positions.push_back({"STC", Role::head, "dung", {}, {}, {}}); }, "binh, dung"},
      {"the holder, even where somebody acts", "head",
       [](Directory& d) { d.positions.push_back({"STC", Role::acting_head, "phuong", {}, {}, {}}); }, "binh"},
      {"else the acting holder", "head",
       [](Directory& d) {
         vacate(d, "binh");
         d.positions.push_back({"STC", Role::acting_head, "phuong", {}, {}, {}});
       },
       "phuong"},
      {"a holder whose address fails counts as not found", "head",
       [](Directory& d) {
         fail(d, "person:binh");
         d.positions.push_back({"STC", Role::acting_head, "phuong", {}, {}, {}});
       },
       "phuong"},
      {"else the agency's mailbox", "head", [](Directory& d) { vacate(d, "binh"); },
       "agency:STC; DD6201 agency:STC/head"},
      {"a missing address likewise", "head", [](Directory& d) { drop_addresses(d, "person:binh"); },
       "agency:STC; DD6201 agency:STC/head"},
      {"an empty address is none", "head",
       [](Directory& d) {
         for (auto& address : d.addresses) {
           if (address.owner == "person:binh") address.value.clear();
         }
       },
       "agency:STC; DD6201 agency:STC/head"},
      {"else the focal person", "head",
       [](Directory& d) {
         vacate(d, "binh");
         fail(d, "agency:STC");
       },
       "chi; DD6201 agency:STC/head"},
      {"else the fallback contact", "head",
       [](Directory& d) {
         vacate(d, "binh");
         vacate(d, "chi");
         fail(d, "agency:STC");
       },
       "contact:truc-ban; DD6201 agency:STC/head"},
      {"else nobody", "head",
       [](Directory& d) {
         vacate(d, "binh");
         vacate(d, "chi");
         fail(d, "agency:STC");
         fail(d, "contact:truc-ban");
       },
       "nobody: no_recipient; DD6201 agency:STC/head"},
      {"a deputy", "deputy", [](Directory&) {}, "phuong"},
      {"without a deputy", "deputy", [](Directory& d) { vacate(d, "phuong"); }, "agency:STC; DD6201 agency:STC/deputy"},
      {"without a focal person", "focal", [](Directory& d) { vacate(d, "chi"); },
       "agency:STC; DD6201 agency:STC/focal"},
      {"an office without a person is vacant", "head",
       [](Directory& d) {
         for (auto& position : d.positions) {
           if (position.person == "binh") position.person.clear();
         }
       },
       "agency:STC; DD6201 agency:STC/head"},
  });
}

TEST(Recipients, WithoutAFallbackContactThereMayBeNobody) {
  Directory directory = small_directory();
  vacate(directory, "binh");
  vacate(directory, "chi");
  drop_addresses(directory, "agency:STC");
  World world = world_with({}, directory);
  world.fallback_contact.clear();
  EXPECT_EQ(resolved(world, "head"), "nobody: no_recipient; DD6201 agency:STC/head");
}

// "Delegations and validity dates are respected."
TEST(Recipients, OfficesAddressesAndDelegationsHaveDates) {
  struct Dated {
    const char* rule;
    const char* now;
    const char* expected;
  };
  Directory directory = small_directory();
  for (auto& position : directory.positions) {
    if (position.person == "binh") {
      position.from = day("2022-11-02");
      position.until = day("2022-11-30");
    }
  }
  directory.positions.push_back({"STC", Role::head, "dung", {}, day("2022-12-01"), {}});
  directory.delegations.push_back(
      {"binh", "phuong", at("Thu 2022-11-10T08:00+07:00"), at("Fri 2022-11-11T17:00+07:00"), false});
  for (auto& address : directory.addresses) {
    if (address.owner == "person:dung") address.from = day("2022-12-02");
  }
  const World world = world_with({}, directory);
  for (const auto& [rule, now, expected] : std::vector<Dated>{
           {"the day before the office", "Tue 2022-11-01T23:59+07:00", "agency:STC; DD6201 agency:STC/head"},
           {"its first day", "Wed 2022-11-02T00:00+07:00", "binh"},
           {"a delegation begins", "Thu 2022-11-10T08:00+07:00", "phuong"},
           {"until its end", "Fri 2022-11-11T16:59+07:00", "phuong"},
           {"at its end", "Fri 2022-11-11T17:00+07:00", "binh"},
           {"the last day of the office", "Wed 2022-11-30T23:59+07:00", "binh"},
           {"the next holder has no address yet", "Thu 2022-12-01T00:00+07:00", "agency:STC; DD6201 agency:STC/head"},
           {"and then has one", "Fri 2022-12-02T00:00+07:00", "dung"},
       }) {
    EXPECT_EQ(resolved(world, "head", task(), 1, now), expected) << rule;
  }
}

TEST(Recipients, ADelegateStandsInWithOrWithoutACopy) {
  const auto with = [](bool copy, auto edit) {
    Directory directory = small_directory();
    directory.delegations.push_back(
        {"binh", "phuong", at("Thu 2022-12-01T00:00+07:00"), at("Fri 2022-12-02T00:00+07:00"), copy});
    edit(directory);
    return resolved(world_with({}, directory), "head");
  };
  EXPECT_EQ(with(false, [](Directory&) {}), "phuong");
  EXPECT_EQ(with(true, [](Directory&) {}), "phuong, binh");
  EXPECT_EQ(with(false, [](Directory& d) { fail(d, "person:phuong"); }), "binh");
  EXPECT_EQ(with(true, [](Directory& d) { fail(d, "person:binh"); }), "phuong");
}

// "Unknown officers of an agency go in one daily list to its focal person."
TEST(Recipients, Officers) {
  expect_resolved({{"known", "officer", [](Directory&) {}, "an"},
                   {"known, but out of reach: the stand-ins of any office", "officer",
                    [](Directory& d) { fail(d, "person:an"); }, "agency:STC; DD6202 person:an"},
                   {"and further", "officer",
                    [](Directory& d) {
                      fail(d, "person:an");
                      fail(d, "agency:STC");
                    },
                    "chi; DD6202 person:an"}});
  Item unknown = task();
  unknown.officer.clear();
  unknown.officer_name = "Nguyễn Văn A";
  const std::vector<Case> cases = {
      {"unknown", "officer", [](Directory&) {}, "chi; DD6205 agency:STC/officers"},
      {"no focal person", "officer", [](Directory& d) { vacate(d, "chi"); }, "agency:STC; DD6205 agency:STC/officers"},
      {"nor a mailbox", "officer",
       [](Directory& d) {
         vacate(d, "chi");
         fail(d, "agency:STC");
       },
       "contact:truc-ban; DD6205 agency:STC/officers"}};
  expect_resolved(cases, unknown);
  unknown.officer = "khong-co";
  expect_resolved(cases, unknown);
}

// "`superior` follows the escalation path, an ordered table (agency, level, role or person, validity); default: the
// head of the parent agency"
TEST(Recipients, SuperiorsOfAPath) {
  struct Superior {
    const char* rule;
    int level;
    void (*edit)(Directory&);
    const char* expected;
  };
  for (const auto& [rule, level, edit, expected] : std::vector<Superior>{
           {"the first place", 1, [](Directory&) {}, "chanh-vp"},
           {"the second: digests only", 2, [](Directory&) {}, "nobody: digest_only"},
           {"beyond the path", 3, [](Directory&) {}, "nobody: no_recipient; DD6204 agency:STC/path"},
           {"the role's stand-in", 1, [](Directory& d) { vacate(d, "chanh-vp"); }, "agency:VP; DD6201 agency:VP/head"},
           {"a person", 1, [](Directory& d) { d.escalation[0] = {"STC", 1, "", Role::head, "lan", {}, {}}; }, "lan"},
           {"a person wins over the role", 1, [](Directory& d) { d.escalation[0].person = "lan"; }, "lan"},
           {"a person out of reach: the role", 1,
            [](Directory& d) {
              d.escalation[0].person = "lan";
              fail(d, "person:lan");
            },
            "chanh-vp; DD6202 person:lan"},
           {"a person out of reach and no role: the fallback contact", 1,
            [](Directory& d) {
              d.escalation[0] = {"STC", 1, "", Role::head, "lan", {}, {}};
              fail(d, "person:lan");
            },
            "contact:truc-ban; DD6202 person:lan"},
           {"a person of a level that gets digests only", 1,
            [](Directory& d) { d.escalation[0] = {"STC", 1, "", Role::head, "pho-ct", {}, {}}; },
            "nobody: digest_only"},
           {"a place no longer valid is none", 1, [](Directory& d) { d.escalation[0].until = day("2022-11-30"); },
            "nobody: no_recipient; DD6204 agency:STC/path"},
           {"its successor in the table is", 1,
            [](Directory& d) {
              d.escalation[0].until = day("2022-11-30");
              d.escalation.push_back({"STC", 1, "CL", Role::head, "", day("2022-12-01"), {}});
            },
            "lan"},
           {"a path wholly out of date: the parent agency", 1,
            [](Directory& d) {
              for (auto& place : d.escalation) place.until = day("2022-11-30");
            },
            "nobody: digest_only"},
       }) {
    Directory directory = small_directory();
    edit(directory);
    EXPECT_EQ(resolved(world_with({}, directory), "superior", task(), level), expected) << rule;
  }
}

TEST(Recipients, WithoutAPathSuperiorsAreTheHeadsOfTheParents) {
  Item item = task();
  item.agency = "XA";
  World world = world_with({});
  EXPECT_EQ(resolved(world, "superior", item, 1), "lan");
  EXPECT_EQ(resolved(world, "superior", item, 2), "nobody: digest_only");
  EXPECT_EQ(resolved(world, "superior", item, 3), "nobody: no_recipient; DD6204 agency:XA/path");
  world.digest_only_levels.clear();
  EXPECT_EQ(resolved(world, "superior", item, 2), "chu-tich");
}

// "the last two get digests only, never single items": heads and deputies of such levels, not their mailbox or focal.
TEST(Recipients, DigestOnlyLevels) {
  Item item = task();
  item.agency = "UBND";
  const World world = world_with({});
  EXPECT_EQ(resolved(world, "head", item), "nobody: digest_only");
  EXPECT_EQ(resolved(world, "deputy", item), "nobody: digest_only");
  EXPECT_EQ(resolved(world, "focal", item), "agency:UBND; DD6201 agency:UBND/focal");
}

// "An expired agency resolves to its single successor in force; split or none: fallback, one finding per agency."
TEST(Recipients, ExpiredAgencies) {
  expect_resolved({
      {"its single successor", "head", [](Directory& d) { expire(d, "STC", {"CL"}); }, "lan"},
      {"through the years", "head",
       [](Directory& d) {
         expire(d, "STC", {"CL"});
         expire(d, "CL", {"XA"});
       },
       "nam"},
      {"split", "head", [](Directory& d) { expire(d, "STC", {"CL", "VP"}); }, "contact:truc-ban; DD6203 agency:STC"},
      {"none", "head", [](Directory& d) { expire(d, "STC", {}); }, "contact:truc-ban; DD6203 agency:STC"},
      {"in a circle", "head",
       [](Directory& d) {
         expire(d, "STC", {"CL"});
         expire(d, "CL", {"STC"});
       },
       "contact:truc-ban; DD6203 agency:STC"},
      {"a successor not yet in force", "head",
       [](Directory& d) {
         expire(d, "STC", {"CL"});
         d.agencies[3].valid_from = day("2022-12-02");
       },
       "contact:truc-ban; DD6203 agency:STC"},
      {"on its last day it is in force", "head",
       [](Directory& d) {
         expire(d, "STC", {"CL"});
         d.agencies[2].valid_until = day("2022-12-01");
       },
       "binh"},
      {"unknown", "agency:KHONG", [](Directory&) {}, "contact:truc-ban; DD6203 agency:KHONG"},
  });
}

TEST(Recipients, Coordinators) {
  Item item = task();
  item.coordinators = {"CL", "XA"};
  expect_resolved({{"mailboxes", "coordinators", [](Directory&) {}, "agency:CL, agency:XA"},
                   {"a focal person first", "coordinators",
                    [](Directory& d) { add_person(d, "mai", "CL", Role::focal); }, "mai, agency:XA"},
                   {"the head last", "coordinators", [](Directory& d) { fail(d, "agency:XA"); }, "agency:CL, nam"},
                   {"one who cannot be reached", "coordinators",
                    [](Directory& d) {
                      fail(d, "agency:XA");
                      fail(d, "person:nam");
                    },
                    "agency:CL, contact:truc-ban; DD6202 agency:XA"},
                   {"one that has expired", "coordinators", [](Directory& d) { expire(d, "XA", {}); },
                    "agency:CL, contact:truc-ban; DD6203 agency:XA"}},
                  item);
  EXPECT_EQ(resolved(world_with({}), "coordinators"), "nobody: no_recipient") << "none named";
}

TEST(Recipients, ContactsAgenciesAndRooms) {
  expect_resolved({
      {"a contact with addresses of its own", "contact:truc-ban", [](Directory&) {}, "contact:truc-ban"},
      {"a contact that is a person", "contact:van-phong",
       [](Directory& d) { d.contacts.push_back({"van-phong", "Văn phòng", "chanh-vp"}); }, "chanh-vp"},
      {"that person's delegate", "contact:van-phong",
       [](Directory& d) {
         d.contacts.push_back({"van-phong", "Văn phòng", "chanh-vp"});
         d.delegations.push_back(
             {"chanh-vp", "lan", at("Thu 2022-12-01T00:00+07:00"), at("Fri 2022-12-02T00:00+07:00"), false});
       },
       "lan"},
      {"a contact nobody knows", "contact:khong", [](Directory&) {}, "contact:truc-ban; DD6202 contact:khong"},
      {"an agency's mailbox", "agency:VP", [](Directory&) {}, "agency:VP"},
      {"without a mailbox its head", "agency:VP", [](Directory& d) { fail(d, "agency:VP"); }, "chanh-vp"},
      {"an expired agency's successor", "agency:VP", [](Directory& d) { expire(d, "VP", {"CL"}); }, "agency:CL"},
      {"a room", "room:phong-chung", [](Directory&) {}, "room:phong-chung"},
      {"a room out of reach", "room:phong-chung", [](Directory& d) { fail(d, "room:phong-chung"); },
       "contact:truc-ban; DD6202 room:phong-chung"},
  });
}

// As one enters it: a contact that stands for a person and has no address of its own.
TEST(Recipients, TheFallbackContactMayStandForAPerson) {
  Directory directory = small_directory();
  directory.contacts.push_back({"du-phong", "Dự phòng", "phuong"});
  vacate(directory, "binh");
  vacate(directory, "chi");
  fail(directory, "agency:STC");
  World world = world_with({}, directory);
  world.fallback_contact = "contact:du-phong";
  EXPECT_EQ(resolved(world, "head"), "phuong; DD6201 agency:STC/head");
  EXPECT_EQ(resolve_contact(world, "contact:du-phong", at(kNow)), "person:phuong");
  EXPECT_EQ(resolve_contact(world, "contact:truc-ban", at(kNow)), "contact:truc-ban");
  EXPECT_EQ(resolve_contact(world, "contact:khong", at(kNow)), "");
}

TEST(Recipients, WhoGetsDigestsOnlyGetsNoSingleItemsInWhateverRole) {
  Directory directory = small_directory();
  vacate(directory, "lan");
  fail(directory, "agency:CL");
  directory.positions.push_back({"CL", Role::head, "chu-tich", {}, {}, {}});
  directory.delegations.push_back(
      {"binh", "pho-ct", at("Thu 2022-12-01T00:00+07:00"), at("Fri 2022-12-02T00:00+07:00"), false});
  const World world = world_with({}, directory);
  Item item = task();
  item.coordinators = {"CL"};
  EXPECT_EQ(resolved(world, "coordinators", item), "nobody: digest_only");
  EXPECT_EQ(resolved(world, "head"), "binh") << "a delegate who gets digests only does not stand in";
}

TEST(Recipients, AnOfficerWhoseOfficeEndedIsNotTold) {
  Directory directory = small_directory();
  for (auto& position : directory.positions) {
    if (position.person == "an") position.until = day("2022-11-30");
  }
  EXPECT_EQ(resolved(world_with({}, directory), "officer"), "agency:STC; DD6202 person:an");
}

TEST(Recipients, OfTwoSuccessorsTheOneInForceInherits) {
  Directory directory = small_directory();
  expire(directory, "STC", {"CL", "XA"});
  expire(directory, "XA", {});
  EXPECT_EQ(resolved(world_with({}, directory), "head"), "lan");
}

}  // namespace
}  // namespace dondoc::rules

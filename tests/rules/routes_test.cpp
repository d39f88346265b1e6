#include <gtest/gtest.h>

#include "rules/recipients.hpp"
#include "tests/rules/world_fixture.hpp"

namespace dondoc::rules {
namespace {

constexpr std::string_view kNow = "Thu 2022-12-01T09:00+07:00";

std::string routes(const World& world, const Recipient& recipient, const std::vector<std::string>& via = {}) {
  std::string text;
  for (const auto& route : routes_to(world, recipient, via, at(kNow))) {
    text += (text.empty() ? "" : ", ") + route.channel + " " + route.address;
  }
  return text;
}

// `via`: "all of these; without it, the person's first working channel"
TEST(Routes, AreTheWorkingChannelsBestFirst) {
  Directory directory = small_directory();
  directory.addresses.push_back({"person:binh", "zalo", "0900", 1, false, {}, {}});
  directory.addresses.push_back({"person:lan", "zalo", "0901", -1, false, {}, {}});
  directory.addresses.push_back({"person:nam", "zalo", "0902", -1, true, {}, {}});
  directory.addresses.push_back({"person:chi", "fax", "1234", -1, false, {}, {}});
  World world = world_with({}, directory);
  EXPECT_EQ(routes(world, "person:binh"), "mail binh@tinh.gov.vn, zalo 0900");
  EXPECT_EQ(routes(world, "person:lan"), "zalo 0901, mail lan@tinh.gov.vn") << "lower preference first";
  EXPECT_EQ(routes(world, "person:nam"), "mail nam@tinh.gov.vn") << "a failing address";
  EXPECT_EQ(routes(world, "person:chi"), "mail chi@tinh.gov.vn") << "a channel nobody configured";
  EXPECT_EQ(routes(world, "person:binh", {"zalo"}), "zalo 0900");
  EXPECT_EQ(routes(world, "person:binh", {"email", "zalo"}), "mail binh@tinh.gov.vn, zalo 0900");
  EXPECT_EQ(routes(world, "person:chi", {"zalo"}), "mail chi@tinh.gov.vn") << "none of them works: whatever does";
  EXPECT_EQ(routes(world, "person:khong"), "");
  world.channels.push_back({"mail-2", true, true});
  EXPECT_EQ(routes(world, "person:chi"), "mail chi@tinh.gov.vn, mail-2 chi@tinh.gov.vn") << "in the configured order";
}

TEST(SendingHours, AreThoseOfTheRecipientsAgency) {
  Directory directory = small_directory();
  directory.agencies[3].calendar = "khac";
  directory.contacts.push_back({"lan-cl", "Lan", "lan"});
  directory.positions.push_back({"CL", Role::officer, "", {}, {}, {}});  // vacant
  World world = world_with({}, directory);
  CalendarSpec other = vietnam_spec();
  other.id = "khac";
  world.calendars["khac"] = std::make_shared<WorkCalendar>(other, zone("Asia/Ho_Chi_Minh"));
  const auto calendar_id = [&](const Recipient& recipient) {
    return world.calendar_of_recipient(recipient, at(kNow))->id();
  };
  EXPECT_EQ(calendar_id("person:lan"), "khac");
  EXPECT_EQ(calendar_id("agency:CL"), "khac");
  EXPECT_EQ(calendar_id("contact:lan-cl"), "khac");
  EXPECT_EQ(calendar_id("person:binh"), "vn");
  EXPECT_EQ(calendar_id("room:phong-chung"), "vn");
  EXPECT_EQ(calendar_id("contact:truc-ban"), "vn");
  EXPECT_EQ(calendar_id("operator"), "vn");
}

TEST(Routes, AChannelThatDoesNotReachThePersonLeavesTheirFirst) {
  Directory directory = small_directory();
  directory.addresses.push_back({"person:binh", "zalo", "84", 5, false, {}, {}});
  const auto routes = routes_to(world_with({}, directory), "person:binh", {"khong-co"}, at(kNow));
  ASSERT_EQ(routes.size(), 1u);
  EXPECT_EQ(routes.front().channel, "mail");
}

}  // namespace
}  // namespace dondoc::rules

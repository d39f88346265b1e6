#include "integrations/sqlite/message_ids.hpp"

#include <gtest/gtest.h>

#include <set>

#include "rules/zone.hpp"

namespace dondoc::integrations::sqlite {
namespace {

// 2022-11-30T17:00:00Z is 0x0184c97b1e80 milliseconds after 1970.
TEST(MessageIds, AreUuidsOfVersion7WithoutHyphens) {
  MessageIds ids(*rules::parse_iso("2022-11-30T17:00:00Z"));
  const std::string id = ids.next();
  ASSERT_EQ(id.size(), 32U);
  EXPECT_EQ(id.find_first_not_of("0123456789abcdef"), std::string::npos) << id;
  EXPECT_EQ(id.substr(0, 13), "0184c97b1e807") << id;
  EXPECT_NE(std::string{"89ab"}.find(id[16]), std::string::npos) << id;
}

TEST(MessageIds, EachIsGreaterThanTheOneBefore) {
  MessageIds ids(*rules::parse_iso("2022-11-30T17:00:00Z"));
  std::string last = ids.next();
  for (int i = 0; i < 2'000; ++i) {
    std::string next = ids.next();
    EXPECT_LT(last, next);
    last = std::move(next);
  }
}

TEST(MessageIds, OneDoesNotTellTheNext) {
  MessageIds ids(*rules::parse_iso("2022-11-30T17:00:00Z"));
  std::set<std::string> ends;
  for (int i = 0; i < 100; ++i) ends.insert(ids.next().substr(24));
  EXPECT_GT(ends.size(), 95U);
}

TEST(MessageIds, TwoTransactionsOfOneInstantDiffer) {
  const auto now = *rules::parse_iso("2022-11-30T17:00:00Z");
  std::set<std::string> ids;
  for (int i = 0; i < 100; ++i) ids.insert(MessageIds(now).next());
  EXPECT_EQ(ids.size(), 100U);
}

}  // namespace
}  // namespace dondoc::integrations::sqlite
